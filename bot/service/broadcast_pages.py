"""What a broadcast shows its owner: the question, the line, the report.

`a:c` asks for a text, `a:ca` stands below that question and marks it, `a:cs:<id>` sends, `a:cx:<id>` doesn't,
`a:ct:<id>` stops.
"""

from datetime import timedelta

from bot.domain.broadcast import Broadcast, Stage
from bot.domain.message import Button
from bot.i18n import plain, say
from bot.i18n.format import left
from bot.service.listing import encode
from bot.service.panel import Shown

MARK = "a:ca"  # below the question for a text: an answer to a message with it is the text


def ask(language: str) -> Shown:
    """The question for the text."""
    return say(language, "broadcast-ask"), [[Button(plain(language, "broadcast-cancel-button"), MARK)]]


def preview(language: str, draft: Broadcast, people: int) -> Shown:
    """The last question; the text itself stands above."""
    send = Button(plain(language, "broadcast-send-button"), f"a:cs:{encode(draft.id)}")
    cancel = Button(plain(language, "broadcast-cancel-button"), f"a:cx:{encode(draft.id)}")
    return say(language, "broadcast-preview", count=people), [[send, cancel] if people else [cancel]]


def progress(language: str, now: Broadcast, total: int) -> Shown:
    """The line that shows how far it is."""
    stop = Button(plain(language, "broadcast-stop-button"), f"a:ct:{encode(now.id)}")
    return say(language, "broadcast-progress", done=now.tried, total=max(total, now.tried)), [[stop]]


def report(language: str, now: Broadcast, time: timedelta) -> str:
    """How it ended."""
    key = "broadcast-done" if now.stage is Stage.DONE else "broadcast-stopped"
    counts = {"sent": now.sent, "blocked": now.blocked, "failed": now.failed}
    return say(language, key, time=left(language, time), **counts)
