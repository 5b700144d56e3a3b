"""What can be done about a failure."""

import inspect
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from bot import errors
from bot.domain.delivery import State
from bot.domain.format import Format, Only, Span, Subtitles
from bot.domain.found import Found, Height
from bot.domain.limits import MB
from bot.errors import FerryError, FileTooLarge
from bot.i18n import LANGUAGES
from bot.service import remedies
from bot.service.patience import LOOK_EVERY
from bot.service.remedies import FOR, LATER, Remedies, Remedy
from tests.service.delivering import ANN, BEN, Scene, bare, delivery, scene
from tests.service.test_explain import every_error

FILM = Found(
    title="A film",
    heights=(Height(2160, 4000 * MB), Height(1080, 900 * MB), Height(720, 400 * MB), Height(360, 90 * MB)),
    sound=True,
    sound_size=20 * MB,
)
BEST = Format()
FILE = Found(title="A file", size=900 * MB)
SONG = Found(title="A song", sound=True)


def data(error: FerryError, *, found: Found | None = FILM, owner: bool = True, format: Format = BEST) -> list[str]:
    """What the buttons send, without the id."""
    one = delivery(format=format)
    rows = remedies.buttons("en", error, one, owner=owner, found=found)
    assert all(rows)
    return [button.data.replace(f":{one.id.hex}", "") for row in rows for button in row]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FerryError("ours"), ["d:r", "d:o"]),
        (errors.NothingThere(), ["d:r"]),
        (errors.Private(), ["d:o", "d:r"]),
        (errors.BotCheck(), ["d:h", "d:o", "d:r"]),
        (errors.Drm(), []),
        (errors.SourceBusy(), ["d:h", "d:r"]),
        (errors.SourceDown(), ["d:h", "d:r"]),
        (errors.SourceUnreachable(), ["d:r", "d:h"]),
        (errors.EngineOutOfDate(), ["d:o", "d:r"]),
        (errors.LiveStream(), ["d:m", "d:r"]),
        (errors.Upcoming(seconds=60), ["d:m", "d:r"]),
        (FileTooLarge(900 * MB, 500 * MB), ["d:l:720", "d:a"]),
        (errors.DiskFull(), ["d:h", "d:l:720", "d:a"]),
        (errors.DeliveryTimedOut(seconds=60), ["d:l:720", "d:a", "d:r"]),
        (errors.ChildDied(), ["d:l:720", "d:a", "d:r"]),
        (errors.LargeFilesOut("flood", seconds=60), ["d:h", "d:r"]),
    ],
)
def test_each_failure_has_the_right_buttons_the_best_first(error: FerryError, expected: list[str]) -> None:
    assert data(error) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_failure_has_more_than_three_buttons_and_two_rows(language: str) -> None:
    for error in every_error():
        rows = remedies.buttons(language, error, delivery(), owner=True, found=FILM)
        assert len(rows) <= 2
        assert all(1 <= len(row) <= 2 for row in rows)
        texts = [bare(button.text) for row in rows for button in row]
        assert len(set(texts)) == len(texts)
        assert all(len(button.data.encode()) <= 64 for row in rows for button in row)


def test_the_table_knows_only_errors_and_each_of_their_kinds_finds_its_row() -> None:
    kinds = {kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, FerryError)}
    assert FOR.keys() <= kinds
    rows = {kind: next(one for one in kind.__mro__ if one in FOR) for kind in kinds}
    assert {kind for kind, row in rows.items() if row is FerryError} == {FerryError, errors.ConfigInvalid}


def test_without_an_owner_nobody_can_be_told() -> None:
    for error in every_error():
        assert "d:o" not in data(error, owner=False)


@pytest.mark.parametrize("found", [None, FILE, SONG])
def test_only_a_video_can_be_lower_or_sound_alone(found: Found | None) -> None:
    assert data(FileTooLarge(900 * MB, 500 * MB), found=found) == []
    assert data(errors.ChildDied(), found=found) == ["d:r", "d:o"]


def test_what_was_to_be_sound_alone_is_not_offered_lower() -> None:
    assert data(errors.ChildDied(), format=Format(only=Only.M4A)) == ["d:r", "d:o"]


@pytest.mark.parametrize(
    ("format", "expected"), [(Format(), "720"), (Format(height=1080), "720"), (Format(height=720), "360")]
)
def test_the_next_lower_height_there_is_is_offered(format: Format, expected: str) -> None:
    assert data(errors.DeliveryTimedOut(seconds=1), format=format)[0] == f"d:l:{expected}"


def test_the_lowest_height_has_none_below() -> None:
    assert data(errors.DeliveryTimedOut(seconds=1), format=Format(height=360)) == ["d:a", "d:r", "d:h"]


def test_of_heights_all_above_what_was_wanted_the_lowest_has_failed() -> None:
    found = Found(title="", heights=(Height(2160), Height(1440)))
    assert data(errors.ChildDied(), found=found) == ["d:r", "d:o"]


def test_after_a_file_too_large_only_what_is_small_enough_is_offered() -> None:
    assert data(FileTooLarge(900 * MB, 100 * MB)) == ["d:l:360", "d:a"]
    assert data(FileTooLarge(900 * MB, 50 * MB)) == ["d:a"]
    assert data(FileTooLarge(900 * MB, 10 * MB)) == []


def test_heights_of_unknown_size_are_worth_a_try() -> None:
    found = Found(title="", heights=(Height(720), Height(480)), sound=True)
    assert data(FileTooLarge(900 * MB, 10 * MB), found=found) == ["d:l:480", "d:a"]


# What the buttons do


class Retries:
    """Notes what is begun anew."""

    def __init__(self) -> None:
        self.begun: list[tuple[UUID, int, Format | None, float]] = []

    async def __call__(
        self, delivery_id: UUID, user_id: int, *, format: Format | None = None, after: float = 0.0
    ) -> bool:
        self.begun.append((delivery_id, user_id, format, after))
        return True


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield made


def failed(stage: Scene, format: Format = BEST, state: State = State.FAILED) -> UUID:
    one = delivery(state=state, format=format, status_id=5)
    stage.store.add(one)
    return one.id


@pytest.fixture
def retries() -> Retries:
    return Retries()


@pytest.fixture
def able(stage: Scene, retries: Retries) -> Remedies:
    return Remedies(store=stage.store, workers=stage.workers, retry=retries)


async def test_later_is_in_an_hour_and_reminding_looks_again_and_again(able: Remedies, retries: Retries) -> None:
    one = uuid4()
    assert await able.later(one, ANN)
    assert await able.remind(one, ANN)
    assert retries.begun == [(one, ANN, None, LATER), (one, ANN, None, LOOK_EVERY.total_seconds())]


async def test_lower_keeps_all_but_the_height(able: Remedies, retries: Retries, stage: Scene) -> None:
    wanted = Format(span=Span(1, 5), subtitles=Subtitles.SOFT, languages=("fa",), document=True)
    one = failed(stage, wanted)
    assert await able.lower(one, ANN, 480)
    expected = Format(height=480, span=Span(1, 5), subtitles=Subtitles.SOFT, languages=("fa",), document=True)
    assert retries.begun == [(one, ANN, expected, 0.0)]


async def test_sound_keeps_the_span_alone(able: Remedies, retries: Retries, stage: Scene) -> None:
    one = failed(stage, Format(height=720, span=Span(1, 5), subtitles=Subtitles.FILE, languages=("fa",)))
    assert await able.sound(one, ANN)
    assert retries.begun == [(one, ANN, Format(only=Only.M4A, span=Span(1, 5)), 0.0)]


@pytest.mark.parametrize(("before", "asked"), [(Format(), 1440), (Format(height=480), 480), (Format(height=480), 720)])
async def test_a_height_that_is_not_lower_is_refused(
    able: Remedies, retries: Retries, stage: Scene, before: Format, asked: int
) -> None:
    assert not await able.lower(failed(stage, before), ANN, asked)
    assert retries.begun == []


@pytest.mark.parametrize("state", [State.DONE, State.DOWNLOADING])
async def test_only_what_has_failed_is_changed(able: Remedies, retries: Retries, stage: Scene, state: State) -> None:
    one = failed(stage, state=state)
    assert not await able.lower(one, ANN, 360)
    assert not await able.sound(one, ANN)
    assert retries.begun == []


async def test_nobody_changes_anothers_delivery(able: Remedies, retries: Retries, stage: Scene) -> None:
    one = failed(stage)
    assert not await able.lower(one, BEN, 360)
    assert not await able.sound(one, BEN)
    assert not await able.sound(uuid4(), ANN)
    assert retries.begun == []


def test_the_letters_in_buttons_are_one_for_each() -> None:
    assert {remedy.value for remedy in Remedy} == set("rhlaom")
