"""The owner's figures as a picture."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import av
import pytest

from bot import charts
from bot.charts import Charts
from bot.charts.sheet import Sheet
from bot.charts.words import sheet
from bot.concurrency.children import Children
from bot.domain.delivery import Way
from bot.domain.statistics import Day, Figures, Site
from bot.errors import ChildDied
from bot.i18n import LANGUAGES

TODAY = date(2026, 5, 4)
FIGURES = Figures(
    days=tuple(
        Day(TODAY - timedelta(days=29 - number), number, number // 3, (0.5, 9.0 * number) if number % 5 else None)
        for number in range(30)
    ),
    sizes={Way.BOT_API: 12_300_000_000, Way.MTPROTO: 45_600_000_000, Way.MEMORY: 0},
    sites=(Site("film.example", 9, 3), Site("$a.b$.example", 1, 0)),
)
EMPTY = Figures(days=(Day(TODAY, 0, 0, None),), sizes={}, sites=())


@pytest.fixture
def painter(tmp_path: Path) -> Iterator[Charts]:
    children = Children()
    painter = Charts(children=children, folder=tmp_path / "fonts")
    yield painter
    painter.close()
    children.kill_all()


def size(png: bytes, folder: Path) -> tuple[int, int]:
    """Width and height of a picture."""
    path = folder / "picture.png"
    path.write_bytes(png)
    with av.open(str(path)) as opened:
        return opened.streams.video[0].width, opened.streams.video[0].height


# What stands in it


def words(seen: Sheet) -> list[str]:
    parts = [seen.deliveries.title, *seen.deliveries.names, seen.waits.title, *seen.waits.names, *seen.days]
    parts += [text for _, text in seen.waits.ticks]
    for bars in (seen.ways, seen.sites):
        parts += [bars.title, *(text for bar in bars.bars for text in (bar.name, bar.value))]
    return parts


def test_numbers_and_words_are_in_their_final_form() -> None:
    seen = sheet(FIGURES, "en")
    assert seen.days[-1] == "4 May"
    assert seen.deliveries.parts[0][-1] == 29
    assert [(bar.name, bar.value) for bar in seen.ways.bars] == [
        ("Bot API", "11.5 GB"),
        ("MTProto", "42.5 GB"),
        ("From memory", "0 bytes"),
    ]
    assert [(bar.name, bar.value, bar.parts) for bar in seen.sites.bars] == [
        ("film.example", "75 % of 12", (9, 3)),
        ("$a.b$.example", "100 % of 1", (1, 0)),
    ]


def test_persian_has_its_digits_and_reads_from_right_to_left() -> None:
    seen = sheet(FIGURES, "fa")
    assert seen.right_to_left
    assert seen.days[-1] == "۴ مه"
    assert seen.ways.bars[0].value == "۱۱٫۵ گیگابایت"
    assert "12".translate(seen.digits) == "۱۲"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_has_a_mark_for_which_the_font_draws_a_box(language: str) -> None:
    for text in words(sheet(FIGURES, language)):
        assert not set(text) & set("\u2066\u2067\u2068\u2069\u200e\u200f"), text


@pytest.mark.parametrize(("longest", "last"), [(0.0, 60), (59.0, 60), (61.0, 600), (9999.0, 36000), (10**6, 86400)])
def test_the_scale_of_waits_reaches_above_the_longest(longest: float, last: int) -> None:
    day = Day(TODAY, 1, 0, (0.0, longest))
    assert sheet(Figures((day,), {}, ()), "en").waits.ticks[-1][0] == last


# The picture


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_picture_is_upright_and_small_enough_to_be_sent(
    painter: Charts, tmp_path: Path, language: str
) -> None:
    png = await painter.paint(FIGURES, language)
    assert size(png, tmp_path) == (1080, 1590)
    assert len(png) < 1_000_000


async def test_days_without_deliveries_can_be_drawn(painter: Charts, tmp_path: Path) -> None:
    assert size(await painter.paint(EMPTY, "en"), tmp_path) == (1080, 1590)


async def test_nothing_of_the_drawing_is_left(painter: Charts) -> None:
    await painter.paint(EMPTY, "en")
    assert painter._children.pids == []


def test_the_bot_itself_never_loads_the_library() -> None:
    code = "import sys, bot.app; sys.exit(any(name in sys.modules for name in ('matplotlib', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


async def test_a_drawing_that_takes_too_long_is_given_up(painter: Charts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "DRAW_WITHIN", 0.05)
    with pytest.raises(ChildDied, match="not drawn"):
        await painter.paint(FIGURES, "en")
    assert painter._children.pids == []


async def test_two_pictures_are_drawn_one_after_the_other(painter: Charts) -> None:
    both = asyncio.gather(painter.paint(EMPTY, "en"), painter.paint(EMPTY, "ru"))
    most = 0
    while not both.done():
        most = max(most, len(painter._children.pids))
        await asyncio.sleep(0.01)
    assert most == 1
    assert all(await both)
