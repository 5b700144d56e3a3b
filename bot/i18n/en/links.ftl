# The list of kept links, the daily notice, and what the admin hears of it.
links-list = 🔗 <b>Your links</b> · { $total }
links-empty =
    Your list is empty.
    Send me a link: I’ll bring the file, and keep the link here for { $days ->
        [one] a day
       *[other] { $days } days
    }.
links-item = <b>{ $number }.</b> { $name }
links-details = { $size } · { $host } · { $time }
links-details-unsized = { $host } · { $time }
links-left = { $time } left
links-overdue = goes with the next check
links-page = Page { $number } of { $pages }
links-get-button = ⬇️ { $number } · Get again
links-keep-button = 🔄 Keep
links-delete-button = 🗑 Delete
links-back-button = ‹ Back
links-on-button = Next ›
links-kept-answer = Kept, its time starts anew: { $name }
links-deleted-answer = Deleted: { $name }
links-coming-answer = Coming: { $name }
links-gone-answer = This link is no longer in your list.
links-old-answer = This button is too old. Send /links to see your list.
links-private = Your links are nobody else’s business: ask me for /links in our private chat.
notice-going = { $count ->
    [one] 🔔 <b>One of your links is about to expire.</b>
   *[other] 🔔 <b>{ $count } of your links are about to expire.</b>
}
notice-question = Press Keep to have { $count ->
    [one] it
   *[other] them
} for { $days ->
    [one] another day
   *[other] another { $days } days
}; otherwise I delete { $count ->
    [one] it
   *[other] them
}. Files that are in the chat stay there.
notice-all-kept = ✅ <b>These links stay in your list.</b>
notice-nothing-left = None of these links is in your list any more, or a later notice names them.
notice-kept = ✅ kept, { $time } left
notice-keep-button = ✅ { $number } · Keep
notice-keep-all-button = ✅ Keep all ({ $count })
notice-all-kept-answer = { $count ->
    [0] There is nothing left to keep.
    [one] Kept, its time starts anew.
   *[other] { $count } links kept, their time starts anew.
}
notice-summary = 📋 <b>Daily check of kept links</b>
notice-summary-told = { $people ->
    [one] Told { $people } person
   *[other] Told { $people } people
} about { $links ->
    [one] { $links } link
   *[other] { $links } links
}
notice-summary-deleted = { $links ->
    [one] { $links } expired link deleted
   *[other] { $links } expired links deleted
}
notice-summary-blocked = { $people ->
    [one] { $people } person has blocked me
   *[other] { $people } people have blocked me
}
notice-summary-failed = { $people ->
    [one] { $people } notice could not be sent; it goes out with the next check
   *[other] { $people } notices could not be sent; they go out with the next check
}
notice-summary-renewed = { $links ->
    [one] { $links } link kept on, because its notice may not have arrived
   *[other] { $links } links kept on, because their notices may not have arrived
}
notice-job-failed =
    ⚠️ The job { $job } failed. Chats are not affected, and it will run again by itself.
    Reference in the log: <code>{ $reference }</code>
