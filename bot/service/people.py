"""Who may use the bot, what the owner says of them, and who has written to it."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from bot.concurrency.workers import Workers
from bot.domain.person import Access, Knock, PeopleCount, Person, Quota, Visitor
from bot.service.ports import PeopleStore

DAY = timedelta(days=1)
NOTE_EVERY = timedelta(hours=1)  # how often the store is told that somebody still writes
REMEMBERED = 10_000  # people; the notes are only there to spare the store
MOST_ASKED = 20  # strangers a day about whom the owner is asked; the rest wait in a list


class People:
    """Access, and what is known of each person.

    What the owner says is in the store and, of the few it is about, in memory: the gate asks at every update.
    """

    def __init__(
        self,
        *,
        store: PeopleStore,
        workers: Workers,
        admins: Collection[int],
        allowed: Collection[int],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._workers = workers
        self._admins = frozenset(admins)
        self._allowed = frozenset(allowed) | self._admins if allowed else None
        self._now = now
        self._noted: dict[int, tuple[Visitor, datetime]] = {}
        self._told: dict[int, datetime] = {}  # strangers who know where they stand, and since when
        self._said: dict[int, Access] = {}
        self._quotas: dict[int, Quota] = {}

    async def load(self) -> None:
        """Read what the owner has said. To be done before anybody is let in."""
        for person in await self._workers.run(self._store.ruled):
            self._remember(person)

    def may(self, user_id: int) -> bool:
        """May this person use the bot? The owner's say wins over ALLOWED_USERS; while that is empty, everyone may."""
        if user_id in self._admins:
            return True
        if said := self._said.get(user_id):
            return said is Access.ALLOWED
        return self._allowed is None or user_id in self._allowed

    def is_admin(self, user_id: int) -> bool:
        return user_id in self._admins

    def is_banned(self, user_id: int) -> bool:
        return not self.is_admin(user_id) and self._said.get(user_id) is Access.BANNED

    def quota(self, user_id: int) -> Quota:
        """What the owner grants them a day; an admin has no bounds."""
        return Quota() if self.is_admin(user_id) else self._quotas.get(user_id, Quota())

    async def knock(self, visitor: Visitor) -> Knock:
        """Somebody who may not use the bot has written. They are noted once a day, the owner's say is final."""
        now = self._now()
        told_at = self._told.get(visitor.user_id)
        if told_at and (self.is_banned(visitor.user_id) or now - told_at < DAY):
            return Knock.TOLD
        if not self._admins and not self.is_banned(visitor.user_id):
            return Knock.UNASKED
        knock = await self._workers.run(self._store.knock, visitor, now=now, since=now - DAY, most=MOST_ASKED)
        if knock is not Knock.TOLD:  # the store knows the exact time of those
            _make_room(self._told)
            self._told[visitor.user_id] = now
        return knock

    async def rule(self, user_id: int, access: Access) -> bool:
        """The owner says of someone: let in, or shut out. False for an admin, or when nobody has that id."""
        if self.is_admin(user_id) or not await self._workers.run(self._store.set_access, user_id, access):
            return False
        self._told.pop(user_id, None)
        self._said[user_id] = access
        return True

    async def grant(self, user_id: int, quota: Quota) -> bool:
        """The owner grants someone so much a day. False when nobody has that id."""
        if not await self._workers.run(self._store.set_quota, user_id, quota):
            return False
        self._quotas[user_id] = quota
        return True

    async def met(self, user_id: int, language: str, *, name: str | None = None, username: str | None = None) -> None:
        """They have written: notices go to them (again), in this language."""
        now, seen = self._now(), Visitor(user_id, language, name or "", username)
        known, noted_at = self._noted.get(user_id, (None, now))
        if known == seen and now - noted_at < NOTE_EVERY:
            return
        await self._workers.run(self._store.seen, user_id, language, now, name=name, username=username)
        _make_room(self._noted)
        self._noted[user_id] = seen, now

    async def left(self, user_id: int) -> None:
        """They have blocked the bot."""
        self._noted.pop(user_id, None)
        await self._workers.run(self._store.blocked, user_id, self._now())

    async def forgotten(self, user_id: int) -> None:
        """The store has forgotten them, but for what keeps them out or bounds them."""
        for notes in (self._noted, self._told, self._said, self._quotas):
            notes.pop(user_id, None)
        if person := await self.get(user_id):
            self._remember(person)

    async def get(self, user_id: int) -> Person | None:
        return await self._workers.run(self._store.get, user_id)

    async def counts(self, since: datetime) -> PeopleCount:
        return await self._workers.run(self._store.counts, since)

    def _remember(self, person: Person) -> None:
        if person.access in (Access.ALLOWED, Access.BANNED):
            self._said[person.user_id] = person.access
        if person.quota != Quota():
            self._quotas[person.user_id] = person.quota


def _make_room(notes: dict[int, tuple[Visitor, datetime]] | dict[int, datetime]) -> None:
    if len(notes) >= REMEMBERED:
        notes.clear()
