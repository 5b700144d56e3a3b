# `/status`
status-one = { $number }. { $name }: { $state }
status-own = { $own ->
    [0] Nothing of yours is under way.
    [one] { $own } delivery of yours is under way.
   *[other] { $own } deliveries of yours are under way.
}
status-own-here = { $own ->
    [0] Nothing of yours is under way in this chat.
    [one] { $own } delivery of yours is under way in this chat.
   *[other] { $own } deliveries of yours are under way in this chat.
}
status-all = { $waiting ->
    [0] In all: { $all }.
   *[other] In all: { $all }, of which { $waiting } in line.
}
status-cancel-button = ✕ { $number }
status-cancelled = { $count ->
    [0] Nothing of yours is under way.
    [one] { $count } delivery is being stopped.
   *[other] { $count } deliveries are being stopped.
}

## What is degraded at present
status-trouble-telegram = 📡 My connection to Telegram is unsteady at present.
status-trouble-database = 🗃 My store of links does not answer well at present.
status-trouble-downloads = 🐢 I am too busy to answer quickly at present.
status-trouble-transfer = 📦 Large files go slowly or not at all at present.
status-trouble-disk = 💾 There is little room left on my disk: large files may have to wait.
status-trouble-memory = 🧠 My memory is short at present: downloads may end abruptly.
status-trouble-flood = ⏳ Telegram asks me to slow down: some messages come late.
status-trouble-other = ⚠️ Part of me is not well at present.

## Which sites work
status-sites = <b>Sites in the last day</b>
status-site-well = ✅ { $site } { $done } of { $count }
status-site-ill = ⚠️ { $site } { $done } of { $count }: { $why }
status-why-sign-in-needed = wants a sign-in
status-why-bot-check = takes me for a robot
status-why-source-refused = refuses
status-why-geo-blocked = closed to my country
status-why-drm = copy-protected
status-why-source-busy = asks to slow down
status-why-source-unreachable = does not answer
status-why-source-failed = does not give files away properly
status-why-source-down = has trouble of its own
status-why-engine-out-of-date = has changed, yt-dlp has to follow
status-why-no-javascript-runtime = needs a JavaScript runtime
