# What the owner reads, and what strangers hear of the owner.
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
    <b>{ $id }</b>
    Kept links: { $links }, the first goes: { $next }
    Last seen: { $seen }
    May use the bot: { $may ->
        [yes] yes
       *[no] no
    }; has blocked it: { $blocked ->
        [yes] yes
       *[no] no
    }
