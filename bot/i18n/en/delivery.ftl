# The status line and what a delivery ends with.
delivery-queued = 🕓 In line, place { $place }
delivery-looking = 🔎 Looking at the link …
delivery-downloading = ⬇️ Downloading
delivery-sending = ⬆️ Sending
delivery-percent = { $percent } %
delivery-of = { $done } of { $total }
delivery-left = { $time } left
delivery-cancelled = Cancelled.
delivery-failed = ⚠️ { $reason }
delivery-failed-with-reference =
    ⚠️ { $reason }
    Reference: { $reference }
delivery-caption =
    <b>{ $title }</b>
    { $size } · { $host }
delivery-cancel-button = ✕ Cancel
delivery-retry-button = 🔁 Retry
delivery-cancelling = Cancelling …
delivery-retrying = Trying again …
delivery-over = This one is over already.
