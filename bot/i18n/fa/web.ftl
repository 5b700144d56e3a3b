### The small page that anyone sees who opens the bot's address.

web-title = Ferry
web-about = یک ربات تلگرام. پیوندی بفرستید تا فایل آن را به گفتگویتان بیاورد.
web-state = هم‌اکنون
web-state-ok = روبه‌راه
web-state-degraded = پرفشار
web-state-unhealthy = دچار مشکل
web-hint = اینجا کاری نیست که انجام دهید؛ همه‌چیز در گفتگو پیش می‌رود.
