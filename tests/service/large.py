"""A file that can't go whole, and those who wait for it."""

from pathlib import Path
from typing import Any

from bot.domain.limits import MB
from bot.domain.media import MediaFile, MediaKind
from bot.domain.person import LargeFiles
from bot.errors import (
    FileTooLarge,
    LargeFilesOff,
    LargeFilesOut,
)
from bot.service.course import Course
from bot.service.status import EDIT_EVERY
from tests.service.delivering import ANN, NOW, Scene, bare, until

PIECES, WHOLE = LargeFiles.PIECES, LargeFiles.WHOLE
DATA = bytes(range(100))


def out(seconds: int = 720) -> LargeFilesOut:
    return LargeFilesOut(f"FLOOD_WAIT_{seconds}", seconds=seconds)


def off() -> LargeFilesOff:
    return LargeFilesOff(len(DATA), 50 * MB)


def too_large() -> FileTooLarge:
    return FileTooLarge(len(DATA), 50)


def begin_large(house: Scene, kind: MediaKind = MediaKind.DOCUMENT) -> Scene:
    """The source gives a file of a hundred bytes; a piece may have forty."""
    house.source.data = DATA
    house.source.media = MediaFile(Path(), "name.zip", "A <title>", len(DATA), kind)
    house.people.seen(ANN, "en", NOW)
    return house


async def waiting(house: Scene, error: Exception, **options: Any) -> Course:
    """Begin a delivery that Telegram refuses to take whole; wait until it waits."""
    house.telegram.refusals.append(error)
    course = await house.one(**options)
    await waits(course)
    return course


async def waits(course: Course) -> None:
    await until(lambda: course.wait and not course.wait.answer.done())


async def line(house: Scene) -> str:
    """What stands in the chat once the line is up to date."""
    await house.time.sleeping(EDIT_EVERY)
    await house.time.go_on(EDIT_EVERY)

    def up_to_date() -> str | None:
        texts = {bare(course.line.text()) for course in house.deliveries.under_way()}
        shown = house.chat.now()[-1]
        return shown if shown.startswith(("📦", "⏳")) and shown in texts else None

    return await until(up_to_date)


def buttons(house: Scene) -> list[str]:
    """What they say, and the letter of what they do."""
    rows = [row for _, rows in house.chat.messages.values() for row in rows]
    return [f"{button.data[2]} {bare(button.text)}" for row in rows for button in row]


def choose(house: Scene, course: Course, choice: LargeFiles, user_id: int = ANN) -> bool:
    return house.deliveries.choose(course.delivery.id, user_id, choice)


def sent(house: Scene) -> list[bytes]:
    return [data for data, _, _ in house.telegram.sent]


def memory(house: Scene) -> LargeFiles | None:
    return house.people.large_files(ANN)


THIRDS = [DATA[:40], DATA[40:80], DATA[80:]]
