"""Every error of the library as ours, by type, and what may be repeated."""

import datetime

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.errors import ChatRefused, OutcomeUnknown, TransferFailed, TransferUnavailable
from bot.transfer.errors import CutShort, nothing_done, ours, refused, seconds
from bot.transfer.retry import not_refused


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


GATEWAY = "Content Too Large (413). Parsing the server response b'<html>413</html>' failed"

NEVER_LEFT = [
    caused(NetworkError("x"), httpx.ConnectError("refused")),
    caused(TimedOut(), httpx.ConnectTimeout("slow")),
    caused(TimedOut(), httpx.PoolTimeout("full")),
    caused(NetworkError("x"), httpx.ProxyError("no")),
    CutShort("after 5 bytes"),
]
NOBODY_KNOWS = [
    caused(TimedOut(), httpx.ReadTimeout("no answer")),
    caused(TimedOut(), httpx.WriteTimeout("stuck")),
    caused(NetworkError("x"), httpx.ReadError("reset")),
    caused(NetworkError("x"), httpx.RemoteProtocolError("closed")),
    NetworkError("Bad Gateway"),
    NetworkError("Internal Server Error"),
    TelegramError("Invalid server response"),
]
NOES = [
    (Forbidden("bot was blocked by the user"), ChatRefused),
    (BadRequest("Chat not found"), ChatRefused),
    (BadRequest("Not enough rights to send text messages to the chat"), ChatRefused),
    (BadRequest("Need administrator rights; have no rights to send a message"), ChatRefused),
    (BadRequest("CHAT_WRITE_FORBIDDEN"), ChatRefused),
    (BadRequest("User is deactivated"), ChatRefused),
    (BadRequest("Message to edit not found"), TransferFailed),
    (NetworkError("Request Entity Too Large"), TransferFailed),
    (NetworkError(GATEWAY), TransferFailed),
    (InvalidToken("Unauthorized"), TransferFailed),
    (Conflict("terminated by other getUpdates request"), TransferFailed),
    (ChatMigrated(-100), TransferFailed),
]


def named(value):
    return f"{type(value).__name__}-{type(value.__cause__).__name__}" if isinstance(value, Exception) else ""


@pytest.mark.parametrize("error", NEVER_LEFT, ids=named)
def test_what_never_left_in_full_may_be_repeated_and_says_that_telegram_is_away(error):
    assert nothing_done(error)
    assert not_refused(error)
    assert type(ours(error)) is TransferUnavailable
    assert ours(error).values == {"seconds": None}


@pytest.mark.parametrize("error", NOBODY_KNOWS, ids=named)
def test_a_call_without_an_answer_has_an_unknown_outcome(error):
    assert not nothing_done(error)
    assert type(ours(error)) is OutcomeUnknown
    assert not_refused(error)  # an edit may be made again


@pytest.mark.parametrize(("error", "kind"), NOES, ids=named)
def test_a_no_stays_one(error, kind):
    assert refused(error)
    assert not nothing_done(error)
    assert not not_refused(error)
    assert type(ours(error)) is kind
    assert str(ours(error)) == error.message


def test_a_flood_wait_says_for_how_long():
    error = ours(RetryAfter(90))
    assert type(error) is TransferUnavailable
    assert error.values == {"seconds": 90}
    assert not not_refused(RetryAfter(90))


@pytest.mark.parametrize("setting", ["true", "false"])
@pytest.mark.parametrize("wait", [7, datetime.timedelta(seconds=7), datetime.timedelta(seconds=7.3)])
def test_a_wait_is_read_whatever_the_library_makes_of_it(monkeypatch, setting, wait):
    monkeypatch.setenv("PTB_TIMEDELTA", setting)
    assert seconds(RetryAfter(wait)) == 7
