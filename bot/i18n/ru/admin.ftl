# Что читает владелец и что слышат от него незнакомцы.
command-admin = Для владельца: люди, нормы, сбои, рассылки
command-stats = Цифры о людях и загрузках
command-check = Ссылки одного человека: /check <id>
access-denied = Этот бот только для приглашённых. Ваш id: { $id }. Передайте его владельцу, чтобы получить доступ.
access-asked = Этот бот только для приглашённых. Я спросил владельца, можно ли вам войти. Ваш id: { $id }.
access-refused = Владелец этого бота не дал вам доступа.
access-granted = ✅ Владелец дал вам доступ. Пришлите ссылку, и я принесу файл в этот чат.

## Strangers
admin-who = <b>{ $name }</b> · <code>{ $id }</code>
admin-who-named = <b>{ $name }</b> · { $username } · <code>{ $id }</code>
admin-request =
    🔔 К боту просится новый человек:
    { $who }
admin-request-allowed =
    ✅ Доступ открыт:
    { $who }
admin-request-refused =
    🚫 В доступе отказано:
    { $who }
admin-allow-button = ✅ Пустить
admin-refuse-button = 🚫 Отказать
admin-person-button = Подробнее
admin-allowed-answer = Доступ открыт.
admin-refused-answer = В доступе отказано.
admin-nobody-answer = Человека с таким id больше нет.

## Figures, and one person
admin-stats =
    <b>Люди</b>: известно { $people }, активны за сутки { $active }, заблокировали бота { $blocked }
    <b>Сохранённые ссылки</b>: { $links }
    <b>Загрузки</b> за сутки: выполнено { $done }, не удалось { $failed }, отменено { $cancelled }; сейчас в работе { $running }
admin-check-usage = Напишите /check с id человека, например /check 123456789.
admin-check-unknown = Человек с id { $id } этому боту не писал.
admin-check =
    👤 { $who }
    Первое сообщение: { $since }
    Последнее сообщение: { $seen }
    Сохранённых ссылок: { $links }, первая исчезнет: { $next }
    Загрузок за сутки: { $day }, { $daysize }
    Загрузок за 30 дней: { $month }, { $monthsize }
    Дневная норма: { $quota }
    Доступ к боту: { $may ->
        [admin] есть, это владелец
        [asked] ждёт вашего ответа
        [yes] есть
       *[no] нет
    }; заблокировал бота: { $blocked ->
        [yes] да
       *[no] нет
    }

## Pages
admin-home = ⚙️ <b>Для владельца бота</b>
admin-home-button = ‹ Обзор
admin-anew-button = 🔄 Обновить
admin-people-button = 👥 Люди · { $count }
admin-strangers-button = 🔔 Ждут · { $count }
admin-failures-button = ⚠️ Сбои · { $count }
admin-machine-button = 🖥 Машина
admin-figures-button = 📊 Графики
admin-broadcast-button = 📣 Рассылка

admin-people = 👥 <b>Люди</b> · { $count }
admin-people-item =
    <b>{ $number }.</b> { $who }
    последний визит: { $time } назад
admin-pick-button = { $number } · { $name }
admin-people-search = Чтобы найти человека, напишите /admin и имя, имя пользователя или id.
admin-people-back-button = ‹ Люди
admin-found = { $count ->
    [0] 🔍 Никто не найден: { $words }
    [one] 🔍 Найден { $count } человек: { $words }
    [few] 🔍 Найдено { $count } человека: { $words }
   *[other] 🔍 Найдено { $count } человек: { $words }
}
admin-strangers = 🔔 <b>Ждут доступа</b> · { $count }
admin-strangers-none = 🔔 Доступа никто не ждёт.

admin-ban-button = 🚫 Заблокировать
admin-quota-button = 📏 Дневная норма
admin-person-back-button = ‹ Назад
admin-quotas =
    📏 <b>Дневная норма</b>
    { $who }
    Сейчас: { $quota }
admin-quota = { $links }, { $size }
admin-quota-links = { $count ->
    [0] без счёта
    [one] { $count } ссылка
    [few] { $count } ссылки
   *[other] { $count } ссылок
}
admin-quota-any-size = любой объём

admin-failures = ⚠️ <b>Сбои за сутки</b> · { $count }
admin-failure = { $count } × <code>{ $reason }</code>, последние: { $references }
admin-failures-none = ✅ За сутки сбоев не было.

admin-machine =
    🖥 <b>Машина</b>
    Очередь: в работе { $running }, ждут { $waiting }
admin-machine-disk = Диск: занято { $used } из { $limit }, { $percent } %
admin-machine-memory = Память: занято { $used } из { $limit }, { $percent } %
admin-version = { $name } <code>{ $version }</code>
admin-engine-age = { $old ->
    [yes] ⚠️ Этому { $name } уже { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }: обновите его, иначе сайты перестанут работать.
   *[no] Этому { $name } { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }.
}

## Broadcasts
command-broadcast = Для владельца: написать всем
broadcast-ask = 📣 <b>Рассылка</b>
    Ответьте на это сообщение текстом, который должны получить все. Перед отправкой вы его увидите.
broadcast-preview = { $count ->
    [0] ⬆️ Отправлять пока некому.
    [one] ⬆️ Отправить это { $count } человеку?
   *[other] ⬆️ Отправить это { $count } людям?
}
broadcast-send-button = 📣 Отправить
broadcast-cancel-button = ✕ Отмена
broadcast-stop-button = ◼ Остановить
broadcast-begun = 📣 Рассылка началась.
broadcast-discarded = Не отправлено.
broadcast-over = Эта рассылка уже закончена.
broadcast-stopping = Останавливаю …
broadcast-progress = 📣 Рассылка: { $done } из { $total }
broadcast-done =
    ✅ <b>Рассылка окончена</b>, заняло: { $time }
    Отправлено: { $sent }
    Заблокировали бота: { $blocked }
    Не удалось: { $failed }
broadcast-stopped =
    ◼ <b>Рассылка остановлена</b>, заняло: { $time }
    Отправлено: { $sent }
    Заблокировали бота: { $blocked }
    Не удалось: { $failed }

## Figures as a picture
chart-deliveries = Загрузки
chart-done = выполнено
chart-failed = не удалось
chart-ways = Передано
chart-way-botapi = Bot API
chart-way-mtproto = MTProto
chart-way-memory = Из памяти
chart-sites = Успех по сайтам
chart-site-value = { $percent } % из { $count }
chart-waits = Ожидание в очереди
chart-median = медиана
chart-p95 = 95 из 100 ждали меньше
admin-picture = 📊 Последние 30 дней
admin-picture-none = За последние 30 дней загрузок не было.
admin-picture-answer = Рисую …
