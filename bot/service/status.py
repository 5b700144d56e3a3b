"""The status line: the one message that shows a delivery's progress and its buttons."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from uuid import UUID

from bot.domain.delivery import State, Target
from bot.domain.media import MediaKind, Progress
from bot.domain.message import Button, Rows
from bot.i18n import plain, say
from bot.i18n.format import left, size
from bot.service.ports import Chat

EDIT_EVERY = 3.0  # seconds; Telegram allows about one message a second in a chat, three leave room for answers
SPEED_OVER = 10.0  # seconds over which the speed is measured

Sleep = Callable[[float], Awaitable[None]]


def cancel_button(language: str, delivery_id: UUID) -> Rows:
    """The button that ends a delivery."""
    return [[Button(plain(language, "delivery-cancel-button"), f"d:c:{delivery_id.hex}")]]


def retry_button(language: str, delivery_id: UUID) -> Rows:
    """The button that begins a delivery anew."""
    return [[Button(plain(language, "delivery-retry-button"), f"d:r:{delivery_id.hex}")]]


class Speed:
    """Bytes a second over the last few seconds of one stage."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def add(self, now: float, done: int) -> None:
        if self._samples and done < self._samples[-1][1]:
            self._samples.clear()  # begun anew
        self._samples.append((now, done))
        while now - self._samples[0][0] > SPEED_OVER and len(self._samples) > 2:
            self._samples.popleft()

    @property
    def per_second(self) -> float | None:
        if len(self._samples) < 2:
            return None
        (then, before), (now, done) = self._samples[0], self._samples[-1]
        return (done - before) / (now - then) if now > then and done > before else None


class StatusLine:
    """Shows the latest state of one delivery in one message: at most one edit in three seconds, never two the same.

    `show` only notes what is to be seen; `keep` does the editing in a task of its own. So progress never waits for
    Telegram, and Telegram never for progress.
    """

    def __init__(
        self,
        *,
        chat: Chat,
        target: Target,
        language: str,
        delivery_id: UUID,
        place: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._chat = chat
        self._target = target
        self._language = language
        self._rows = cancel_button(language, delivery_id)
        self._place = place
        self._clock = clock
        self._sleep = sleep
        self._progress = Progress(State.QUEUED)
        self._kind: MediaKind | None = None
        self._speed = Speed()
        self._shown: str | None = None
        self.message_id: int | None = None

    async def post(self) -> int:
        """Send the line for the first time; returns its message id. Raises TransferError."""
        text = self.text()
        self.message_id = await self._chat.say(self._target, text, self._rows)
        self._shown = text
        return self.message_id

    def show(self, progress: Progress, kind: MediaKind | None = None) -> None:
        """Note how far it is. Cheap: it may be called for every chunk."""
        if progress.stage is not self._progress.stage:
            self._speed = Speed()
        self._progress = progress
        self._kind = kind or self._kind
        self._speed.add(self._clock(), progress.done)

    async def keep(self) -> None:
        """Keep the message as the delivery is, until cancelled."""
        while True:
            await self._sleep(EDIT_EVERY)
            text = self.text()
            if text == self._shown or self.message_id is None:
                continue
            if self._progress.stage is not State.QUEUED:
                await self._chat.show(self._target, self._kind)
            if await self._chat.edit(self._target.chat_id, self.message_id, text, self._rows):
                self._shown = text

    def text(self) -> str:
        """The line as it should read now."""
        progress = self._progress
        match progress.stage:
            case State.QUEUED:
                place = self._place()
                return say(self._language, "delivery-queued", place=place) if place else self._looking()
            case State.DOWNLOADING | State.SENDING if progress.done or progress.total:
                return self._moving(progress)
            case State.SENDING:
                return say(self._language, "delivery-sending")
            case _:
                return self._looking()

    def _looking(self) -> str:
        return say(self._language, "delivery-looking")

    def _moving(self, progress: Progress) -> str:
        """42 % · 12.3 of 29.1 MB · 3.1 MB/s · 5 s left, as far as it is known."""
        language, parts = self._language, []
        if progress.total:
            percent = min(100, 100 * progress.done // progress.total)
            done, total = size(language, progress.done), size(language, progress.total)
            parts.append(say(language, "delivery-percent", percent=percent))
            parts.append(say(language, "delivery-of", done=done, total=total))
        else:
            parts.append(size(language, progress.done))
        if speed := self._speed.per_second:
            parts.append(say(language, "delivery-speed", size=size(language, round(speed))))
            if progress.total and progress.done < progress.total:
                remaining = left(language, round((progress.total - progress.done) / speed))
                parts.append(say(language, "delivery-left", time=remaining))
        return f"{say(language, f'delivery-{progress.stage}')} {' · '.join(parts)}"
