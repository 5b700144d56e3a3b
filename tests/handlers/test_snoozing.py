"""The buttons that put off a notice, in a real chat on the emulator."""

from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path

import pytest

from bot.concurrency.workers import Workers
from bot.demo.emulator import Emulator
from bot.handlers import snoozing
from bot.service.moments import Schedule
from bot.service.snooze import Snooze
from bot.store.links import LinkStore
from tests.handlers.kept_house import DAY, House, emulator  # noqa: F401 -- a fixture
from tests.handlers.running import Person, bare, labels, polling
from tests.store.empty import open_empty


@pytest.fixture
async def house(emulator: Emulator, tmp_path: Path) -> AsyncIterator[House]:  # noqa: F811 -- the fixture above
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 2)
    store = LinkStore(database)
    house = House(emulator, store, workers)
    schedule = Schedule(9, UTC, warn=DAY, ttl=30 * DAY)
    snooze = Snooze(schedule, links=store, workers=workers, clock=house.clock)
    async with polling(house.application, [*snoozing.handlers(snooze, house.chat), *house.handlers]):
        yield house
    workers.close()
    database.close()


async def test_later_today_the_notice_says_when_it_comes_again_and_loses_its_buttons(house: House) -> None:
    await house.keep("a", "b")
    _, notice = await house.announce()
    assert labels(notice)[-2:] == ["⏰ In 3 hours", "⏰ Tomorrow"]
    await house.ann.press(notice, "In 3 hours")
    now = await house.ann.read(notice, "again today at 3:15. Until then all of them stay.")
    assert labels(now) == []


async def test_tomorrow_it_comes_at_the_usual_hour(house: House) -> None:
    await house.keep("a")
    _, notice = await house.announce()
    await house.ann.press(notice, "Tomorrow")
    await house.ann.read(notice, "again tomorrow at 9:00.")
    assert house.store.delete_expired(house.clock.now + 9 * DAY, 9) == 0


async def test_what_was_kept_meanwhile_is_not_put_off(house: House) -> None:
    await house.keep("a")
    notice_id, notice = await house.announce()
    await house.links.renew_notice(house.ann.id, notice_id)
    answer, after = await house.ann.press(notice, "Tomorrow")
    assert answer == "There is nothing left to put off."
    assert bare(after["text"]) == bare(notice["text"])


async def test_nobody_puts_off_the_notice_of_another(house: House) -> None:
    await house.keep("a")
    _, notice = await house.announce()
    data = notice["reply_markup"]["inline_keyboard"][-1][-1]["callback_data"]
    ben = Person(house.emulator, 1002)
    answer, _ = await ben.press(await house.show_button(ben.id, data), "press")
    assert answer == "There is nothing left to put off."
    answer, _ = await house.ann.press(notice, "Tomorrow")
    assert answer == ""


async def test_when_nothing_of_a_notice_goes_there_is_nothing_to_put_off(house: House) -> None:
    await house.keep("a")
    _, notice = await house.announce()
    await house.ann.press(notice, "✅ 1 · Keep")
    after = await house.ann.read(notice, "These links stay")
    assert not [label for label in labels(after) if "⏰" in label]
