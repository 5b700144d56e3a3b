size-bytes = { $n ->
    [one] { $n } байт
    [few] { $n } байта
   *[other] { $n } байт
}
size-kb = { $n } КБ
size-mb = { $n } МБ
size-gb = { $n } ГБ
time-days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[other] { $n } дней
}
time-hours = { $n ->
    [one] { $n } час
    [few] { $n } часа
   *[other] { $n } часов
}
time-minutes = { $n ->
    [one] { $n } минута
    [few] { $n } минуты
   *[other] { $n } минут
}
time-seconds = { $n ->
    [one] { $n } секунда
    [few] { $n } секунды
   *[other] { $n } секунд
}
time-brief-seconds = { $n } с
time-brief-minutes = { $n } мин
time-brief-hours = { $n } ч
speed-bytes = { $n } Б/с
speed-kb = { $n } КБ/с
speed-mb = { $n } МБ/с
speed-gb = { $n } ГБ/с
