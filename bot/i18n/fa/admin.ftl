# آنچه صاحب ربات می‌خواند و آنچه غریبه‌ها از او می‌شنوند.
access-denied = این ربات فقط برای افراد دعوت‌شده است. شناسهٔ شما { $id } است: آن را به صاحب ربات بدهید تا شما را راه دهد.
access-asked = این ربات فقط برای افراد دعوت‌شده است. از صاحب آن خواستم شما را راه دهد. شناسهٔ شما { $id } است.
access-refused = صاحب این ربات شما را راه نداده است.
access-granted = ✅ صاحب ربات شما را راه داد. پیوندی بفرستید تا فایلش را به همین گفتگو بیاورم.

## Strangers
admin-who = <b>{ $name }</b> · <code>{ $id }</code>
admin-who-named = <b>{ $name }</b> · { $username } · <code>{ $id }</code>
admin-request =
    🔔 کسی می‌خواهد از ربات استفاده کند:
    { $who }
admin-request-allowed =
    ✅ راه داده شد:
    { $who }
admin-request-refused =
    🚫 راه داده نشد:
    { $who }
admin-allow-button = ✅ راه بده
admin-refuse-button = 🚫 راه نده
admin-person-button = بیشتر دربارهٔ او
admin-allowed-answer = راه داده شد.
admin-refused-answer = راه داده نشد.
admin-nobody-answer = دیگر کسی با این شناسه نیست.

## Figures, and one person
admin-stats =
    <b>افراد</b>: { $people } نفر شناخته‌شده، { $active } نفر فعال در روز گذشته، { $blocked } نفر ربات را مسدود کرده‌اند
    <b>پیوندهای نگه‌داشته‌شده</b>: { $links }
    <b>ارسال‌های</b> روز گذشته: { $done } انجام‌شده، { $failed } ناموفق، { $cancelled } لغوشده؛ { $running } در جریان
admin-check-usage = فرمان ⁦/check⁩ را همراه شناسهٔ کاربر بفرستید، برای نمونه ⁦/check 123456789⁩.
admin-check-unknown = کسی با شناسهٔ { $id } به این ربات پیام نداده است.
admin-check =
    <b>{ $id }</b>
    پیوندهای نگه‌داشته‌شده: { $links }، نخستین موعد: { $next }
    آخرین حضور: { $seen }
    اجازهٔ استفاده: { $may ->
        [yes] بله
       *[no] خیر
    }؛ ربات را مسدود کرده: { $blocked ->
        [yes] بله
       *[no] خیر
    }
