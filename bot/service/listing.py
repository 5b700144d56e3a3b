"""What the list of links and the daily notice look like: HTML and buttons.

Callback data: `l:<what>:…` of the list, `n:<what>:…` of the notice. The last part is always the page that is shown,
ids travel as 22 letters, so that two of them and a page fit into Telegram's 64 bytes.
"""

import html
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bot.domain.limits import shorten
from bot.domain.link import KeptLink, Link
from bot.domain.message import Button, Rows
from bot.i18n import Html, plain, say
from bot.i18n.format import left, size
from bot.service.links import Page

LONGEST_NAME = 80  # UTF-16 units shown of a title
LONGEST_HOST = 50  # of 253, https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
LONGEST_ANSWER = 100  # UTF-16 units of a name in an answer, which holds 200

# Marks that turn the direction of all text after them (unicode.org/reports/tr9): a name must not reach beyond itself.
DIRECTION_MARKS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def encode(some_id: UUID) -> str:
    """An id in the letters of callback data.

    >>> encode(UUID(int=1))
    'AAAAAAAAAAAAAAAAAAAAAQ'
    """
    return urlsafe_b64encode(some_id.bytes).rstrip(b"=").decode()


def decode(text: str) -> UUID:
    """The id in 22 letters of callback data.

    >>> decode("AAAAAAAAAAAAAAAAAAAAAQ").int
    1
    """
    return UUID(bytes=urlsafe_b64decode(f"{text}=="))


def short_name(link: KeptLink) -> str:
    """What to call it in an answer to a press."""
    return shorten(link.name.translate(DIRECTION_MARKS), LONGEST_ANSWER)


def list_page(language: str, page: Page, now: datetime, ttl: timedelta) -> tuple[str, Rows]:
    """A page of `/links`."""
    if not page.total:
        return say(language, "links-empty", days=ttl.days), ()
    lines = [say(language, "links-list", total=page.total), *_items(language, page, now)]
    rows = [
        [
            Button(plain(language, "links-get-button", number=number), f"l:g:{encode(link.id)}:{page.number}"),
            Button(plain(language, "links-keep-button"), f"l:k:{encode(link.id)}:{page.number}"),
            Button(plain(language, "links-delete-button"), f"l:d:{encode(link.id)}:{page.number}"),
        ]
        for number, link in enumerate(page.links, page.first)
    ]
    return _whole(language, lines, page), [*rows, *_turns(language, page, "l:p")]


def notice_page(language: str, notice_id: UUID, page: Page, now: datetime, ttl: timedelta) -> tuple[str, Rows]:
    """A page of the daily notice; it goes on showing what was kept meanwhile."""
    notice = encode(notice_id)
    if not page.total:
        return say(language, "notice-nothing-left"), ()
    if page.going:
        going = say(language, "notice-going", count=page.going)
        head = f"{going}\n{say(language, 'notice-question', count=page.going, days=ttl.days)}"
    else:
        head = say(language, "notice-all-kept")
    rows = [
        [
            Button(
                plain(language, "notice-keep-button", number=number),
                f"n:k:{notice}:{encode(link.id)}:{page.number}",
            ),
            Button(plain(language, "links-delete-button"), f"n:d:{notice}:{encode(link.id)}:{page.number}"),
        ]
        for number, link in enumerate(page.links, page.first)
        if link.announced_at
    ]
    if page.going > 1:
        label = plain(language, "notice-keep-all-button", count=page.going)
        rows.insert(0, [Button(label, f"n:a:{notice}:{page.number}")])
    lines = [head, *_items(language, page, now, notice=True)]
    return _whole(language, lines, page), [*rows, *_turns(language, page, f"n:p:{notice}")]


def _items(language: str, page: Page, now: datetime, *, notice: bool = False) -> list[str]:
    items = []
    for number, link in enumerate(page.links, page.first):
        name = say(language, "links-item", number=number, name=_name(link))
        time = _time(language, link, now, kept=notice and link.announced_at is None)
        items.append(f"{name}\n{_details(language, link, time)}")
    return items


def _name(link: KeptLink) -> Html:
    name = html.escape(shorten(link.name.translate(DIRECTION_MARKS), LONGEST_NAME), quote=False)
    return Html(f'<a href="{html.escape(link.url)}">{name}</a>')


def _details(language: str, link: KeptLink, time: str) -> str:
    host = shorten(Link(link.url).host, LONGEST_HOST)
    if link.size is None:
        return say(language, "links-details-unsized", host=host, time=time)
    return say(language, "links-details", size=size(language, link.size), host=host, time=time)


def _time(language: str, link: KeptLink, now: datetime, *, kept: bool) -> str:
    time = link.expires_at - now
    if time <= timedelta(0):
        return plain(language, "links-overdue")
    return plain(language, "notice-kept" if kept else "links-left", time=left(language, _minutes(time)))


def _minutes(time: timedelta) -> timedelta:
    """Whole minutes, rounded up: right after Keep there are 30 days left, not 29."""
    return -(-time // timedelta(minutes=1)) * timedelta(minutes=1)


def _whole(language: str, lines: Sequence[str], page: Page) -> str:
    if page.pages == 1:
        return "\n\n".join(lines)
    return "\n\n".join([*lines, say(language, "links-page", number=page.number + 1, pages=page.pages)])


def _turns(language: str, page: Page, data: str) -> list[list[Button]]:
    """The buttons that turn pages."""
    row = []
    if page.number > 0:
        row.append(Button(plain(language, "links-back-button"), f"{data}:{page.number - 1}"))
    if page.number + 1 < page.pages:
        row.append(Button(plain(language, "links-on-button"), f"{data}:{page.number + 1}"))
    return [row] if row else []
