"""What can go wrong with MTProto: what the library raises as our errors, once, by type; and when to try again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyrogram import errors

from bot.errors import ChatRefused, LargeFilesOut, TransferError, TransferFailed
from bot.resilience.retry import backoff
from bot.transfer.mtproto.faults import AWAY, Flooded, LoginLost, Stalled

theirs: Any = errors  # generated, without exports a type checker could follow

PATIENCE = 60  # seconds; a longer flood wait is handed up with its time
TRANSPORT_PAUSE = 60.0  # seconds after a transport flood, doubled with each


class KeyUnknown(ConnectionError):
    """The server does not know our auth key (any more)."""


class TransportFlood(ConnectionError):
    """The server takes no connection from us for a while."""


# Forbidden is every 403; some refusals come as 400 (https://core.telegram.org/api/errors).
REFUSALS = (
    theirs.Forbidden,
    theirs.ChannelInvalid,
    theirs.ChannelPrivate,
    theirs.ChatAdminRequired,
    theirs.ChatIdInvalid,
    theirs.ChatRestricted,
    theirs.ChatWriteForbidden,
    theirs.InputUserDeactivated,
    theirs.PeerIdInvalid,
    theirs.PeerIdNotSupported,
    theirs.TopicClosed,
    theirs.TopicDeleted,
    theirs.UserBannedInChannel,
    theirs.UserIdInvalid,
    theirs.UserIsBlocked,
    theirs.UserIsBot,
    theirs.YouBlockedUser,
)
# The login is worth nothing any more; a new one is (https://core.telegram.org/api/errors#401-unauthorized).
LOGIN_LOST = (KeyUnknown, theirs.Unauthorized, theirs.AuthKeyDuplicated)
# No connection, or a server that is not well. A time-out is an OSError.
UNWELL = (OSError, theirs.InternalServerError, theirs.ServiceUnavailable)
# Plain answers, whatever family of errors they come from. RANDOM_ID_DUPLICATE is a 500; asked again a little later,
# Telegram names the message (https://core.telegram.org/api/updates#updatemessageid-updates).
ANSWERS = (*LOGIN_LOST, theirs.RandomIdDuplicate)


def pause(error: Exception, attempt: int) -> float | None:
    """Seconds after which a failed call may be made again; None: never."""
    if isinstance(error, LOGIN_LOST):
        return None
    if isinstance(error, theirs.Flood):
        seconds = wait(error)
        return seconds + 1 if seconds <= PATIENCE else None
    if isinstance(error, TransportFlood):
        return TRANSPORT_PAUSE * 2.0 ** (attempt - 1)
    return backoff(attempt) if isinstance(error, UNWELL) else None


def pause_at_login(error: Exception, attempt: int) -> float | None:
    """The same while logging in: whoever waits for that has a time limit, and hears of a flood with its time."""
    return None if isinstance(error, theirs.Flood | TransportFlood) else pause(error, attempt)


def unwell(error: Exception) -> bool | None:
    """Whether it speaks of the way rather than of what was asked: such failures open the breaker.

    None of a standstill. All uploads of a client see the same one, and it has an answer of its own: a fresh client.
    """
    if isinstance(error, Stalled):
        return None
    if isinstance(error, LargeFilesOut):
        return not isinstance(error, Flooded | LoginLost)
    return isinstance(error, UNWELL) and not isinstance(error, ANSWERS)


def wait(error: Any) -> int:
    """Seconds a Flood error asks to wait."""
    return int(error.value) if isinstance(error.value, int) else AWAY


def ours(error: Exception) -> TransferError:
    """The error of ours that says the same."""
    detail = str(error) or type(error).__name__
    if isinstance(error, theirs.Flood):
        return Flooded(detail, seconds=wait(error))
    if isinstance(error, REFUSALS):
        return ChatRefused(detail)
    if isinstance(error, LOGIN_LOST):
        return LoginLost(detail)
    if isinstance(error, TransportFlood):
        return Flooded(detail, seconds=round(TRANSPORT_PAUSE))
    if isinstance(error, UNWELL):
        return LargeFilesOut(detail, seconds=AWAY)
    return TransferFailed(detail)


@contextmanager
def translated() -> Iterator[None]:
    """Raises ours in place of theirs."""
    try:
        yield
    except (theirs.RPCError, OSError) as error:
        raise ours(error) from error
