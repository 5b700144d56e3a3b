"""The tree of our errors. Each has a sentence for the person and a detail for the log.

FerryError
├── ConfigInvalid                the settings are wrong: nothing starts
├── SourceError                  the link's side
│   ├── NothingThere             no such host or page
│   │   ├── Removed              it was there once
│   │   └── NotLive              a channel that shows nothing at present
│   ├── LinkNotSupported         a page without anything to fetch
│   ├── SignInNeeded             the source wants an account, perhaps a paid one
│   │   ├── Private              only for those who were let in
│   │   ├── AgeRestricted        only for adults who have said so
│   │   └── BotCheck             it takes us for a robot
│   ├── SourceRefused            the source says no
│   │   ├── GeoBlocked           not in this country
│   │   └── Drm                  copy-protected
│   ├── SourceBusy               the source asks to slow down
│   ├── SourceUnreachable        no connection, or one that stands still
│   ├── LiveStream               it has no end yet
│   │   └── Upcoming             it has no beginning yet
│   ├── SpanOutside              the piece that is wanted lies behind its end
│   ├── SeveralFound             a list: its person has to choose from it
│   └── SourceFailed             anything else the source or its engine says
│       ├── SourceDown           trouble of the source's own
│       ├── EngineOutOfDate      the source has changed, the engine hasn't
│       └── NoJavaScriptRuntime  the engine can't read the source without one
├── FileTooLarge                 over a limit, before or while downloading
├── DiskFull
├── TransferError                Telegram's side
│   ├── LargeFilesOff            over the Bot API's limit, and MTProto isn't set up
│   ├── TransferUnavailable      Telegram can't be had at present
│   │   └── LargeFilesOut        MTProto can't; the Bot API may
│   ├── ChatRefused              blocked, no rights, no such chat
│   ├── TransferFailed           anything else Telegram says
│   │   └── FileForgotten        it has a file no more that it had
│   └── OutcomeUnknown           sent or not: no answer came
├── DeliveryTimedOut             over DELIVERY_TIMEOUT_S
├── DeliveryInterrupted          the bot was stopped too often meanwhile
├── NotChosen                    nobody said whether to send it in pieces
├── QuotaReached                 the owner grants no more today
└── ChildDied                    a worker process ended without a word

`code` is the key of the sentence in `bot/i18n`, `values` are its placeholders, `str(error)` is the detail for the log.
"""

from collections.abc import Sequence
from typing import Any


class FerryError(Exception):
    """Root of the tree; by itself it means: unexpected, ours to mend."""

    code = "error-unexpected"

    def __init__(self, detail: str = "", **values: Any) -> None:
        super().__init__(detail or type(self).__name__)
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), str(self), self.values)  # errors travel from the child process


def _rebuild(kind: type[FerryError], detail: str, values: dict[str, Any]) -> FerryError:
    error = kind.__new__(kind)
    FerryError.__init__(error, detail, **values)
    return error


class ConfigInvalid(FerryError):
    """All that is wrong with the settings, one line each, without their values."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class SourceError(FerryError):
    code = "error-source-failed"


class NothingThere(SourceError):
    code = "error-nothing-there"


class Removed(NothingThere):
    code = "error-removed"


class NotLive(NothingThere):
    code = "error-not-live"


class LinkNotSupported(SourceError):
    code = "error-link-not-supported"


class SignInNeeded(SourceError):
    code = "error-sign-in-needed"


class Private(SignInNeeded):
    code = "error-private"


class AgeRestricted(SignInNeeded):
    code = "error-age-restricted"


class BotCheck(SignInNeeded):
    code = "error-bot-check"


class SourceRefused(SourceError):
    code = "error-source-refused"


class GeoBlocked(SourceRefused):
    code = "error-geo-blocked"


class Drm(SourceRefused):
    code = "error-drm"


class SourceBusy(SourceError):
    code = "error-source-busy"


class SourceUnreachable(SourceError):
    code = "error-source-unreachable"


class LiveStream(SourceError):
    code = "error-live-stream"


class Upcoming(LiveStream):
    """A premiere or a broadcast that has not begun; `seconds` says when it will, where that is known."""

    code = "error-upcoming"

    def __init__(self, detail: str = "", *, seconds: int | None = None) -> None:
        super().__init__(detail, seconds=seconds)


class SpanOutside(SourceError):
    code = "error-span-outside"


class SeveralFound(SourceError):
    """A playlist, an album or a gallery, not one thing: `found` (domain.found.Found) says what is in it."""

    code = "error-several-found"

    def __init__(self, found: Any) -> None:
        super().__init__(f"a list of {len(found.items)} or more", found=found)

    @property
    def found(self) -> Any:
        return self.values["found"]


class SourceFailed(SourceError):
    """Anything else the source or its engine says."""


class SourceDown(SourceFailed):
    code = "error-source-down"


class EngineOutOfDate(SourceFailed):
    code = "error-engine-out-of-date"


class NoJavaScriptRuntime(SourceFailed):
    code = "error-no-javascript-runtime"


class FileTooLarge(FerryError):
    """Over a limit. `size` is None when it grew past the limit without having said its size (both bytes)."""

    code = "error-file-too-large"

    def __init__(self, size: int | None, limit: int) -> None:
        super().__init__(f"{size} bytes over {limit}", size=size, limit=limit)

    @property
    def size(self) -> int | None:
        return self.values["size"]  # type: ignore[no-any-return]


class DiskFull(FerryError):
    code = "error-disk-full"


class TransferError(FerryError):
    code = "error-transfer-failed"


class LargeFilesOff(TransferError):
    """The file needs MTProto, which isn't set up (`size` and `limit` in bytes)."""

    code = "error-large-files-off"

    def __init__(self, size: int | None, limit: int) -> None:
        super().__init__(f"{size} bytes over {limit}, API_ID and API_HASH not set", size=size, limit=limit)


class TransferUnavailable(TransferError):
    """Telegram can't be had at present; `seconds` says for how long, where that is known."""

    code = "error-transfer-unavailable"

    def __init__(self, detail: str = "", *, seconds: int | None = None) -> None:
        super().__init__(detail, seconds=seconds)


class LargeFilesOut(TransferUnavailable):
    """MTProto can't be had at present, but may in `seconds`: a login flood, a breaker, no connection."""

    def __init__(self, detail: str, *, seconds: int) -> None:
        super().__init__(detail, seconds=seconds)


class ChatRefused(TransferError):
    code = "error-chat-refused"


class TransferFailed(TransferError):
    """Anything else Telegram says."""


class FileForgotten(TransferFailed):
    """Telegram takes the id of a file no more; nothing was sent."""


class OutcomeUnknown(TransferError):
    code = "error-outcome-unknown"


class DeliveryTimedOut(FerryError):
    """Over DELIVERY_TIMEOUT_S (`seconds`)."""

    code = "error-delivery-timed-out"


class DeliveryInterrupted(FerryError):
    code = "error-delivery-interrupted"


class NotChosen(FerryError):
    """Its person was asked whether it should go in pieces or later, and did not answer."""

    code = "error-not-chosen"


class QuotaReached(FerryError):
    """They have had what the owner grants them in 24 hours; `seconds` says when there is room again."""

    code = "error-quota-reached"

    def __init__(self, detail: str, *, seconds: int) -> None:
        super().__init__(detail, seconds=seconds)


class ChildDied(FerryError):
    """A worker process ended without a word, mostly for want of memory."""

    code = "error-child-died"
