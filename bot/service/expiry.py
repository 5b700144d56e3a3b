"""The check: who keeps links that go soon hears of it at their hour, exactly once, and expired links go.

How each link is announced exactly once, whatever crashes: docs/decisions/notice-exactly-once.md.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from bot.concurrency.finish import finished
from bot.concurrency.workers import Workers
from bot.domain.delivery import Target
from bot.domain.link import Due, KeptLink
from bot.domain.preferences import Preferences
from bot.errors import ChatRefused, OutcomeUnknown, TransferError
from bot.i18n import say
from bot.service.admins import Admins
from bot.service.links import PAGE, Page
from bot.service.listing import notice_page
from bot.service.moments import Daily, Schedule
from bot.service.ports import Chat, LinkStore, MarkStore, PeopleStore, PreferenceStore

log = logging.getLogger(__name__)

MARK = "expiry"  # name of the mark that the last report to the admins leaves
OWNERS = 200  # read at once
DELETED = 1000  # links deleted in one transaction, so that it stays short
FINISH_WITHIN = 5.0  # seconds a notice may take to its end when the bot stops meanwhile
FAILURES = 5  # in a row: then Telegram is away, and the rest is left to the next run
LONGEST_DAY = timedelta(hours=25)  # from one notice to the next, where the clocks go back

Tally = Counter[str]


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with links that go soon."""

    due: Due
    language: str
    preferences: Preferences
    daily: Daily


class Expiry:
    """The check. One run at a time; run often, it reaches each owner at the right moment."""

    def __init__(
        self,
        schedule: Schedule,
        *,
        links: LinkStore,
        people: PeopleStore,
        preferences: PreferenceStore,
        marks: MarkStore,
        chat: Chat,
        left: Callable[[int], Awaitable[None]],
        admins: Admins,
        workers: Workers,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`left` is told who has blocked the bot."""
        self._schedule = schedule
        self._links = links
        self._people = people
        self._preferences = preferences
        self._marks = marks
        self._chat = chat
        self._left = left
        self._admins = admins
        self._workers = workers
        self._clock = clock
        self._tally: Tally = Counter()  # since the last report

    async def run(self) -> None:
        """Announce, delete, report. Raises TransferError when Telegram is away; what is left is for the next run."""
        tally: Tally = Counter()
        try:
            await self._announce_all(tally)
            now = self._clock()
            tally["renewed"] += await self._workers.run(self._links.renew_unconfirmed, now + self._schedule.ttl)
            while deleted := await self._workers.run(self._links.delete_expired, now, DELETED):
                tally["deleted"] += deleted
        finally:
            self._tally.update(tally)
        if tally.total():
            log.info("links checked %s", " ".join(f"{name}={number}" for name, number in sorted(tally.items())))
        await self._report(now)

    async def _report(self, now: datetime) -> None:
        """Once a day, at the bot's hour, the admins hear what came of it."""
        last = await self._workers.run(self._marks.get, MARK)
        if last is not None and last >= self._schedule.daily(Preferences()).last(now):
            return
        await self._workers.run(self._marks.set, MARK, now)
        tally, self._tally = self._tally, Counter()
        if tally.total():
            await self._admins.tell(lambda language: _summary(language, tally))

    async def _announce_all(self, tally: Tally) -> None:
        failures = 0
        async for owner in self._owners():
            # Cancelled half-way, a notice would end with nobody knowing whether it arrived.
            error = await finished(self._announce(owner, tally), FINISH_WITHIN)
            failures = failures + 1 if error else 0
            if error and failures >= FAILURES:
                raise error

    async def _owners(self) -> AsyncIterator[Owner]:
        """People whose moment has come for links they haven't heard of, read in batches."""
        after = None
        while batch := await self._workers.run(self._batch, self._clock(), after):
            for owner in batch:
                if self._is_time(owner):
                    yield owner
            after = batch[-1].due.user_id

    def _batch(self, now: datetime, after: int | None) -> list[Owner]:
        """Those who may have to hear of some, wherever they live and whatever they have set."""
        due = self._links.due(
            now, before=now + self._schedule.warn, gone_before=now + LONGEST_DAY, after=after, limit=OWNERS
        )
        ids = [one.user_id for one in due]
        languages, preferences = self._people.languages(ids), self._preferences.get_many(ids)
        owners = []
        for one in due:
            chosen = preferences.get(one.user_id, Preferences())
            language = chosen.language or languages.get(one.user_id, "en")
            owners.append(Owner(one, language, chosen, self._schedule.daily(chosen)))
        return owners

    def _is_time(self, owner: Owner) -> bool:
        """A link is announced at the last daily notice that leaves the full warning; one whose address stops before
        the next notice, now. So whatever was missed is made up, and nothing is announced before its time."""
        now = self._clock()
        if self._schedule.silent(owner.preferences, now):
            return False
        expires_at, gone_at = owner.due.expires_at, owner.due.gone_at
        expires = expires_at is not None and expires_at <= owner.daily.last(now) + self._schedule.warn
        stops = gone_at is not None and gone_at <= owner.daily.next(now)
        return expires or stops

    async def _announce(self, owner: Owner, tally: Tally) -> TransferError | None:
        """One person's notice; the error when Telegram seems to be away."""
        user_id, notice_id, now = owner.due.user_id, uuid4(), self._clock()
        page = await self._workers.run(self._claim, owner, notice_id, now)
        if page is None:
            return None
        text, rows = notice_page(owner.language, notice_id, page, now, self._schedule.ttl)
        try:
            await self._chat.say(Target(user_id), text, rows, background=True)
        except ChatRefused as error:
            log.info("notice refused user=%s reason=%s", user_id, error)
            await self._workers.run(self._links.release, user_id, notice_id)
            await self._left(user_id)
            tally["blocked"] += 1
        except OutcomeUnknown as error:  # stays claimed: never announced again, never deleted unasked
            log.warning("notice uncertain user=%s reason=%s", user_id, error)
            return error
        except TransferError as error:
            log.warning("notice not sent user=%s reason=%s", user_id, error)
            await self._workers.run(self._links.release, user_id, notice_id)
            tally["failed"] += 1
            return error
        else:
            await self._workers.run(self._links.confirm, user_id, notice_id, now + self._schedule.warn)
            tally["people"] += 1
            tally["links"] += page.total
        return None

    def _claim(self, owner: Owner, notice_id: UUID, now: datetime) -> Page | None:
        """The first page of a notice; None when everything was kept or deleted meanwhile."""
        user_id, warn = owner.due.user_id, self._schedule.warn
        before, gone_before = owner.daily.last(now) + warn, owner.daily.next(now)
        if not self._links.claim(user_id, notice_id, before=before, gone_before=gone_before, now=now):
            return None
        links, total, going = self._links.notice(user_id, notice_id, 0, PAGE)
        shown = tuple(replace(link, expires_at=max(_end(link), now + warn)) for link in links)
        return Page(shown, 0, total, going)


def _end(link: KeptLink) -> datetime:
    """When it goes, unless it is kept: an address that has stopped working is of no use."""
    return min(link.expires_at, link.gone_at or link.expires_at)


def _summary(language: str, tally: Tally) -> str:
    lines = [say(language, "notice-summary")]
    if tally["people"]:
        lines.append(say(language, "notice-summary-told", people=tally["people"], links=tally["links"]))
    for name, unit in (("deleted", "links"), ("renewed", "links"), ("blocked", "people"), ("failed", "people")):
        if tally[name]:
            lines.append(say(language, f"notice-summary-{name}", **{unit: tally[name]}))
    return "\n".join(lines)
