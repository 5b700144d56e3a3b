"""Whose delivery runs next: fair between people, bounded in all."""

import asyncio
from collections import OrderedDict, defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Ticket:
    """One delivery waiting in line, or running."""

    person: int
    called: asyncio.Event = field(default_factory=asyncio.Event)


class Turns:
    """Gives out turns, `at_once` in all and `per_person` to each, round robin between people.

    Whoever was served goes to the end of the round, so a hundred links of one person delay another's single link by
    no more than one delivery.
    """

    def __init__(self, *, at_once: int, per_person: int) -> None:
        self._at_once = at_once
        self._per_person = per_person
        self._lines: OrderedDict[int, deque[Ticket]] = OrderedDict()  # in the order of the round
        self._running: defaultdict[int, int] = defaultdict(int)

    @property
    def running(self) -> int:
        return sum(self._running.values())

    @property
    def waiting(self) -> int:
        return sum(map(len, self._lines.values()))

    @asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncIterator[asyncio.Event]:
        """Stand in line, and hold the turn from when it comes until this is left; gives the event of its coming."""
        self._stand(ticket)
        try:
            yield ticket.called
        finally:
            self._leave(ticket)

    @asynccontextmanager
    async def given_back(self, ticket: Ticket) -> AsyncIterator[None]:
        """Let others have this turn meanwhile, then stand in line for another one."""
        self._leave(ticket)
        ticket.called.clear()
        try:
            yield
        finally:
            self._stand(ticket)

    def place(self, ticket: Ticket) -> int:
        """How many go before it and itself: 1 is next. 0 when it isn't in line (any more)."""
        own = self.own_place(ticket)
        place, passed = own, False
        for person, line in self._lines.items():
            if person == ticket.person:
                passed = True
            else:
                place += min(len(line), own - 1 if passed else own)
        return place if own else 0

    def own_place(self, ticket: Ticket) -> int:
        """Its place among the same person's: 1 is next. 0 when it isn't in line (any more)."""
        line = self._lines.get(ticket.person, ())
        return line.index(ticket) + 1 if ticket in line else 0

    def _stand(self, ticket: Ticket) -> None:
        self._lines.setdefault(ticket.person, deque()).append(ticket)
        self._call_next()

    def _leave(self, ticket: Ticket) -> None:
        if ticket.called.is_set():
            self._running[ticket.person] -= 1
            if not self._running[ticket.person]:
                del self._running[ticket.person]
        else:
            line = self._lines[ticket.person]
            line.remove(ticket)
            if not line:
                del self._lines[ticket.person]
        self._call_next()

    def _call_next(self) -> None:
        while self.running < self._at_once:
            person = next((p for p in self._lines if self._running.get(p, 0) < self._per_person), None)
            if person is None:
                return
            line = self._lines[person]
            ticket = line.popleft()
            if line:
                self._lines.move_to_end(person)
            else:
                del self._lines[person]
            self._running[person] += 1
            ticket.called.set()
