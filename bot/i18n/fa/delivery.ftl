# The status line and what a delivery ends with.
delivery-queued = 🕓 در صف، نوبت { $place }
delivery-looking = 🔎 در حال بررسی پیوند …
delivery-downloading = ⬇️ در حال دریافت
delivery-sending = ⬆️ در حال ارسال
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
    { $size } · { $host }
delivery-cancel-button = ✕ لغو
delivery-retry-button = 🔁 تلاش دوباره
delivery-cancelling = در حال لغو …
delivery-retrying = دوباره تلاش می‌کنم …
delivery-over = این یکی دیگر تمام شده است.
