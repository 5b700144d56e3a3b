"""What can be done about a failure: its buttons, the best first, and what they do."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot import errors
from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State
from bot.domain.format import Format, Only, Subtitles
from bot.domain.found import Found, Height
from bot.domain.message import Button, Rows
from bot.errors import FerryError
from bot.i18n import plain
from bot.service.patience import LOOK_EVERY
from bot.service.ports import DeliveryStore

MOST = 3  # buttons: more would be a menu, not advice
LATER = 3600.0  # seconds; YouTube lifts a rate limit within an hour (yt-dlp wiki, Extractors)

BEST_HEIGHT = 1080  # pixels: what the best for every phone is at most (SORT in bot/download/ytdlp.py)


class Remedy(StrEnum):
    """Something to be done about a failure; the letter stands in the button's data."""

    RETRY = "r"
    LATER = "h"  # retry in an hour
    LOWER = "l"  # in a lower quality
    SOUND = "a"  # the sound alone
    OWNER = "o"  # tell the owner
    REMIND = "m"  # fetch it by itself once it is there


# By the error's kind, else by its parent's; the best first. Of those that are possible, three are shown at most.
FOR: dict[type[FerryError], tuple[Remedy, ...]] = {
    FerryError: (Remedy.RETRY, Remedy.OWNER),
    errors.SourceError: (Remedy.RETRY,),
    errors.SignInNeeded: (Remedy.OWNER, Remedy.RETRY),
    errors.BotCheck: (Remedy.LATER, Remedy.OWNER, Remedy.RETRY),
    errors.SourceRefused: (Remedy.LATER, Remedy.RETRY, Remedy.OWNER),
    errors.GeoBlocked: (Remedy.OWNER, Remedy.RETRY),
    errors.Drm: (),
    errors.SourceBusy: (Remedy.LATER, Remedy.RETRY),
    errors.SourceUnreachable: (Remedy.RETRY, Remedy.LATER),
    errors.LiveStream: (Remedy.REMIND, Remedy.RETRY),
    errors.SpanOutside: (),
    errors.SourceFailed: (Remedy.RETRY, Remedy.LATER, Remedy.OWNER),
    errors.SourceDown: (Remedy.LATER, Remedy.RETRY),
    errors.EngineOutOfDate: (Remedy.OWNER, Remedy.RETRY),
    errors.NoJavaScriptRuntime: (Remedy.OWNER, Remedy.RETRY),
    errors.FileTooLarge: (Remedy.LOWER, Remedy.SOUND),
    errors.DiskFull: (Remedy.LATER, Remedy.LOWER, Remedy.SOUND, Remedy.RETRY),
    errors.TransferError: (Remedy.RETRY, Remedy.OWNER),
    errors.LargeFilesOff: (Remedy.LOWER, Remedy.SOUND, Remedy.OWNER),
    errors.TransferUnavailable: (Remedy.LATER, Remedy.RETRY),
    errors.ChatRefused: (Remedy.RETRY,),
    errors.OutcomeUnknown: (Remedy.RETRY,),
    errors.DeliveryTimedOut: (Remedy.LOWER, Remedy.SOUND, Remedy.RETRY, Remedy.LATER),
    errors.DeliveryInterrupted: (Remedy.RETRY, Remedy.LATER),
    errors.NotChosen: (Remedy.RETRY,),
    errors.QuotaReached: (Remedy.RETRY,),
    errors.ChildDied: (Remedy.LOWER, Remedy.SOUND, Remedy.RETRY, Remedy.OWNER),
}


def buttons(language: str, error: FerryError, delivery: Delivery, *, owner: bool, found: Found | None = None) -> Rows:
    """The buttons below a failure, none when nothing helps.

    `owner`: there is somebody else to be told. `found` is what the engine has found before it failed: only what is
    there in a lower quality, or as sound, is offered so.
    """
    remedies = possible(error, delivery.format, owner=owner, found=found)
    made = [_button(language, remedy, delivery, lower(error, delivery.format, found)) for remedy in remedies]
    return [made[:1], made[1:]] if len(made) == MOST else [made] if made else []


def possible(error: FerryError, format: Format, *, owner: bool, found: Found | None) -> Sequence[Remedy]:
    """What helps, the best first."""
    impossible = {
        Remedy.OWNER: not owner,
        Remedy.LOWER: lower(error, format, found) is None,
        Remedy.SOUND: not _has_smaller_sound(error, format, found),
    }
    kind = next(kind for kind in type(error).__mro__ if kind in FOR)
    return [remedy for remedy in FOR[kind] if not impossible.get(remedy)][:MOST]


def lower(error: FerryError, format: Format, found: Found | None) -> Height | None:
    """The next lower height there is of the video that failed; after FileTooLarge, the next that is small enough."""
    heights = found.heights if found is not None and format.only is None else ()
    if not heights:
        return None
    within = [height.pixels for height in heights if height.pixels <= (format.height or BEST_HEIGHT)]
    failed = max(within, default=min(height.pixels for height in heights))
    smaller = [height for height in heights if height.pixels < failed and _fits(error, height.size)]
    return max(smaller, key=lambda height: height.pixels, default=None)


def _has_smaller_sound(error: FerryError, format: Format, found: Found | None) -> bool:
    """Whether it is a video whose sound can be had by itself."""
    if found is None or format.only is not None or not found.heights:
        return False
    return found.sound and _fits(error, found.sound_size)


def _fits(error: FerryError, size: int | None) -> bool:
    """Whether so many bytes are within the limit it has broken, as far as both are known."""
    limit = error.values.get("limit")
    return size is None or limit is None or size <= limit


def _button(language: str, remedy: Remedy, delivery: Delivery, height: Height | None) -> Button:
    data = f"d:{remedy}:{delivery.id.hex}"
    match remedy:
        case Remedy.RETRY:
            return Button(plain(language, "delivery-retry-button"), data)
        case Remedy.LOWER:
            assert height is not None  # else it isn't possible
            return Button(plain(language, "remedy-lower-button", height=f"{height.pixels}p"), f"{data}:{height.pixels}")
        case _:
            return Button(plain(language, f"remedy-{remedy.name.lower()}-button"), data)


class Retry(Protocol):
    """Begins an ended delivery of this person anew, after so many seconds; False when there is none."""

    async def __call__(
        self, delivery_id: UUID, user_id: int, *, format: Format | None = None, after: float = 0.0
    ) -> bool: ...


class Remedies:
    """What the buttons do. Each says False when there is no such delivery of this person, or it goes on already."""

    def __init__(self, *, store: DeliveryStore, workers: Workers, retry: Retry) -> None:
        self._store = store
        self._workers = workers
        self._retry = retry

    async def later(self, delivery_id: UUID, user_id: int) -> bool:
        """Try again in an hour."""
        return await self._retry(delivery_id, user_id, after=LATER)

    async def remind(self, delivery_id: UUID, user_id: int) -> bool:
        """Fetch it by itself once it is there."""
        return await self._retry(delivery_id, user_id, after=LOOK_EVERY.total_seconds())

    async def lower(self, delivery_id: UUID, user_id: int, height: int) -> bool:
        """Try again with this height in pixels at most; a larger one than before is no remedy."""
        delivery = await self._failed(delivery_id, user_id)
        if delivery is None or height >= (delivery.format.height or BEST_HEIGHT + 1):
            return False
        return await self._retry(delivery_id, user_id, format=replace(delivery.format, height=height))

    async def sound(self, delivery_id: UUID, user_id: int) -> bool:
        """Try again with the sound alone, of the same piece."""
        delivery = await self._failed(delivery_id, user_id)
        if delivery is None:
            return False
        sound = replace(delivery.format, only=Only.M4A, height=None, subtitles=Subtitles.OFF, languages=())
        return await self._retry(delivery_id, user_id, format=sound)

    async def _failed(self, delivery_id: UUID, user_id: int) -> Delivery | None:
        delivery = await self._workers.run(self._store.get, delivery_id)
        mine = delivery is not None and delivery.user_id == user_id and delivery.state is State.FAILED
        return delivery if mine else None
