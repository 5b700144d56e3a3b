# The status line and what a delivery ends with.
delivery-queued = 🕓 В очереди, место { $place }
delivery-looking = 🔎 Смотрю, что по ссылке …
delivery-downloading = ⬇️ Скачиваю
delivery-sending = ⬆️ Отправляю
delivery-percent = { $percent } %
delivery-of = { $done } из { $total }
delivery-left = осталось { $time }
delivery-cancelled = Отменено.
delivery-failed = ⚠️ { $reason }
delivery-failed-with-reference =
    ⚠️ { $reason }
    Код обращения: { $reference }
delivery-caption =
    <b>{ $title }</b>
    { $size } · { $host }
delivery-cancel-button = ✕ Отменить
delivery-retry-button = 🔁 Повторить
delivery-cancelling = Отменяю …
delivery-retrying = Пробую ещё раз …
delivery-over = Это уже завершено.
