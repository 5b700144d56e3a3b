### The small page that anyone sees who opens the bot's address.

web-title = Ferry
web-about = Бот для Telegram. Отправьте ему ссылку, и он принесёт файл в ваш чат.
web-state = Сейчас
web-state-ok = Работает
web-state-degraded = Перегружен
web-state-unhealthy = Неисправен
web-hint = Здесь ничего делать не нужно: всё происходит в чате.
