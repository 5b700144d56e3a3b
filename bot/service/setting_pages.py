"""What `/settings` looks like: HTML and buttons.

Callback data: `s:<page>` shows a page, `s:<page>:<value>` chooses a value on it.
"""

from collections.abc import Callable, Sequence
from datetime import time
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.format import Subtitles
from bot.domain.message import Button, Rows
from bot.i18n import plain, say, zones
from bot.i18n.format import listed, time_of_day, tongue
from bot.service.setting import AS_THE_BOT, RESET, TONGUES, Present, Setting, of, tongues

MAIN: Final = "main"
ZONES_SHOWN = 20  # on one page: ten rows of two, so that all of it can be seen at once

Shown = tuple[str, Rows]


def page(present: Present, name: str) -> Shown | None:
    """A page by its name; None when there is none, as in an old or forged button."""
    if name == MAIN:
        return main(present)
    if name == RESET:
        return _reset(present)
    kind, *where = name.split(".")
    if kind == "zone" and where and not present.group:
        return _cities(present, where[0], int(where[1]))
    setting = next((one for one in of(group=present.group) if one.name == name), None)
    return PAGES.get(name, _choices)(present, setting) if setting else None


def main(present: Present) -> Shown:
    """All settings with their present values."""
    language = present.language
    settings = of(group=present.group)
    head = say(language, "settings-title-group" if present.group else "settings-title")
    lines = [say(language, "settings-line", name=_name(present, one), value=_summary(present, one)) for one in settings]
    buttons = [Button(_name(present, one), f"s:{one.name}") for one in settings]
    buttons.append(Button(plain(language, "settings-reset"), f"s:{RESET}"))
    return "\n".join([head, "", *lines]), _rows(buttons, 2)


def after(name: str) -> str:
    """The page to show once something was chosen: where several things can be, the same."""
    return "subtitles" if name in ("subtitles", "tongue") else MAIN


def _choices(present: Present, setting: Setting) -> Shown:
    """The page of one setting."""
    chosen = setting.chosen(present)
    buttons = [
        _option(present, _value(present, setting, value), f"{setting.name}:{value}", value == chosen)
        for value in setting.values
    ]
    return _head(present, setting), [*_rows(buttons, setting.columns), _back(present)]


def _subtitles(present: Present, setting: Setting) -> Shown:
    """Below the choices, the languages: several may be chosen."""
    text, rows = _choices(present, setting)
    if present.preferences.subtitles is Subtitles.OFF:
        return text, rows
    chosen = tongues(present.preferences, present.language)
    offered = dict.fromkeys((*TONGUES, *chosen))
    buttons = [
        _option(present, tongue(present.language, tag), f"tongue:{'-' if tag in chosen else '+'}{tag}", tag in chosen)
        for tag in offered
    ]
    return text, [*rows[:-1], *_rows(buttons, 2), rows[-1]]


def _zone(present: Present, setting: Setting) -> Shown:
    """The continents, and the bot's own zone."""
    own = setting.chosen(present) == AS_THE_BOT
    label = _value(present, setting, AS_THE_BOT)
    continents = [
        Button(plain(present.language, "settings-continent", name=name), f"s:zone.{name}.0")
        for name in zones.CONTINENTS
    ]
    rows = [[_option(present, label, f"zone:{AS_THE_BOT}", own)], *_rows(continents, 2), _back(present)]
    return _head(present, setting), rows


def _cities(present: Present, continent: str, number: int) -> Shown | None:
    """A page of a continent's cities; people recognise theirs by its time, too."""
    language, cities = present.language, zones.cities(present.language, continent)
    start = number * ZONES_SHOWN
    if not cities[start:]:
        return None
    buttons = [
        _option(present, _city(present, zone), f"zone:{zone}", zone == present.preferences.zone)
        for zone, _ in cities[start : start + ZONES_SHOWN]
    ]
    turns = []
    if number:
        turns.append(Button(plain(language, "settings-page-back"), f"s:zone.{continent}.{number - 1}"))
    if cities[start + ZONES_SHOWN :]:
        turns.append(Button(plain(language, "settings-page-on"), f"s:zone.{continent}.{number + 1}"))
    text = say(language, "settings-cities", name=plain(language, "settings-continent", name=continent))
    back = [Button(plain(language, "settings-back"), "s:zone")]
    return text, [*_rows(buttons, 2), *([turns] if turns else []), back]


def _reset(present: Present) -> Shown:
    yes = Button(plain(present.language, "settings-reset-button"), f"s:{RESET}:yes")
    return say(present.language, "settings-reset-question"), [[yes], _back(present)]


def _head(present: Present, setting: Setting) -> str:
    hint = say(present.language, f"settings-{setting.name}-hint")
    return say(present.language, "settings-page", name=_name(present, setting)) + f"\n{hint}"


def _name(present: Present, setting: Setting) -> str:
    return plain(present.language, f"settings-{setting.name}")


def _summary(present: Present, setting: Setting) -> str:
    """The value that holds, as the page of all settings shows it."""
    value = _value(present, setting, setting.chosen(present))
    if setting.name == "subtitles" and present.preferences.subtitles is not Subtitles.OFF:
        names = [tongue(present.language, tag) for tag in tongues(present.preferences, present.language)]
        return plain(present.language, "settings-subtitles-in", how=value, languages=listed(present.language, names))
    return value


def _value(present: Present, setting: Setting, value: str) -> str:
    """A value as people read it."""
    language = present.language
    if setting.name == "zone":
        return _city(present, value)
    if setting.name == "notice":
        return time_of_day(language, time(int(value)))
    if setting.name == "quiet" and value != "off":
        start, end = (time_of_day(language, time(int(hour))) for hour in value.split("-"))
        return plain(language, "settings-quiet-hours", start=start, end=end)
    if setting.name == "language" and value == "telegram" and present.group:
        value = "asker"
    return plain(language, f"settings-{setting.name}-value", value=value)


def _city(present: Present, zone: str) -> str:
    """A time zone by its city, with the time it has there."""
    there = present.bot_zone if zone == AS_THE_BOT else ZoneInfo(zone)
    name = zones.city(present.language, str(there))
    return plain(
        present.language,
        "settings-city",
        name=name,
        time=time_of_day(present.language, present.now.astimezone(there).time()),
    )


def _option(present: Present, label: str, choice: str, chosen: bool) -> Button:
    return Button(plain(present.language, "settings-chosen", value=label) if chosen else label, f"s:{choice}")


def _back(present: Present) -> list[Button]:
    return [Button(plain(present.language, "settings-back"), f"s:{MAIN}")]


def _rows(buttons: Sequence[Button], columns: int) -> list[list[Button]]:
    return [list(buttons[start : start + columns]) for start in range(0, len(buttons), columns)]


PAGES: dict[str, Callable[[Present, Setting], Shown]] = {"subtitles": _subtitles, "zone": _zone}
