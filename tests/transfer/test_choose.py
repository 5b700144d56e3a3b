"""Which way a file goes, and why one goes none. Sizes in MB."""

from pathlib import Path

import pytest

from bot.domain.delivery import Sent, Target
from bot.domain.limits import MB
from bot.domain.media import MediaFile, MediaKind
from bot.errors import FileTooLarge, LargeFilesOff
from bot.transfer.choose import Transfers


class Recorded:
    """A way that says what went it."""

    def __init__(self) -> None:
        self.went = []

    async def send(self, media, target, *, caption, progress):
        progress(media.size, media.size)
        self.went.append((media.size // MB, target, caption))
        return Sent(1, "id", "unique")


class House:
    def __init__(self, *, mtproto: bool, local: bool = False, most: int = 2000) -> None:
        self.botapi = Recorded()
        self.mtproto = Recorded()
        self.transfers = Transfers(
            botapi=self.botapi, mtproto=self.mtproto if mtproto else None, local=local, max_file_size=most * MB
        )

    async def send(self, size: int) -> Sent:
        media = MediaFile(Path("a"), "a", "a", size, MediaKind.DOCUMENT)
        return await self.transfers.send(media, Target(1), caption="c", progress=lambda done, total: None)


SMALL, LARGE, NONE = "botapi", "mtproto", None

ROUTES = [  # mtproto, local, most MB; bytes; the way
    (False, False, 2000, 50 * MB, SMALL),
    (False, True, 2000, 2000 * MB, SMALL),
    (False, False, 20, 20 * MB, SMALL),
    (True, False, 2000, 50 * MB, SMALL),
    (True, False, 2000, 50 * MB + 1, LARGE),
    (True, False, 2000, 2000 * MB, LARGE),
    (True, False, 4000, 2000 * MB, LARGE),
    (True, True, 2000, 2000 * MB, SMALL),
    (True, False, 100, 100 * MB, LARGE),
]

REFUSALS = [  # mtproto, local, most MB; bytes; error, limit it names in MB
    (False, False, 2000, 50 * MB + 1, LargeFilesOff, 50),
    (False, False, 2000, 2000 * MB, LargeFilesOff, 50),
    (False, False, 2000, 2000 * MB + 1, FileTooLarge, 2000),
    (False, False, 4000, 3000 * MB, FileTooLarge, 2000),
    (False, False, 20, 20 * MB + 1, FileTooLarge, 20),
    (False, False, 50, 50 * MB + 1, FileTooLarge, 50),
    (False, False, 100, 100 * MB, LargeFilesOff, 50),
    (False, True, 2000, 2000 * MB + 1, FileTooLarge, 2000),
    (True, False, 100, 100 * MB + 1, FileTooLarge, 100),
    (True, False, 4000, 2000 * MB + 1, FileTooLarge, 2000),
    (True, True, 4000, 2000 * MB + 1, FileTooLarge, 2000),
]


@pytest.mark.parametrize(("mtproto", "local", "most", "size", "way"), ROUTES)
async def test_a_file_goes_the_first_way_that_takes_it(mtproto, local, most, size, way):
    house = House(mtproto=mtproto, local=local, most=most)
    assert size <= house.transfers.limit
    assert await house.send(size) == Sent(1, "id", "unique")
    went = {SMALL: house.botapi.went, LARGE: house.mtproto.went}
    assert went.pop(way) == [(size // MB, Target(1), "c")]
    assert [*went.values()] == [[]]


@pytest.mark.parametrize(("mtproto", "local", "most", "size", "error", "limit"), REFUSALS)
async def test_a_file_no_way_takes_is_refused_with_what_is_missing(mtproto, local, most, size, error, limit):
    house = House(mtproto=mtproto, local=local, most=most)
    assert size > house.transfers.limit
    with pytest.raises(error) as raised:
        await house.send(size)
    assert type(raised.value) is error
    assert raised.value.values == {"size": size, "limit": limit * MB}
    assert house.botapi.went == house.mtproto.went == []


@pytest.mark.parametrize(
    ("mtproto", "most", "error", "limit"), [(False, 2000, LargeFilesOff, 50), (True, 2000, FileTooLarge, 2000)]
)
def test_a_file_that_never_said_its_size_is_refused_with_the_limit(mtproto, most, error, limit):
    refusal = House(mtproto=mtproto, most=most).transfers.refusal(None)
    assert type(refusal) is error
    assert refusal.values == {"size": None, "limit": limit * MB}
