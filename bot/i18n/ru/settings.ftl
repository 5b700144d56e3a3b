# Что человек или группа настраивает для себя.
command-settings = Качество, язык, напоминания …
settings-title = ⚙️ <b>Ваши настройки</b>
settings-title-group = ⚙️ <b>Настройки этой группы</b>
settings-line = { $name }: <b>{ $value }</b>
settings-page = <b>{ $name }</b>
settings-chosen = ✅ { $value }
settings-back = ‹ Назад
settings-page-back = ‹ Раньше
settings-page-on = Дальше ›
settings-saved = Сохранено.
settings-old = Эта кнопка устарела. Отправьте /settings, чтобы увидеть настройки.
settings-admins-only = Менять настройки группы могут только её администраторы.

settings-quality = 🎞 Качество
settings-quality-hint = Что я скачиваю, если для ссылки не выбрано другое.
settings-quality-value = { $value ->
    [best] Лучшее
    [audio] Только звук
   *[height] { $value }p
}
settings-document = 📎 Отправлять как
settings-document-hint = Медиа играет прямо в чате. Файл сохраняется как есть.
settings-document-value = { $value ->
    [on] Файл
   *[off] Медиа
}
settings-caption = 💬 Подпись
settings-caption-hint = Название, размер и источник под каждым файлом.
settings-caption-value = { $value ->
    [on] Показывать
   *[off] Не показывать
}
settings-subtitles = 🔤 Субтитры
settings-subtitles-hint = Если они есть у видео. Можно выбрать несколько языков.
settings-subtitles-value = { $value ->
    [file] Файлами
    [soft] В видео
   *[off] Нет
}
settings-subtitles-in = { $how } ({ $languages })
settings-ask = 🎛 Получив ссылку
settings-ask-hint = Могу отправить файл сразу или сначала показать, что есть, и дать выбрать.
settings-ask-value = { $value ->
    [on] Сначала спросить
   *[off] Отправить сразу
}
settings-large = 📦 Большие файлы
settings-large-hint = Когда файл сейчас нельзя отправить целиком.
settings-large-value = { $value ->
    [pieces] Сразу, частями
    [whole] Позже, целиком
   *[ask] Спросить меня
}
settings-language = 🌐 Язык
settings-language-hint = На каком языке мне говорить.
settings-language-value = { $value ->
    [en] English
    [fa] فارسی
    [ru] Русский
    [asker] Того, кто спросил
   *[telegram] Как в Telegram
}
settings-zone = 🕓 Часовой пояс
settings-zone-hint = Где вы находитесь? Можно и прислать свой город, вот так: <code>/settings Москва</code>
settings-zone-unknown = Я не знаю часового пояса { $text }. Пришлите ближайший большой город, вот так: <code>/settings Europe/Moscow</code>
settings-city = { $name }, { $time }
settings-cities = 🕓 <b>{ $name }</b>
    В каком из этих городов ваше время?
settings-continent = { $name ->
    [Africa] Африка
    [America] Америка
    [Asia] Азия
    [Atlantic] Атлантика
    [Australia] Австралия
    [Europe] Европа
    [Indian] Индийский океан
   *[Pacific] Тихий океан
}
settings-notice = 🔔 Напоминание
settings-notice-hint = Когда говорить, какие из ваших ссылок скоро исчезнут.
settings-quiet = 🌙 Тихие часы
settings-quiet-hint = В это время напоминаний не будет; они придут потом.
settings-quiet-value = Нет
settings-quiet-hours = { $start } – { $end }
settings-reset = ↩️ Сбросить всё
settings-reset-question = <b>Вернуть все настройки к начальным?</b>
settings-reset-button = ↩️ Да, сбросить
