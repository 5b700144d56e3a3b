# آنچه صاحب ربات می‌خواند و آنچه غریبه‌ها از او می‌شنوند.
command-admin = ویژهٔ صاحب ربات: افراد، سهم‌ها، خطاها، پیام همگانی
command-stats = آمار افراد و ارسال‌ها
command-check = پیوندهای یک نفر: ⁦/check⁩ <شناسه>
access-denied = این ربات فقط برای افراد دعوت‌شده است. شناسهٔ شما { $id } است: آن را به صاحب ربات بدهید تا شما را راه دهد.
access-asked = این ربات فقط برای افراد دعوت‌شده است. از صاحب آن خواستم شما را راه دهد. شناسهٔ شما { $id } است.
access-refused = صاحب این ربات شما را راه نداده است.
access-granted = ✅ صاحب ربات شما را راه داد. پیوندی بفرستید تا فایلش را به همین گفتگو بیاورم.

## Strangers
admin-who = <b>{ $name }</b> | <code>{ $id }</code>
admin-who-named = <b>{ $name }</b> | { $username } | <code>{ $id }</code>
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
    👤 { $who }
    نخستین حضور: { $since }
    آخرین حضور: { $seen }
    پیوندهای نگه‌داشته‌شده: { $links }، نخستین موعد: { $next }
    ارسال‌های روز گذشته: { $day }، { $daysize }
    ارسال‌های ۳۰ روز گذشته: { $month }، { $monthsize }
    سهم روزانه: { $quota }
    اجازهٔ استفاده: { $may ->
        [admin] بله، صاحب ربات است
        [asked] منتظر پاسخ شماست
        [yes] بله
       *[no] خیر
    }؛ ربات را مسدود کرده: { $blocked ->
        [yes] بله
       *[no] خیر
    }

## Pages
admin-home = ⚙️ <b>ویژهٔ صاحب ربات</b>
admin-home-button = ‹ نمای کلی
admin-anew-button = 🔄 تازه‌سازی
admin-people-button = 👥 افراد | { $count }
admin-strangers-button = 🔔 منتظران | { $count }
admin-failures-button = ⚠️ ناموفق‌ها | { $count }
admin-machine-button = 🖥 دستگاه
admin-figures-button = 📊 نمودارها
admin-broadcast-button = 📣 پیام همگانی

admin-people = 👥 <b>افراد</b> | { $count }
admin-people-item =
    <b>{ $number }.</b> { $who }
    آخرین حضور { $time } پیش
admin-pick-button = { $number } | { $name }
admin-people-search = برای یافتن یک نفر: ⁦/admin⁩ همراه نام، نام کاربری یا شناسه.
admin-people-back-button = ‹ افراد
admin-found = { $count ->
    [0] 🔍 کسی پیدا نشد: { $words }
   *[other] 🔍 { $count } نفر پیدا شد: { $words }
}
admin-strangers = 🔔 <b>منتظر اجازهٔ ورود</b> | { $count }
admin-strangers-none = 🔔 کسی منتظر اجازه نیست.

admin-ban-button = 🚫 مسدود کن
admin-quota-button = 📏 سهم روزانه
admin-person-back-button = ‹ بازگشت
admin-quotas =
    📏 <b>سهم روزانه</b>
    { $who }
    اکنون: { $quota }
admin-quota = { $links }، { $size }
admin-quota-links = { $count ->
    [0] هر تعداد
   *[other] { $count } پیوند
}
admin-quota-any-size = هر حجم

admin-failures = ⚠️ <b>ارسال‌های ناموفق روز گذشته</b> | { $count }
admin-failure = { $count } × <code>{ $reason }</code>، تازه‌ترین‌ها: { $references }
admin-failures-none = ✅ در روز گذشته هیچ ارسالی ناموفق نبوده است.

admin-machine =
    🖥 <b>دستگاه</b>
    صف: { $running } در حال اجرا، { $waiting } در نوبت
admin-machine-disk = دیسک: { $used } از { $limit } پر است، { $percent }٪
admin-machine-memory = حافظه: { $used } از { $limit } در استفاده است، { $percent }٪
admin-version = { $name } <code>{ $version }</code>
admin-engine-age = { $old ->
    [yes] ⚠️ این { $name } مال { $days } روز پیش است: به‌روزش کنید، وگرنه سایت‌ها یکی‌یکی از کار می‌افتند.
   *[no] این { $name } مال { $days } روز پیش است.
}

## Broadcasts
command-broadcast = ویژهٔ صاحب ربات: پیام به همه
broadcast-ask = 📣 <b>پیام همگانی</b>
    متنی را که باید به همه برسد در پاسخ به همین پیام بنویسید. پیش از فرستادن آن را می‌بینید.
broadcast-preview = { $count ->
    [0] ⬆️ هنوز کسی نیست که این را بگیرد.
   *[other] ⬆️ این برای { $count } نفر فرستاده شود؟
}
broadcast-send-button = 📣 بفرست
broadcast-cancel-button = ✕ لغو
broadcast-stop-button = ◼ توقف
broadcast-begun = 📣 در راه است.
broadcast-discarded = فرستاده نشد.
broadcast-over = این یکی دیگر تمام شده است.
broadcast-stopping = در حال توقف …
broadcast-progress = 📣 پیام همگانی: { $done } از { $total }
broadcast-done =
    ✅ <b>پیام همگانی پایان یافت</b>، پس از { $time }
    فرستاده شد: { $sent }
    ربات را مسدود کرده بودند: { $blocked }
    ناموفق: { $failed }
broadcast-stopped =
    ◼ <b>پیام همگانی متوقف شد</b>، پس از { $time }
    فرستاده شد: { $sent }
    ربات را مسدود کرده بودند: { $blocked }
    ناموفق: { $failed }

## Figures as a picture
chart-deliveries = ارسال‌ها
chart-done = انجام‌شده
chart-failed = ناموفق
chart-ways = حجم ارسال‌شده
chart-way-botapi = Bot API
chart-way-mtproto = MTProto
chart-way-memory = از حافظه
chart-sites = موفقیت هر سایت
chart-site-value = { $percent }٪ از { $count }
chart-waits = زمان در صف
chart-median = میانه
chart-p95 = ۹۵ درصد کمتر از این
admin-picture = 📊 ۳۰ روز گذشته
admin-picture-none = در ۳۰ روز گذشته هیچ ارسالی نبوده است.
admin-picture-answer = در حال رسم …
