"""All that a store holds of one person, whatever database is behind it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select

from bot.domain.delivery import Delivery, State, Target, Way
from bot.domain.link import Link
from bot.domain.person import Access, Person, Quota
from bot.domain.preferences import Preferences
from bot.service import ports
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.links import LinkStore
from bot.store.people import PeopleStore
from bot.store.personal import PersonalStore
from bot.store.preferences import PreferenceStore
from bot.store.statistics import StatisticsStore
from bot.store.tables import broadcasts, metadata

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ANN, BEN = 1001, 5_000_000_002


@pytest.fixture
def personal(database: Database) -> ports.PersonalStore:
    """A store that knows all there is to know of Ann, and of Ben."""
    for user_id in (ANN, BEN):
        links = LinkStore(database)
        for name in "ab":
            link = links.keep(user_id, f"https://example.com/{name}", now=NOW, expires_at=LATER)
        links.delete(user_id, link.id, deletion_id=uuid4(), now=NOW)
        DeliveryStore(database).add(
            Delivery(
                id=uuid4(),
                user_id=user_id,
                target=Target(-1002000000001),
                link=Link("https://example.com/a"),
                link_id=link.id,
                language="en",
                created_at=NOW,
            )
        )
        PeopleStore(database).seen(user_id, "fa", NOW, name="Ann", username="ann_demo")
        PreferenceStore(database).set(user_id, Preferences(language="ru"))
        values = {"owner_id": user_id, "text": "Hello", "stage": "done", "sent": 1, "blocked": 0, "failed": 0}
        with database.write() as connection:
            connection.execute(insert(broadcasts).values(id=uuid4(), created_at=NOW, **values))
    return PersonalStore(database)


def rows(database: Database, column: str, user_id: int) -> dict[str, int]:
    """How many rows each table has with this id in that column."""
    with database.read() as connection:
        return {
            table.name: connection.execute(
                select(func.count()).select_from(table).where(table.c[column] == user_id)
            ).scalar_one()
            for table in metadata.sorted_tables
            if column in table.c
        }


def test_the_export_holds_every_row_and_nothing_of_others(personal: ports.PersonalStore) -> None:
    found = json.loads(json.dumps(personal.export(ANN)))
    expected = ["broadcasts", "deleted_links", "deliveries", "links", "people", "preferences"]
    assert set(expected) <= set(found)
    assert [len(found[name]) for name in expected] == [1] * 6
    assert found["people"][0]["username"] == "ann_demo"
    assert found["links"][0]["url"] == "https://example.com/a"
    assert found["links"][0]["added_at"] == "2026-05-04T09:00:00+00:00"
    assert found["preferences"][0]["chosen"] == {"language": "ru"}
    assert str(BEN) not in json.dumps(found)


def test_forgetting_leaves_no_row_of_a_person_and_all_of_others(
    personal: ports.PersonalStore, database: Database
) -> None:
    ids = ("user_id", "owner_id")
    before = [rows(database, column, BEN) for column in ids]
    assert sum(sum(table.values()) for table in before) >= 5
    personal.forget(ANN, LATER, counts_since=NOW)
    for column in ids:
        assert set(rows(database, column, ANN).values()) == {0}
    assert rows(database, "chat_id", ANN)["preferences"] == 0
    assert [rows(database, column, BEN) for column in ids] == before
    assert rows(database, "chat_id", BEN)["preferences"] == 1


def test_a_banned_person_stays_banned_with_nothing_but_their_id(
    personal: ports.PersonalStore, database: Database
) -> None:
    people = PeopleStore(database)
    people.set_access(ANN, Access.BANNED)
    personal.forget(ANN, LATER, counts_since=NOW)
    assert people.get(ANN) == Person(ANN, "en", LATER, LATER, access=Access.BANNED)
    assert people.large_files(ANN) is None
    assert rows(database, "user_id", ANN)["deliveries"] == 0


def test_a_quota_stays_too_or_forgetting_would_lift_it(personal: ports.PersonalStore, database: Database) -> None:
    people = PeopleStore(database)
    people.set_quota(ANN, Quota(links=5))
    personal.forget(ANN, LATER, counts_since=NOW)
    assert people.get(ANN) == Person(ANN, "en", LATER, LATER, quota=Quota(links=5))


def test_what_a_quota_has_counted_stays_as_times_and_sizes(personal: ports.PersonalStore, database: Database) -> None:
    deliveries, statistics = DeliveryStore(database), StatisticsStore(database)
    (asked,) = deliveries.unfinished()[:1]
    made = [
        replace(asked, id=uuid4(), user_id=ANN, created_at=NOW + minutes * timedelta(minutes=1), **more)
        for minutes, more in enumerate(({"size": 7}, {"size": 9, "way": Way.MEMORY}, {"size": 5, "way": Way.BOT_API}))
    ]
    for one in made:
        deliveries.add(replace(one, state=State.DONE))
    deliveries.add(replace(asked, id=uuid4(), user_id=ANN, created_at=NOW, state=State.FAILED))
    PeopleStore(database).set_quota(ANN, Quota(links=5))
    for _ in range(2):
        personal.forget(ANN, LATER, counts_since=NOW + timedelta(minutes=1))
        assert statistics.counted(ANN, NOW) == [(made[1].created_at, 0), (made[2].created_at, 5)]
    assert [deliveries.get(one.id) for one in made] == [None] * 3
    assert [one for one in deliveries.unfinished() if one.user_id == ANN] == []
    assert [one.host for one in statistics.figures(NOW.date(), 1, UTC).sites] == []
    words = json.dumps(personal.export(ANN)["deliveries"])
    assert not [word for word in ("example.com", str(asked.target.chat_id), str(asked.link_id)) if word in words]
    PeopleStore(database).set_quota(ANN, Quota())
    personal.forget(ANN, LATER, counts_since=NOW)
    assert rows(database, "user_id", ANN)["deliveries"] == 0


def test_whom_the_owner_let_in_is_forgotten_whole(personal: ports.PersonalStore, database: Database) -> None:
    people = PeopleStore(database)
    people.set_access(ANN, Access.ALLOWED)
    personal.forget(ANN, LATER, counts_since=NOW)
    assert people.get(ANN) is None


def test_a_stranger_can_be_exported_and_forgotten(personal: ports.PersonalStore) -> None:
    personal.forget(77, LATER, counts_since=NOW)
    assert not any(personal.export(77).values())
