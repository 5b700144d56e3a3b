# The status line and what a delivery ends with.
delivery-queued = 🕓 در صف، نوبت { $place }
delivery-looking = 🔎 در حال بررسی پیوند …
delivery-downloading = ⬇️ در حال دریافت
delivery-sending = ⬆️ در حال ارسال
delivery-title = <b>{ $title }</b>
delivery-item = { $number } از { $count }
delivery-list-sent = ✅ { $sent } از { $count } مورد فرستاده شد.
delivery-list-failed = { $number }. { $title }: { $reason }
delivery-list-more = … و { $count } مورد دیگر.
delivery-later = ⏳ { $time } دیگر دوباره تلاش می‌کنم.
delivery-part = بخش { $number } از { $count }
delivery-percent = { $percent }٪
delivery-of = { $done } از { $total }
delivery-left = { $time } مانده
delivery-cancelled = لغو شد.
delivery-failed = ⚠️ { $reason }
delivery-failed-with-reference =
    ⚠️ { $reason }
    کد پیگیری: { $reference }
delivery-caption =
    <b>{ $title }</b>
    { $size } | { $host }
delivery-album =
    <b>{ $title }</b>
    { $host }
delivery-caption-part =
    <b>{ $title }</b>
    بخش { $number } از { $count } | { $size } | { $host }
delivery-cancel-button = ✕ لغو
delivery-retry-button = 🔁 تلاش دوباره
delivery-cancelling = در حال لغو …
delivery-retrying = دوباره تلاش می‌کنم …
delivery-over = این یکی دیگر تمام شده است.

## Files too large to go whole
large-question =
    📦 حجم فایل { $size } است، { $why ->
        [off] ولی ارسال فایل‌های بزرگ در اینجا تنظیم نشده است: هر بار حداکثر { $limit } می‌توانم بفرستم.
        [larger] که برای یک پیام زیاد است، و تلگرام می‌خواهد پیش از ارسال بخش‌های بزرگ صبر کنم.
       *[out] ولی تلگرام می‌خواهد پیش از ارسال فایلی به این بزرگی صبر کنم.
    }
    می‌توانم آن را در چند بخش بفرستم؛ { $parts ->
        [playable] هر بخش جداگانه پخش می‌شود.
       *[numbered] بعد باید بخش‌ها را به هم بچسبانید، روشش را می‌گویم.
    }
large-asked = 📦 منتظر انتخاب شما
large-wait = ⏳ منتظرم تلگرام دوباره فایل‌های بزرگ را بپذیرد، { $time } مانده. خودم ادامه می‌دهم.
large-pieces-button = { $count ->
    [0] همین حالا، در چند بخش
   *[other] همین حالا، در { $count } بخش
}
large-whole-button = { $seconds ->
    [0] یکجا، همین حالا
   *[other] یکجا، { $time } دیگر
}
large-larger-button = { $seconds ->
    [0] در بخش‌های بزرگ، همین حالا
   *[other] در بخش‌های بزرگ، { $time } دیگر
}
large-pieces-chosen = پس در چند بخش می‌فرستم. دفعهٔ بعد هم همین کار را می‌کنم.
large-whole-chosen = پس صبر می‌کنم. دفعهٔ بعد هم همین کار را می‌کنم.
large-sent-as-before = ✅ همان‌طور که دفعهٔ قبل خواستید، در { $count } بخش فرستاده شد.
large-ask-again-button = دفعهٔ بعد از من بپرس
large-asking-again = دفعهٔ بعد از شما می‌پرسم.
large-sent-ask-again = ✅ در چند بخش فرستاده شد. دفعهٔ بعد از شما می‌پرسم.
large-arrived = { $arrived } بخش از { $count } بخش رسیده است و در گفتگو می‌ماند.
large-join = برای چسباندن بخش‌ها، همه را در یک پوشه ذخیره کنید و آنجا این را اجرا کنید: { $unix } (لینوکس، مک) یا { $windows } (ویندوز).
