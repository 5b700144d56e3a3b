# What is behind a link, and what of it to send.
choose-title = 🎬 <b>{ $title }</b>
choose-facts = { $facts }
choose-uploader = { $name }
choose-question = What shall I send?
choose-waiting = 🎬 Waiting for your choice
choose-span = ✂️ Only { $start } – { $end }
choose-which-piece = ✂️ Which piece? Write its beginning and end here, such as <code>1:20-2:05</code>.
choose-which-items = 🔢 Which ones? Write their numbers here, such as <code>3-7, 12</code>.
choose-items = { $more ->
    [yes] the first { $count } of a longer list
   *[no] { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
}
choose-item = { $number }. { $title }
choose-more = … and { $count } more

## Buttons
choose-best = 📦 The file
choose-sized = { $what } · { $size }
choose-in-parts = { $what } · { $size } · { $count ->
    [one] { $count } part
   *[other] { $count } parts
}
choose-too-large = { $what } · { $size } · too large
choose-subtitles = 💬 { $languages }: { $how ->
    [file] subtitles as files
    [soft] subtitles in the video
   *[off] no subtitles
}
choose-clip = ✂️ A piece of it
choose-picture = 🖼 Its picture
choose-description = 📄 Its description
choose-all = All { $count }
choose-first = The first { $count }
choose-sound = 🎵 The sound of all
choose-some = 🔢 Some of them
choose-change-button = ⚙️ Change
choose-anew-button = 🔄 Fetch anew

## Answers
choose-chosen = It’s on its way.
choose-extra = Coming.
choose-too-large-answer = That is too large: I can send { $limit } at most.
choose-changing = One moment, I’ll show you what there is.
choose-too-late = Too late: it is being sent already.
choose-anew = Fetching it anew.
choose-clip-usage = I can’t read that piece. Write its beginning and end behind the link, such as <code>/get https://… 1:20-2:05</code>.
