# The daily notice, put off.
notice-later-button = ⏰ In { $hours ->
    [one] an hour
   *[other] { $hours } hours
}
notice-tomorrow-button = ⏰ Tomorrow
notice-snoozed = ⏰ I’ll tell you about these links again { $day ->
    [today] today
   *[tomorrow] tomorrow
} at { $time }. Until then all of them stay.
notice-snooze-old = There is nothing left to put off.
