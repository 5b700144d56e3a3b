# One sentence for each error: what happened, what to do.
error-unexpected = Something went wrong here, not with your link. Please try again; if it keeps happening, give the owner of this bot the reference.
error-nothing-there = There is nothing at this address. Please check the link.
error-removed = This is no longer available at the source: it was removed, or it has expired. Perhaps it can be found elsewhere.
error-not-live = Nothing is being broadcast here at the moment. Send the link of a recording, if there is one.
error-link-not-supported = I found nothing to fetch behind this link. Send the link of the video, song or file itself.
error-sign-in-needed = The source wants a signed-in account for this, sometimes a paid one. The owner of this bot can add its cookies.
error-private = This is private: only people who were let in can see it. The owner of this bot can add cookies of an account that may.
error-age-restricted = The source shows this only to adults who have signed in. The owner of this bot can add cookies of such an account.
error-bot-check = The source takes me for a robot and turns me away. That often passes within hours; otherwise the owner of this bot can add cookies or a proxy.
error-source-refused = The source does not give this out to me. Please try again later, or look for it elsewhere.
error-geo-blocked = The source does not give this out in the country I run in. The owner of this bot can set up a proxy elsewhere.
error-drm = This is copy-protected (DRM), so I can’t fetch it. Perhaps it can be found elsewhere without protection.
error-source-busy = The source asks to slow down. Please try again in a few minutes.
error-source-unreachable = The source does not answer. Please try again later.
error-live-stream = This is being broadcast live. I can fetch it when it is over.
error-upcoming = { $seconds ->
    [0] This is not out yet. I can fetch it once it is there.
   *[other] This is not out yet, it comes in { $time }. I can fetch it once it is there.
}
error-span-outside = The piece you asked for lies behind the end. Please name another beginning and end.
error-several-found = This is a list of several things. Press Retry to choose from it.
error-source-failed = The source did not give the file away properly. Please try again later.
error-source-down = The source has trouble of its own at the moment. Please try again later.
error-engine-out-of-date = I do not understand what the source says, most likely because it has changed. The owner of this bot can help by updating yt-dlp.
error-no-javascript-runtime = This source can only be read with a JavaScript runtime, and I have none. The owner of this bot can install one: deno.
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
error-quota-reached = You have had as much as the owner of this bot grants you in a day. Please send the link again in { $time }.

## What can be done about it
remedy-later-button = 🕐 In an hour
remedy-lower-button = 🎞 In { $height }
remedy-sound-button = 🎵 Sound only
remedy-owner-button = ✉️ Tell the owner
remedy-remind-button = 🔔 Fetch it once it’s there
remedy-later-answer = I’ll try again in an hour.
remedy-lower-answer = Fetching it in { $height } …
remedy-sound-answer = Fetching the sound …
remedy-remind-answer = I’ll fetch it once it is there.
remedy-owner-told = I’ve told the owner. Thank you!
remedy-owner-known = The owner knows of this already.
remedy-owner-enough = The owner has heard of many failures in this hour. Please try again later.
remedy-owner-gone = This one is over already.
remedy-report =
    ✉️ { $name } ({ $id }) tells you of a failure:
    { $address }
    { $code }, reference { $reference }, { $engine }
