"""The owner's pages about people.

`a:p:<page>` the list, `a:w:<page>` who waits, `a:i:<id>` one person, `a:a:<id>` let in, `a:b:<id>` shut out,
`a:q:<id>` quotas, `a:l:<id>:<links>` and `a:s:<id>:<megabytes>` set one (0: none), `a:y:<id>` and `a:n:<id>` answer a
stranger who asks.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.domain.limits import MB, shorten
from bot.domain.message import Button
from bot.domain.person import Access, Person, Visitor
from bot.i18n import Html, plain, say
from bot.i18n.format import date, left, size
from bot.service.listing import DIRECTION_MARKS
from bot.service.owner import PAGE, Dossier, PeoplePage
from bot.service.panel import Shown, back

LONGEST_NAME = 64  # UTF-16 units shown of a name; Telegram's have up to 129 (first and last, 64 each)
LONGEST_LABEL = 18  # UTF-16 units of a name on a button, two of which stand side by side on a phone

LINKS_A_DAY = (5, 10, 20, 50, 100, 0)  # offered as quotas; 0: any number
MEGABYTES_A_DAY = (500, 1024, 2048, 5120, 10240, 0)


def name(person: Person | Visitor) -> str:
    """What to call somebody; what they call themselves must not reach beyond itself."""
    shown = " ".join((person.name or "").translate(DIRECTION_MARKS).split())
    return shorten(shown, LONGEST_NAME) or str(person.user_id)


def who(language: str, person: Person | Visitor) -> Html:
    """Name, username and id, in one line."""
    if not person.username:
        return Html(say(language, "admin-who", name=name(person), id=str(person.user_id)))
    username = f"@{person.username}"
    return Html(say(language, "admin-who-named", name=name(person), username=username, id=str(person.user_id)))


def request(language: str, visitor: Visitor) -> Shown:
    """The question whether to let someone in."""
    buttons = [
        Button(plain(language, "admin-allow-button"), f"a:y:{visitor.user_id}"),
        Button(plain(language, "admin-refuse-button"), f"a:n:{visitor.user_id}"),
    ]
    return say(language, "admin-request", who=who(language, visitor)), [buttons]


def decided(language: str, person: Person | Visitor, access: Access) -> Shown:
    """The same question, answered."""
    key = "admin-request-allowed" if access is Access.ALLOWED else "admin-request-refused"
    more = Button(plain(language, "admin-person-button"), f"a:i:{person.user_id}")
    return say(language, key, who=who(language, person)), [[more]]


def people(language: str, page: PeoplePage, now: datetime) -> Shown:
    """The list of those who have come in."""
    head = say(language, "admin-people", count=page.total)
    return _list(language, page, head, now, "a:p")


def strangers(language: str, page: PeoplePage, now: datetime) -> Shown:
    """The list of those who wait."""
    if not page.total:
        return say(language, "admin-strangers-none"), [back(language)]
    return _list(language, page, say(language, "admin-strangers", count=page.total), now, "a:w")


def found(language: str, page: PeoplePage, words: str, now: datetime) -> Shown:
    """What a search has found: its first page, more words find the rest."""
    words = shorten(words.translate(DIRECTION_MARKS), LONGEST_NAME)
    return _list(language, page, say(language, "admin-found", count=page.total, words=words), now, None)


def person(language: str, seen: Dossier, zone: tzinfo) -> Shown:
    """One person."""
    one = seen.person
    text = say(
        language,
        "admin-check",
        who=who(language, one),
        since=date(language, one.first_seen, zone),
        seen=date(language, one.last_seen, zone),
        links=seen.standing.links,
        next=_date(language, seen.standing.next_expiry, zone),
        day=seen.day.deliveries,
        daysize=size(language, seen.day.size),
        month=seen.month.deliveries,
        monthsize=size(language, seen.month.size),
        quota=_quota(language, one),
        may="admin" if seen.admin else "asked" if one.access is Access.ASKED else "yes" if seen.may else "no",
        blocked="yes" if one.blocked_at else "no",
    )
    rows: list[Sequence[Button]] = []
    if not seen.admin:
        allow = Button(plain(language, "admin-allow-button"), f"a:a:{one.user_id}")
        ban = Button(plain(language, "admin-ban-button"), f"a:b:{one.user_id}")
        rows.append([allow, ban] if one.access is Access.ASKED else [ban] if seen.may else [allow])
        rows.append([Button(plain(language, "admin-quota-button"), f"a:q:{one.user_id}")])
    return text, [*rows, [Button(plain(language, "admin-people-back-button"), "a:p:0"), *back(language)]]


def quotas(language: str, one: Person) -> Shown:
    """What somebody may have in a day, to choose from."""
    text = say(language, "admin-quotas", who=who(language, one), quota=_quota(language, one))
    links = [
        _option(language, _links(language, number), f"a:l:{one.user_id}:{number}", (one.quota.links or 0) == number)
        for number in LINKS_A_DAY
    ]
    sizes = [
        _option(language, _bytes(language, mb * MB), f"a:s:{one.user_id}:{mb}", (one.quota.size or 0) == mb * MB)
        for mb in MEGABYTES_A_DAY
    ]
    person_button = Button(plain(language, "admin-person-back-button"), f"a:i:{one.user_id}")
    return text, [links[:3], links[3:], sizes[:3], sizes[3:], [person_button]]


def _list(language: str, page: PeoplePage, head: str, now: datetime, turns: str | None) -> Shown:
    lines = [head]
    for place, one in enumerate(page.people, page.number * PAGE + 1):
        ago = left(language, now - one.last_seen)
        lines.append(say(language, "admin-people-item", number=place, who=who(language, one), time=ago))
    buttons = [
        Button(plain(language, "admin-pick-button", number=place, name=_label(one)), f"a:i:{one.user_id}")
        for place, one in enumerate(page.people, page.number * PAGE + 1)
    ]
    rows: list[Sequence[Button]] = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    if turns and page.pages > 1:
        lines.append(say(language, "links-page", number=page.number + 1, pages=page.pages))
        rows.append(_turns(language, page, turns))
    if turns == "a:p":
        lines.append(say(language, "admin-people-search"))
    return "\n\n".join(lines), [*rows, back(language)]


def _label(one: Person) -> str:
    return shorten(name(one), LONGEST_LABEL)


def _turns(language: str, page: PeoplePage, data: str) -> list[Button]:
    row = []
    if page.number > 0:
        row.append(Button(plain(language, "links-back-button"), f"{data}:{page.number - 1}"))
    if page.number + 1 < page.pages:
        row.append(Button(plain(language, "links-on-button"), f"{data}:{page.number + 1}"))
    return row


def _quota(language: str, one: Person) -> str:
    links, sized = _links(language, one.quota.links or 0), _bytes(language, one.quota.size or 0)
    return plain(language, "admin-quota", links=links, size=sized)


def _links(language: str, number: int) -> str:
    return plain(language, "admin-quota-links", count=number)


def _bytes(language: str, number: int) -> str:
    return size(language, number) if number else plain(language, "admin-quota-any-size")


def _option(language: str, label: str, data: str, chosen: bool) -> Button:
    return Button(plain(language, "settings-chosen", value=label) if chosen else label, data)


def _date(language: str, when: datetime | None, zone: tzinfo) -> str:
    return date(language, when, zone) if when else "–"
