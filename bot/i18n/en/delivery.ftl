# The status line and what a delivery ends with.
delivery-queued = 🕓 In line, place { $place }
delivery-looking = 🔎 Looking at the link …
delivery-downloading = ⬇️ Downloading
delivery-sending = ⬆️ Sending
delivery-title = <b>{ $title }</b>
delivery-item = { $number } of { $count }
delivery-list-sent = ✅ { $sent } of { $count } sent.
delivery-list-failed = { $number }. { $title }: { $reason }
delivery-list-more = … and { $count } more.
delivery-later = ⏳ I’ll try again in { $time }.
delivery-part = part { $number } of { $count }
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
delivery-album =
    <b>{ $title }</b>
    { $host }
delivery-caption-part =
    <b>{ $title }</b>
    part { $number } of { $count } · { $size } · { $host }
delivery-cancel-button = ✕ Cancel
delivery-retry-button = 🔁 Retry
delivery-cancelling = Cancelling …
delivery-retrying = Trying again …
delivery-over = This one is over already.

## Files too large to go whole
large-question =
    📦 { $why ->
        [off] The file is { $size }, but large files are not set up here: I can send { $limit } at a time.
        [larger] The file is { $size }. That is too large for one message, and Telegram asks me to wait before I send large parts.
       *[out] The file is { $size }. Telegram asks me to wait before I send files of this size.
    }
    { $parts ->
        [playable] I can send it in parts; each plays on its own.
       *[numbered] I can send it in parts. You join them afterwards; I’ll tell you how.
    }
large-asked = 📦 Waiting for your choice
large-wait = ⏳ Waiting until Telegram takes large files again, { $time } left. I’ll go on by myself.
large-pieces-button = { $count ->
    [0] In parts now
    [one] In { $count } part now
   *[other] In { $count } parts now
}
large-whole-button = { $seconds ->
    [0] Whole, now
   *[other] Whole, in { $time }
}
large-larger-button = { $seconds ->
    [0] In large parts, now
   *[other] In large parts, in { $time }
}
large-pieces-chosen = In parts, then. I’ll do so next time, too.
large-whole-chosen = I’ll wait, then. I’ll do so next time, too.
large-sent-as-before = ✅ Sent in { $count ->
    [one] { $count } part
   *[other] { $count } parts
}, as you chose last time.
large-ask-again-button = Ask me next time
large-asking-again = I’ll ask you next time.
large-sent-ask-again = ✅ Sent in parts. I’ll ask you next time.
large-arrived = { $arrived ->
    [one] { $arrived } part of { $count } has arrived and stays in the chat.
   *[other] { $arrived } parts of { $count } have arrived and stay in the chat.
}
large-join = To join the parts, save them in one folder and enter there: { $unix } (Linux, macOS) or { $windows } (Windows).
