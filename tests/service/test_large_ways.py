"""A file sets out while it is fetched; one too large for every way goes in the largest pieces there are."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.domain.media import Arriving, MediaKind, Progress
from bot.errors import (
    ChatRefused,
    NothingThere,
    TransferFailed,
)
from tests.service.delivering import ANN, Scene, bare, scene, until
from tests.service.large import (
    DATA,
    THIRDS,
    begin_large,
    memory,
    sent,
    too_large,
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield begin_large(made)


# Fetching and sending at the same time


async def test_what_arrives_is_told_to_the_parcel_while_it_is_fetched(house: Scene) -> None:
    file = Arriving(Path("film.mp4"), 5, 10)
    house.source.reports = [Progress(State.DOWNLOADING, 1, 10), Progress(State.DOWNLOADING, 5, 10, file)]
    house.source.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.telegram.arrived)
    assert house.telegram.arrived == [file]
    assert house.telegram.open == 1
    assert bare(course.line.text()) == "⬇️ Downloading 50 % · 5 of 10 bytes"
    house.source.hold.set()
    await house.over()
    assert sent(house) == [DATA]
    assert house.telegram.called_back == house.telegram.open == 0


@pytest.mark.parametrize("end", ["source", "telegram", "cancel", "stop"])
async def test_whatever_breaks_calls_the_upload_back(house: Scene, end: str) -> None:
    hold = asyncio.Event()
    if end == "telegram":
        house.telegram.error = ChatRefused("no")
    else:
        house.source.hold = hold
    house.source.error = NothingThere() if end == "source" else None
    course = await house.one()
    if end == "source":
        await until(lambda: house.telegram.open)
        hold.set()
    elif end in ("cancel", "stop"):
        await until(lambda: house.source.begun)
        if end == "cancel":
            house.deliveries.cancel(course.delivery.id, ANN)
        else:
            await house.deliveries.stop()
    await house.over()
    assert (house.telegram.called_back, house.telegram.open) == (1, 0)
    assert house.tidy()


# Too large for any way


async def test_what_no_way_takes_whole_goes_in_pieces_unasked(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    course = await house.one()
    await house.over()
    assert sent(house) == THIRDS
    assert [caption for _, _, caption in house.telegram.sent] == [
        f"<b>A &lt;title&gt;</b>\npart {number} of 3 · {size} bytes · example.com"
        for number, size in ((1, 40), (2, 40), (3, 20))
    ]
    assert {target for _, target, _ in house.telegram.sent} == {course.delivery.target}
    assert house.kept(course).state is State.DONE
    assert memory(house) is None
    kept = await house.links.get(ANN, course.delivery.link_id)
    assert kept is not None
    assert (kept.title, kept.size) == ("A <title>", 100)
    assert house.tidy()


async def test_numbered_pieces_are_followed_by_a_line_on_how_to_join_them(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    await house.one()
    await house.over()
    (words,) = house.chat.now()
    assert "<code>cat -- 'name.zip.0'* &gt; 'name.zip'</code>" in words
    assert '<code>cmd /c copy /b "name.zip.0*" "name.zip"</code>' in words
    assert house.chat.buttons() == []


async def test_pieces_of_a_video_need_no_joining(house: Scene) -> None:
    begin_large(house, MediaKind.VIDEO)
    house.telegram.refusals = [too_large()]
    await house.one()
    await house.over()
    assert sent(house) == THIRDS
    assert house.chat.messages == {}


async def test_each_piece_is_gone_from_the_disk_before_the_next_is_cut(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    await house.one()
    await house.over()
    assert house.knife.on_disk == [[], [], []]


async def test_the_line_says_which_part_and_how_far_the_whole_is(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    house.telegram.hold, house.telegram.hold_after = asyncio.Event(), 1
    house.telegram.reports = [(10, 40)]
    course = await house.one()
    await until(lambda: house.telegram.waiting)
    assert bare(course.line.text()) == "⬆️ Sending part 2 of 3 · 50 % · 50 of 100 bytes"
    house.telegram.hold.set()
    await house.over()


async def test_where_the_joining_can_not_be_explained_the_file_is_there_all_the_same(
    house: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    house.telegram.refusals = [too_large()]
    house.telegram.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.telegram.waiting and house.kept(course).status_id)
    house.chat.refuses = TransferFailed("no")
    house.telegram.hold.set()
    await house.over()
    assert house.kept(course).state is State.DONE
    assert "joining not explained" in caplog.text
