### Words of the demo's page. None takes an argument; names of languages stand in their own language.

demo-title = Ferry demo
demo-you = Guest
demo-about = Send a link and get the file, right here in the chat.
demo-about-local = This demo runs on your own computer: a real bot, but no Telegram account needed.
demo-start = Start

## Chats
demo-chats = Chats
demo-chat-bot = bot
demo-chat-group = group
demo-back = Back to the chats
demo-unread = New messages
demo-messages = Messages
demo-no-messages = No messages yet
demo-group-hint = In a group the bot answers when it is mentioned, replied to, or asked with /get and a link.

## Language
demo-language = Language
demo-language-en = English
demo-language-fa = فارسی
demo-language-ru = Русский

## Sample links
demo-samples = Try one of these
demo-samples-hide = Hide the sample links
demo-samples-show = Sample links
demo-sample-video = A page with a video
demo-sample-heights = A film in three heights
demo-sample-playlist = A playlist
demo-sample-album = An album
demo-sample-hls = A long HLS video
demo-sample-song = A song
demo-sample-picture = A picture
demo-sample-file = A plain file
demo-sample-large-film = A large film
demo-sample-large-file = A large file
demo-sample-slow = A slow link
demo-sample-live = A live stream
demo-sample-broken = A broken link

## Writing
demo-placeholder = Message or link
demo-send = Send
demo-menu = Menu
demo-commands = Commands
demo-offers = What the bot offers
demo-reply = Reply
demo-reply-cancel = Don’t reply
demo-you-wrote = You
demo-to-bottom = To the newest message

## In a message
demo-save = Save
demo-close = Close
demo-ok = OK
demo-play = Play
demo-pause = Pause
demo-position = Position
demo-open-picture = Open the picture
demo-copy = Copy
demo-copied = Copied
demo-spoiler = Hidden text, press to show
demo-forwarded = Forwarded from
demo-via = via
demo-opens-tab = opens a new tab
demo-photo = Photo
demo-video = Video
demo-audio = Music
demo-voice = Voice message
demo-animation = GIF
demo-sticker = Sticker
demo-file = File
demo-deleted = This message was deleted
demo-unsupported = This kind of message can’t be shown in the demo.
demo-yesterday = Yesterday
demo-today = Today

## What the bot is doing
demo-action-typing = typing
demo-action-upload-photo = sending a photo
demo-action-record-video = recording a video
demo-action-upload-video = sending a video
demo-action-record-voice = recording a voice message
demo-action-upload-voice = sending a voice message
demo-action-upload-document = sending a file
demo-action-choose-sticker = choosing a sticker
demo-action-find-location = finding a place
demo-action-record-video-note = recording a video message
demo-action-upload-video-note = sending a video message

## Connection
demo-away = Connection lost. Trying again…
demo-not-sent = Not sent: the demo can’t be reached.
demo-no-answer = The bot did not answer.
