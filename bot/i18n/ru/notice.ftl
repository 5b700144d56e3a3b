# Ежедневное напоминание, отложенное на потом.
notice-later-button = ⏰ Через { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
   *[other] { $hours } часов
}
notice-tomorrow-button = ⏰ Завтра
notice-snoozed = ⏰ Напомню об этих ссылках ещё раз { $day ->
    [today] сегодня
   *[tomorrow] завтра
} в { $time }. До тех пор все они останутся.
notice-snooze-old = Откладывать больше нечего.
