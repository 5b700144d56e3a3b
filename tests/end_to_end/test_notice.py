"""The daily notice, from a start that makes up a missed run to a pressed button, and across a kill -9."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.emulator import Emulator
from bot.store.database import Database
from bot.store.links import LinkStore
from bot.store.people import PeopleStore
from tests.end_to_end.ferry import Ferry
from tests.end_to_end.person import Person
from tests.servers.origin import MediaOrigin

DAY = timedelta(days=1)
ADMIN = 900
NOW_DUE = timedelta(0)  # whatever the time of day, a notice hour has passed that leaves it no later one


@pytest.fixture
def stopped(emulator: Emulator, tmp_path: Path) -> Ferry:
    return Ferry(emulator, tmp_path)


def keep(ferry: Ferry, user_id: int, *urls: str, expires_in: timedelta, language: str = "en") -> None:
    """What the store would hold of links kept weeks ago."""
    now = datetime.now(UTC)
    (ferry.folder / "data").mkdir(parents=True, exist_ok=True)
    database = Database(ferry.folder / "data" / "ferry.db")
    PeopleStore(database).seen(user_id, language, now - 29 * DAY)
    for url in urls:
        LinkStore(database).keep(user_id, url, now=now - 29 * DAY, expires_at=now + expires_in)
    database.close()


def kept(ferry: Ferry, user_id: int) -> int:
    database = Database(ferry.folder / "data" / "ferry.db")
    number = LinkStore(database).standing(user_id).links
    database.close()
    return number


def test_a_missed_run_is_made_up_and_its_buttons_work(stopped: Ferry, emulator: Emulator, ann: Person) -> None:
    admin = Person(emulator, ADMIN)
    keep(stopped, ann.id, "https://a.example/film", "https://b.example/song", expires_in=NOW_DUE)
    with stopped:
        notice = ann.message("2 of your links are about to expire")
        assert "a.example/film" in str(notice["text"])
        admin.message("Daily check of kept links")
        assert "2" in ann.answer(ann.press(notice, "✅ Keep all (2)"))
        ann.message("These links stay in your list")
        ann.write("/links")
        ann.message("30 days left")


def test_nobody_is_told_twice_when_the_bot_dies_after_telling(stopped: Ferry, emulator: Emulator, ann: Person) -> None:
    keep(stopped, ann.id, "https://a.example/film", expires_in=NOW_DUE)
    with stopped:
        ann.message("is about to expire")
        stopped.kill()
        stopped.start()
        ann.write("/links")
        ann.message("Your links")
    assert len([text for text in ann.texts() if "about to expire" in text]) == 1


def test_a_persian_gets_the_notice_in_persian(stopped: Ferry, ann: Person) -> None:
    keep(stopped, ann.id, "https://a.example/film", expires_in=NOW_DUE, language="fa")
    with stopped:
        ann.message("مهلت")


def test_a_delivered_link_stands_in_the_list_and_comes_again(ann: Person, origin: MediaOrigin, ferry: Ferry) -> None:
    ann.write(f"{origin.url}/song.mp3")
    ann.file("audio")
    ann.write("/links")
    listed = ann.message("Your links")
    ann.press(listed, "1")
    ann.wait(lambda: "Your links" not in " ".join(ann.texts()))
    opened = next(message for message in ann.seen() if message["message_id"] == listed["message_id"])
    assert ann.answer(ann.press(opened, "⬇️ Get again"))
    ann.wait(lambda: len([message for message in ann.seen() if "audio" in message]) == 2)
    assert kept(ferry, ann.id) == 1
