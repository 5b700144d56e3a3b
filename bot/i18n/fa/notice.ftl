# یادآوری روزانه، وقتی به بعد موکول شود.
notice-later-button = ⏰ { $hours } ساعت دیگر
notice-tomorrow-button = ⏰ فردا
notice-snoozed = ⏰ { $day ->
    [today] امروز
   *[tomorrow] فردا
} ساعت { $time } دوباره این پیوندها را یادآوری می‌کنم. تا آن وقت همه سر جایشان می‌مانند.
notice-snooze-old = چیزی برای به بعد انداختن نمانده است.
