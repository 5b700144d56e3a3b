"""Which way a file goes, when it sets out, and why one goes none whole. Sizes in MB."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.delivery import Target, Way
from bot.domain.limits import BOT_API_PIECE, MB, MTPROTO_PIECE
from bot.domain.media import Arriving, KnownFile, MediaFile, MediaKind, Sent
from bot.errors import ChatRefused, FileTooLarge, LargeFilesOff, SourceFailed
from bot.transfer.choose import Transfers


class Recorded:
    """A way that says what went it."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.went = []
        self.begun = []  # what has set out early
        self.free_in = 0.0
        self.refuses: Exception | None = None

    async def send(self, media, target, *, caption, progress, ahead=None):
        progress(media.size, media.size)
        self.went.append((media.size // MB, target, caption))
        return Sent(1, self.way, "id", media.kind)

    async def resend(self, known, target, *, caption, rows=()):
        self.went.append((known.file_id, target, caption, rows))
        return Sent(2, self.way, known.file_id, known.kind)

    async def ahead(self, ahead):
        self.begun.append(ahead)
        if self.refuses:
            raise self.refuses
        await asyncio.Event().wait()


class House:
    def __init__(self, *, mtproto: bool, local: bool = False, most: int = 2000) -> None:
        self.botapi = Recorded(Way.BOT_API)
        self.mtproto = Recorded(Way.MTPROTO)
        self.counted = []
        self.transfers = Transfers(
            botapi=self.botapi,
            mtproto=self.mtproto if mtproto else None,
            local=local,
            max_file_size=most * MB,
            count=lambda way, size: self.counted.append((way, size)),
        )

    async def send(self, size: int) -> Sent:
        media = MediaFile(Path("a"), "a", "a", size, MediaKind.DOCUMENT)
        async with self.transfers.parcel(Target(1)) as parcel:
            return await parcel.send(media, caption="c", progress=lambda done, total: None)


SMALL, LARGE = Way.BOT_API, Way.MTPROTO

ROUTES = [  # mtproto, local; bytes; the way
    (False, False, 50 * MB, SMALL),
    (False, True, 2000 * MB, SMALL),
    (True, False, 50 * MB, SMALL),
    (True, False, 50 * MB + 1, LARGE),
    (True, False, 2000 * MB, LARGE),
    (True, True, 2000 * MB, SMALL),
]

REFUSALS = [  # mtproto, local; bytes; error, limit it names in MB
    (False, False, 50 * MB + 1, LargeFilesOff, 50),
    (False, False, 2000 * MB, LargeFilesOff, 50),
    (False, False, 2000 * MB + 1, FileTooLarge, 2000),
    (False, True, 2000 * MB + 1, FileTooLarge, 2000),
    (True, False, 2000 * MB + 1, FileTooLarge, 2000),
    (True, True, 2000 * MB + 1, FileTooLarge, 2000),
]


@pytest.mark.parametrize(("mtproto", "local", "size", "way"), ROUTES)
async def test_a_file_goes_the_first_way_that_takes_it(mtproto, local, size, way):
    house = House(mtproto=mtproto, local=local)
    assert await house.send(size) == Sent(1, way, "id", MediaKind.DOCUMENT)
    went = {SMALL: house.botapi.went, LARGE: house.mtproto.went}
    assert went.pop(way) == [(size // MB, Target(1), "c")]
    assert [*went.values()] == [[]]
    assert house.counted == [(way, size)]


@pytest.mark.parametrize(("mtproto", "local", "size", "error", "limit"), REFUSALS)
async def test_a_file_that_cannot_go_whole_is_refused_with_what_is_missing(mtproto, local, size, error, limit):
    house = House(mtproto=mtproto, local=local, most=20000)
    with pytest.raises(error) as raised:
        await house.send(size)
    assert type(raised.value) is error
    assert raised.value.values == {"size": size, "limit": limit * MB}
    assert house.botapi.went == house.mtproto.went == house.counted == []


async def test_what_telegram_has_goes_by_the_bot_api_whatever_its_size_and_counts_as_remembered():
    house = House(mtproto=True)
    known = KnownFile("known", MediaKind.VIDEO, "a.mp4", "A", 1900 * MB)
    rows = [["button"]]
    sent = await house.transfers.resend(known, Target(1), caption="c", rows=rows)
    assert sent == Sent(2, Way.MEMORY, "known", MediaKind.VIDEO)
    assert house.botapi.went == [("known", Target(1), "c", rows)]
    assert house.mtproto.went == []
    assert house.counted == [(Way.MEMORY, 1900 * MB)]


@pytest.mark.parametrize(
    ("mtproto", "local", "free_in", "limit"),
    [(False, False, 0, 50), (True, False, 0, 2000), (True, False, 60, 50), (True, True, 60, 2000)],
)
async def test_what_goes_in_one_file_depends_on_the_way_that_is_free(mtproto, local, free_in, limit):
    house = House(mtproto=mtproto, local=local)
    house.mtproto.free_in = free_in
    assert house.transfers.whole_limit == limit * MB


def test_what_is_worth_fetching_is_the_owners_to_say():
    assert House(mtproto=False, most=4000).transfers.limit == 4000 * MB


@pytest.mark.parametrize(
    ("mtproto", "local", "free_in", "limit"),
    [
        (False, False, 0.0, BOT_API_PIECE),
        (False, True, 0.0, MTPROTO_PIECE),
        (True, False, 0.0, MTPROTO_PIECE),
        (True, False, 300.0, BOT_API_PIECE),
    ],
)
def test_pieces_are_as_large_as_the_ways_take_them_at_present(mtproto, local, free_in, limit):
    house = House(mtproto=mtproto, local=local)
    house.mtproto.free_in = free_in
    assert house.transfers.piece_limit == limit


def arriving(size: int, total: int | None) -> Arriving:
    return Arriving(Path("nowhere"), size, total, 1)


@pytest.mark.parametrize(
    ("size", "total", "sets_out"),
    [
        (1, 50 * MB, False),  # it will go by the Bot API
        (1, 50 * MB + 1, True),
        (50 * MB, None, False),
        (50 * MB + 1, None, True),  # how large it is, is not said, but it is large
        (1, 2000 * MB + 1, False),  # it will go in pieces
    ],
)
async def test_a_file_that_arrives_sets_out_as_soon_as_it_is_surely_large(size, total, sets_out):
    house = House(mtproto=True)
    async with house.transfers.parcel(Target(1)) as parcel:
        parcel.arriving(arriving(size, total))
        parcel.arriving(arriving(size, total))
        await asyncio.sleep(0)
    assert len(house.mtproto.begun) == sets_out


async def test_nothing_sets_out_while_large_files_are_out():
    house = House(mtproto=True)
    house.mtproto.free_in = 60.0
    async with house.transfers.parcel(Target(1)) as parcel:
        parcel.arriving(arriving(1, 60 * MB))
    assert not house.mtproto.begun


async def test_a_chat_that_refuses_ends_what_is_done_meanwhile():
    house = House(mtproto=True)
    house.mtproto.refuses = ChatRefused("blocked")

    async def download() -> None:
        async with asyncio.timeout(30), house.transfers.parcel(Target(1)) as parcel:
            parcel.arriving(arriving(1, 60 * MB))
            await asyncio.Event().wait()

    with pytest.raises(ChatRefused):
        await download()


async def test_a_source_that_fails_calls_back_what_has_set_out_and_is_told_as_it_is():
    house = House(mtproto=True)
    cause = ValueError("why")
    parcels = []

    async def download() -> None:
        async with asyncio.timeout(30), house.transfers.parcel(Target(1)) as parcel:
            parcels.append(parcel)
            parcel.arriving(arriving(1, 60 * MB))
            await asyncio.sleep(0)
            raise SourceFailed("gone") from cause

    with pytest.raises(SourceFailed) as raised:
        await download()
    assert raised.value.__cause__ is cause
    parcels[0].arriving(arriving(2, 60 * MB))  # a late word does nothing
    assert len(house.mtproto.begun) == 1
