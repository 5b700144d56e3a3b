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
links-hint = A number opens its link.
links-open-button = { $number }
links-one = 🔗 { $name }
links-get-button = ⬇️ Get again
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
links-item-chosen = ☑️ <b>{ $number }.</b> { $name }
links-item-open = ⬜ <b>{ $number }.</b> { $name }
links-stops = ⏳ The address stops working in { $time }
links-stopped = ⌛ The address has stopped working
links-words = 🔍 { $words }
links-host = 🌐 { $host }
links-found-none = Nothing in your list matches that.
links-find-button = 🔍 Search
links-find-answer = Send /links with a few words, for example: /links holiday. I look for them in titles and addresses. In any other chat, type { $bot } and the words.
links-sites-button = 🌐 Sites
links-sites = 🌐 <b>Sites in your list</b> · { $total }
links-site-button = { $host } · { $count }
links-list-button = ‹ To the list
links-soonest-button = ⏳ Expiry
links-newest-button = 🆕 Newest
links-whole-button = ✕ Show the whole list
links-choose-button = ☑️ Select
links-choose = ☑️ <b>Select links</b> · { $chosen } of { $total }
links-number-chosen-button = ☑️ { $number }
links-number-open-button = ⬜ { $number }
links-every-button = ☑️ All { $total }
links-none-button = ⬜ None
links-keep-chosen-button = 🔄 Keep { $count }
links-delete-chosen-button = 🗑 Delete { $count }
links-leave-button = ✓ Done
links-ask =
    { $count ->
        [one] 🗑 <b>Delete { $count } link?</b>
       *[other] 🗑 <b>Delete { $count } links?</b>
    }
    You can undo it for a minute.
links-ask-no-button = ‹ No, go back
links-undo-button = { $count ->
    [one] ↩️ Undo
   *[other] ↩️ Undo ({ $count } links)
}
links-chosen-kept-answer = { $count ->
    [0] These links are no longer in your list.
    [one] Kept, its time starts anew.
   *[other] { $count } links kept, their time starts anew.
}
links-chosen-deleted-answer = { $count ->
    [0] These links are no longer in your list.
    [one] Deleted.
   *[other] { $count } links deleted.
}
links-undone-answer = { $count ->
    [one] It is back in your list.
   *[other] { $count } links are back in your list.
}
links-late-answer = It is too late to bring that back, or it is back already: there is a minute for it.
links-none-chosen-answer = Nothing is selected any more.
links-most-answer = { $count } links is the most you can select one by one. Use “All”, or keep or delete these first.
links-forgotten-answer = I no longer remember what was shown here. Nothing has changed; here is your whole list.
links-json-button = 💾 JSON
links-csv-button = 💾 CSV
links-export-answer = Coming: your links as a file.
links-export = { $count ->
    [one] 💾 { $count } link
   *[other] 💾 { $count } links
}
links-export-first = 💾 The first { $count } of { $total } links
inline-nothing-button = Nothing found. Send me a link
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
