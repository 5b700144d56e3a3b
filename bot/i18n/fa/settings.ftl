# آنچه هر کس یا گروه برای خود تنظیم می‌کند.
command-settings = کیفیت، زبان، یادآوری روزانه …
settings-title = ⚙️ <b>تنظیمات شما</b>
settings-title-group = ⚙️ <b>تنظیمات این گروه</b>
settings-line = { $name }: <b>{ $value }</b>
settings-page = <b>{ $name }</b>
settings-chosen = ✅ { $value }
settings-back = ‹ بازگشت
settings-page-back = ‹ قبلی
settings-page-on = بعدی ›
settings-saved = ذخیره شد.
settings-old = این دکمه قدیمی است. برای دیدن تنظیمات /settings را بفرستید.
settings-admins-only = فقط مدیران این گروه می‌توانند تنظیماتش را تغییر دهند.

settings-quality = 🎞 کیفیت
settings-quality-hint = آنچه دریافت می‌کنم، مگر برای پیوندی چیز دیگری بخواهید.
settings-quality-value = { $value ->
    [best] بهترین
    [audio] فقط صدا
   *[height] { $value }p
}
settings-document = 📎 شکل ارسال
settings-document-hint = رسانه در همین گفتگو پخش می‌شود. فایل همان‌طور که هست ذخیره می‌شود.
settings-document-value = { $value ->
    [on] فایل
   *[off] رسانه
}
settings-caption = 💬 توضیح
settings-caption-hint = عنوان، حجم و منبع، زیر هر فایل.
settings-caption-value = { $value ->
    [on] نمایش بده
   *[off] نمایش نده
}
settings-subtitles = 🔤 زیرنویس
settings-subtitles-hint = اگر ویدیو داشته باشد. می‌توانید چند زبان انتخاب کنید.
settings-subtitles-value = { $value ->
    [file] جداگانه
    [soft] در ویدیو
   *[off] نفرست
}
settings-subtitles-in = { $how } ({ $languages })
settings-ask = 🎛 با رسیدن پیوند
settings-ask-hint = می‌توانم فایل را فوراً بفرستم، یا اول نشان بدهم چه چیزهایی هست تا شما انتخاب کنید.
settings-ask-value = { $value ->
    [on] اول از من بپرس
   *[off] فوراً بفرست
}
settings-large = 📦 فایل‌های بزرگ
settings-large-hint = وقتی فایلی را فعلاً نمی‌شود یکجا فرستاد.
settings-large-value = { $value ->
    [pieces] فوراً، در چند بخش
    [whole] بعداً، یکجا
   *[ask] از من بپرس
}
settings-language = 🌐 زبان
settings-language-hint = به چه زبانی حرف بزنم؟
settings-language-value = { $value ->
    [en] English
    [fa] فارسی
    [ru] Русский
    [asker] زبان هر کس که می‌پرسد
   *[telegram] زبان تلگرام
}
settings-zone = 🕓 منطقهٔ زمانی
settings-zone-hint = کجا هستید؟ می‌توانید نام شهرتان را هم بفرستید، این‌طور: ⁦<code>/settings تهران</code>⁩
settings-zone-unknown = منطقهٔ زمانی { $text } را نمی‌شناسم. نام شهر بزرگی در نزدیکی خود را بفرستید، این‌طور: ⁦<code>/settings Asia/Tehran</code>⁩
settings-city = { $name }، { $time }
settings-cities = 🕓 <b>{ $name }</b>
    ساعت شما با کدام‌یک از این شهرها یکی است؟
settings-continent = { $name ->
    [Africa] آفریقا
    [America] آمریکا
    [Asia] آسیا
    [Atlantic] اقیانوس اطلس
    [Australia] استرالیا
    [Europe] اروپا
    [Indian] اقیانوس هند
   *[Pacific] اقیانوس آرام
}
settings-notice = 🔔 یادآوری روزانه
settings-notice-hint = کی بگویم کدام پیوندهایتان رو به پایان است؟
settings-quiet = 🌙 ساعت‌های سکوت
settings-quiet-hint = در این ساعت‌ها یادآوری نمی‌فرستم؛ پس از آن می‌رسد.
settings-quiet-value = ندارم
settings-quiet-hours = { $start } تا { $end }
settings-reset = ↩️ بازنشانی همه
settings-reset-question = <b>همهٔ تنظیمات مثل اول شود؟</b>
settings-reset-button = ↩️ بله، بازنشانی کن
