"""A file's parts on their way: in virtual time over simulated connections, then to the tests' server."""

import asyncio
import gc
import hashlib
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.concurrency.workers import Workers
from bot.domain.delivery import Target
from bot.domain.limits import MTPROTO_UPLOAD
from bot.errors import FileTooLarge, LargeFilesOut, TransferFailed, TransferUnavailable
from bot.transfer.mtproto import Phase
from bot.transfer.mtproto.errors import TransportFlood, theirs
from bot.transfer.mtproto.faults import AWAY, Stalled
from bot.transfer.mtproto.lanes import Lanes
from bot.transfer.mtproto.source import Source
from bot.transfer.mtproto.upload import BIG, FLOODS, PART, Upload
from bot.transfer.mtproto.window import Window
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import ADA, Drawer, ignored, media, sender, settled
from tests.transfer.mtproto.kit import PART as SAVE
from tests.transfer.mtproto.virtual import Line, Wire, virtually

PARTS = 40
STALLED = 60.0  # seconds


class Way:
    """A file of 40 parts that lies in `folder`, and connections over one line, of 10 parts a second."""

    def __init__(self, folder: Path, *, window: Window | None = None, largest: int = 8) -> None:
        path = folder / "file"
        with path.open("wb") as file:
            file.truncate(PARTS * PART)
        self.line = Line(10 * PART, 1.0)
        self.window = window or Window(largest)
        self.wires: list[Wire] = []
        self.lanes = Lanes(self._open, lambda: self.window.limit)
        self.upload = Upload(Source.of(path), Workers("none", 1), stalled=STALLED)
        self.told: Callable[[Wire], None] = lambda wire: None

    async def _open(self) -> Wire:
        self.wires.append(Wire(self.line))
        self.told(self.wires[-1])
        return self.wires[-1]

    async def run(self) -> float:
        """Upload it; the seconds it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await self.upload.run(self.lanes, self.window)
        finally:
            await self.lanes.close()
        return loop.time() - began

    @property
    def answered(self) -> list[int]:
        """Parts, in the order they were taken."""
        return [number for wire in self.wires for number in wire.parts]

    def whole(self) -> bool:
        return sorted(self.answered) == [*range(PARTS)]


def test_every_part_is_sent_once(tmp_path: Path) -> None:
    way = Way(tmp_path)
    virtually(way.run())
    assert way.whole()


def flood(seconds: int) -> Exception:
    error: Exception = theirs.FloodWait(value=seconds)
    return error


@pytest.mark.parametrize("seconds", [1, 30, 60])
def test_a_flood_wait_of_up_to_a_minute_is_waited_out_and_a_second_more(tmp_path: Path, seconds: int) -> None:
    """Also one that is as long as the timer of the standstill: silence Telegram asks for is none."""
    way = Way(tmp_path)
    way.told = lambda wire: wire.errors.append(flood(seconds)) if len(way.wires) == 1 else None
    assert seconds + 1 < virtually(way.run()) < seconds + 20
    assert way.whole()


def test_a_longer_flood_wait_is_handed_up(tmp_path: Path) -> None:
    way = Way(tmp_path)
    way.told = lambda wire: wire.errors.append(flood(61))
    with pytest.raises(theirs.FloodWait):
        virtually(way.run())


def test_another_uploads_flood_wait_is_no_standstill_of_this_one(tmp_path: Path) -> None:
    async def main() -> list[Any]:
        window = Window(2)  # so that one of three waits without a part on its way
        ways = []
        for name in "abc":
            (tmp_path / name).mkdir()
            ways.append(Way(tmp_path / name, window=window))
        ways[0].told = lambda wire: wire.errors.append(flood(60))
        ended = await asyncio.gather(*(way.run() for way in ways), return_exceptions=True)
        assert all(way.whole() for way in ways)
        return ended

    assert all(isinstance(seconds, float) for seconds in virtually(main()))


def test_transport_floods_are_waited_out_for_one_two_and_four_minutes(tmp_path: Path) -> None:
    way = Way(tmp_path)
    refused: list[float] = []

    def refuse(wire: Wire) -> None:
        if len(refused) < 3:
            refused.append(asyncio.get_running_loop().time())
            wire.errors.extend([TransportFlood("transport error -429")] * way.window.largest)
            asyncio.get_running_loop().call_later(2, wire.cut)

    way.told = refuse
    took = virtually(way.run())
    assert way.whole()
    assert 60 + 120 + 240 < took < 60 + 120 + 240 + 60


@pytest.mark.parametrize(
    ("error", "waited"),
    [(TransportFlood("transport error -429"), 60 + 120 + 240), (flood(60), 3 * 61), (flood(1), 3 * 2)],
)
@pytest.mark.parametrize("largest", [1, 8])
def test_a_fourth_flood_in_a_row_is_handed_up_with_a_time(
    tmp_path: Path, error: Exception, waited: int, largest: int
) -> None:
    """Neither a part arrives nor does one stand still, so nothing else would end it."""
    way = Way(tmp_path, largest=largest)

    async def main() -> float:
        with pytest.raises(LargeFilesOut, match="4 in a row") as caught:
            await way.run()
        assert caught.value.values["seconds"] == AWAY
        return asyncio.get_running_loop().time()

    way.told = lambda wire: wire.errors.extend([error] * 1000)
    assert waited < virtually(main()) < waited + 20


def test_floods_between_parts_that_arrive_end_nothing_however_many_they_are(tmp_path: Path) -> None:
    floods: list[None] = []
    way = Way(tmp_path, window=Window(8, lambda: floods.append(None)))
    way.line.bandwidth = 2 * PART

    def again(wire: Wire) -> None:
        for seconds in range(3, 60, 3):
            asyncio.get_running_loop().call_later(seconds, wire.errors.append, flood(0))

    way.told = lambda wire: again(wire) if len(way.wires) == 1 else None
    virtually(way.run())
    assert way.whole()
    assert len(floods) > FLOODS


def test_all_parts_that_were_on_their_way_hear_of_one_flood(tmp_path: Path) -> None:
    """On a slow line one after the other, so that the first has waited by the time the last one hears of it."""
    way = Way(tmp_path)
    way.line.bandwidth = PART
    way.window.limit = way.window.largest
    way.told = lambda wire: wire.errors.extend([flood(0)] * way.window.largest) if len(way.wires) == 1 else None

    async def main() -> int:
        running = asyncio.create_task(way.run())
        await asyncio.sleep(12)
        limit = way.window.limit
        await running
        return limit

    assert virtually(main()) >= way.window.largest // 2, "halved once"
    assert way.whole()


def test_a_server_that_is_not_well_is_tried_three_times_with_pauses(tmp_path: Path) -> None:
    way = Way(tmp_path, largest=1)
    way.told = lambda wire: wire.errors.extend([theirs.InternalServerError()] * 2)
    virtually(way.run())
    assert way.whole()


def test_the_third_refusal_of_a_server_that_is_not_well_is_handed_up(tmp_path: Path) -> None:
    way = Way(tmp_path, largest=1)
    way.told = lambda wire: wire.errors.extend([theirs.InternalServerError()] * 3)
    with pytest.raises(theirs.InternalServerError):
        virtually(way.run())


def test_any_other_refusal_is_handed_up_at_once(tmp_path: Path) -> None:
    way = Way(tmp_path)
    way.told = lambda wire: wire.errors.append(theirs.BadRequest())
    with pytest.raises(theirs.BadRequest):
        virtually(way.run())


def test_lost_connections_cost_the_parts_in_flight_and_no_other(tmp_path: Path) -> None:
    way = Way(tmp_path)
    way.told = lambda wire: asyncio.get_running_loop().call_later(1.7, wire.cut) and None
    virtually(way.run())
    assert way.whole()
    assert len(way.wires) > 4


def test_a_minute_without_a_part_is_a_standstill(tmp_path: Path) -> None:
    way = Way(tmp_path)

    async def main() -> float:
        way.told = lambda wire: setattr(wire, "hangs", True)
        with pytest.raises(Stalled, match="no part arrived in 60 s"):
            await way.run()
        return asyncio.get_running_loop().time()

    assert virtually(main()) == pytest.approx(STALLED, abs=1)


@pytest.mark.parametrize("early", [0.0, 1e-10, 1e-3])
def test_a_part_that_arrives_in_the_last_moment_counts_or_not_and_breaks_nothing(tmp_path: Path, early: float) -> None:
    way = Way(tmp_path, largest=1)
    way.line.round_trip = STALLED - way.upload.source.size / PARTS / way.line.bandwidth - early
    try:
        virtually(way.run())
    except Stalled:
        assert early < 1e-3
    else:
        assert way.whole()


def test_after_a_standstill_another_run_sends_only_what_is_missing(tmp_path: Path) -> None:
    async def main() -> tuple[list[int], list[int]]:
        way = Way(tmp_path)
        running = asyncio.create_task(way.run())
        await asyncio.sleep(3)
        for wire in way.wires:
            wire.hangs = True
        way.told = lambda wire: setattr(wire, "hangs", True)
        with pytest.raises(Stalled):
            await running
        first, fresh = way.answered, Lanes(way._open, lambda: 4)
        way.told = lambda wire: None
        way.wires.clear()
        await way.upload.run(fresh, way.window)
        await fresh.close()
        return first, way.answered

    first, second = virtually(main())
    assert first
    assert second
    assert sorted(first + second) == [*range(PARTS)]


def test_parts_go_with_another_login_from_the_first_on(tmp_path: Path) -> None:
    way = Way(tmp_path)

    async def main() -> None:
        way.upload.under(b"one login")
        await way.run()
        for login, parts in ((b"one login", 0), (b"another", PARTS)):
            way.wires.clear()
            way.lanes = Lanes(way._open, lambda: 4)
            way.upload.under(login)
            await way.run()
            assert len(way.answered) == parts

    virtually(main())


def test_an_upload_that_sets_out_before_its_file_is_there_waits_for_it(tmp_path: Path) -> None:
    way = Way(tmp_path)
    path, source = tmp_path / "file", Source()
    way.upload = Upload(source, Workers("none", 1), stalled=STALLED)

    async def main() -> float:
        asyncio.get_running_loop().call_later(2 * STALLED, source.become, path)
        return await way.run()

    assert 2 * STALLED < virtually(main()) < 2 * STALLED + 20
    assert way.whole()


def test_a_file_that_is_too_large_is_refused_before_a_part_of_it_is_sent(tmp_path: Path) -> None:
    way = Way(tmp_path)
    os.truncate(tmp_path / "file", MTPROTO_UPLOAD + 1)
    way.upload.source.become(tmp_path / "file")
    with pytest.raises(FileTooLarge):
        virtually(way.run())
    assert not way.answered


# To the tests' server


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


SIZES = [1, 253, 254, PART - 1, PART, PART + 1, BIG - 1, BIG, BIG + 1, BIG + PART, BIG + PART + 100, 2 * BIG]


@pytest.mark.parametrize("size", SIZES)
async def test_a_file_of_any_size_arrives_whole(server: MtprotoServer, tmp_path: Path, size: int) -> None:
    file = media(tmp_path, size=size)
    async with sender() as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    [arrived] = server.world.sent
    assert arrived.file.sha256 == fingerprint(file.path)
    assert (arrived.file.size, arrived.file.parts, arrived.file.big) == (size, -(-size // PART), size > BIG)
    [upload] = server.world.uploads.values()
    assert {*upload.times.values()} == {1}


async def test_parts_at_which_the_server_is_not_well_end_the_upload_after_three_tries(
    server: MtprotoServer, tmp_path: Path
) -> None:
    server.fault(SAVE, error=(500, "INTERNAL"), times=None)
    async with sender() as mtproto:
        with pytest.raises(LargeFilesOut, match="INTERNAL"):
            await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)


async def test_two_standstills_in_a_row_are_a_clear_failure(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(SAVE, deed="hang", times=None, after=5)
    async with sender(stalled=0.3) as mtproto:
        with pytest.raises(LargeFilesOut, match="no part arrived") as caught:
            await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
        assert caught.value.values["seconds"] > 0
        assert mtproto.state().phase is Phase.IDLE
    [upload] = server.world.uploads.values()
    assert {*upload.times.values()} == {1}, "the second client did not send again what the first had"


async def test_what_one_standstill_ends_goes_on_for_all_who_share_the_client(
    server: MtprotoServer, tmp_path: Path
) -> None:
    files = []
    for name in "abc":
        (tmp_path / name).mkdir()
        files.append(media(tmp_path / name))
    server.fault(SAVE, deed="hang", times=None, after=20)
    async with sender(stalled=1.0) as mtproto:
        sending = [asyncio.create_task(mtproto.send(file, Target(ADA), caption="", progress=ignored)) for file in files]
        await settled(lambda: server.world.calls["updates.GetState"] == 1)  # another client is there
        server.faults.clear()
        await asyncio.gather(*sending)
    assert {sent.file.sha256 for sent in server.world.sent} == {fingerprint(file.path) for file in files}
    assert server.world.calls["auth.ImportBotAuthorization"] == 1


async def test_a_login_lost_in_the_middle_begins_every_upload_anew_and_logs_in_once(
    server: MtprotoServer, tmp_path: Path
) -> None:
    files, vault, moment = [], Drawer(), asyncio.Event()
    for name in "abc":
        (tmp_path / name).mkdir()
        files.append(media(tmp_path / name))
    async with sender(vault=vault) as mtproto:
        sending = [
            asyncio.create_task(mtproto.send(file, Target(ADA), caption="", progress=lambda *_: moment.set()))
            for file in files
        ]
        await moment.wait()
        server.forget_keys()
        await asyncio.gather(*sending)
        kept = {**vault}
    assert {sent.file.sha256 for sent in server.world.sent} == {fingerprint(file.path) for file in files}
    assert server.world.calls["auth.ImportBotAuthorization"] == 2
    assert [*kept.values()] != [None], "the new login is kept"


async def test_a_file_that_vanishes_is_sent_all_the_same_as_it_is_open(server: MtprotoServer, tmp_path: Path) -> None:
    file = media(tmp_path)
    expected = fingerprint(file.path)
    async with sender() as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=lambda *_: file.path.unlink(missing_ok=True))
    assert [sent.file.sha256 for sent in server.world.sent] == [expected]


async def test_a_file_that_shrinks_leaves_the_client_to_others(server: MtprotoServer, tmp_path: Path) -> None:
    file = media(tmp_path)
    async with sender() as mtproto:
        with pytest.raises(TransferFailed, match="changed"):
            await mtproto.send(file, Target(ADA), caption="", progress=lambda *_: os.truncate(file.path, PART))
        await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
    assert len(server.world.sent) == 1
    assert server.world.calls["auth.ImportBotAuthorization"] == 1


def descriptors() -> int:
    gc.collect()
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open descriptors can't be counted here")
async def test_a_cancel_at_any_moment_leaves_no_task_no_descriptor_and_no_connection(
    server: MtprotoServer, tmp_path: Path
) -> None:
    chance, file, vault = random.Random(3), media(tmp_path), Drawer()
    async with sender(vault=vault) as mtproto:
        await mtproto.send(file, Target(ADA), caption="first", progress=ignored)
    await settled(lambda: server.connections == 0)
    await asyncio.sleep(0)
    before = descriptors()
    for _ in range(25):
        async with sender(vault=vault) as mtproto:
            sending = asyncio.create_task(mtproto.send(file, Target(ADA), caption="", progress=ignored))
            await asyncio.sleep(chance.uniform(0, 0.15))
            sending.cancel()
            await asyncio.wait({sending}, timeout=20)
            assert sending.done()
        await settled(lambda: server.connections == 0)
        del sending  # it remembers where it was cancelled, the open file included
        await settled(lambda: descriptors() <= before)
    assert server.world.calls["auth.ImportBotAuthorization"] == 1


async def test_a_long_flood_wait_of_one_upload_leaves_the_others_to_go_on(
    server: MtprotoServer, tmp_path: Path
) -> None:
    server.fault(SAVE, error=(420, "FLOOD_PREMIUM_WAIT_600"), after=3)
    files = []
    for name in "ab":
        (tmp_path / name).mkdir()
        files.append(media(tmp_path / name))
    async with sender() as mtproto:
        ended = await asyncio.gather(
            *(mtproto.send(file, Target(ADA), caption="", progress=ignored) for file in files), return_exceptions=True
        )
    [error] = [one for one in ended if isinstance(one, BaseException)]
    assert isinstance(error, TransferUnavailable)
    assert error.values["seconds"] == 600
    assert len(server.world.sent) == 1
