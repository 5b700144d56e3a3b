"""What chats have set: read often, changed now and then."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.concurrency.workers import Workers
from bot.domain.preferences import Preferences, Quality
from bot.errors import FerryError
from bot.service import preferences
from bot.service.preferences import Settings
from bot.store.people import PeopleStore
from bot.store.preferences import PreferenceStore
from tests.store.empty import open_empty

ANN, BEN = 1001, 1002


class Watched(PreferenceStore):
    """The real store; counts its readings, fails or halts the first one on demand."""

    def __init__(self, path: Path) -> None:
        self.database = open_empty(path)
        super().__init__(self.database)
        self.read = 0
        self.broken = False
        self.go_on = threading.Event()
        self.go_on.set()

    def get(self, chat_id: int) -> Preferences:
        self.read += 1
        first = self.read == 1
        if self.broken:
            raise FerryError("the disk is gone")
        found = super().get(chat_id)
        if first:
            self.go_on.wait(10)  # what was read may be old by then
        return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Watched]:
    store = Watched(tmp_path / "ferry.db")
    yield store
    store.go_on.set()
    store.database.close()


@pytest.fixture
def settings(store: Watched) -> Iterator[Settings]:
    workers = Workers("store", 4)
    yield Settings(store=store, people=PeopleStore(store.database), workers=workers)
    workers.close()


async def test_a_chat_that_never_set_anything_has_the_defaults(settings: Settings) -> None:
    assert await settings.get(ANN) == Preferences()


async def test_a_change_is_seen_at_once_and_kept(settings: Settings, store: Watched) -> None:
    await settings.get(ANN)
    await settings.change(ANN, quality=Quality.P720)
    assert (await settings.get(ANN)).quality is Quality.P720
    assert store.get(ANN) == Preferences(quality=Quality.P720)
    assert await settings.get(BEN) == Preferences()


async def test_the_store_is_asked_once(settings: Settings, store: Watched) -> None:
    for _ in range(5):
        await settings.get(ANN)
    assert store.read == 1


async def test_only_so_many_chats_are_remembered(
    settings: Settings, store: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preferences, "REMEMBERED", 3)
    for chat_id in (1, 2, 3, 4, 4, 3, 2, 1):
        await settings.get(chat_id)
    assert store.read == 5  # the first had to go


async def test_changes_at_the_same_moment_are_all_kept(settings: Settings) -> None:
    await asyncio.gather(
        settings.change(ANN, quality=Quality.P720), settings.change(ANN, caption=False), settings.change(ANN, ask=True)
    )
    assert await settings.get(ANN) == Preferences(quality=Quality.P720, caption=False, ask=True)


async def test_what_depends_on_the_present_is_done_one_after_the_other(settings: Settings) -> None:
    def other_way(now: Preferences) -> Preferences:
        return replace(now, caption=not now.caption)

    await asyncio.gather(*(settings.adjust(ANN, other_way) for _ in range(5)))
    assert (await settings.get(ANN)).caption is False


async def test_an_old_reading_does_not_hide_a_newer_change(settings: Settings, store: Watched) -> None:
    store.go_on.clear()
    reading = asyncio.create_task(settings.get(ANN))
    while not store.read:
        await asyncio.sleep(0)
    await settings.change(ANN, ask=True)
    store.go_on.set()
    await reading
    assert (await settings.get(ANN)).ask


async def test_a_reset_leaves_nothing(settings: Settings, store: Watched) -> None:
    await settings.change(ANN, ask=True)
    await settings.reset(ANN)
    assert await settings.get(ANN) == Preferences()
    assert store.get_many([ANN]) == {}


async def test_a_store_that_fails_means_the_defaults_until_it_is_well(
    settings: Settings, store: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    store.set(ANN, Preferences(ask=True))
    store.broken = True
    assert await settings.get(ANN) == Preferences()
    assert "preferences not read chat=1001" in caplog.text
    store.broken = False
    assert await settings.get(ANN) == Preferences(ask=True)


async def test_a_change_that_the_store_refuses_changes_nothing(settings: Settings, store: Watched) -> None:
    await settings.change(ANN, quality=Quality.P720)
    store.broken = True
    with pytest.raises(FerryError):
        await settings.change(ANN, quality=Quality.AUDIO)
    assert (await settings.get(ANN)).quality is Quality.P720
