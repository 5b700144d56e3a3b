"""What Telegram has goes at once; what one fetches, all who ask meanwhile get."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.canonical import canonical
from bot.domain.delivery import State, Target, Way
from bot.domain.limits import MB
from bot.domain.link import Link
from bot.domain.media import KnownFile, MediaFile, MediaKind
from bot.domain.person import LargeFiles
from bot.domain.preferences import Preferences, Quality
from bot.errors import ChatRefused, LargeFilesOff, LargeFilesOut, NothingThere, TransferFailed
from bot.service.course import Course
from tests.service.delivering import ANN, BEN, NOW, Scene, scene, until


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield made


def known(house: Scene, name: str = "a", format: str = "best") -> list[KnownFile]:
    return house.files.find(canonical(Link(f"https://www.example.com/{name}")), format)


async def delivered(house: Scene, *names: str, **options: object) -> list[Course]:
    courses = await house.begin(*names, **options)  # type: ignore[arg-type]
    await house.over()
    return courses


async def test_what_was_delivered_is_sent_by_its_id_to_whoever_asks_without_a_fetch_or_a_line(house: Scene) -> None:
    await delivered(house)
    (course,) = await delivered(house, user_id=BEN, target=Target(BEN, None, 9))
    assert house.source.begun == ["https://www.example.com/a"]
    assert house.telegram.again == [("file 1", Target(BEN, None, 9), "<b>A &lt;title&gt;</b>\n12.3 MB · example.com")]
    assert house.chat.messages == {}
    kept = house.kept(course)
    assert (kept.state, kept.way, kept.size, kept.ended_at) == (State.DONE, Way.MEMORY, 12_900_000, NOW)
    link = house.links._store.get(BEN, kept.link_id)
    assert link is not None
    assert link.title == "A <title>"


async def test_another_address_of_the_same_is_known_another_format_is_not(house: Scene) -> None:
    await delivered(house)
    await delivered(house, "a?utm_source=mail#t=42")
    assert len(house.telegram.again) == 1
    await delivered(house, preferences=Preferences(quality=Quality.P720))
    assert house.source.formats == ["best", "720"]
    assert len(house.telegram.again) == 1


async def test_who_wants_no_caption_gets_none_though_it_was_sent_with_one(house: Scene) -> None:
    await delivered(house)
    await delivered(house, preferences=Preferences(caption=False))
    assert house.telegram.again[0][2] == ""


async def test_a_file_that_telegram_has_forgotten_is_fetched_anew_and_known_again(house: Scene) -> None:
    await delivered(house)
    house.telegram.forgets = {"file 1"}
    await delivered(house)
    assert len(house.source.begun) == len(house.telegram.sent) == 2
    assert [file.file_id for file in known(house)] == ["file 2"]
    await delivered(house)
    assert [file for file, _, _ in house.telegram.again] == ["file 2"]


async def test_a_chat_that_refuses_is_no_reason_to_fetch(house: Scene) -> None:
    await delivered(house)
    house.telegram.error = ChatRefused("blocked")
    (course,) = await delivered(house)
    assert house.kept(course).reason == "error-chat-refused"
    assert len(house.source.begun) == 1
    assert len(known(house)) == 1


async def test_fetched_anew_it_is_fetched_once_however_often_that_is_pressed(house: Scene) -> None:
    await delivered(house)
    (course,) = await delivered(house)
    id = course.delivery.id
    assert not await house.deliveries.anew(id, BEN)
    assert sorted(await asyncio.gather(*(house.deliveries.anew(id, ANN) for _ in range(3)))) == [False, False, True]
    await house.over()
    assert len(house.source.begun) == len(house.telegram.sent) == 2
    assert [file.file_id for file in known(house)] == ["file 2"]


async def test_fetched_anew_is_heard_while_the_first_is_only_being_noted(house: Scene) -> None:
    await delivered(house)
    noting = asyncio.Event()
    describe = house.runner._ending._describe

    async def slowly(*args: object) -> None:
        await noting.wait()
        await describe(*args)  # type: ignore[arg-type]

    house.runner._ending._describe = slowly  # type: ignore[assignment]
    (course,) = await house.begin()
    await until(lambda: house.telegram.again)
    pressed = asyncio.create_task(house.deliveries.anew(course.delivery.id, ANN))
    await asyncio.sleep(0)
    noting.set()
    assert await pressed
    await house.over()
    assert len(house.source.begun) == 2


async def test_what_was_fetched_cannot_be_fetched_anew_by_a_forged_press(house: Scene) -> None:
    (course,) = await delivered(house)
    assert not await house.deliveries.anew(course.delivery.id, ANN)


async def test_what_telegram_made_a_sticker_or_voice_message_of_is_not_known(house: Scene) -> None:
    take = house.telegram.take

    async def as_a_sticker(*args: object) -> object:
        return replace(await take(*args), kind=None)  # type: ignore[arg-type]

    house.telegram.take = as_a_sticker  # type: ignore[method-assign,assignment]
    await delivered(house)
    assert known(house) == []


# Pieces, and what goes beside


def film(house: Scene, kind: MediaKind = MediaKind.VIDEO) -> None:
    house.source.data = b"0123456789"
    house.source.media = MediaFile(Path("film.mp4"), "film.mp4", "A film", 10, kind)
    house.telegram.piece_limit = 4


async def test_pieces_are_sent_again_as_pieces_each_saying_which_it_is(house: Scene) -> None:
    film(house)
    house.people.seen(ANN, "en", NOW)
    house.telegram.refusals = [LargeFilesOff(10, 4)]
    (course,) = await house.begin()
    await until(lambda: course.wait)
    assert course.wait is not None
    course.wait.choose(LargeFiles.PIECES)
    await house.over()
    await delivered(house, user_id=BEN)
    captions = [caption.splitlines()[1] for _, _, caption in house.telegram.again]
    assert [caption.split(" ·")[0] for caption in captions] == ["part 1 of 3", "part 2 of 3", "part 3 of 3"]


async def test_pieces_made_only_since_telegram_asked_to_wait_are_not_how_it_goes_another_time(house: Scene) -> None:
    film(house)
    house.people.seen(ANN, "en", NOW)
    house.people.set_large_files(ANN, LargeFiles.PIECES, NOW)
    house.telegram.refusals = [LargeFilesOut("flood", seconds=60)]
    await delivered(house)
    assert len(house.telegram.sent) == 3
    assert known(house) == []


async def test_subtitles_go_beside_their_film_both_times(house: Scene, tmp_path: Path) -> None:
    words = tmp_path / "film.en.srt"
    words.write_bytes(b"1\n")
    beside = MediaFile(words, "film.en.srt", "en", 2, MediaKind.DOCUMENT)
    house.source.media = MediaFile(Path("x"), "film.mp4", "A film", 10, MediaKind.VIDEO, beside=(beside,))
    await delivered(house)
    assert [data for data, _, _ in house.telegram.sent] == [b"whole file", b"1\n"]
    assert house.telegram.sent[1][2].startswith("<b>A film – en</b>")
    await delivered(house, user_id=BEN)
    assert [file for file, _, _ in house.telegram.again] == ["file 1", "file 2"]


# Asked at the same time


async def leading(house: Scene, followers: int) -> tuple[Course, list[Course]]:
    """One fetches; so many others have asked for the same and wait for it."""
    house.source.hold = asyncio.Event()
    (leader,) = await house.begin()
    await until(lambda: house.source.begun)
    others = [(await house.begin(user_id=2000 + n))[0] for n in range(followers)]
    await until(lambda: all(course.line._leader for course in others))
    return leader, others


async def test_twenty_who_ask_at_once_share_one_fetch_and_one_upload(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    for person in range(20):
        await house.begin(user_id=3000 + person)
    await until(lambda: house.source.begun)
    house.source.hold.set()
    await house.over()
    assert len(house.source.begun) == len(house.telegram.sent) == 1
    assert sorted(target.chat_id for _, target, _ in house.telegram.again) == sorted(
        {3000 + person for person in range(20)} - {house.telegram.sent[0][1].chat_id}
    )
    assert house.tidy()


async def test_who_follows_sees_how_far_it_is_and_keeps_nobody_from_a_turn(house: Scene) -> None:
    leader, others = await leading(house, 6)
    assert house.turns.running == 1
    for course in others:
        assert course.line.text() == leader.line.text()
    (other,) = await house.begin("b", user_id=BEN)
    await until(lambda: len(house.source.begun) == 2)
    assert other.line._leader is None


async def test_what_is_the_links_fault_fails_all_after_one_try(house: Scene) -> None:
    leader, others = await leading(house, 3)
    house.source.error = NothingThere("HTTP 404")
    assert house.source.hold
    house.source.hold.set()
    await house.over()
    assert len(house.source.begun) == 1
    assert {house.kept(course).reason for course in (leader, *others)} == {"error-nothing-there"}


@pytest.mark.parametrize("how", ["cancelled", "refused"])
async def test_when_the_one_who_fetches_gives_up_the_next_goes_on(house: Scene, how: str) -> None:
    leader, others = await leading(house, 2)
    if how == "cancelled":
        house.deliveries.cancel(leader.delivery.id, ANN)
    else:
        house.telegram.refusals = [TransferFailed("this chat only")]
    assert house.source.hold
    house.source.hold.set()
    await house.over()
    assert len(house.source.begun) == 2
    assert {house.kept(course).state for course in others} == {State.DONE}
    assert len(house.telegram.sent) == len(house.telegram.again) == 1


async def test_who_wants_something_else_meanwhile_stops_following(house: Scene) -> None:
    _, (course,) = await leading(house, 1)
    assert house.deliveries.change(course.delivery.id, course.delivery.user_id)
    await until(lambda: course.question)
    assert house.source.looked == ["https://www.example.com/a"]


async def test_what_is_old_is_forgotten(house: Scene) -> None:
    await delivered(house)
    assert house.files.forget(NOW) == 0
    assert house.files.forget(NOW + timedelta(seconds=1)) == 1
    assert known(house) == []


async def test_a_file_of_any_size_comes_back_by_its_id(house: Scene) -> None:
    address = canonical(Link("https://www.example.com/a"))
    house.files.put(address, "best", [KnownFile("big", MediaKind.VIDEO, "a.mp4", "A", 1900 * MB)], NOW)
    await delivered(house)
    assert [file for file, _, _ in house.telegram.again] == ["big"]
    assert house.source.begun == []


async def test_what_is_being_sent_by_its_id_is_not_sent_again_after_a_restart(house: Scene) -> None:
    await delivered(house)
    sending = asyncio.Event()

    async def resend(*_: object, **__: object) -> object:
        sending.set()
        await asyncio.Event().wait()
        raise AssertionError

    house.telegram.resend = resend  # type: ignore[method-assign,assignment]
    (course,) = await house.begin()
    await sending.wait()
    await house.close()
    again = house.again()
    await again.deliveries.resume()
    await again.over()
    assert again.kept(course).reason == "error-outcome-unknown"
    assert again.telegram.again == []


async def test_parts_of_which_one_is_forgotten_do_not_come_twice_unasked(house: Scene) -> None:
    address = canonical(Link("https://www.example.com/a"))
    parts = [KnownFile(f"part {n}", MediaKind.VIDEO, "a.mp4", "A", 5, n) for n in (1, 2, 3)]
    house.files.put(address, "best", parts, NOW)
    house.telegram.forgets = {"part 2"}
    (course,) = await delivered(house)
    assert house.kept(course).state is State.FAILED
    assert (len(house.telegram.again), house.source.begun) == (1, [])
    assert await house.deliveries.retry(course.delivery.id, ANN)
    await house.over()
    assert len(house.telegram.sent) == 1


async def test_what_is_fetched_anew_is_so_after_a_failure_too(house: Scene) -> None:
    await delivered(house)
    (course,) = await delivered(house)
    house.source.error = NothingThere("404")
    await house.deliveries.anew(course.delivery.id, ANN)
    await house.over()
    house.source.error = None
    assert await house.deliveries.retry(house.runner.courses[-1].delivery.id, ANN)
    await house.over()
    assert len(house.telegram.again) == 1
    assert len(house.source.begun) == 3
