"""The window on simulated lines, in virtual time: how large it grows, when it gives way, whom it lets in."""

import asyncio
import random
from collections import Counter
from contextlib import suppress

import pytest

from bot.transfer.mtproto.window import CAREFUL, FIRST, LARGEST, LARGEST_WHERE_SLOW, SMALLEST, Window
from tests.transfer.mtproto.virtual import Line, virtually

PART = 512 * 1024  # bytes
MB = 1_000_000  # bytes


class Lot:
    """Uploads that share a window and a line, without an end."""

    def __init__(self, line: Line, window: Window | None = None) -> None:
        self.line, self.window = line, window or Window()
        self.carried: Counter[str] = Counter()  # bytes
        self.limits: list[int] = []  # as they were, part by part
        self._tasks: dict[str, list[asyncio.Task[None]]] = {}

    def begin(self, name: str, carriers: int = LARGEST) -> None:
        self._tasks[name] = [asyncio.create_task(self._carry_on(name)) for _ in range(carriers)]

    async def end(self, name: str) -> None:
        for task in self._tasks[name]:
            task.cancel()
        await asyncio.wait(self._tasks.pop(name))

    async def _carry_on(self, name: str) -> None:
        while True:
            async with self.window.slot(name):
                await self.line.carry(PART)
            self.carried[name] += PART
            self.limits.append(self.window.limit)

    async def stop(self) -> None:
        for name in [*self._tasks]:
            await self.end(name)


async def share(lot: Lot, *, uploads: int, seconds: float) -> None:
    """Let so many carry for so long."""
    for number in range(uploads):
        lot.begin(f"upload {number}")
    await asyncio.sleep(seconds)
    await lot.stop()


@pytest.mark.parametrize(
    ("bandwidth", "round_trip"), [(100 * MB, 0.14), (50 * MB, 0.2), (20 * MB, 0.1), (100 * MB, 0.02), (5 * MB, 0.3)]
)
def test_a_long_line_is_filled(bandwidth: float, round_trip: float) -> None:
    lot = Lot(Line(bandwidth, round_trip))
    virtually(share(lot, uploads=1, seconds=60))
    assert lot.line.carried > 0.9 * 60 * bandwidth


def test_a_line_longer_than_the_window_gets_all_of_it() -> None:
    lot = Lot(Line(1000 * MB, 1.0))
    virtually(share(lot, uploads=1, seconds=60))
    assert lot.window.limit == LARGEST
    assert max(lot.limits) == LARGEST


@pytest.mark.parametrize(("bandwidth", "round_trip"), [(MB, 0.02), (5 * MB, 0.05), (0.2 * MB, 0.2)])
def test_where_the_line_is_slow_the_window_stays_small_and_the_line_full(bandwidth: float, round_trip: float) -> None:
    lot = Lot(Line(bandwidth, round_trip))
    virtually(share(lot, uploads=1, seconds=600))
    assert max(lot.limits) <= 20  # parts
    assert lot.line.carried > 0.95 * 600 * bandwidth


def test_a_slow_host_never_has_more_in_flight_than_it_is_given() -> None:
    lot = Lot(Line(100 * MB, 0.5), Window(LARGEST_WHERE_SLOW))
    virtually(share(lot, uploads=3, seconds=60))
    assert max(lot.limits) == LARGEST_WHERE_SLOW


def test_a_line_that_becomes_slower_makes_the_window_narrower() -> None:
    async def main() -> tuple[int, int]:
        lot = Lot(Line(50 * MB, 0.2))
        lot.begin("one")
        await asyncio.sleep(30)
        wide = lot.window.limit
        lot.line.bandwidth = 2 * MB
        await asyncio.sleep(30)
        await lot.stop()
        return wide, lot.window.limit

    wide, narrow = virtually(main())
    assert wide > 16
    assert narrow < wide / 2


# Flood waits


def test_a_flood_halves_the_window_holds_all_back_and_is_told_once() -> None:
    floods: list[float] = []

    async def main() -> tuple[int, int, list[float]]:
        loop = asyncio.get_running_loop()
        window = Window(LARGEST, lambda: floods.append(loop.time()))
        lot = Lot(Line(100 * MB, 0.14), window)
        lot.begin("one")
        await asyncio.sleep(20)
        wide = window.limit
        for _ in range(3):  # as all parts in flight hear of it
            window.flood(5, sent=19.5)
        halved, entered = window.limit, []

        async def enter() -> None:
            async with window.slot("other"):
                entered.append(loop.time())

        other = asyncio.create_task(enter())
        await asyncio.sleep(4.9)
        assert window.quiet
        assert window.flying == 0
        await other
        await lot.stop()
        return wide, halved, entered

    wide, halved, entered = virtually(main())
    assert wide == LARGEST
    assert halved == wide // 2
    assert floods == [20]
    assert entered == [pytest.approx(25, abs=0.1)]


def test_a_longer_flood_wait_extends_a_shorter_one_and_never_the_other_way_round() -> None:
    async def main() -> float:
        window = Window()
        for seconds in (5, 30, 1):
            window.flood(seconds, sent=0.0)
        async with window.slot("one"):
            return asyncio.get_running_loop().time()

    assert virtually(main()) == pytest.approx(30, abs=0.1)


def test_after_a_flood_the_window_comes_back_carefully() -> None:
    async def main() -> tuple[int, int]:
        lot = Lot(Line(100 * MB, 0.14))
        lot.begin("one")
        await asyncio.sleep(20)
        lot.window.flood(1, sent=20.0)
        await asyncio.sleep(1 + 5 * 0.2)  # five rounds; in three it would be back without care
        soon = lot.window.limit
        await asyncio.sleep(5)
        await lot.stop()
        return soon, lot.window.limit

    soon, later = virtually(main())
    assert LARGEST // 2 < soon < LARGEST - 4
    assert later == LARGEST


def test_flood_upon_flood_leaves_the_smallest_window_and_no_smaller() -> None:
    async def main() -> list[int]:
        window, limits = Window(), []
        for _ in range(8):
            window.flood(1, asyncio.get_running_loop().time())
            limits.append(window.limit)
            await asyncio.sleep(2)
        return limits

    limits = virtually(main())
    assert limits[0] == FIRST // 2
    assert limits[-1] == SMALLEST
    assert CAREFUL > 0  # and it grows again, one by one


# Fairness


@pytest.mark.parametrize("uploads", [2, 3, 4, 5])
@pytest.mark.parametrize("line", [(20 * MB, 0.1), (1 * MB, 0.05), (100 * MB, 0.14)])
def test_uploads_share_the_line_fairly(uploads: int, line: tuple[float, float]) -> None:
    lot = Lot(Line(*line))
    virtually(share(lot, uploads=uploads, seconds=120))
    assert len(lot.carried) == uploads
    assert min(lot.carried.values()) > 0.8 * max(lot.carried.values())


def test_uploads_with_more_carriers_get_no_more() -> None:
    async def main() -> Counter[str]:
        lot = Lot(Line(20 * MB, 0.1))
        lot.begin("many", 32)
        lot.begin("few", 16)
        await asyncio.sleep(60)
        await lot.stop()
        return lot.carried

    carried = virtually(main())
    assert carried["few"] > 0.8 * carried["many"]


def test_a_newcomer_is_let_in_with_the_next_part_that_arrives() -> None:
    async def main() -> tuple[float, float]:
        lot = Lot(Line(5 * MB, 0.05))
        lot.begin("old")
        await asyncio.sleep(30)
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with lot.window.slot("new"):
            waited = loop.time() - began
        await lot.stop()
        return waited, PART / lot.line.bandwidth

    waited, one_part = virtually(main())
    assert waited <= 1.1 * one_part


# Slots


@pytest.mark.parametrize("seed", range(20))
def test_no_slot_is_lost_whoever_is_cancelled_whenever(seed: int) -> None:
    """Parts come, are cancelled while they wait or fly, fail or arrive; at the end nobody holds anything."""
    chance = random.Random(seed)

    async def part(window: Window, upload: str) -> None:
        async with window.slot(upload):
            assert window.flying <= LARGEST
            await asyncio.sleep(chance.random())
            if chance.random() < 0.2:
                raise ConnectionError("lost")

    async def main() -> None:
        window = Window()
        tasks: list[asyncio.Task[None]] = []
        for _ in range(300):
            tasks.append(asyncio.create_task(part(window, chance.choice("abc"))))
            if chance.random() < 0.4:
                chance.choice(tasks).cancel()
            if chance.random() < 0.02:
                window.flood(chance.random(), asyncio.get_running_loop().time())
            if chance.random() < 0.7:
                await asyncio.sleep(chance.random() / 20)
        for task in tasks:
            with suppress(asyncio.CancelledError, ConnectionError):
                await task
        assert window.flying == 0
        async with asyncio.timeout(1):  # and there is room
            async with window.slot("last"):
                assert window.flying == 1
        assert not window._waiting

    virtually(main())


def test_who_is_let_in_and_cancelled_in_the_same_moment_gives_the_slot_back() -> None:
    async def main() -> None:
        window = Window(1)
        async with window.slot("first"):
            waiting = asyncio.create_task(window.slot("second").__aenter__())
            await asyncio.sleep(1)
        waiting.cancel()  # its turn has come, but it does not know yet
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert window.flying == 0
        async with asyncio.timeout(1), window.slot("third"):
            pass

    virtually(main())
