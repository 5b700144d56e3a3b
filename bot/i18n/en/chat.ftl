# Commands and answers.
command-start = What this bot does
command-help = How to use it
command-get = Fetch a link: /get https://…
command-links = Your kept links
command-cancel = Stop all your deliveries
command-status = What is under way
command-unknown = I don't know this command. /help says what I can do.

start =
    Hello { $name }! Send me a link, and I’ll bring the file into this chat: a video, a song, a picture or any other file.

    Up to { $limit } each. Your links are kept for { $days ->
        [one] { $days } day
       *[other] { $days } days
    }; I’ll ask you before one goes. /help says more.
help =
    <b>Send a link</b>, or forward a post with links: each file comes into this chat, up to { $limit }. In a group, mention me, answer me, or use /get with the link.

    /links: your kept links; get them again, keep or delete them
    /status: what is under way
    /cancel: stop all your deliveries
    /settings: quality, language, daily notice and more

    Each link is kept for { $days ->
        [one] { $days } day
       *[other] { $days } days
    }. Before one goes you get one message with Keep and Delete buttons.
links-none = Send me a link that begins with http:// or https://, and I’ll bring the file into this chat.
button-old = This button is too old to do anything. Send me the link again.
handler-failed = Something went wrong here. Please try again; if it keeps happening, give the owner of this bot this reference: { $reference }
