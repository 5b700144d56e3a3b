# `/status`
status-one = { $number }. { $name }: { $state }
status-own = { $own ->
    [0] У вас сейчас ничего не выполняется.
    [one] Выполняется { $own } ваша загрузка.
    [few] Выполняются { $own } ваши загрузки.
   *[other] Выполняется { $own } ваших загрузок.
}
status-own-here = { $own ->
    [0] У вас в этом чате сейчас ничего не выполняется.
    [one] В этом чате выполняется { $own } ваша загрузка.
    [few] В этом чате выполняются { $own } ваши загрузки.
   *[other] В этом чате выполняется { $own } ваших загрузок.
}
status-all = { $waiting ->
    [0] Всего: { $all }.
   *[other] Всего: { $all }, из них в очереди: { $waiting }.
}
status-cancel-button = ✕ { $number }
status-cancelled = { $count ->
    [0] У вас сейчас ничего не выполняется.
    [one] Останавливаю { $count } загрузку.
    [few] Останавливаю { $count } загрузки.
   *[other] Останавливаю { $count } загрузок.
}

## What is degraded at present
status-trouble-telegram = 📡 Связь с Telegram сейчас неустойчива.
status-trouble-database = 🗃 Хранилище ссылок сейчас плохо отвечает.
status-trouble-downloads = 🐢 Я сейчас слишком занят и отвечаю медленно.
status-trouble-transfer = 📦 Большие файлы сейчас идут медленно или не идут вовсе.
status-trouble-disk = 💾 На моём диске мало места: большим файлам, возможно, придётся подождать.
status-trouble-memory = 🧠 Мне сейчас не хватает памяти: загрузки могут внезапно оборваться.
status-trouble-flood = ⏳ Telegram просит не спешить: некоторые сообщения опаздывают.
status-trouble-other = ⚠️ Что-то во мне сейчас работает не так, как надо.

## Which sites work
status-sites = <b>Сайты за последние сутки</b>
status-site-well = ✅ { $site } { $done } из { $count }
status-site-ill = ⚠️ { $site } { $done } из { $count }: { $why }
status-why-sign-in-needed = нужен вход
status-why-bot-check = принимает меня за робота
status-why-source-refused = не отдаёт
status-why-geo-blocked = закрыт для моей страны
status-why-drm = защита от копирования
status-why-source-busy = просит не спешить
status-why-source-unreachable = не отвечает
status-why-source-failed = не отдаёт файлы как следует
status-why-source-down = у него неполадки
status-why-engine-out-of-date = изменился, нужно обновить yt-dlp
status-why-no-javascript-runtime = нужна среда JavaScript
