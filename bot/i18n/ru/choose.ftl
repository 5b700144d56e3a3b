# What is behind a link, and what of it to send.
choose-title = 🎬 <b>{ $title }</b>
choose-facts = { $facts }
choose-uploader = { $name }
choose-question = Что прислать?
choose-waiting = 🎬 Жду вашего выбора
choose-span = ✂️ Только { $start } – { $end }
choose-which-piece = ✂️ Какой фрагмент? Напишите здесь его начало и конец, например <code>1:20-2:05</code>.
choose-which-items = 🔢 Какие именно? Напишите здесь их номера, например <code>3-7, 12</code>.
choose-items = { $more ->
    [yes] { $count ->
        [one] первый { $count } из более длинного списка
       *[other] первые { $count } из более длинного списка
    }
   *[no] { $count ->
        [one] { $count } файл
        [few] { $count } файла
       *[other] { $count } файлов
    }
}
choose-item = { $number }. { $title }
choose-more = … и ещё { $count }

## Buttons
choose-best = 📦 Сам файл
choose-sized = { $what } · { $size }
choose-in-parts = { $what } · { $size } · { $count ->
    [one] { $count } часть
    [few] { $count } части
   *[other] { $count } частей
}
choose-too-large = { $what } · { $size } · слишком велик
choose-subtitles = 💬 { $languages }: { $how ->
    [file] субтитры файлами
    [soft] субтитры в видео
   *[off] без субтитров
}
choose-clip = ✂️ Фрагмент
choose-picture = 🖼 Обложка
choose-description = 📄 Описание
choose-all = Все ({ $count })
choose-first = Первые { $count }
choose-sound = 🎵 Звук всех
choose-some = 🔢 Некоторые
choose-change-button = ⚙️ Изменить
choose-anew-button = 🔄 Скачать заново

## Answers
choose-chosen = Уже в пути.
choose-extra = Сейчас пришлю.
choose-too-large-answer = Это слишком большой файл: могу прислать не больше { $limit }.
choose-changing = Минуту, покажу, что есть.
choose-too-late = Поздно: файл уже отправляется.
choose-anew = Скачиваю заново.
choose-clip-usage = Не могу прочитать фрагмент. Напишите его начало и конец после ссылки, например <code>/get https://… 1:20-2:05</code>.
