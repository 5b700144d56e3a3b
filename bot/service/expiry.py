"""The daily check: who keeps links that expire soon hears of it, exactly once, and expired links go.

How each link is announced exactly once, whatever crashes: docs/decisions/notice-exactly-once.md.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID, uuid4

from bot.concurrency.workers import Workers
from bot.domain.delivery import Target
from bot.errors import ChatRefused, OutcomeUnknown, TransferError
from bot.i18n import say
from bot.service.admins import Admins
from bot.service.links import PAGE, Page
from bot.service.listing import notice_page
from bot.service.ports import Chat, LinkStore, MarkStore, PeopleStore

log = logging.getLogger(__name__)

MARK = "expiry"  # name of the mark its last finished run leaves
OWNERS = 200  # read at once
DELETED = 1000  # links deleted in one transaction, so that it stays short
FINISH_WITHIN = 5.0  # seconds a notice may take to its end when the bot stops meanwhile
FAILURES = 5  # in a row: then Telegram is away, and the rest is left to the next run


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the check runs, and what it goes by."""

    hour: int  # of the day, in `zone`
    zone: tzinfo
    warn: timedelta  # how long before its end a link is announced
    ttl: timedelta  # how long a link is kept anew

    def last(self, now: datetime) -> datetime:
        """The last time it was to run, also where a clock change skips or doubles the hour.

        >>> daily = Schedule(9, UTC, warn=timedelta(days=1), ttl=timedelta(days=30))
        >>> daily.last(datetime(2026, 3, 1, 8, tzinfo=UTC)).isoformat()
        '2026-02-28T09:00:00+00:00'
        """
        today = now.astimezone(self.zone).date()
        for day in (today, today - timedelta(days=1)):
            at = datetime.combine(day, time(self.hour), self.zone).astimezone(UTC)
            if at <= now:
                return at
        raise AssertionError("yesterday's run lies behind now")


class Expiry:
    """The check. One run at a time."""

    def __init__(
        self,
        schedule: Schedule,
        *,
        links: LinkStore,
        people: PeopleStore,
        marks: MarkStore,
        chat: Chat,
        left: Callable[[int], Awaitable[None]],
        admins: Admins,
        workers: Workers,
    ) -> None:
        """`left` is told who has blocked the bot."""
        self._schedule = schedule
        self._links = links
        self._people = people
        self._marks = marks
        self._chat = chat
        self._left = left
        self._admins = admins
        self._workers = workers

    async def catch_up(self, now: datetime) -> bool:
        """Run unless a run has finished since the last scheduled time; did it?"""
        last = await self._workers.run(self._marks.get, MARK)
        if last is not None and last >= self._schedule.last(now):
            return False
        await self.run(now)
        return True

    async def run(self, now: datetime) -> None:
        """Announce, delete, report. Raises TransferError when Telegram is away; what is left is for the next run."""
        tally: Counter[str] = Counter()
        failures = 0
        async for user_id, language in self._owners(now + self._schedule.warn):
            error = await _finished(self._announce(user_id, language, now, tally))
            failures = failures + 1 if error else 0
            if error and failures >= FAILURES:
                raise error
        tally["renewed"] = await self._workers.run(self._links.renew_unconfirmed, now + self._schedule.ttl)
        while deleted := await self._workers.run(self._links.delete_expired, now, DELETED):
            tally["deleted"] += deleted
        log.info("daily check done %s", " ".join(f"{name}={number}" for name, number in sorted(tally.items())))
        await self._workers.run(self._marks.set, MARK, now)
        if tally.total():
            await self._admins.tell(lambda language: _summary(language, tally))

    async def _owners(self, before: datetime) -> AsyncIterator[tuple[int, str]]:
        """People with due links and their languages, read in batches."""
        after = None
        while batch := await self._workers.run(self._batch, before, after):
            for owner in batch:
                yield owner
            after = batch[-1][0]

    def _batch(self, before: datetime, after: int | None) -> list[tuple[int, str]]:
        owners = self._links.due(before, after=after, limit=OWNERS)
        languages = self._people.languages(owners)
        return [(user_id, languages.get(user_id, "en")) for user_id in owners]

    async def _announce(self, user_id: int, language: str, now: datetime, tally: Counter[str]) -> TransferError | None:
        """One person's notice; the error when Telegram seems to be away."""
        notice_id = uuid4()
        page = await self._workers.run(self._claim, user_id, notice_id, now)
        if page is None:
            return None
        text, rows = notice_page(language, notice_id, page, now, self._schedule.ttl)
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

    def _claim(self, user_id: int, notice_id: UUID, now: datetime) -> Page | None:
        """The first page of a notice; None when everything was kept or deleted meanwhile."""
        not_before = now + self._schedule.warn
        if not self._links.claim(user_id, notice_id, before=not_before, now=now):
            return None
        links, total, going = self._links.notice(user_id, notice_id, 0, PAGE)
        shown = tuple(replace(link, expires_at=max(link.expires_at, not_before)) for link in links)
        return Page(shown, 0, total, going)


async def _finished(work: Coroutine[Any, Any, TransferError | None]) -> TransferError | None:
    """Cancelled half-way, a notice would end with nobody knowing whether it arrived: it gets a moment to its end."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=FINISH_WITHIN)
        task.cancel()
        raise


def _summary(language: str, tally: Counter[str]) -> str:
    lines = [say(language, "notice-summary")]
    if tally["people"]:
        lines.append(say(language, "notice-summary-told", people=tally["people"], links=tally["links"]))
    for name, unit in (("deleted", "links"), ("renewed", "links"), ("blocked", "people"), ("failed", "people")):
        if tally[name]:
            lines.append(say(language, f"notice-summary-{name}", **{unit: tally[name]}))
    return "\n".join(lines)
