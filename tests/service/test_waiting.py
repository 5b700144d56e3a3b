"""What a waiting delivery says in its line, in every language."""

from pathlib import Path

import pytest

from bot.domain.limits import MB, MESSAGE_LENGTH
from bot.domain.media import MediaFile, MediaKind, Piece
from bot.errors import LargeFilesOff, LargeFilesOut
from bot.i18n import LANGUAGES
from bot.service.overview import MOST_SHOWN
from bot.service.waiting import Wait
from tests.service.delivering import bare, delivery

OFF, OUT = LargeFilesOff(90 * MB, 50 * MB), LargeFilesOut("flood", seconds=720)


def wait(**fields: object) -> Wait:
    """A question about 90 MB in two numbered pieces; in twelve minutes they can go whole."""
    values: dict[str, object] = {
        "delivery_id": delivery().id,
        "media": MediaFile(Path("x"), "x", "x", 90 * MB, MediaKind.DOCUMENT),
        "error": OUT,
        "free_at": 720.0,
        "pieces": [Piece(1, 2, 0, 1, playable=False), Piece(2, 2, 1, 2, playable=False)],
        "whole": True,
        "asking": True,
        "clock": lambda: 0.0,
    }
    return Wait(**(values | fields))  # type: ignore[arg-type]


async def test_every_case_has_its_words_in_every_language(caplog: pytest.LogCaptureFixture) -> None:
    for language in LANGUAGES:
        waits = [
            wait(),
            wait(error=OFF, free_at=None),
            wait(whole=False),
            wait(pieces=[Piece(1, 1, 0, 1, playable=True)]),
            wait(asking=False),
        ]
        texts = {one.text(language) for one in waits}
        assert len(texts) == len(waits)
        assert not caplog.records
        if language == "fa":
            assert any("۹۰" in text for text in texts)
            assert "۱۲" in wait(asking=False).text("fa")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["In 2 parts now", "Whole, in 12 min"]),
        ("fa", ["همین حالا، در ۲ بخش", "یکجا، ۱۲ دقیقه دیگر"]),
        ("ru", ["Сейчас, 2 частями", "Целиком, через 12 мин"]),
    ],
)
async def test_buttons_speak_every_language(language: str, words: list[str]) -> None:
    labels = [bare(row[0].text) for row in wait().rows(language)]
    assert labels[:2] == words
    assert all(len(row[0].data.encode()) <= 64 for row in wait().rows(language))


@pytest.mark.parametrize(
    ("now", "words"), [(0, "in 12 min"), (661, "in 1 min"), (719, "in 1 min"), (720, "now"), (9000, "now")]
)
async def test_the_time_is_rounded_up_to_minutes_and_ends(now: float, words: str) -> None:
    assert bare(wait(clock=lambda: now).rows("en")[1][0].text) == f"Whole, {words}"


async def test_a_list_of_waiting_deliveries_fits_into_one_message() -> None:
    for language in LANGUAGES:
        for one in (wait(), wait(asking=False)):
            assert (len(one.summary(language)) + 80) * MOST_SHOWN < MESSAGE_LENGTH
