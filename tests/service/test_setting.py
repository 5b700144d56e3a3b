"""All pages of the settings, and what each choice on them changes."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.domain.format import Subtitles
from bot.domain.message import Rows
from bot.domain.preferences import Preferences
from bot.i18n import LANGUAGES
from bot.service.setting import Present, change
from bot.service.setting_pages import MAIN, after, page

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
EVERYWHERE = [(language, group) for language in LANGUAGES for group in (False, True)]


def present(language: str = "en", *, group: bool = False, **chosen: object) -> Present:
    preferences = Preferences(**chosen)  # type: ignore[arg-type]
    return Present(language=language, preferences=preferences, large=None, group=group, hour=9, bot_zone=UTC, now=NOW)


def buttons(rows: Rows) -> list[str]:
    return [button.data for row in rows for button in row]


def reachable(there: Present) -> Iterator[tuple[str, str, Rows]]:
    """Every page that buttons lead to: name, text, rows."""
    names, seen = [MAIN], set[str]()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        shown = page(there, name)
        assert shown is not None, name
        yield name, *shown
        names += [data.removeprefix("s:") for data in buttons(shown[1]) if data.count(":") == 1]


@pytest.mark.parametrize(("language", "group"), EVERYWHERE)
def test_every_button_leads_to_a_page_or_changes_something(language: str, group: bool) -> None:
    there = present(language, group=group, subtitles=Subtitles.FILE)
    pages = list(reachable(there))
    assert len([name for name, _, _ in pages if "." not in name]) == (8 if group else 12)
    for name, _, rows in pages:
        for data in buttons(rows):
            _, about, *value = data.split(":")
            if value:
                assert change(about, value[0], language, group=group) is not None, data
                assert page(there, after(about)) is not None
        assert name == MAIN or buttons(rows)[-1] in ("s:main", "s:zone")


@pytest.mark.parametrize(("language", "group"), EVERYWHERE)
def test_every_page_stays_within_telegrams_limits(language: str, group: bool) -> None:
    """https://core.telegram.org/bots/api#inlinekeyboardbutton; clients show up to 100 buttons."""
    for name, text, rows in reachable(present(language, group=group, subtitles=Subtitles.FILE)):
        assert len(text) <= 4096
        assert len(buttons(rows)) <= 100, name
        assert max(len(data.encode()) for data in buttons(rows)) <= 64
        assert all(button.text for row in rows for button in row)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_page_speaks_english_to_others(language: str) -> None:
    english = {text for _, text, _ in reachable(present("en", subtitles=Subtitles.FILE))}
    assert not english & {text for _, text, _ in reachable(present(language, subtitles=Subtitles.FILE))}


def test_a_zone_that_this_machine_does_not_know_is_that_of_the_bot() -> None:
    (_, text, _), *_ = reachable(present(zone="Mars/Olympus"))
    assert "UTC" in text


def test_a_language_chosen_in_another_version_can_be_left_out() -> None:
    leave_out = change("tongue", "-tlh", "en", group=False)
    assert leave_out is not None
    assert leave_out(Preferences(subtitle_languages=("tlh", "de"))).subtitle_languages == ("de",)
