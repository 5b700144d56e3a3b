"""What the owner's pages look like: HTML and buttons. Their callback data begins with `a:` and carries ids only."""

from bot.domain.limits import shorten
from bot.domain.message import Button, Rows
from bot.domain.person import Access, Person, Visitor
from bot.i18n import Html, plain, say
from bot.service.listing import DIRECTION_MARKS

LONGEST_NAME = 64  # UTF-16 units shown of a name; Telegram's have up to 129 (first and last, 64 each)


def name(person: Person | Visitor) -> str:
    """What to call somebody; what they call themselves must not reach beyond itself."""
    shown = " ".join((person.name or "").translate(DIRECTION_MARKS).split())
    return shorten(shown, LONGEST_NAME) or str(person.user_id)


def who(language: str, person: Person | Visitor) -> Html:
    """Name, username and id, in one line."""
    username = f"@{person.username}" if person.username else None
    if username is None:
        return Html(say(language, "admin-who", name=name(person), id=str(person.user_id)))
    return Html(say(language, "admin-who-named", name=name(person), username=username, id=str(person.user_id)))


def request(language: str, visitor: Visitor) -> tuple[str, Rows]:
    """The question whether to let someone in."""
    return say(language, "admin-request", who=who(language, visitor)), [decision(language, visitor.user_id)]


def decision(language: str, user_id: int) -> list[Button]:
    """Yes and no to somebody who waits."""
    return [
        Button(plain(language, "admin-allow-button"), f"a:y:{user_id}"),
        Button(plain(language, "admin-refuse-button"), f"a:n:{user_id}"),
    ]


def decided(language: str, person: Person | Visitor, access: Access) -> tuple[str, Rows]:
    """The same question, answered."""
    key = "admin-request-allowed" if access is Access.ALLOWED else "admin-request-refused"
    more = Button(plain(language, "admin-person-button"), f"a:i:{person.user_id}")
    return say(language, key, who=who(language, person)), [[more]]
