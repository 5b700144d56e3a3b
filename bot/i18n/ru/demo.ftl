### Words of the demo's page. None takes an argument; names of languages stand in their own language.

demo-title = Демо Ferry
demo-you = Гость
demo-about = Отправьте ссылку — и получите файл прямо здесь, в чате.
demo-about-local = Демо работает на вашем компьютере: бот настоящий, а аккаунт Telegram не нужен.
demo-start = Начать

## Chats
demo-chats = Чаты
demo-chat-bot = бот
demo-chat-group = группа
demo-back = Назад к чатам
demo-unread = Новые сообщения
demo-messages = Сообщения
demo-no-messages = Сообщений пока нет
demo-group-hint = В группе бот отвечает, если его упомянуть, ответить на его сообщение или отправить /get и ссылку.

## Language
demo-language = Язык
demo-language-en = English
demo-language-fa = فارسی
demo-language-ru = Русский

## Sample links
demo-samples = Попробуйте одну из ссылок
demo-samples-hide = Скрыть примеры ссылок
demo-samples-show = Примеры ссылок
demo-sample-video = Страница с видео
demo-sample-heights = Фильм в трёх качествах
demo-sample-playlist = Плейлист
demo-sample-album = Альбом
demo-sample-hls = Длинное видео HLS
demo-sample-song = Песня
demo-sample-picture = Картинка
demo-sample-file = Обычный файл
demo-sample-large-film = Большой фильм
demo-sample-large-file = Большой файл
demo-sample-slow = Медленная ссылка
demo-sample-live = Прямой эфир
demo-sample-broken = Битая ссылка

## Writing
demo-placeholder = Сообщение или ссылка
demo-send = Отправить
demo-menu = Меню
demo-commands = Команды
demo-offers = Варианты от бота
demo-reply = Ответить
demo-reply-cancel = Не отвечать
demo-you-wrote = Вы
demo-to-bottom = К последнему сообщению

## In a message
demo-save = Сохранить
demo-close = Закрыть
demo-ok = ОК
demo-play = Воспроизвести
demo-pause = Пауза
demo-position = Позиция
demo-open-picture = Открыть картинку
demo-copy = Копировать
demo-copied = Скопировано
demo-spoiler = Скрытый текст: нажмите, чтобы показать
demo-forwarded = Переслано от
demo-via = через
demo-opens-tab = откроется в новой вкладке
demo-photo = Фото
demo-video = Видео
demo-audio = Музыка
demo-voice = Голосовое сообщение
demo-animation = GIF
demo-sticker = Стикер
demo-file = Файл
demo-deleted = Это сообщение удалено
demo-unsupported = Демо не умеет показывать такие сообщения.
demo-yesterday = Вчера
demo-today = Сегодня

## What the bot is doing
demo-action-typing = печатает
demo-action-upload-photo = отправляет фото
demo-action-record-video = записывает видео
demo-action-upload-video = отправляет видео
demo-action-record-voice = записывает голосовое сообщение
demo-action-upload-voice = отправляет голосовое сообщение
demo-action-upload-document = отправляет файл
demo-action-choose-sticker = выбирает стикер
demo-action-find-location = ищет место
demo-action-record-video-note = записывает видеосообщение
demo-action-upload-video-note = отправляет видеосообщение

## Connection
demo-away = Связь потеряна. Пробуем снова…
demo-not-sent = Не отправлено: демо недоступно.
demo-no-answer = Бот не ответил.
