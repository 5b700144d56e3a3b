"""Time zones by their cities, as people look for them: continent by continent, in their own language."""

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

CONTINENTS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

# Unicode has the letters that Persian shares with Arabic first, and the others behind them.
_ALPHABETS = {
    "fa": str.maketrans({letter: chr(0xE000 + at) for at, letter in enumerate("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")})
}


@cache
def cities(language: str, continent: str) -> tuple[tuple[str, str], ...]:
    """The zones of a continent with the names of their cities, in the order of the alphabet.

    >>> [name for zone, name in cities("ru", "Europe") if zone in ("Europe/Berlin", "Europe/Kyiv")]
    ['Берлин', 'Киев']
    """
    alphabet = _ALPHABETS.get(language, {})
    named = ((zone, city(language, zone)) for zone in _zones() if zone.partition("/")[0] == continent)
    return tuple(sorted(named, key=lambda one: one[1].translate(alphabet)))


def city(language: str, zone: str) -> str:
    """What a zone is called: its city, if the language has a name for that.

    >>> city("en", "America/New_York"), city("fa", "Asia/Kolkata"), city("ru", "UTC")
    ('New York', 'کلکته', 'UTC')
    """
    known = Locale(language).time_zones
    names = (known.get(name, {}).get("city") for name in (zone, *_former(zone)))
    return next(filter(None, names), zone.rpartition("/")[2].replace("_", " "))


def find(language: str, text: str) -> str | None:
    """The zone that somebody means by an IANA name or by a city, in their language or in English.

    >>> find("en", "europe/berlin"), find("fa", "تهران"), find("ru", "New York"), find("en", "Atlantis")
    ('Europe/Berlin', 'Asia/Tehran', 'America/New_York', None)
    """
    wanted = _plain(text)
    return _by_name().get(wanted) or _by_city(language).get(wanted) or _by_city("en").get(wanted)


def exists(zone: str) -> bool:
    """Whether there is a zone of this IANA name."""
    return _by_name().get(_plain(zone)) == zone


@cache
def _by_name() -> dict[str, str]:
    return {_plain(zone): zone for zone in available_timezones()}


@cache
def _by_city(language: str) -> dict[str, str]:
    return {_plain(name): zone for continent in CONTINENTS for zone, name in cities(language, continent)}


def _zones() -> Iterable[str]:
    """Each zone once, under its present name."""
    return set(_by_name().values()) - get_global("zone_aliases").keys()


def _former(zone: str) -> Iterable[str]:
    """Names it has had; where a language was written down before the last change, it knows it by one of these."""
    return (name for name, present in get_global("zone_aliases").items() if present == zone)


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()
