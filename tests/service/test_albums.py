"""Pictures and short films of a list go together, in its order, and none is lost on the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.domain.found import Found, Item
from bot.domain.limits import MB
from bot.domain.link import Link
from bot.domain.media import MediaFile, MediaKind
from bot.errors import ChatRefused, NothingThere, OutcomeUnknown, SeveralFound, TransferFailed
from bot.service.course import Course
from tests.service.delivering import ANN, BEN, Scene, scene, until

PHOTO = MediaFile(Path("p"), "p.jpg", "A picture", MB, MediaKind.PHOTO)
CLIP = MediaFile(Path("c"), "c.mp4", "A clip", 3 * MB, MediaKind.VIDEO, duration=20)
FILM = MediaFile(Path("f"), "f.mp4", "A film", 40 * MB, MediaKind.VIDEO, duration=3000)
BROKEN = NothingThere("404")

Things = list[MediaFile | Exception]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield made


async def bring(house: Scene, things: Things, user_id: int = ANN) -> Course:
    """A list of these, all of it, until it has ended."""
    items = tuple(Item(n, f"https://www.example.com/item/{n}", f"Item {n}") for n in range(1, len(things) + 1))

    async def fetch(link: Link, folder: Path, **_: object) -> MediaFile:
        house.source.begun.append(link.url)
        number = link.url.rpartition("/")[2]
        if not number.isdecimal():
            raise SeveralFound(Found(title="A gallery", items=items))
        thing = things[int(number) - 1]
        if isinstance(thing, Exception):
            raise thing
        path = folder / thing.name
        path.write_bytes(number.encode())
        return replace(thing, path=path)

    house.source.fetch = fetch  # type: ignore[method-assign,assignment]
    (course,) = await house.begin("gallery", user_id=user_id)
    await until(lambda: course.question)
    await house.deliveries.press(course.delivery.id, user_id, "all")
    await house.over()
    return course


def alone(house: Scene) -> list[bytes]:
    return [data for data, _, _ in house.telegram.sent]


async def test_twelve_pictures_come_in_an_album_of_ten_and_one_of_two(house: Scene) -> None:
    course = await bring(house, [PHOTO] * 12)
    assert [len(album) for album in house.telegram.albums] == [10, 2]
    assert [data for album in house.telegram.albums for data in album] == [b"%d" % n for n in range(1, 13)]
    assert house.telegram.words == [["<b>A gallery</b>\nexample.com", *[""] * 9], ["<b>A gallery</b>\nexample.com", ""]]
    assert alone(house) == []
    assert house.chat.messages == {}
    assert house.kept(course).state is State.DONE
    assert house.tidy()


async def test_one_that_is_left_over_comes_by_itself(house: Scene) -> None:
    await bring(house, [PHOTO] * 11)
    assert [len(album) for album in house.telegram.albums] == [10]
    assert alone(house) == [b"11"]


async def test_pictures_and_clips_mix_and_a_film_between_them_keeps_its_place(house: Scene) -> None:
    order: list[object] = []
    album, take = house.telegram.album, house.telegram.take

    async def together(files: object, target: object) -> object:
        sent = await album(files, target)  # type: ignore[arg-type]
        order.append(house.telegram.albums[-1])
        return sent

    async def single(data: bytes, *rest: object) -> object:
        order.append(data)
        return await take(data, *rest)  # type: ignore[arg-type]

    house.telegram.album, house.telegram.take = together, single  # type: ignore[method-assign,assignment]
    await bring(house, [PHOTO, CLIP, FILM, CLIP, PHOTO])
    assert order == [[b"1", b"2"], b"3", [b"4", b"5"]]
    assert house.tidy()


async def test_an_album_is_no_larger_than_one_request_may_be(house: Scene) -> None:
    large = replace(CLIP, size=19 * MB)
    await bring(house, [large] * 5)
    assert [len(album) for album in house.telegram.albums] == [2, 2]
    assert alone(house) == [b"5"]


async def test_one_that_cannot_be_fetched_is_named_and_the_others_go_together(house: Scene) -> None:
    course = await bring(house, [PHOTO, BROKEN, PHOTO])
    assert house.telegram.albums == [[b"1", b"3"]]
    assert house.chat.now()[0].splitlines()[0] == "✅ 2 of 3 sent."
    assert house.kept(course).state is State.DONE


async def test_an_album_that_telegram_refuses_goes_one_by_one_and_who_is_at_fault_is_named(house: Scene) -> None:
    house.telegram.album_refusals = [TransferFailed("wrong file")]
    house.telegram.refusals = [None, TransferFailed("wrong file"), None]
    await bring(house, [PHOTO] * 3)
    assert alone(house) == [b"1", b"3"]
    (said,) = house.chat.now()
    assert [line.partition(":")[0] for line in said.splitlines()] == ["✅ 2 of 3 sent.", "2. Item 2"]
    assert house.tidy()


async def test_an_album_without_an_answer_costs_only_its_own_items(house: Scene) -> None:
    house.telegram.album_refusals = [OutcomeUnknown("no answer")]
    course = await bring(house, [FILM, PHOTO, PHOTO, FILM])
    assert alone(house) == [b"1", b"4"]
    (said,) = house.chat.now()
    assert [line.partition(":")[0] for line in said.splitlines()] == ["✅ 2 of 4 sent.", "2. Item 2", "3. Item 3"]
    assert house.kept(course).state is State.DONE
    assert house.tidy()


@pytest.mark.parametrize("error", [ChatRefused("blocked"), OutcomeUnknown("no answer")])
async def test_an_album_that_may_have_arrived_or_is_not_wanted_is_not_sent_again(
    house: Scene, error: Exception
) -> None:
    house.telegram.album_refusals = [error]
    course = await bring(house, [PHOTO] * 3)
    assert alone(house) == []
    assert house.kept(course).state is State.FAILED
    assert house.tidy()


async def test_a_gallery_asked_for_again_comes_from_memory(house: Scene) -> None:
    await bring(house, [PHOTO] * 3)
    await bring(house, [PHOTO] * 3, user_id=BEN)
    assert len(house.telegram.albums) == 1
    assert [file for file, _, _ in house.telegram.again] == ["file 1", "file 2", "file 3"]
