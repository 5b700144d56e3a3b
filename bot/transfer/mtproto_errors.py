"""What the MTProto library raises, as our errors: once, by type."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyrogram import errors

from bot.errors import ChatRefused, TransferError, TransferFailed, TransferUnavailable

theirs: Any = errors  # generated, without exports a type checker could follow

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
# No connection, no login, or a server that is not well. A time-out is an OSError.
UNAVAILABLE = (OSError, theirs.Unauthorized, theirs.InternalServerError, theirs.ServiceUnavailable)


def ours(error: Exception) -> TransferError:
    """The error of ours that says the same."""
    detail = str(error) or type(error).__name__
    if isinstance(error, theirs.Flood):
        return TransferUnavailable(detail, seconds=wait(error))
    if isinstance(error, REFUSALS):
        return ChatRefused(detail)
    if isinstance(error, UNAVAILABLE):
        return TransferUnavailable(detail)
    return TransferFailed(detail)


def wait(error: Any) -> int | None:
    """Seconds a Flood error asks to wait."""
    return error.value if isinstance(error.value, int) else None


@contextmanager
def translated() -> Iterator[None]:
    """Raises ours in place of theirs."""
    try:
        yield
    except (theirs.RPCError, OSError) as error:
        raise ours(error) from error
