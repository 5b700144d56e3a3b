size-bytes = { $n } بایت
size-kb = { $n } کیلوبایت
size-mb = { $n } مگابایت
size-gb = { $n } گیگابایت
time-days = { $n } روز
time-hours = { $n } ساعت
time-minutes = { $n } دقیقه
time-seconds = { $n } ثانیه
