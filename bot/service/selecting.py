"""What choosing several links of the list looks like, the question before they go, and the list's sites."""

from datetime import datetime

from bot.domain.limits import shorten
from bot.domain.message import Button, Rows
from bot.i18n import plain, say
from bot.service.links import Page, Sites
from bot.service.listing import NUMBERS, data, head, in_rows, items, joined, turns
from bot.service.views import View

LONGEST_HOST = 32  # UTF-16 units on a button as wide as a phone's message


def choice_page(language: str, page: Page, now: datetime, view: View, chosen: int) -> tuple[str, Rows]:
    """A page of the list on which links are chosen; `chosen` of them are, on all pages."""
    assert view.choice is not None

    def button(what: str, key: str, **values: int) -> Button:
        return Button(plain(language, key, **values), data(what, view, page.number))

    marks = [
        Button(
            plain(language, f"links-number-{'chosen' if link.id in view.choice else 'open'}-button", number=number),
            data("off" if link.id in view.choice else "on", view, page.number, link.id),
        )
        for number, link in enumerate(page.links, page.first)
    ]
    rest = [button("every", "links-every-button", total=page.total)] if chosen < page.total else []
    does = [
        button("keep", "links-keep-chosen-button", count=chosen),
        button("ask", "links-delete-chosen-button", count=chosen),
    ]
    rows = [
        *in_rows(marks, NUMBERS),
        [*rest, *([button("none", "links-none-button")] if chosen else [])],
        does if chosen else [],
        *turns(language, page, "l:p", view),
        [button("leave", "links-leave-button")],
    ]
    lines = [
        head(language, "links-choose", page, view, chosen=chosen),
        *items(language, page, now, choice=view.choice),
    ]
    return joined(language, lines, page), [row for row in rows if row]


def question(language: str, view: View, page: int, chosen: int) -> tuple[str, Rows]:
    """Whether to delete so many links."""
    yes = Button(plain(language, "links-delete-chosen-button", count=chosen), data("delete", view, page))
    no = Button(plain(language, "links-ask-no-button"), data("p", view, page))
    return say(language, "links-ask", count=chosen), [[yes], [no]]


def sites_page(language: str, sites: Sites, view: View) -> tuple[str, Rows]:
    """The sites to which the links lead; the buttons name them by their places in `view.sites`."""
    buttons = [
        Button(
            plain(language, "links-site-button", host=shorten(host, LONGEST_HOST), count=count),
            data("site", view, place),
        )
        for place, (host, count) in enumerate(sites.sites)
    ]
    back = Button(plain(language, "links-list-button"), data("p", view, 0))
    rows = [*in_rows(buttons, 1), *turns(language, sites, "l:sites", view), [back]]
    return say(language, "links-sites", total=sites.total), rows
