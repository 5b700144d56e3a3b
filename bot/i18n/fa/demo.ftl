### Words of the demo's page. None takes an argument; names of languages stand in their own language.

demo-title = نسخهٔ نمایشی فری
demo-you = مهمان
demo-about = یک پیوند بفرستید و فایلش را همین‌جا در گفتگو بگیرید.
demo-about-local = این نسخهٔ نمایشی روی رایانهٔ خودتان اجرا می‌شود: ربات واقعی است، اما به حساب تلگرام نیازی نیست.
demo-start = شروع

## Chats
demo-chats = گفتگوها
demo-chat-bot = ربات
demo-chat-group = گروه
demo-back = بازگشت به گفتگوها
demo-unread = پیام‌های تازه
demo-messages = پیام‌ها
demo-no-messages = هنوز پیامی نیست
demo-group-hint = در گروه، ربات وقتی پاسخ می‌دهد که نامش را ببرید، به پیامش پاسخ دهید یا ‎/get‎ را همراه یک پیوند بفرستید.

## Language
demo-language = زبان
demo-language-en = English
demo-language-fa = فارسی
demo-language-ru = Русский

## Sample links
demo-samples = یکی از این‌ها را امتحان کنید
demo-samples-hide = پنهان کردن پیوندهای نمونه
demo-samples-show = پیوندهای نمونه
demo-sample-video = صفحه‌ای با یک ویدیو
demo-sample-heights = فیلمی با سه کیفیت
demo-sample-playlist = یک فهرست پخش
demo-sample-album = یک آلبوم
demo-sample-hls = ویدیوی بلند HLS
demo-sample-song = یک آهنگ
demo-sample-picture = یک عکس
demo-sample-file = یک فایل ساده
demo-sample-large-film = یک فیلم بزرگ
demo-sample-large-file = یک فایل بزرگ
demo-sample-slow = یک پیوند کُند
demo-sample-live = یک پخش زنده
demo-sample-broken = یک پیوند خراب

## Writing
demo-placeholder = پیام یا پیوند
demo-send = فرستادن
demo-menu = منو
demo-commands = فرمان‌ها
demo-offers = پیشنهادهای ربات
demo-reply = پاسخ
demo-reply-cancel = انصراف از پاسخ
demo-you-wrote = شما
demo-to-bottom = رفتن به تازه‌ترین پیام

## In a message
demo-save = ذخیره
demo-close = بستن
demo-ok = باشه
demo-play = پخش
demo-pause = مکث
demo-position = جای پخش
demo-open-picture = باز کردن عکس
demo-copy = رونوشت
demo-copied = رونوشت گرفته شد
demo-spoiler = متن پنهان؛ برای دیدن بزنید
demo-forwarded = هدایت‌شده از
demo-via = توسط
demo-opens-tab = در برگهٔ تازه باز می‌شود
demo-photo = عکس
demo-video = ویدیو
demo-audio = موسیقی
demo-voice = پیام صوتی
demo-animation = گیف
demo-sticker = برچسب
demo-file = فایل
demo-deleted = این پیام پاک شده است
demo-unsupported = این نوع پیام در نسخهٔ نمایشی نشان داده نمی‌شود.
demo-yesterday = دیروز
demo-today = امروز

## What the bot is doing
demo-action-typing = در حال نوشتن
demo-action-upload-photo = در حال فرستادن عکس
demo-action-record-video = در حال ضبط ویدیو
demo-action-upload-video = در حال فرستادن ویدیو
demo-action-record-voice = در حال ضبط صدا
demo-action-upload-voice = در حال فرستادن پیام صوتی
demo-action-upload-document = در حال فرستادن فایل
demo-action-choose-sticker = در حال انتخاب برچسب
demo-action-find-location = در حال یافتن مکان
demo-action-record-video-note = در حال ضبط پیام ویدیویی
demo-action-upload-video-note = در حال فرستادن پیام ویدیویی

## Connection
demo-away = اتصال قطع شد. دوباره تلاش می‌کنیم…
demo-not-sent = فرستاده نشد: نسخهٔ نمایشی در دسترس نیست.
demo-no-answer = ربات پاسخی نداد.
