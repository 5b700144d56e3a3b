# What a person or a group sets for itself.
command-settings = Quality, language, daily notice …
settings-title = ⚙️ <b>Your settings</b>
settings-title-group = ⚙️ <b>Settings of this group</b>
settings-line = { $name }: <b>{ $value }</b>
settings-page = <b>{ $name }</b>
settings-chosen = ✅ { $value }
settings-back = ‹ Back
settings-page-back = ‹ Previous
settings-page-on = Next ›
settings-saved = Saved.
settings-old = This button is too old. Send /settings to see your settings.
settings-admins-only = Only admins of this group can change its settings.

settings-quality = 🎞 Quality
settings-quality-hint = What I fetch, unless you choose otherwise for a link.
settings-quality-value = { $value ->
    [best] Best
    [audio] Sound only
   *[height] { $value }p
}
settings-document = 📎 Send as
settings-document-hint = Media plays in the chat. A file is saved just as it is.
settings-document-value = { $value ->
    [on] File
   *[off] Media
}
settings-caption = 💬 Caption
settings-caption-hint = Title, size and source below each file.
settings-caption-value = { $value ->
    [on] On
   *[off] Off
}
settings-subtitles = 🔤 Subtitles
settings-subtitles-hint = Where a video has them. You can choose several languages.
settings-subtitles-value = { $value ->
    [file] As files
    [soft] In the video
   *[off] Off
}
settings-subtitles-in = { $how } ({ $languages })
settings-ask = 🎛 After a link
settings-ask-hint = I can send the file at once, or first show what there is and let you choose.
settings-ask-value = { $value ->
    [on] Ask me first
   *[off] Send at once
}
settings-large = 📦 Large files
settings-large-hint = When a file can’t go in one piece at the moment.
settings-large-value = { $value ->
    [pieces] In parts, at once
    [whole] Whole, later
   *[ask] Ask me
}
settings-language = 🌐 Language
settings-language-hint = The language I speak.
settings-language-value = { $value ->
    [en] English
    [fa] فارسی
    [ru] Русский
    [asker] That of whoever asks
   *[telegram] As in Telegram
}
settings-zone = 🕓 Time zone
settings-zone-hint = Where are you? You can also send me your city, like this: <code>/settings Berlin</code>
settings-zone-unknown = I don’t know a time zone { $text }. Send me a large city nearby, like this: <code>/settings Europe/Berlin</code>
settings-city = { $name }, { $time }
settings-cities = 🕓 <b>{ $name }</b>
    Which of these cities has your time?
settings-continent = { $name ->
    [Africa] Africa
    [America] America
    [Asia] Asia
    [Atlantic] Atlantic
    [Australia] Australia
    [Europe] Europe
    [Indian] Indian Ocean
   *[Pacific] Pacific
}
settings-notice = 🔔 Daily notice
settings-notice-hint = When I tell you which of your links are about to go.
settings-quiet = 🌙 Quiet hours
settings-quiet-hint = I send no notices then; they come afterwards.
settings-quiet-value = Off
settings-quiet-hours = { $start } – { $end }
settings-reset = ↩️ Reset all
settings-reset-question = <b>Set everything back to the way it was at first?</b>
settings-reset-button = ↩️ Yes, reset
