# What is behind a link, and what of it to send.
choose-title = 🎬 <b>{ $title }</b>
choose-facts = { $facts }
choose-uploader = { $name }
choose-question = کدام را بفرستم؟
choose-waiting = 🎬 منتظر انتخاب شما
choose-span = ✂️ فقط از { $start } تا { $end }
choose-which-piece = ✂️ کدام تکه؟ آغاز و پایانش را همین‌جا بنویسید، مثلاً <code>1:20-2:05</code>.
choose-which-items = 🔢 کدام‌ها؟ شماره‌هایشان را همین‌جا بنویسید، مثلاً <code>3-7, 12</code>.
choose-items = { $more ->
    [yes] { $count } مورد اول از فهرستی بلندتر
   *[no] { $count } مورد
}
choose-item = { $number }. { $title }
choose-more = … و { $count } مورد دیگر

## Buttons
choose-best = 📦 خود فایل
choose-sized = { $what } | { $size }
choose-in-parts = { $what } | { $size } | در { $count } بخش
choose-too-large = { $what } | { $size } | بیش از حد بزرگ
choose-subtitles = 💬 { $languages }: { $how ->
    [file] زیرنویس جداگانه
    [soft] زیرنویس درون ویدیو
   *[off] بدون زیرنویس
}
choose-clip = ✂️ تکه‌ای از آن
choose-picture = 🖼 تصویر آن
choose-description = 📄 توضیحات آن
choose-all = همهٔ { $count } مورد
choose-first = { $count } مورد اول
choose-sound = 🎵 صدای همه
choose-some = 🔢 چندتا از آن‌ها
choose-change-button = ⚙️ تغییر
choose-anew-button = 🔄 دریافت دوباره

## Answers
choose-chosen = در راه است.
choose-extra = دارد می‌آید.
choose-too-large-answer = این بیش از حد بزرگ است: حداکثر { $limit } می‌توانم بفرستم.
choose-changing = یک لحظه، نشان می‌دهم چه چیزهایی هست.
choose-too-late = دیر شد: دارد فرستاده می‌شود.
choose-anew = دوباره از منبع می‌گیرم.
choose-clip-usage = نتوانستم این تکه را بخوانم. آغاز و پایانش را پس از پیوند بنویسید، مثلاً <code>/get https://… 1:20-2:05</code>.
