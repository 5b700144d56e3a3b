size-bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
size-kb = { $n } KB
size-mb = { $n } MB
size-gb = { $n } GB
time-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
time-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
time-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
time-seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}
time-brief-seconds = { $n } s
time-brief-minutes = { $n } min
time-brief-hours = { $n } h
# The slash belongs to the sentence: behind a value's isolate Telegram takes "/s" for a command.
speed-bytes = { $n } B/s
speed-kb = { $n } KB/s
speed-mb = { $n } MB/s
speed-gb = { $n } GB/s
