"""Turns: fair between people, bounded in all."""

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack

import pytest

from bot.service.turns import Ticket, Turns

ANN, BEN, EVE = 1, 2, 3


class Line:
    """People in line; notes who was called, in order."""

    def __init__(self, *, at_once: int, per_person: int) -> None:
        self.turns = Turns(at_once=at_once, per_person=per_person)
        self.called: list[Ticket] = []
        self._standing: dict[Ticket, AsyncExitStack] = {}

    async def come(self, person: int, count: int = 1) -> list[Ticket]:
        tickets = [Ticket(person) for _ in range(count)]
        for ticket in tickets:
            stack = AsyncExitStack()
            await stack.enter_async_context(self.turns.turn(ticket))
            self._standing[ticket] = stack
            self._note()
        return tickets

    async def go(self, ticket: Ticket) -> None:
        """It leaves: it is done, or has had enough of waiting."""
        await self._standing.pop(ticket).aclose()
        self._note()

    @property
    def holding(self) -> list[Ticket]:
        return [ticket for ticket in self._standing if ticket.called.is_set()]

    @property
    def waiting(self) -> list[Ticket]:
        return [ticket for ticket in self._standing if not ticket.called.is_set()]

    def _note(self) -> None:
        new = [ticket for ticket in self._standing if ticket.called.is_set() and ticket not in self.called]
        assert len(new) <= 1, "whoever comes or goes makes room for one at most"
        self.called += new


async def test_who_comes_to_a_free_place_is_called_at_once() -> None:
    line = Line(at_once=2, per_person=2)
    (ticket,) = await line.come(ANN)
    assert ticket.called.is_set()
    assert (line.turns.running, line.turns.waiting, line.turns.place(ticket)) == (1, 0, 0)


async def test_no_more_run_than_may_at_once() -> None:
    line = Line(at_once=3, per_person=2)
    await line.come(ANN, 2)
    await line.come(BEN, 2)
    assert (line.turns.running, line.turns.waiting) == (3, 1)


async def test_one_person_leaves_room_for_others() -> None:
    line = Line(at_once=5, per_person=2)
    tickets = await line.come(ANN, 100)
    assert (line.turns.running, line.turns.waiting) == (2, 98)
    assert [line.turns.place(ticket) for ticket in tickets[:5]] == [0, 0, 1, 2, 3]
    (ben,) = await line.come(BEN)
    assert ben.called.is_set()


async def test_the_round_goes_from_person_to_person() -> None:
    line = Line(at_once=1, per_person=1)
    for person in (ANN, ANN, ANN, BEN, BEN, EVE):
        await line.come(person)
    while line.holding:
        await line.go(line.holding[0])
    assert [ticket.person for ticket in line.called] == [ANN, ANN, BEN, EVE, ANN, BEN]


async def test_a_persons_own_links_keep_their_order() -> None:
    line = Line(at_once=2, per_person=2)
    tickets = await line.come(ANN, 6)
    while line.holding:
        await line.go(line.holding[-1])
    assert line.called == tickets


async def test_who_leaves_the_line_is_not_called() -> None:
    line = Line(at_once=1, per_person=1)
    first, second, third = await line.come(ANN, 3)
    await line.go(second)
    assert line.turns.place(second) == line.turns.own_place(second) == 0
    assert line.turns.place(third) == 1
    await line.go(first)
    assert line.called == [first, third]


async def test_a_cancelled_wait_gives_up_its_place() -> None:
    turns = Turns(at_once=1, per_person=1)

    async def stand(ticket: Ticket) -> None:
        async with turns.turn(ticket) as called:
            await called.wait()
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(stand(Ticket(person))) for person in (ANN, BEN)]
    await asyncio.sleep(0)
    assert (turns.running, turns.waiting) == (1, 1)
    for task in reversed(tasks):
        task.cancel()
        await asyncio.wait({task})
    assert (turns.running, turns.waiting) == (0, 0)
    assert not turns._lines
    assert not turns._running


async def test_a_turn_given_back_is_anothers_meanwhile_and_stands_in_line_again() -> None:
    line = Line(at_once=1, per_person=1)
    (first,) = await line.come(ANN)
    (second,) = await line.come(BEN)
    stack = AsyncExitStack()
    await stack.enter_async_context(line.turns.given_back(first))
    assert (first.called.is_set(), second.called.is_set()) == (False, True)
    await stack.aclose()
    assert (first.called.is_set(), line.turns.place(first)) == (False, 1)
    await line._standing.pop(second).aclose()
    assert (first.called.is_set(), line.turns.running) == (True, 1)


@pytest.mark.parametrize("at_once", [1, 2])
async def test_one_cancelled_while_its_turn_is_given_back_leaves_nothing_behind(at_once: int) -> None:
    turns = Turns(at_once=at_once, per_person=1)

    async def stand() -> None:
        ticket = Ticket(ANN)
        async with turns.turn(ticket), turns.given_back(ticket):
            await asyncio.Event().wait()

    task = asyncio.create_task(stand())
    await asyncio.sleep(0)
    assert (turns.running, turns.waiting) == (0, 0)
    async with turns.turn(Ticket(BEN)):
        task.cancel()
        await asyncio.wait({task})
        assert (turns.running, turns.waiting) == (1, 0)
    assert (turns.running, turns.waiting) == (0, 0)


@pytest.mark.parametrize("seed", range(20))
async def test_the_place_is_how_many_are_really_called_first(seed: int) -> None:
    """Where nobody is held back by their own limit, and nobody comes meanwhile."""
    chance = random.Random(seed)
    line = Line(at_once=chance.randint(1, 4), per_person=4)
    for _ in range(40):
        await line.come(chance.choice((ANN, BEN, EVE)))
        if chance.random() < 0.3:
            await line.go(chance.choice(line.holding))
        if line.waiting and chance.random() < 0.2:
            await line.go(chance.choice(line.waiting))
    places = {ticket: line.turns.place(ticket) for ticket in line.waiting}
    before = len(line.called)
    while line.holding:
        await line.go(chance.choice(line.holding))
    assert places == {ticket: place for place, ticket in enumerate(line.called[before:], 1)}


@pytest.mark.parametrize("seed", range(20))
async def test_others_delay_a_single_link_by_one_delivery_each_at_most(seed: int) -> None:
    chance = random.Random(seed)
    line = Line(at_once=chance.randint(1, 5), per_person=chance.randint(1, 3))
    await line.come(ANN, 100)
    for _ in range(chance.randint(0, 30)):
        await line.go(chance.choice(line.holding))
    await line.come(EVE, chance.randint(0, 5))
    before = len(line.called)
    (single,) = await line.come(BEN)
    while not single.called.is_set():
        await line.go(chance.choice(line.holding))
    first = Counter(ticket.person for ticket in line.called[before:] if ticket is not single)
    assert all(count <= 1 for count in first.values()), first


@pytest.mark.parametrize("seed", range(20))
async def test_limits_hold_and_no_place_stays_empty_whatever_happens(seed: int) -> None:
    chance = random.Random(seed)
    at_once, per_person = chance.randint(1, 5), chance.randint(1, 3)
    line = Line(at_once=at_once, per_person=per_person)
    for _ in range(200):
        if line._standing and chance.random() < 0.5:
            await line.go(chance.choice(list(line._standing)))
        else:
            await line.come(chance.randint(1, 6))
        running = Counter(ticket.person for ticket in line.holding)
        assert line.turns.running == running.total() <= at_once
        assert line.turns.waiting == len(line.waiting)
        assert all(count <= per_person for count in running.values())
        if running.total() < at_once:
            assert all(running[ticket.person] == per_person for ticket in line.waiting)
    for ticket in list(line._standing):
        await line.go(ticket)
    assert not line.turns._lines
    assert not line.turns._running
