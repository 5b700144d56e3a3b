"""What the list of links and the daily notice look like: HTML and buttons.

Callback data: `l:<what>:…` of the list, `n:<what>:…` of the notice. After ids, which travel as 22 letters so that two
of them fit into Telegram's 64 bytes, comes the page that is shown; of the list also the id of its view, if any.
"""

import html
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bot.domain.limits import shorten
from bot.domain.link import KeptLink, Link
from bot.domain.message import Button, Rows
from bot.domain.search import Choice, Order
from bot.i18n import Html, plain, say
from bot.i18n.format import left, size
from bot.service.links import Page, Sites
from bot.service.views import View

LATER_HOURS = 3  # that a notice can be put off
LONGEST_NAME = 80  # UTF-16 units shown of a title
LONGEST_HOST = 50  # of 253, https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
LONGEST_ANSWER = 100  # UTF-16 units of a name in an answer, which holds 200
LONGEST_TYPED = 60  # UTF-16 units shown of what is searched for
NUMBERS = 3  # buttons side by side
PLAIN = View()

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


def data(what: str, view: View, page: int, some_id: UUID | None = None) -> str:
    """The callback data of a button below a list.

    >>> data("p", View(), 2), data("p", View(id="view"), 2)
    ('l:p:2', 'l:p:2:view')
    """
    parts = ("l", what, encode(some_id) if some_id else "", str(page), view.id)
    return ":".join(filter(None, parts))


def list_page(language: str, page: Page, now: datetime, ttl: timedelta, view: View = PLAIN) -> tuple[str, Rows]:
    """A page of `/links`, of all or of what a search finds."""

    def button(what: str, key: str, link: KeptLink | None = None, **values: int) -> Button:
        return Button(plain(language, key, **values), data(what, view, page.number, link.id if link else None))

    undo = [_undo(language, page, lambda deletion: data("undo", view, page.number, deletion))]
    narrowed = view.search.words or view.search.host is not None
    if not page.total and not narrowed:
        return say(language, "links-empty", days=ttl.days), [row for row in undo if row]
    lines = [head(language, "links-list", page, view), *items(language, page, now)]
    lines.append(say(language, "links-hint" if page.total else "links-found-none"))
    numbers = [
        button("o", "links-open-button", link, number=place) for place, link in enumerate(page.links, page.first)
    ]
    rows = in_rows(numbers, NUMBERS)
    first = view.search.order is Order.EXPIRING
    order = button("newest", "links-newest-button") if first else button("soonest", "links-soonest-button")
    tools = [
        [button("find", "links-find-button"), button("sites", "links-sites-button"), order],
        [
            button("choose", "links-choose-button"),
            button("json", "links-json-button"),
            button("csv", "links-csv-button"),
        ],
    ]
    whole = [button("whole", "links-whole-button")] if narrowed else []
    below = [*turns(language, page, "l:p", view), *(tools if page.total > 1 else ()), whole]
    return joined(language, lines, page), [row for row in (*undo, *rows, *below) if row]


def link_page(language: str, link: KeptLink, now: datetime, view: View, page: int) -> tuple[str, Rows]:
    """One link of the list, and what can be done with it."""

    def button(what: str, key: str) -> Button:
        return Button(plain(language, key), data(what, view, page, link.id))

    rows = [
        [button("g", "links-get-button")],
        [button("k", "links-keep-button"), button("d", "links-delete-button")],
        [Button(plain(language, "links-list-button"), data("p", view, page))],
    ]
    return f"{say(language, 'links-one', name=_name(link))}\n{_about(language, link, now)}", rows


def notice_page(language: str, notice_id: UUID, page: Page, now: datetime, ttl: timedelta) -> tuple[str, Rows]:
    """A page of the daily notice; it goes on showing what was kept meanwhile."""
    notice = encode(notice_id)
    undo = _undo(language, page, lambda deletion: f"n:undo:{notice}:{encode(deletion)}:{page.number}")
    if not page.total:
        return say(language, "notice-nothing-left"), [undo] if undo else []
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
    if page.going:
        rows.append(
            [
                Button(plain(language, "notice-later-button", hours=LATER_HOURS), f"n:later:{notice}"),
                Button(plain(language, "notice-tomorrow-button"), f"n:tomorrow:{notice}"),
            ]
        )
    if page.going > 1:
        label = plain(language, "notice-keep-all-button", count=page.going)
        rows.insert(0, [Button(label, f"n:a:{notice}:{page.number}")])
    if undo:
        rows.insert(0, undo)
    lines = [head, *items(language, page, now, notice=True)]
    return joined(language, lines, page), [*rows, *turns(language, page, f"n:p:{notice}")]


def head(language: str, key: str, page: Page, view: View, **values: int) -> str:
    """The first lines: what this is, how many there are, and what is searched for."""
    lines = [say(language, key, total=page.total, **values)]
    if view.search.words:
        typed = shorten(" ".join(view.typed.translate(DIRECTION_MARKS).split()), LONGEST_TYPED)
        lines.append(say(language, "links-words", words=typed))
    if view.search.host is not None:
        lines.append(say(language, "links-host", host=shorten(view.search.host, LONGEST_HOST)))
    return "\n".join(lines)


def items(language: str, page: Page, now: datetime, *, notice: bool = False, choice: Choice | None = None) -> list[str]:
    """What is said of each link; with a choice, whether it is chosen."""
    texts = []
    for number, link in enumerate(page.links, page.first):
        key = "links-item" if choice is None else "links-item-chosen" if link.id in choice else "links-item-open"
        name = say(language, key, number=number, name=_name(link))
        texts.append(f"{name}\n{_about(language, link, now, kept=notice and link.announced_at is None)}")
    return texts


def _about(language: str, link: KeptLink, now: datetime, *, kept: bool = False) -> str:
    """Size, site and time left; the end of its address, if it says that."""
    lines = [_details(language, link, _time(language, link, now, kept=kept))]
    if link.gone_at is not None:
        lines.append(_gone(language, link.gone_at - now))
    return "\n".join(lines)


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


def _gone(language: str, time: timedelta) -> str:
    """When the address itself stops working, as it says."""
    if time <= timedelta(0):
        return say(language, "links-stopped")
    return say(language, "links-stops", time=left(language, time))


def _minutes(time: timedelta) -> timedelta:
    """Whole minutes, rounded up: right after Keep there are 30 days left, not 29."""
    return -(-time // timedelta(minutes=1)) * timedelta(minutes=1)


def joined(language: str, lines: Sequence[str], page: Page) -> str:
    """The whole text, with the number of its page if there are several."""
    if page.pages == 1:
        return "\n\n".join(lines)
    return "\n\n".join([*lines, say(language, "links-page", number=page.number + 1, pages=page.pages)])


def turns(language: str, page: Page | Sites, begin: str, view: View = PLAIN) -> list[list[Button]]:
    """The buttons that turn pages."""
    end = f":{view.id}" if view.id else ""
    row = []
    if page.number > 0:
        row.append(Button(plain(language, "links-back-button"), f"{begin}:{page.number - 1}{end}"))
    if page.number + 1 < page.pages:
        row.append(Button(plain(language, "links-on-button"), f"{begin}:{page.number + 1}{end}"))
    return [row] if row else []


def in_rows(buttons: Sequence[Button], wide: int) -> list[Sequence[Button]]:
    """So many side by side."""
    return [buttons[first : first + wide] for first in range(0, len(buttons), wide)]


def _undo(language: str, page: Page, made: Callable[[UUID], str]) -> list[Button]:
    """The button that brings back what has just been deleted."""
    if page.undo is None:
        return []
    return [Button(plain(language, "links-undo-button", count=page.undo.links), made(page.undo.id))]
