"""Logging: one handler on standard error, and no secret passes it.

Blanking happens where a record has become text: message, arguments, extra fields and traceback alike.
"""

import contextlib
import json
import logging
import re
import secrets as randomness
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

BLANK = "***"
TOKEN_SHAPED = re.compile(r"\d{6,}(?::|%3A)[\w-]{30,}", re.IGNORECASE)  # https://core.telegram.org/bots/api
TOKEN_IN_PATH = re.compile(r"(?<=/bot)\d+(?::|%3A)[\w-]+", re.IGNORECASE)  # as in https://api.telegram.org/bot<token>/
URL_CREDENTIALS = re.compile(r"(?<=//)[^\s/]+@")  # as in socks5://user:password@host

LOUD = ("alembic", "apscheduler", "httpcore", "httpx", "pyrogram", "telegram")  # libraries whose INFO is our DEBUG
LOUDER = (
    "telegram.ext",  # tells again, with a traceback, what it raises or hands to our error handler
    "waitress.queue",  # warns whenever five people ask at once
)

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0, 1, i, l, o
REFERENCE_LENGTH = 8

OWN_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def setup(level: str, style: str, secrets: Iterable[str | None]) -> None:
    """Log from `level` on to standard error, as "text" or "json", without the secrets.

    Also takes in warnings, and exceptions that end the program or a thread.
    """
    redactor = Redactor(secrets)
    handler = Handler()
    handler.setFormatter(JsonLines(redactor) if style == "json" else Text(redactor))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in LOUDER:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def reference() -> str:
    """A short random id that stands in the chat and beside the traceback."""
    return "".join(randomness.choice(ALPHABET) for _ in range(REFERENCE_LENGTH))


class Redactor:
    """Blanks given secrets, and whatever looks like one, in a text.

    >>> Redactor(["hush"]).blank("hush! GET http://me:pw@host/bot123:abc/getMe")
    '***! GET http://***host/bot***/getMe'
    """

    def __init__(self, secrets: Iterable[str | None]) -> None:
        known = {secret for secret in secrets if secret}
        known |= {password for secret in known if "://" in secret and (password := urlsplit(secret).password)}
        spellings = {form for secret in known for form in (secret, quote(secret, safe=""), repr(secret)[1:-1])}
        patterns = [re.escape(form) for form in sorted(spellings, key=len, reverse=True)]
        self._known = re.compile("|".join(patterns)) if patterns else None

    def blank(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(BLANK, text)
        for pattern in (TOKEN_IN_PATH, TOKEN_SHAPED, URL_CREDENTIALS):
            text = pattern.sub(BLANK, text)
        return text


class Handler(logging.StreamHandler[Any]):
    """Standard error. What can't be written is dropped by name: logging's own report would print it unblanked."""

    def handleError(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError, ValueError):  # standard error itself may be gone
            self.stream.write(f"log record dropped logger={record.name} line={record.lineno}\n")


class Text(logging.Formatter):
    """`time LEVEL name: message`, then the traceback. A message stays on its line."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        message = _message(record).replace("\r", "\\r").replace("\n", "\\n")  # nobody forges a line
        lines = [f"{_time(record)} {record.levelname} {record.name}: {message}", *_trace(self, record)]
        return self._redactor.blank("\n".join(lines))


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, extra fields, trace."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if trace := _trace(self, record):
            fields["trace"] = "\n".join(trace)
        for name, value in record.__dict__.items():
            if name not in OWN_FIELDS:
                fields.setdefault(name, value)
        return json.dumps({self._redactor.blank(name): self._clean(value) for name, value in fields.items()})

    def _clean(self, value: Any) -> Any:
        """Numbers stay numbers, all else becomes text before it is blanked."""
        return value if isinstance(value, int | float | None) else self._redactor.blank(str(value))


def _message(record: logging.LogRecord) -> str:
    """The template alone where the arguments don't fit into it."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} (its arguments don't fit)"


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    """Formatted anew, and not cached on the record where another handler would find it."""
    trace = [formatter.formatException(record.exc_info)] if record.exc_info else []
    return [*trace, formatter.formatStack(record.stack_info)] if record.stack_info else trace


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("uncaught exception", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        name = args.thread.name if args.thread else "?"
        logging.getLogger("bot").critical(
            "uncaught exception in a thread thread=%s",
            name,
            exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
        )
