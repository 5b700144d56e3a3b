"""The status line: what it reads, and when it is edited."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.domain.delivery import State
from bot.domain.media import MediaKind, Piece, Progress
from bot.domain.message import Button, Rows
from bot.errors import ChatRefused, TransferFailed
from bot.i18n import LANGUAGES
from bot.service import status
from bot.service.status import EDIT_EVERY, SPEED_OVER, Speed, StatusLine, cancel_button, retry_button
from tests.service.delivering import ANN, TalkingChat, bare, delivery, until

MB = 1024 * 1024


class Desk:
    """A status line in a chat, with a clock and pauses that a test ends."""

    def __init__(self, **fields: object) -> None:
        self.chat = TalkingChat()
        self.now = 0.0
        self.place = 3
        self.pauses: list[float] = []
        self.posted: list[int] = []
        self._pause = asyncio.Event()
        self.line = self.another(**fields)
        self.stack = AsyncExitStack()

    def another(self, **fields: object) -> StatusLine:
        return StatusLine(
            chat=self.chat,
            delivery=delivery(**fields),
            place=lambda: self.place,
            clock=lambda: self.now,
            sleep=self._sleep,
        )

    async def begin(self, wait_for: asyncio.Event | None = None) -> None:
        await self.stack.enter_async_context(self.line.kept(self._posted, wait_for=wait_for))

    async def shown(self) -> None:
        """Wait for the next pause between edits."""
        before = len(self.pauses)
        await until(lambda: len(self.pauses) > before)

    async def pass_pause(self) -> None:
        """Let one pause pass, and what follows happen."""
        self._pause.set()
        await self.shown()

    async def end(self) -> None:
        await self.stack.aclose()

    def text(self, *reports: tuple[float, Progress]) -> str:
        """What it reads after these reports at these times."""
        for self.now, progress in reports:
            self.line.show(progress)
        return bare(self.line.text())

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._pause.clear()
        await self._pause.wait()

    async def _posted(self, message_id: int) -> None:
        self.posted.append(message_id)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.end()


def down(done: float, total: float | None = None) -> Progress:
    return Progress(State.DOWNLOADING, round(done), None if total is None else round(total))


# What it reads


async def test_a_waiting_link_says_its_place_in_line(desk: Desk) -> None:
    assert desk.text() == "🕓 In line, place 3"
    desk.place = 0
    assert desk.text() == "🔎 Looking at the link …"


async def test_each_stage_has_its_words(desk: Desk) -> None:
    assert desk.text((0, Progress(State.LOOKING))) == "🔎 Looking at the link …"
    assert desk.text((1, Progress(State.DOWNLOADING))) == "🔎 Looking at the link …"
    assert desk.text((2, Progress(State.SENDING))) == "⬆️ Sending"
    assert desk.text((2, Progress(State.SENDING, 5 * MB, 10 * MB))) == "⬆️ Sending 50 % · 5 of 10 MB"


async def test_a_download_says_part_sizes_speed_and_time_left(desk: Desk) -> None:
    total = 29.1 * MB
    text = desk.text((0, down(0, total)), (4, down(12.3 * MB, total)))
    assert text == "⬇️ Downloading 42 % · 12.3 of 29.1 MB · 3.1 MB/s · 5 s left"


async def test_nothing_is_fast_before_it_has_begun() -> None:
    assert Speed().per_second(5) is None


async def test_an_unknown_total_leaves_out_part_and_time_left(desk: Desk) -> None:
    assert desk.text((0, down(0)), (2, down(6 * MB))) == "⬇️ Downloading 6 MB · 3 MB/s"


async def test_the_first_second_has_no_speed(desk: Desk) -> None:
    assert desk.text((5, down(MB, 4 * MB)), (5.9, down(2 * MB, 4 * MB))) == "⬇️ Downloading 50 % · 2 of 4 MB"
    desk.now = 6
    assert desk.text().endswith("· 1 MB/s · 2 s left")


@pytest.mark.parametrize(
    ("done", "seconds", "words"), [(40 * MB, 1, "24 s left"), (MB, 1, "16 min left"), (100_000, 1, "2 h left")]
)
async def test_the_time_left_has_its_largest_unit(desk: Desk, done: int, seconds: int, words: str) -> None:
    assert desk.text((0, down(0, 1000 * MB)), (seconds, down(done, 1000 * MB))).endswith(words)


async def test_a_source_that_lies_about_its_size_never_passes_100_percent(desk: Desk) -> None:
    assert desk.text((0, down(0, MB)), (1, down(2 * MB, MB))) == "⬇️ Downloading 100 % · 2 of 1 MB · 2 MB/s"


async def test_the_speed_is_that_of_the_last_seconds(desk: Desk) -> None:
    slow = [(second, down(second * MB)) for second in range(20)]
    fast = [(20 + second, down((20 + 5 * second) * MB)) for second in range(round(SPEED_OVER) + 2)]
    assert desk.text(*slow).endswith("· 1 MB/s")
    assert desk.text(*fast).endswith("· 5 MB/s")


async def test_the_speed_sinks_while_nothing_comes(desk: Desk) -> None:
    assert desk.text((0, down(0)), (1, down(4 * MB))).endswith("· 4 MB/s")
    desk.now = 4
    assert desk.text().endswith("· 1 MB/s")


async def test_each_stage_and_each_new_beginning_is_measured_anew(desk: Desk) -> None:
    desk.text((0, down(0)), (1, down(4 * MB)))
    assert desk.text((2, down(MB))) == "⬇️ Downloading 1 MB"
    assert desk.text((3, Progress(State.SENDING, MB, 2 * MB))) == "⬆️ Sending 50 % · 1 of 2 MB"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_speaks_every_language(language: str, caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(language=language)
    texts = {
        desk.text(),
        desk.text((0, Progress(State.LOOKING))),
        desk.text((0, down(0, 29.1 * MB)), (4, down(12.3 * MB, 29.1 * MB))),
        desk.text((5, Progress(State.SENDING))),
    }
    assert len(texts) == 4
    assert not caplog.records
    if language == "fa":
        assert any("۴۲" in text and "۱۲٫۳" in text for text in texts)


async def test_buttons_fit_into_telegrams_64_bytes() -> None:
    for language in LANGUAGES:
        for rows in (cancel_button(language, delivery().id), retry_button(language, delivery().id)):
            assert len(rows[0][0].data.encode()) <= 64


class Sign:
    """A notice that says what a test wants."""

    def __init__(self) -> None:
        self.said = "📦 In parts?"
        self.data = "d:p:1"

    def text(self, language: str) -> str:
        return f"{self.said} {language}"

    def summary(self, language: str) -> str:
        return f"📦 {language}"

    def rows(self, language: str) -> Rows:
        return [[Button("Yes", self.data)]]

    @property
    def picture(self) -> str | None:
        return "https://example.com/a.jpg"


async def test_a_part_says_its_number_and_how_far_the_whole_is(desk: Desk) -> None:
    piece = Piece(2, 5, 0, 1, playable=True)
    text = desk.text((0, Progress(State.SENDING, 12 * MB, 48 * MB, piece=piece)))
    assert text == "⬆️ Sending part 2 of 5 · 25 % · 12 of 48 MB"


async def test_a_notice_stands_instead_of_progress_until_there_is_some(desk: Desk) -> None:
    desk.line.show(down(5, 10))
    desk.line.pause(Sign())
    assert (desk.line.text(), desk.line.summary("fa")) == ("📦 In parts? en", "📦 fa")
    desk.line.show(Progress(State.QUEUED))
    assert bare(desk.line.text()) == bare(desk.line.summary("en")) == "🕓 In line, place 3"


# When it is edited


async def test_it_is_posted_at_once_and_its_id_is_told(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    assert desk.chat.now() == ["🕓 In line, place 3"]
    assert desk.posted == list(desk.chat.messages) == [desk.line.message_id]
    assert [data[:4] for data in desk.chat.buttons()] == ["d:g:", "d:c:"]


async def test_between_two_edits_lie_three_seconds_whatever_is_reported(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    for done in range(1000):
        desk.line.show(down(done * 1000, MB))
        await asyncio.sleep(0)
    assert desk.chat.edits == []
    await desk.pass_pause()
    assert len(desk.chat.edits) == 1
    assert desk.pauses == [EDIT_EVERY, EDIT_EVERY]


async def test_the_same_text_is_never_sent_twice(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    await desk.pass_pause()
    desk.line.show(Progress(State.LOOKING))
    for _ in range(3):
        await desk.pass_pause()
    assert desk.chat.edits == ["🔎 Looking at the link …"]


async def test_what_happened_while_it_was_posted_is_shown_without_a_pause(desk: Desk) -> None:
    say = desk.chat.say

    async def slowly(*args: object, **kwargs: object) -> int:
        message_id = await say(*args, **kwargs)  # type: ignore[arg-type]
        desk.line.show(Progress(State.LOOKING))
        return message_id

    desk.chat.say = slowly  # type: ignore[method-assign, assignment]
    await desk.begin()
    await desk.shown()
    assert desk.chat.now() == ["🔎 Looking at the link …"]


async def test_a_dropped_edit_is_shown_next_time(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    desk.chat.drops = True
    desk.line.show(Progress(State.LOOKING))
    await desk.pass_pause()
    assert desk.chat.now() == ["🕓 In line, place 3"]
    desk.chat.drops = False
    await desk.pass_pause()
    assert desk.chat.now() == ["🔎 Looking at the link …"]


async def test_a_notice_has_buttons_of_its_own_and_is_shown_anew_when_they_change(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    sign = Sign()
    desk.line.pause(sign)
    await desk.pass_pause()
    assert desk.chat.now() == ["📦 In parts? en"]
    assert desk.chat.buttons() == ["d:p:1"]
    assert desk.chat.picture == sign.picture
    await desk.pass_pause()
    assert len(desk.chat.edits) == 1
    sign.data = "d:p:2"
    await desk.pass_pause()
    assert desk.chat.buttons() == ["d:p:2"]
    assert desk.chat.shows == []
    desk.line.show(Progress(State.LOOKING))
    await desk.pass_pause()
    assert [data[:4] for data in desk.chat.buttons()] == ["d:g:", "d:c:"]
    assert desk.chat.picture is None


async def test_the_chat_says_what_is_being_sent_but_nothing_while_it_waits(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    desk.place = 2
    await desk.pass_pause()
    assert desk.chat.shows == []
    desk.line.show(Progress(State.LOOKING))
    await desk.pass_pause()
    desk.line.show(Progress(State.SENDING), MediaKind.VIDEO)
    await desk.pass_pause()
    desk.line.show(Progress(State.SENDING, 1, 2))
    await desk.pass_pause()
    assert desk.chat.shows == [None, MediaKind.VIDEO, MediaKind.VIDEO]


async def test_one_of_many_appears_when_its_turn_comes(desk: Desk) -> None:
    called = asyncio.Event()
    await desk.begin(called)
    await asyncio.sleep(0.01)
    assert desk.chat.messages == {}
    called.set()
    await desk.shown()
    assert len(desk.chat.messages) == 1


async def test_one_that_ends_before_its_turn_never_appears(desk: Desk) -> None:
    await desk.begin(asyncio.Event())
    await asyncio.sleep(0)
    await desk.end()
    assert desk.chat.messages == {}


async def test_a_resumed_line_keeps_its_message() -> None:
    desk = Desk(status_id=55)
    desk.chat.messages[55] = ("⬇️ Downloading", [])
    await desk.begin()
    await desk.shown()
    assert desk.chat.messages.keys() == {55}
    assert desk.chat.now() == ["🕓 In line, place 3"]
    assert desk.posted == []
    await desk.end()


# How it ends


async def test_the_end_stands_in_the_same_message(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    await desk.end()
    await desk.line.finish("Cancelled.", retry_button("en", delivery().id))
    assert desk.chat.now() == ["Cancelled."]
    assert desk.chat.buttons()[0].startswith("d:r:")


async def test_an_edit_on_its_way_cannot_overtake_the_end(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    desk.chat.edit_waits = asyncio.Event()
    desk.line.show(Progress(State.LOOKING))
    desk._pause.set()
    await until(lambda: desk.chat.edits)
    ending = asyncio.create_task(desk.end())
    await asyncio.sleep(0.01)
    assert not ending.done()
    desk.chat.edit_waits.set()
    await ending
    await desk.line.finish("Cancelled.", [])
    assert desk.chat.texts[-2:] == ["🔎 Looking at the link …", "Cancelled."]


async def test_an_edit_that_never_comes_back_does_not_hold_up_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "LAST_EDIT_WITHIN", 0.01)
    await desk.begin()
    await desk.shown()
    desk.chat.edit_waits = asyncio.Event()
    desk.line.show(Progress(State.LOOKING))
    desk._pause.set()
    await until(lambda: desk.chat.edits)
    await desk.end()
    desk.chat.edit_waits.set()
    await asyncio.sleep(0.01)
    await desk.line.finish("Cancelled.", [])
    assert desk.chat.texts[-1] == "Cancelled."
    assert "🔎 Looking at the link …" not in desk.chat.texts


async def test_where_the_message_is_gone_the_end_comes_in_a_new_one(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    await desk.end()
    (gone,) = desk.chat.messages
    desk.chat.messages.clear()
    await desk.line.finish("Cancelled.", [])
    assert desk.chat.now() == ["Cancelled."]
    assert [desk.line.message_id] == list(desk.chat.messages) != [gone]


async def test_a_line_that_was_never_shown_ends_in_a_message_of_its_own(desk: Desk) -> None:
    await desk.line.finish("Cancelled.", [])
    assert desk.line.message_id in desk.chat.messages


async def test_a_chat_that_takes_no_message_is_logged_and_does_no_harm(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.chat.refuses = ChatRefused("bot was blocked by the user")
    await desk.begin()
    await until(lambda: "status line not shown" in caplog.text)
    await desk.end()
    await desk.line.finish("Cancelled.", [])
    assert "end not shown" in caplog.text
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]
    await desk.line.remove()


async def test_a_chat_that_takes_no_new_message_either_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.line = desk.another(status_id=55)
    desk.chat.refuses = TransferFailed("no")
    await desk.line.finish("Cancelled.", [])
    assert f"end not shown chat={ANN}" in caplog.text


async def test_whatever_breaks_the_line_stands_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.chat.refuses = RuntimeError("a mistake of ours")
    await desk.begin()
    await until(lambda: "status line lost" in caplog.text)
    assert "a mistake of ours" in caplog.text


async def test_when_the_file_is_there_the_line_goes(desk: Desk) -> None:
    await desk.begin()
    await desk.shown()
    await desk.end()
    await desk.line.remove()
    assert desk.chat.messages == {}
