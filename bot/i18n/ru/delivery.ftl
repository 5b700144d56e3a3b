# The status line and what a delivery ends with.
delivery-queued = 🕓 В очереди, место { $place }
delivery-looking = 🔎 Смотрю, что по ссылке …
delivery-downloading = ⬇️ Скачиваю
delivery-sending = ⬆️ Отправляю
delivery-title = <b>{ $title }</b>
delivery-item = { $number } из { $count }
delivery-list-sent = ✅ Отправлено { $sent } из { $count }.
delivery-list-failed = { $number }. { $title }: { $reason }
delivery-list-more = … и ещё { $count }.
delivery-later = ⏳ Попробую снова через { $time }.
delivery-part = часть { $number } из { $count }
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
delivery-album =
    <b>{ $title }</b>
    { $host }
delivery-caption-part =
    <b>{ $title }</b>
    часть { $number } из { $count } · { $size } · { $host }
delivery-cancel-button = ✕ Отменить
delivery-retry-button = 🔁 Повторить
delivery-cancelling = Отменяю …
delivery-retrying = Пробую ещё раз …
delivery-over = Это уже завершено.

## Files too large to go whole
large-question =
    📦 { $why ->
        [off] Файл весит { $size }, а большие файлы здесь не настроены: за раз я могу отправить не больше { $limit }.
        [larger] Файл весит { $size }. Для одного сообщения это слишком много, а с большими частями Telegram просит подождать.
       *[out] Файл весит { $size }. С такими большими файлами Telegram просит подождать.
    }
    { $parts ->
        [playable] Могу отправить его частями; каждая играет сама по себе.
       *[numbered] Могу отправить его частями. Потом их нужно соединить, я подскажу как.
    }
large-asked = 📦 Жду вашего выбора
large-wait = ⏳ Жду, пока Telegram снова примет большие файлы, осталось { $time }. Потом продолжу без напоминаний.
large-pieces-button = { $count ->
    [0] Частями сейчас
    [one] Сейчас, { $count } частью
   *[other] Сейчас, { $count } частями
}
large-whole-button = { $seconds ->
    [0] Целиком, сейчас
   *[other] Целиком, через { $time }
}
large-larger-button = { $seconds ->
    [0] Большими частями, сейчас
   *[other] Большими частями, через { $time }
}
large-pieces-chosen = Хорошо, частями. В следующий раз сделаю так же.
large-whole-chosen = Хорошо, подожду. В следующий раз сделаю так же.
large-sent-as-before = ✅ Как вы выбрали в прошлый раз, отправлено частями: { $count }.
large-ask-again-button = В следующий раз спросить
large-asking-again = В следующий раз я спрошу.
large-sent-ask-again = ✅ Отправлено частями. В следующий раз я спрошу.
large-arrived = { $arrived ->
    [one] { $arrived } часть из { $count } дошла и остаётся в чате.
    [few] { $arrived } части из { $count } дошли и остаются в чате.
   *[other] { $arrived } частей из { $count } дошли и остаются в чате.
}
large-join = Чтобы соединить части, сохраните их в одну папку и выполните в ней: { $unix } (Linux, macOS) или { $windows } (Windows).
