# Что читает владелец и что слышат от него незнакомцы.
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
    <b>{ $id }</b>
    Сохранённых ссылок: { $links }, первая исчезнет: { $next }
    Последнее сообщение: { $seen }
    Доступ к боту: { $may ->
        [yes] есть
       *[no] нет
    }; заблокировал бота: { $blocked ->
        [yes] да
       *[no] нет
    }
