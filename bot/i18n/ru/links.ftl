# Список сохранённых ссылок, ежедневное напоминание и что об этом узнаёт администратор.
links-list = 🔗 <b>Ваши ссылки</b> · { $total }
links-empty =
    Ваш список пуст.
    Пришлите мне ссылку: я принесу файл, а ссылку сохраню здесь на { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }.
links-item = <b>{ $number }.</b> { $name }
links-details = { $size } · { $host } · { $time }
links-details-unsized = { $host } · { $time }
links-left = осталось: { $time }
links-overdue = уйдёт при следующей проверке
links-page = Страница { $number } из { $pages }
links-hint = Номер открывает ссылку.
links-open-button = { $number }
links-one = 🔗 { $name }
links-get-button = ⬇️ Получить ещё раз
links-keep-button = 🔄 Оставить
links-delete-button = 🗑 Удалить
links-back-button = ‹ Назад
links-on-button = Дальше ›
links-kept-answer = Оставлена, срок отсчитывается заново: { $name }
links-deleted-answer = Удалена: { $name }
links-coming-answer = Уже несу: { $name }
links-gone-answer = Этой ссылки больше нет в вашем списке.
links-old-answer = Эта кнопка устарела. Отправьте /links, чтобы увидеть свой список.
links-private = Ваши ссылки видите только вы: отправьте мне /links в личном чате.
links-item-chosen = ☑️ <b>{ $number }.</b> { $name }
links-item-open = ⬜ <b>{ $number }.</b> { $name }
links-stops = ⏳ Срок действия адреса: ещё { $time }
links-stopped = ⌛ Адрес больше не работает
links-words = 🔍 { $words }
links-host = 🌐 { $host }
links-found-none = В вашем списке ничего такого нет.
links-find-button = 🔍 Поиск
links-find-answer = Отправьте /links и слова, например: /links отпуск. Я ищу их в названиях и адресах. В любом другом чате наберите { $bot } и слова.
links-sites-button = 🌐 Сайты
links-sites = 🌐 <b>Сайты в вашем списке</b> · { $total }
links-site-button = { $host } · { $count }
links-list-button = ‹ К списку
links-soonest-button = ⏳ Срок
links-newest-button = 🆕 Новые
links-whole-button = ✕ Весь список
links-choose-button = ☑️ Выбор
links-choose = ☑️ <b>Выбор ссылок</b> · { $chosen } из { $total }
links-number-chosen-button = ☑️ { $number }
links-number-open-button = ⬜ { $number }
links-every-button = ☑️ Все ({ $total })
links-none-button = ⬜ Ни одной
links-keep-chosen-button = 🔄 Оставить ({ $count })
links-delete-chosen-button = 🗑 Удалить ({ $count })
links-leave-button = ✓ Готово
links-ask =
    { $count ->
        [one] 🗑 <b>Удалить { $count } ссылку?</b>
        [few] 🗑 <b>Удалить { $count } ссылки?</b>
       *[other] 🗑 <b>Удалить { $count } ссылок?</b>
    }
    Вернуть их можно в течение минуты.
links-ask-no-button = ‹ Нет, назад
links-undo-button = { $count ->
    [1] ↩️ Вернуть
    [one] ↩️ Вернуть { $count } ссылку
    [few] ↩️ Вернуть { $count } ссылки
   *[other] ↩️ Вернуть { $count } ссылок
}
links-chosen-kept-answer = { $count ->
    [0] Этих ссылок больше нет в вашем списке.
    [one] Оставлена { $count } ссылка, срок отсчитывается заново.
    [few] Оставлены { $count } ссылки, срок отсчитывается заново.
   *[other] Оставлено { $count } ссылок, срок отсчитывается заново.
}
links-chosen-deleted-answer = { $count ->
    [0] Этих ссылок больше нет в вашем списке.
    [one] Удалена { $count } ссылка.
    [few] Удалены { $count } ссылки.
   *[other] Удалено { $count } ссылок.
}
links-undone-answer = { $count ->
    [one] В список вернулась { $count } ссылка.
    [few] В список вернулись { $count } ссылки.
   *[other] В список вернулось { $count } ссылок.
}
links-late-answer = Вернуть уже нельзя, или всё уже вернулось: на это есть минута.
links-none-chosen-answer = Больше ничего не выбрано.
links-most-answer = По одной можно выбрать не больше { $count } ссылок. Нажмите «Все» или сначала оставьте или удалите эти.
links-forgotten-answer = Уже не помню, что здесь было показано. Ничего не изменилось, вот весь ваш список.
links-json-button = 💾 JSON
links-csv-button = 💾 CSV
links-export-answer = Уже несу: ваши ссылки файлом.
links-export = { $count ->
    [one] 💾 { $count } ссылка
    [few] 💾 { $count } ссылки
   *[other] 💾 { $count } ссылок
}
links-export-first = 💾 Первые { $count } из { $total } ссылок
inline-nothing-button = Ничего не нашлось. Пришлите мне ссылку
notice-going = { $count ->
    [1] 🔔 <b>Скоро истекает срок одной из ваших ссылок.</b>
    [one] 🔔 <b>Скоро истекает срок { $count } вашей ссылки.</b>
   *[other] 🔔 <b>Скоро истекает срок { $count } ваших ссылок.</b>
}
notice-question = Нажмите «Оставить», и я сохраню { $count ->
    [1] её
   *[other] их
} ещё на { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}; иначе удалю. Файлы, которые уже в чате, никуда не денутся.
notice-all-kept = ✅ <b>Эти ссылки остаются в вашем списке.</b>
notice-nothing-left = Этих ссылок больше нет в вашем списке, или о них говорит более новое напоминание.
notice-kept = ✅ остаётся, ещё есть: { $time }
notice-keep-button = ✅ { $number } · Оставить
notice-keep-all-button = ✅ Оставить все ({ $count })
notice-all-kept-answer = { $count ->
    [0] Оставлять больше нечего.
    [one] Оставлена { $count } ссылка, срок отсчитывается заново.
    [few] Оставлены { $count } ссылки, срок отсчитывается заново.
   *[other] Оставлено { $count } ссылок, срок отсчитывается заново.
}
notice-summary = 📋 <b>Ежедневная проверка ссылок</b>
notice-summary-told = { $people ->
    [one] Напоминание получил { $people } человек
    [few] Напоминание получили { $people } человека
   *[other] Напоминание получили { $people } человек
}, в нём { $links ->
    [one] { $links } ссылка
    [few] { $links } ссылки
   *[other] { $links } ссылок
}
notice-summary-deleted = { $links ->
    [one] Удалена { $links } истёкшая ссылка
    [few] Удалены { $links } истёкшие ссылки
   *[other] Удалено { $links } истёкших ссылок
}
notice-summary-blocked = { $people ->
    [one] Меня заблокировал { $people } человек
    [few] Меня заблокировали { $people } человека
   *[other] Меня заблокировали { $people } человек
}
notice-summary-failed = { $people ->
    [one] Не удалось отправить { $people } напоминание, отправлю при следующей проверке
    [few] Не удалось отправить { $people } напоминания, отправлю при следующей проверке
   *[other] Не удалось отправить { $people } напоминаний, отправлю при следующей проверке
}
notice-summary-renewed = { $links ->
    [one] Срок { $links } ссылки продлён: напоминание о ней могло не дойти
   *[other] Срок { $links } ссылок продлён: напоминания о них могли не дойти
}
notice-job-failed =
    ⚠️ Задача { $job } не выполнена. Чаты это не затронуло, она запустится снова сама.
    Метка в журнале: <code>{ $reference }</code>
