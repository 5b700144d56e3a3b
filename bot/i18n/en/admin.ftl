# What the owner reads, and what strangers hear of the owner.
command-admin = For the owner: people, quotas, failures, broadcasts
command-stats = Figures on people and deliveries
command-check = One person's links: /check <user id>
access-denied = This bot is for invited people only. Your id is { $id }: give it to the owner to be let in.
access-asked = This bot is for invited people only. I have asked its owner to let you in. Your id is { $id }.
access-refused = The owner of this bot has not let you in.
access-granted = ✅ The owner has let you in. Send me a link, and I’ll bring the file into this chat.

## Strangers
admin-who = <b>{ $name }</b> · <code>{ $id }</code>
admin-who-named = <b>{ $name }</b> · { $username } · <code>{ $id }</code>
admin-request =
    🔔 Somebody asks to use the bot:
    { $who }
admin-request-allowed =
    ✅ Let in:
    { $who }
admin-request-refused =
    🚫 Not let in:
    { $who }
admin-allow-button = ✅ Allow
admin-refuse-button = 🚫 Refuse
admin-person-button = More about them
admin-allowed-answer = Let in.
admin-refused-answer = Not let in.
admin-nobody-answer = Nobody has this id any more.

## Figures, and one person
admin-stats =
    <b>People</b>: { $people } known, { $active } active in the last day, { $blocked } have blocked the bot
    <b>Kept links</b>: { $links }
    <b>Deliveries</b> of the last day: { $done } done, { $failed } failed, { $cancelled } cancelled; { $running } under way
admin-check-usage = Use /check with a user id, for example /check 123456789.
admin-check-unknown = Nobody with the id { $id } has written to this bot.
admin-check =
    👤 { $who }
    Here since: { $since }
    Last seen: { $seen }
    Kept links: { $links }, the first goes: { $next }
    Deliveries of the last day: { $day }, { $daysize }
    Deliveries of the last 30 days: { $month }, { $monthsize }
    Daily quota: { $quota }
    May use the bot: { $may ->
        [admin] yes, as its owner
        [asked] waits for your answer
        [yes] yes
       *[no] no
    }; has blocked it: { $blocked ->
        [yes] yes
       *[no] no
    }

## Pages
admin-home = ⚙️ <b>For the owner of this bot</b>
admin-home-button = ‹ Overview
admin-anew-button = 🔄 Refresh
admin-people-button = 👥 People · { $count }
admin-strangers-button = 🔔 Waiting · { $count }
admin-failures-button = ⚠️ Failures · { $count }
admin-machine-button = 🖥 Machine
admin-figures-button = 📊 Figures
admin-broadcast-button = 📣 Broadcast

admin-people = 👥 <b>People</b> · { $count }
admin-people-item =
    <b>{ $number }.</b> { $who }
    seen { $time } ago
admin-pick-button = { $number } · { $name }
admin-people-search = To find somebody: /admin and a name, a username or an id.
admin-people-back-button = ‹ People
admin-found = { $count ->
    [0] 🔍 Nobody found: { $words }
    [one] 🔍 { $count } person found: { $words }
   *[other] 🔍 { $count } people found: { $words }
}
admin-strangers = 🔔 <b>Waiting to be let in</b> · { $count }
admin-strangers-none = 🔔 Nobody waits to be let in.

admin-ban-button = 🚫 Ban
admin-quota-button = 📏 Daily quota
admin-person-back-button = ‹ Back
admin-quotas =
    📏 <b>Daily quota</b>
    { $who }
    Now: { $quota }
admin-quota = { $links }, { $size }
admin-quota-links = { $count ->
    [0] any number
    [one] { $count } link
   *[other] { $count } links
}
admin-quota-any-size = any size

admin-failures = ⚠️ <b>Failures of the last day</b> · { $count }
admin-failure = { $count } × <code>{ $reason }</code>, latest: { $references }
admin-failures-none = ✅ Nothing has failed in the last day.

admin-machine =
    🖥 <b>Machine</b>
    Queue: { $running } running, { $waiting } in line
admin-machine-disk = Disk: { $used } of { $limit } used, { $percent } %
admin-machine-memory = Memory: { $used } of { $limit } used, { $percent } %
admin-version = { $name } <code>{ $version }</code>
admin-engine-age = { $old ->
    [yes] ⚠️ This { $name } is { $days ->
        [one] { $days } day
       *[other] { $days } days
    } old: bring it up to date, or sites stop working.
   *[no] This { $name } is { $days ->
        [one] { $days } day
       *[other] { $days } days
    } old.
}

## Broadcasts
command-broadcast = For the owner: write to everybody
broadcast-ask = 📣 <b>Broadcast</b>
    Answer this message with the text that everybody is to get. You will see it before it goes out.
broadcast-preview = { $count ->
    [0] ⬆️ There is nobody to send this to yet.
    [one] ⬆️ Send this to { $count } person?
   *[other] ⬆️ Send this to { $count } people?
}
broadcast-send-button = 📣 Send
broadcast-cancel-button = ✕ Cancel
broadcast-stop-button = ◼ Stop
broadcast-begun = 📣 On its way.
broadcast-discarded = Not sent.
broadcast-over = This one is over already.
broadcast-stopping = Stopping …
broadcast-progress = 📣 Broadcast: { $done } of { $total }
broadcast-done =
    ✅ <b>Broadcast over</b>, after { $time }
    Sent: { $sent }
    Had blocked the bot: { $blocked }
    Failed: { $failed }
broadcast-stopped =
    ◼ <b>Broadcast stopped</b>, after { $time }
    Sent: { $sent }
    Had blocked the bot: { $blocked }
    Failed: { $failed }

## Figures as a picture
chart-deliveries = Deliveries
chart-done = done
chart-failed = failed
chart-ways = Carried
chart-way-botapi = Bot API
chart-way-mtproto = MTProto
chart-way-memory = From memory
chart-sites = Success by site
chart-site-value = { $percent } % of { $count }
chart-waits = Time in line
chart-median = median
chart-p95 = 95 of 100 waited less
admin-picture = 📊 The last 30 days
admin-picture-none = There were no deliveries in the last 30 days.
admin-picture-answer = Drawing …
