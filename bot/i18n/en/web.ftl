### The small page that anyone sees who opens the bot's address.

web-title = Ferry
web-about = A Telegram bot. Send it a link, and it brings the file into your chat.
web-state = Right now
web-state-ok = Running
web-state-degraded = Strained
web-state-unhealthy = Troubled
web-hint = There is nothing to do here: the chat is where it happens.
