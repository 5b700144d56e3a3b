# What the bot knows of a person.
command-mydata = All I know about you, as a file
command-forget = Delete all I know about you
personal-private = What I know about you is nobody else’s business: ask me in our private chat.
personal-data = All I know about you. /forget deletes it.
personal-question =
    🗑 <b>Shall I forget you?</b>
    Your kept links, your deliveries, your settings and all else I know about you go at once, and can’t be brought back. What is under way is stopped. /mydata sends you a copy first.

    Files and messages in our chat stay: delete the chat to be rid of them. If the owner has banned you or set you a daily quota, that stays with your id, and the quota also with the times and sizes it counts. If the owner let you in, you will have to ask again.
personal-forget-button = 🗑 Delete everything
personal-keep-button = Keep everything
personal-forgotten = ✅ Done: I don’t know you any more. What is in our chat stays there. Write to me, and we start anew.
personal-kept = Nothing was deleted.
