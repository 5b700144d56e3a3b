"""The connections that parts travel on, in virtual time."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

import pytest

from bot.transfer.mtproto.errors import KeyUnknown, TransportFlood
from bot.transfer.mtproto.faults import Stalled
from bot.transfer.mtproto.lanes import MOST, PARTS_EACH, TRIES, Lanes
from bot.transfer.mtproto.packets import Part
from bot.transfer.mtproto.source import OpenFile
from tests.transfer.mtproto.virtual import Line, Wire, virtually

SIZE = 512 * 1024  # bytes


class Dialled:
    """Opens wires over one line, each in a second."""

    def __init__(self, bandwidth: float = 100e6, round_trip: float = 1.0) -> None:
        self.line = Line(bandwidth, round_trip)
        self.wires: list[Wire] = []
        self.errors: list[Exception] = []  # the next openings end with
        self.tries = 0

    async def open(self) -> Wire:
        self.tries += 1
        await asyncio.sleep(1)
        if self.errors:
            raise self.errors.pop(0)
        self.wires.append(Wire(self.line))
        return self.wires[-1]

    @property
    def alive(self) -> int:
        return sum(not wire.lost.done() for wire in self.wires)


def part(number: int = 0) -> Part:
    return Part(OpenFile(Path(__file__)), 1, number, None, True, number * SIZE, SIZE)


async def all_of(calls: list[Awaitable[None]]) -> list[BaseException | None]:
    return list(await asyncio.gather(*calls, return_exceptions=True))


@pytest.mark.parametrize(("window", "wanted"), [(1, 1), (PARTS_EACH, 1), (PARTS_EACH + 1, 2), (1000, MOST)])
def test_there_are_as_many_as_the_window_pays(window: int, wanted: int) -> None:
    async def main() -> int:
        dialled = Dialled()
        lanes = Lanes(dialled.open, lambda: window)
        for _ in range(10):
            assert await all_of([lanes.put(part(number)) for number in range(window if window < 40 else 40)])
        assert lanes.count == dialled.alive
        await lanes.close()
        assert dialled.alive == lanes.count == 0
        return len(dialled.wires)

    assert virtually(main()) == wanted


def test_parts_go_where_the_fewest_are() -> None:
    async def main() -> list[int]:
        dialled = Dialled()
        lanes = Lanes(dialled.open, lambda: 2 * PARTS_EACH)
        for _ in range(3):  # one opening at a time
            await lanes.put(part())
        for wire in dialled.wires:
            wire.parts.clear()
        await all_of([lanes.put(part(number)) for number in range(8)])
        await lanes.close()
        return [len(wire.parts) for wire in dialled.wires]

    assert virtually(main()) == [4, 4]


def test_a_lost_one_is_replaced_and_costs_its_own_parts_only() -> None:
    async def main() -> tuple[int, int, int]:
        dialled = Dialled()
        lanes = Lanes(dialled.open, lambda: 2 * PARTS_EACH)
        for _ in range(3):
            await lanes.put(part())
        flying = [asyncio.create_task(lanes.put(part(number))) for number in range(8)]
        await asyncio.sleep(0.1)
        dialled.wires[0].cut()
        ended = await all_of([*flying])
        for _ in range(3):
            await lanes.put(part())
        count = lanes.count
        await lanes.close()
        return sum(isinstance(one, OSError) for one in ended), ended.count(None), count

    assert virtually(main()) == (4, 4, 2)


def test_one_that_cannot_be_opened_does_not_hold_up_the_others() -> None:
    async def main() -> list[BaseException | None]:
        dialled = Dialled()
        lanes = Lanes(dialled.open, lambda: 2 * PARTS_EACH)
        await lanes.put(part())
        dialled.errors = [ConnectionRefusedError()] * 1000
        ended = await all_of([lanes.put(part(number)) for number in range(30)])
        await lanes.close()
        return ended

    assert virtually(main()) == [None] * 30


def test_the_first_one_is_tried_several_times_and_its_failure_reaches_every_part() -> None:
    async def main() -> tuple[list[BaseException | None], int]:
        dialled = Dialled()
        dialled.errors = [ConnectionRefusedError()] * TRIES
        lanes = Lanes(dialled.open, lambda: 1)
        ended = await all_of([lanes.put(part(number)) for number in range(5)])
        tries = dialled.tries
        await lanes.put(part())  # and may be had again
        await lanes.close()
        return ended, tries

    ended, tries = virtually(main())
    assert [type(error) for error in ended] == [ConnectionRefusedError] * 5
    assert tries == TRIES


@pytest.mark.parametrize("error", [TransportFlood("429"), KeyUnknown("404")])
def test_what_trying_again_can_not_mend_is_told_at_once(error: Exception) -> None:
    async def main() -> tuple[list[BaseException | None], int]:
        dialled = Dialled()
        dialled.errors = [error]
        lanes = Lanes(dialled.open, lambda: 1)
        ended = await all_of([lanes.put(part()), lanes.put(part(1))])
        await lanes.close()
        return ended, dialled.tries

    assert virtually(main()) == ([error, error], 1)


@pytest.mark.parametrize("after", [0.5, 1.5])
def test_parts_of_a_client_that_is_stopped_hear_of_it_whether_they_fly_or_wait(after: float) -> None:
    async def main() -> tuple[list[BaseException | None], int]:
        dialled = Dialled()
        lanes = Lanes(dialled.open, lambda: 1)
        waiting = asyncio.create_task(all_of([lanes.put(part(number)) for number in range(5)]))
        await asyncio.sleep(after)  # the connection opens within the first second
        await lanes.close()
        return await waiting, dialled.alive

    ended, alive = virtually(main())
    assert {type(error) for error in ended} == {Stalled if after < 1 else ConnectionResetError}
    assert alive == 0


def test_a_cancelled_part_leaves_the_opening_to_the_others() -> None:
    async def main() -> list[BaseException | None]:
        dialled = Dialled()
        lanes = Lanes(dialled.open, lambda: 1)
        tasks = [asyncio.create_task(lanes.put(part(number))) for number in range(3)]
        await asyncio.sleep(0.5)
        tasks[0].cancel()
        ended = await all_of([*tasks])
        await lanes.close()
        return ended

    first, *others = virtually(main())
    assert isinstance(first, asyncio.CancelledError)
    assert others == [None, None]


def test_nothing_is_opened_any_more_once_they_are_closed() -> None:
    async def main() -> int:
        dialled = Dialled()
        lanes = Lanes(dialled.open, lambda: 1)
        await lanes.close()
        with pytest.raises(Stalled):
            await lanes.put(part())
        return dialled.tries

    assert virtually(main()) == 0
