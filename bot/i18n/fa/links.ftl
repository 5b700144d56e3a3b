# فهرست پیوندهای نگه‌داشته، یادآوری روزانه و آنچه مدیر از آن می‌شنود.
links-list = 🔗 <b>پیوندهای شما</b> | { $total }
links-empty =
    فهرست شما خالی است.
    پیوندی برایم بفرستید: فایلش را می‌آورم و پیوند را { $days } روز همین‌جا نگه می‌دارم.
links-item = <b>{ $number }.</b> { $name }
links-details = { $size } | { $host } | { $time }
links-details-unsized = { $host } | { $time }
links-left = { $time } مانده
links-overdue = در بررسی بعدی پاک می‌شود
links-page = صفحهٔ { $number } از { $pages }
links-hint = با زدن هر شماره، پیوند آن باز می‌شود.
links-open-button = { $number }
links-one = 🔗 { $name }
links-get-button = ⬇️ دریافت دوباره
links-keep-button = 🔄 نگه‌دار
links-delete-button = 🗑 پاک کن
links-back-button = ‹ قبلی
links-on-button = بعدی ›
links-kept-answer = نگه داشته شد و مهلتش از نو آغاز شد: { $name }
links-deleted-answer = پاک شد: { $name }
links-coming-answer = در راه است: { $name }
links-gone-answer = این پیوند دیگر در فهرست شما نیست.
links-old-answer = این دکمه قدیمی است. برای دیدن فهرست خود /links را بفرستید.
links-private = پیوندهای شما فقط برای خودتان است: دستور /links را در گفتگوی خصوصی برایم بفرستید.
links-item-chosen = ☑️ <b>{ $number }.</b> { $name }
links-item-open = ⬜ <b>{ $number }.</b> { $name }
links-stops = ⏳ این نشانی تا { $time } دیگر کار می‌کند
links-stopped = ⌛ این نشانی دیگر کار نمی‌کند
links-words = 🔍 { $words }
links-host = 🌐 { $host }
links-found-none = چیزی با این مشخصات در فهرست شما نیست.
links-find-button = 🔍 جستجو
links-find-answer = دستور /links را همراه چند واژه بفرستید، مثلاً: ‎/links سفر. در عنوان‌ها و نشانی‌ها می‌گردم. در هر گفتگوی دیگری { $bot } و واژه‌ها را بنویسید.
links-sites-button = 🌐 سایت‌ها
links-sites = 🌐 <b>سایت‌های فهرست شما</b> | { $total }
links-site-button = { $host } | { $count }
links-list-button = ‹ بازگشت به فهرست
links-soonest-button = ⏳ مهلت
links-newest-button = 🆕 تازه‌ها
links-whole-button = ✕ همهٔ فهرست
links-choose-button = ☑️ انتخاب
links-choose = ☑️ <b>انتخاب پیوندها</b> | { $chosen } از { $total }
links-number-chosen-button = ☑️ { $number }
links-number-open-button = ⬜ { $number }
links-every-button = ☑️ همه ({ $total })
links-none-button = ⬜ هیچ‌کدام
links-keep-chosen-button = 🔄 نگه‌دار ({ $count })
links-delete-chosen-button = 🗑 پاک کن ({ $count })
links-leave-button = ✓ تمام
links-ask =
    🗑 <b>{ $count } پیوند پاک شود؟</b>
    تا یک دقیقه می‌توانید آن را برگردانید.
links-ask-no-button = ‹ نه، برگرد
links-undo-button = { $count ->
    [1] ↩️ برگردان
   *[other] ↩️ هر { $count } پیوند را برگردان
}
links-chosen-kept-answer = { $count ->
    [0] این پیوندها دیگر در فهرست شما نیستند.
    [1] نگه داشته شد و مهلتش از نو آغاز شد.
   *[other] { $count } پیوند نگه داشته شد و مهلتشان از نو آغاز شد.
}
links-chosen-deleted-answer = { $count ->
    [0] این پیوندها دیگر در فهرست شما نیستند.
    [1] پاک شد.
   *[other] { $count } پیوند پاک شد.
}
links-undone-answer = { $count ->
    [1] به فهرست شما برگشت.
   *[other] { $count } پیوند به فهرست شما برگشت.
}
links-late-answer = دیگر نمی‌شود آن را برگرداند، یا پیش‌تر برگشته است: برای این کار یک دقیقه وقت هست.
links-none-chosen-answer = دیگر چیزی انتخاب نشده است.
links-most-answer = بیش از { $count } پیوند را نمی‌شود یکی‌یکی انتخاب کرد. «همه» را بزنید، یا نخست همین‌ها را نگه دارید یا پاک کنید.
links-forgotten-answer = دیگر یادم نیست اینجا چه نشان داده شده بود. چیزی تغییر نکرد؛ این همهٔ فهرست شماست.
links-json-button = 💾 JSON
links-csv-button = 💾 CSV
links-export-answer = در راه است: پیوندهای شما در یک فایل.
links-export = 💾 { $count } پیوند
links-export-first = 💾 { $count } پیوند نخست از { $total } پیوند
inline-nothing-button = چیزی پیدا نشد. پیوندی برایم بفرستید
notice-going = { $count ->
    [one] 🔔 <b>مهلت یکی از پیوندهای شما رو به پایان است.</b>
   *[other] 🔔 <b>مهلت { $count } پیوند شما رو به پایان است.</b>
}
notice-question = با «نگه‌دار» { $count ->
    [one] آن را
   *[other] آن‌ها را
} { $days } روز دیگر نگه می‌دارم؛ وگرنه پاک { $count ->
    [one] می‌شود
   *[other] می‌شوند
}. فایل‌هایی که در گفتگو هستند سر جایشان می‌مانند.
notice-all-kept = ✅ <b>این پیوندها در فهرست شما می‌مانند.</b>
notice-nothing-left = هیچ‌یک از این پیوندها دیگر در فهرست شما نیست، یا در یادآوری تازه‌تری آمده است.
notice-kept = ✅ نگه داشته شد، { $time } مانده
notice-keep-button = ✅ { $number } | نگه‌دار
notice-keep-all-button = ✅ همه را نگه‌دار ({ $count })
notice-all-kept-answer = { $count ->
    [0] چیزی برای نگه داشتن نمانده است.
    [1] نگه داشته شد و مهلتش از نو آغاز شد.
   *[other] { $count } پیوند نگه داشته شد و مهلتشان از نو آغاز شد.
}
notice-summary = 📋 <b>بررسی روزانهٔ پیوندها</b>
notice-summary-told = { $people } نفر دربارهٔ { $links } پیوند خبر گرفتند
notice-summary-deleted = { $links } پیوند که مهلتش گذشته بود پاک شد
notice-summary-blocked = { $people } نفر ربات را مسدود کرده‌اند
notice-summary-failed = { $people } یادآوری فرستاده نشد و در بررسی بعدی فرستاده می‌شود
notice-summary-renewed = مهلت { $links } پیوند از نو آغاز شد، چون شاید یادآوری آن نرسیده باشد
notice-job-failed =
    ⚠️ کار { $job } ناتمام ماند. گفتگوها آسیبی ندیده‌اند و این کار خودش دوباره اجرا می‌شود.
    نشانهٔ آن در گزارش: <code>{ $reference }</code>
