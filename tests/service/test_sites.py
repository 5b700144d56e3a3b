"""Which sites work, and what /status says."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot import errors
from bot.domain.delivery import State
from bot.domain.limits import MESSAGE_LENGTH
from bot.domain.site import Tally
from bot.i18n import LANGUAGES
from bot.service.overview import MOST_SITES, TROUBLES, overview
from bot.service.sites import FAILINGS, Record, Sites, records
from tests.service.delivering import ANN, BEN, bare, delivery, scene


def done(site: str, count: int) -> Tally:
    return Tally(site, State.DONE, None, count)


def failed(site: str, kind: type[errors.FerryError], count: int) -> Tally:
    return Tally(site, State.FAILED, kind.code, count)


def test_the_best_known_site_comes_first_and_what_failed_most_is_the_reason() -> None:
    assert records(
        [
            done("b.example", 1),
            failed("b.example", errors.BotCheck, 2),
            failed("b.example", errors.SignInNeeded, 6),
            done("a.example", 12),
        ]
    ) == [Record("a.example", 12, 12), Record("b.example", 1, 9, "error-sign-in-needed")]


def test_of_two_reasons_as_frequent_it_is_always_the_same() -> None:
    both = [failed("a.example", errors.SourceDown, 2), failed("a.example", errors.BotCheck, 2)]
    assert records(both) == records(both[::-1]) == [Record("a.example", 0, 4, "error-bot-check")]


def test_of_a_site_asked_twice_nothing_is_said() -> None:
    assert records([done("a.example", 1), failed("a.example", errors.SourceDown, 1)]) == []


@pytest.mark.parametrize(
    "kind", [errors.NothingThere, errors.Private, errors.LinkNotSupported, errors.NotChosen, errors.DiskFull]
)
def test_what_says_nothing_of_the_site_is_left_out(kind: type[errors.FerryError]) -> None:
    cancelled = Tally("a.example", State.CANCELLED, None, 9)
    assert records([done("a.example", 3), failed("a.example", kind, 9), cancelled]) == [Record("a.example", 3, 3)]


@pytest.mark.parametrize(("came", "well"), [(4, True), (3, True), (2, False), (0, False)])
def test_a_site_works_when_three_in_four_come(came: int, well: bool) -> None:
    assert Record("a.example", came, 4, "error-source-down").well is well


async def test_the_last_day_counts(tmp_path: Path) -> None:
    async with scene(tmp_path) as made:
        sites = Sites(store=made.store, workers=made.workers, now=made.clock)
        for age in (0, 1, 2, 23, 25):
            made.store.add(delivery(state=State.DONE, ended_at=made.clock() - timedelta(hours=age)))
        assert await sites.known_to(ANN) == [Record("example.com", 4, 4)]
        assert await sites.known_to(BEN) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trouble_and_every_failing_has_its_words(language: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    lines = set()
    for kind in FAILINGS:
        text, _ = overview(language, [], [], [], [Record("a.example", 1, 9, kind.code)])
        lines.add(text.splitlines()[-1])
    assert len(lines) == len(FAILINGS)
    text, rows = overview(language, [], [], [*TROUBLES, "what nobody has thought of"], [])
    assert len(set(text.splitlines())) == len(TROUBLES) + 3  # the queue, a blank line, the other
    assert rows == []
    assert not caplog.records


def test_a_site_that_works_needs_no_reason() -> None:
    text, _ = overview("en", [], [], [], [Record("youtube.com", 11, 12, "error-source-down")])
    assert bare(text).splitlines()[-1] == "✅ youtube.com 11 of 12"


def test_what_is_all_right_is_not_said() -> None:
    text, rows = overview("en", [], [], [], [])
    assert bare(text) == "Nothing of yours is under way."
    assert rows == []


def test_many_sites_with_long_names_fit_into_one_message() -> None:
    names = [f"{number:03}.{'a' * 240}.example" for number in range(50)]
    text, _ = overview("en", [], [], list(TROUBLES), [Record(name, 0, 9, "error-bot-check") for name in names])
    assert text.count("⚠️") == MOST_SITES
    assert len(text) < MESSAGE_LENGTH
