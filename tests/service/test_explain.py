"""An error as the sentence a person reads."""

import logging

import pytest

from bot import errors
from bot.domain.found import Found
from bot.domain.limits import MB
from bot.errors import DeliveryTimedOut, FerryError, FileTooLarge, LargeFilesOff, TransferUnavailable, Upcoming
from bot.i18n import LANGUAGES
from bot.service.explain import explain
from tests.service.delivering import bare


def every_error() -> list[FerryError]:
    """One of each kind, with the values it carries."""
    values = {FileTooLarge: (60 * MB, 50 * MB), LargeFilesOff: (60 * MB, 50 * MB), errors.ConfigInvalid: (["a"],)}
    values[errors.SeveralFound] = (Found(title="A list"),)
    named = {key: {"detail": "flood", "seconds": 60} for key in (errors.LargeFilesOut, errors.QuotaReached)}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, FerryError)]
    return [kind(*values.get(kind, ()), **named.get(kind, {})) for kind in kinds]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_whole_sentence_in_every_language(language: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    for error in every_error():
        assert len(explain(language, error)) > 20, error
    assert not caplog.records


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileTooLarge(60 * MB, 50 * MB), "The file is 60 MB; I can send 50 MB at most."),
        (FileTooLarge(None, 50 * MB), "The file is larger than 50 MB,"),
        (LargeFilesOff(60 * MB, 50 * MB), "The file is 60 MB; without further settings"),
        (LargeFilesOff(None, 50 * MB), "The file is larger than 50 MB, the most I can send without further settings"),
        (TransferUnavailable(seconds=120), "Please try again in 2 minutes."),
        (TransferUnavailable(), "Please try again later."),
        (DeliveryTimedOut(seconds=3600), "longer than 1 hour"),
        (Upcoming(seconds=10_800), "not out yet, it comes in 3 hours."),
        (Upcoming(), "not out yet. I can fetch it once it is there."),
    ],
)
def test_sizes_and_times_stand_in_the_sentence(error: FerryError, words: str) -> None:
    assert words in bare(explain("en", error))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_errors_read_alike(language: str) -> None:
    sentences = {error.code: explain(language, error) for error in every_error()}
    assert len(set(sentences.values())) == len(sentences)


def test_the_detail_for_the_log_is_not_for_the_person() -> None:
    assert "secret" not in explain("en", errors.SourceFailed("secret detail"))
