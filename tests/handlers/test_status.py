"""What is under way: /status, /cancel, and the buttons of a status line."""

import asyncio

import pytest

from bot.domain.limits import MESSAGE_LENGTH
from bot.domain.media import Progress, State
from bot.domain.person import LargeFiles
from bot.errors import LargeFilesOut, NothingThere
from bot.service.overview import MOST_SHOWN
from bot.service.status import EDIT_EVERY
from tests.handlers.house import ANN, BEN, GROUP, House
from tests.handlers.running import Message, bare, labels
from tests.service.delivering import delivery, until

A, B, C = (f"https://example.com/{name}" for name in "abc")


async def answered(house: House, message: Message, label: str, user_id: int = ANN) -> str:
    return bare((await house.press(message, label, user_id))["text"])


async def ended(house: House, words: str) -> Message:
    """The one message of the bot, once it says so."""
    found = await until(lambda: [one for one in house.received() if words in bare(one["text"])])
    await house.scene.over()
    return found[0]


async def failed(house: House) -> Message:
    house.scene.source.hold, house.scene.source.error = None, NothingThere()
    await house.write(A)
    message = await ended(house, "nothing at this address")
    house.scene.source.error = None
    return message


async def test_nothing_under_way_is_said(house: House) -> None:
    assert await house.write("/status") == ["Nothing of yours is under way."]
    assert await house.write("/cancel") == ["Nothing of yours is under way."]


async def test_status_shows_ones_own_and_counts_the_others(house: House) -> None:
    house.scene.source.reports = [Progress(State.DOWNLOADING, 5, 10)]
    await house.write(f"{A} {B} {C}")
    await house.write(f"{A}-of-ben", user_id=BEN)
    await until(lambda: len(house.scene.source.begun) == 3)
    (answer,) = await house.write("/status")
    assert answer.splitlines() == [
        "1. example.com: ⬇️ Downloading 50 % · 5 of 10 bytes",
        "2. example.com: ⬇️ Downloading 50 % · 5 of 10 bytes",
        "3. example.com: 🕓 In line, place 1",
        "3 deliveries of yours are under way. In all: 4, of which 1 in line.",
    ]


def overview(house: House) -> Message:
    """The answer to /status."""
    return next(one for one in reversed(house.received()) if "In all" in bare(one["text"]))


async def test_each_delivery_in_the_status_has_its_cancel_button(house: House) -> None:
    await house.write(f"{A} {B} {C}")
    await house.write("/status")
    assert labels(overview(house)) == ["✕ 1", "✕ 2", "✕ 3"]
    first = house.scene.deliveries.under_way(ANN)[0].delivery.id
    assert await answered(house, overview(house), "✕ 1", BEN) == "This one is over already."
    assert await answered(house, overview(house), "✕ 1") == "Cancelling …"
    await until(lambda: first not in [course.delivery.id for course in house.scene.deliveries.under_way()])
    assert len(house.scene.deliveries.under_way()) == 2


async def test_a_single_delivery_in_the_status_has_one_button(house: House) -> None:
    await house.write(A)
    await house.write("/status")
    assert labels(overview(house)) == ["✕ Cancel"]


async def test_status_says_what_is_not_well_and_which_sites_work(house: House) -> None:
    house.troubles = ["disk", "flood"]
    now = house.scene.clock()
    for number in range(4):
        ended = {"state": State.FAILED, "reason": "error-sign-in-needed"} if number else {"state": State.DONE}
        house.scene.store.add(delivery(ended_at=now, **ended))
    (answer,) = await house.write("/status")
    assert answer.splitlines() == [
        "Nothing of yours is under way.",
        "",
        "💾 There is little room left on my disk: large files may have to wait.",
        "⏳ Telegram asks me to slow down: some messages come late.",
        "",
        "Sites in the last day",
        "⚠️ example.com 1 of 4: wants a sign-in",
    ]
    assert len(await house.write("/status", user_id=BEN)) == 1
    assert "example.com" not in house.received(BEN)[-1]["text"]


async def test_in_a_group_nobody_reads_what_somebody_fetches_elsewhere(house: House) -> None:
    now = house.scene.clock()
    for _ in range(3):
        house.scene.store.add(delivery(ended_at=now, state=State.DONE))
    house.troubles = ["disk"]
    await house.write("https://private.example/a")
    await house.write("/get https://open.example/b", chat_id=GROUP)
    (answer,) = await house.write("/status@ferry_demo_bot", chat_id=GROUP)
    assert [line.split(":")[0] for line in answer.splitlines()] == [
        "1. open.example",
        "1 delivery of yours is under way in this chat. In all",
        "",
        "💾 There is little room left on my disk",
    ]
    assert [labels(one) for one in house.received(GROUP) if "In all" in bare(one["text"])] == [["✕ Cancel"]]
    (answer,) = await house.write("/status", user_id=BEN, chat_id=GROUP)
    assert answer.startswith("Nothing of yours is under way in this chat. In all: 2")


@pytest.mark.parametrize(("language", "words"), [("fa", "۲"), ("ru", "2")])
async def test_status_speaks_the_persons_language(house: House, language: str, words: str) -> None:
    await house.write(f"{A} {B}", language=language)
    (answer,) = await house.write("/status")
    assert words in answer.splitlines()[-1]
    assert "under way" not in answer


async def test_very_many_deliveries_fit_into_one_message(house: House) -> None:
    host = ".".join("a" * 60 for _ in range(4))
    await house.write(" ".join(f"https://{host}.com/{number}" for number in range(MOST_SHOWN + 5)))
    (answer,) = await house.write("/status")
    assert len(answer.splitlines()) == MOST_SHOWN + 1
    assert len(labels(overview(house))) == MOST_SHOWN
    assert len(answer) < MESSAGE_LENGTH
    assert f"{MOST_SHOWN + 5} deliveries of yours" in answer


async def test_cancel_ends_all_of_ones_own_and_nothing_else(house: House) -> None:
    await house.write(f"{A} {B} {C}")
    await house.write(A, user_id=BEN)
    assert await house.write("/cancel") == ["3 deliveries are being stopped."]
    await until(lambda: [c.delivery.user_id for c in house.scene.deliveries.under_way()] == [BEN])


async def test_the_cancel_button_ends_its_delivery(house: House) -> None:
    await house.write(f"{A} {B}")
    first, second = await house.lines(2)
    assert await answered(house, first, "Cancel") == "Cancelling …"
    await until(lambda: len(house.scene.deliveries.under_way()) == 1)
    assert "✕ Cancel" in labels(second)


async def test_a_second_press_of_cancel_does_no_harm(house: House) -> None:
    await house.write(A)
    (line,) = await house.lines(1)
    answers = await asyncio.gather(*(answered(house, line, "Cancel") for _ in range(3)))
    assert set(answers) <= {"Cancelling …", "This one is over already."}
    assert labels(await ended(house, "Cancelled.")) == ["🔁 Retry"]


async def test_nobody_cancels_anothers_delivery(house: House) -> None:
    await house.write(f"/get {A}", chat_id=GROUP)
    (line,) = await house.lines(1, GROUP)
    assert await answered(house, line, "Cancel", BEN) == "This one is over already."
    assert len(house.scene.deliveries.under_way()) == 1


async def test_retry_begins_anew_in_the_same_message(house: House) -> None:
    message = await failed(house)
    house.scene.source.hold = asyncio.Event()
    assert await answered(house, message, "Retry") == "Trying again …"
    await until(lambda: "Cancel" in str(labels(house.received()[0])))
    assert [one["message_id"] for one in house.received()] == [message["message_id"]]
    house.scene.source.hold.set()
    await house.scene.over()
    assert house.received() == []


async def test_a_double_press_of_retry_delivers_once(house: House) -> None:
    message = await failed(house)
    answers = await asyncio.gather(*(answered(house, message, "Retry") for _ in range(3)))
    assert sorted(answers) == ["This one is over already."] * 2 + ["Trying again …"]
    await house.scene.over()
    assert len(house.scene.telegram.sent) == 1


async def test_a_press_too_old_to_be_answered_still_does_what_it_says(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    message = await failed(house)
    description = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    house.emulator.fault("answerCallbackQuery", status=400, description=description)
    person = {"id": ANN, "is_bot": False, "first_name": "Ann"}
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    query = {"id": "5", "from": person, "message": message, "chat_instance": "1", "data": data}
    assert await house.give({"callback_query": query}) == []
    await house.scene.over()
    assert len(house.scene.telegram.sent) == 1
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


# Large files


async def waiting(house: House, links: str = A, chat_id: int = ANN) -> None:
    """Deliveries that can't go whole, in pieces of five bytes: each has a question."""
    scene = house.scene
    scene.source.hold, scene.telegram.piece_limit = None, 5
    scene.telegram.refusals = [LargeFilesOut("flood", seconds=720) for _ in links.split()]
    await house.write(f"/get {links}", chat_id=chat_id)
    await until(lambda: all(course.wait for course in scene.deliveries.under_way()))


async def asked(house: House, chat_id: int = ANN) -> Message:
    """The question, once it stands in the chat."""
    await waiting(house, chat_id=chat_id)
    await house.scene.time.sleeping(EDIT_EVERY)
    await house.scene.time.go_on(EDIT_EVERY)
    found = await until(lambda: [one for one in house.received(chat_id) if one["text"].startswith("📦")])
    return found[0]


async def test_a_question_is_answered_by_its_buttons(house: House) -> None:
    message = await asked(house)
    assert labels(message) == ["In 2 parts now", "Whole, in 12 min", "✕ Cancel"]
    assert await answered(house, message, "In 2 parts") == "In parts, then. I’ll do so next time, too."
    assert await answered(house, message, "Whole") == "This one is over already."
    await house.scene.over()
    assert [data for data, _, _ in house.scene.telegram.sent] == [b"whole", b" file"]
    assert house.scene.people.large_files(ANN) is LargeFiles.PIECES
    (joining,) = house.received()
    assert "cat -- 'file.bin.0'*" in bare(joining["text"])
    assert await answered(house, message, "In 2 parts") == "This one is over already."


async def test_later_is_answered_by_its_button_too(house: House) -> None:
    message = await asked(house)
    assert await answered(house, message, "Whole") == "I’ll wait, then. I’ll do so next time, too."
    (course,) = house.scene.deliveries.under_way(ANN)
    await until(lambda: course.wait and not course.wait.asking)
    assert house.scene.people.large_files(ANN) is LargeFiles.WHOLE
    (answer,) = await house.write("/status")
    assert answer.splitlines()[0].startswith(
        "1. example.com: ⏳ Waiting until Telegram takes large files again, 12 min"
    )


async def test_a_double_press_sends_it_once(house: House) -> None:
    message = await asked(house)
    answers = await asyncio.gather(*(answered(house, message, "In 2 parts") for _ in range(3)))
    assert sorted(answers) == ["In parts, then. I’ll do so next time, too.", *["This one is over already."] * 2]
    await house.scene.over()
    assert len(house.scene.telegram.sent) == 2


async def test_nobody_answers_anothers_question(house: House) -> None:
    message = await asked(house, chat_id=GROUP)
    for label in ("In 2 parts", "Whole"):
        assert await answered(house, message, label, BEN) == "This one is over already."
    assert house.scene.people.large_files(BEN) is None
    assert len(house.scene.deliveries.under_way()) == 1


async def test_a_question_is_cancelled_by_its_button(house: House) -> None:
    message = await asked(house)
    assert await answered(house, message, "Cancel") == "Cancelling …"
    assert labels(await ended(house, "Cancelled.")) == ["🔁 Retry"]


async def test_status_says_in_a_few_words_what_waits_for_an_answer(house: House) -> None:
    await waiting(house, f"{A} {B}")
    (answer,) = await house.write("/status")
    assert answer.splitlines()[:2] == [f"{number}. example.com: 📦 Waiting for your choice" for number in (1, 2)]


async def test_who_is_asked_again_next_time_sees_the_button_go(house: House) -> None:
    await house.people.met(ANN, "en")
    house.scene.people.set_large_files(ANN, LargeFiles.PIECES, house.scene.clock())
    house.scene.source.hold, house.scene.telegram.piece_limit = None, 5
    house.scene.telegram.refusals = [LargeFilesOut("flood", seconds=720)]
    await house.write(A)
    message = await ended(house, "Sent in 2 parts, as you chose last time.")
    assert labels(message) == ["Ask me next time"]
    assert await answered(house, message, "Ask me", BEN) == "This one is over already."
    answers = await asyncio.gather(*(answered(house, message, "Ask me") for _ in range(2)))
    assert sorted(answers) == ["I’ll ask you next time.", "This one is over already."]
    assert labels(await ended(house, "Sent in parts. I’ll ask you next time.")) == []
    assert house.scene.people.large_files(ANN) is None
