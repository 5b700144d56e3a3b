# `/status`
status-one = { $number }. { $name }: { $state }
status-own = { $own ->
    [0] هیچ کاری از شما در جریان نیست.
   *[other] { $own } کار شما در جریان است.
}
status-own-here = { $own ->
    [0] هیچ کاری از شما در این گفتگو در جریان نیست.
   *[other] { $own } کار شما در این گفتگو در جریان است.
}
status-all = { $waiting ->
    [0] در مجموع: { $all }.
   *[other] در مجموع: { $all }، که { $waiting } تای آن در صف است.
}
status-cancel-button = ✕ { $number }
status-cancelled = { $count ->
    [0] هیچ کاری از شما در جریان نیست.
   *[other] { $count } کار متوقف می‌شود.
}

## What is degraded at present
status-trouble-telegram = 📡 ارتباط من با تلگرام فعلاً پایدار نیست.
status-trouble-database = 🗃 بایگانی پیوندها فعلاً خوب پاسخ نمی‌دهد.
status-trouble-downloads = 🐢 سرم فعلاً شلوغ است و کند پاسخ می‌دهم.
status-trouble-transfer = 📦 فایل‌های بزرگ فعلاً کند می‌روند یا اصلاً نمی‌روند.
status-trouble-disk = 💾 جای کمی روی دیسک من مانده است: فایل‌های بزرگ شاید منتظر بمانند.
status-trouble-memory = 🧠 حافظهٔ من فعلاً کم است: شاید دریافتی ناگهان قطع شود.
status-trouble-flood = ⏳ تلگرام می‌خواهد آهسته‌تر پیش بروم: بعضی پیام‌ها دیر می‌رسند.
status-trouble-other = ⚠️ بخشی از من فعلاً خوب کار نمی‌کند.

## Which sites work
status-sites = <b>سایت‌ها در روز گذشته</b>
status-site-well = ✅ { $site }، { $done } از { $count }
status-site-ill = ⚠️ { $site }، { $done } از { $count }: { $why }
status-why-sign-in-needed = حساب کاربری می‌خواهد
status-why-bot-check = مرا ربات تشخیص می‌دهد
status-why-source-refused = راه نمی‌دهد
status-why-geo-blocked = برای کشور من بسته است
status-why-drm = قفل ضد کپی دارد
status-why-source-busy = می‌خواهد آهسته‌تر پیش برویم
status-why-source-unreachable = پاسخ نمی‌دهد
status-why-source-failed = فایل‌ها را درست تحویل نمی‌دهد
status-why-source-down = خودش مشکل دارد
status-why-engine-out-of-date = تغییر کرده و yt-dlp باید به‌روز شود
status-why-no-javascript-runtime = محیط اجرای جاوااسکریپت می‌خواهد
