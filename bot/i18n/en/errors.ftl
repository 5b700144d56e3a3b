# One sentence for each error: what happened, what to do.
error-unexpected = Something went wrong here, not with your link. Please try again; if it keeps happening, give the owner of this bot the reference.
error-source-failed = The source did not give the file away properly. Please try again later.
error-nothing-there = There is nothing at this address. Please check the link.
error-link-not-supported = I found nothing to fetch behind this link. Send the link of the video, song or file itself.
error-sign-in-needed = The source wants a signed-in account for this, or takes me for a robot. The owner of this bot can add cookies; otherwise please try again later.
error-source-refused = The source does not give this out: it is private, or closed to the country I run in.
error-source-busy = The source asks to slow down. Please try again in a few minutes.
error-source-unreachable = The source does not answer. Please try again later.
error-live-stream = This is a live stream. Send the link again when it is over.
error-several-found = This is a list of several things. Press Retry to choose from it.
error-file-too-large = { $known ->
    [yes] The file is { $size }; I can send { $limit } at most.
   *[no] The file is larger than { $limit }, which is the most I can send.
}
error-disk-full = There is no room left on my disk at the moment. Please try again in a few minutes.
error-transfer-failed = Telegram did not take the file. Please try again.
error-large-files-off = { $known ->
    [yes] The file is { $size }; without further settings I can send { $limit } at most. The owner of this bot can raise that by setting API_ID and API_HASH.
   *[no] The file is larger than { $limit }, the most I can send without further settings. The owner of this bot can raise that by setting API_ID and API_HASH.
}
error-transfer-unavailable = { $seconds ->
    [0] Telegram does not take files from me at the moment. Please try again later.
   *[other] Telegram asks me to wait with this file. Please try again in { $time }.
}
error-chat-refused = Telegram does not let me send files into this chat. Please check what I am allowed to do here.
error-outcome-unknown = Telegram did not say whether the file has arrived. If it is not in the chat, press Retry.
error-delivery-timed-out = This took longer than { $time } and was given up. Please try again, or send a smaller file.
error-delivery-interrupted = The bot was restarted too often while this was on its way. Please try again.
error-child-died = The download ended abruptly, most likely because memory ran out. Please try again, or send a smaller file.
error-not-chosen = You did not choose how I should send this file, so I have put it aside. Press Retry when you want it.
