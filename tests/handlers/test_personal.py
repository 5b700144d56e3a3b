"""/mydata and /forget."""

import json
from datetime import timedelta

import pytest

from bot.domain.delivery import State
from bot.domain.person import Access, Quota
from bot.domain.preferences import Preferences
from bot.store.statistics import StatisticsStore
from tests.handlers.house import ADMIN, ANN, BEN, GROUP, House
from tests.handlers.running import Message, bare, labels
from tests.service.delivering import delivery, until

LINK = "https://example.com/a"


async def question(house: House, user_id: int = ANN) -> Message:
    await house.write("/forget", user_id=user_id)
    return next(one for one in house.received(user_id) if "Shall I forget you?" in one.get("text", ""))


def now(house: House, message: Message) -> Message:
    chat = house.received(message["chat"]["id"])
    return next(one for one in chat if one["message_id"] == message["message_id"])


async def test_mydata_is_a_document_with_all_that_is_known(house: House) -> None:
    await house.write(LINK)
    await house.settings.change(ANN, caption=False)
    message = house.emulator.write("/mydata")
    await house.application.process_update(house.read({"message": message}))
    sent = house.received()[-1]
    assert sent["document"]["file_name"] == "mydata.json"
    assert sent["caption"] == "All I know about you. /forget deletes it."
    found = json.loads(house.emulator.file(sent["document"]["file_id"]).read_bytes())
    assert found["user_id"] == ANN
    assert [link["url"] for link in found["links"]] == [LINK]
    assert [delivery["url"] for delivery in found["deliveries"]] == [LINK]
    assert found["people"][0]["name"] == "Ann"


@pytest.mark.parametrize("command", ["/mydata", "/forget"])
async def test_in_a_group_nothing_of_it_is_shown(house: House, command: str) -> None:
    (answer,) = await house.write(f"{command}@ferry_demo_bot", chat_id=GROUP)
    assert "private chat" in answer


async def test_nothing_is_deleted_before_the_question_is_answered(house: House) -> None:
    await house.write(LINK)
    asked = await question(house)
    assert labels(asked) == ["🗑 Delete everything", "Keep everything"]
    await house.press(asked, "Keep everything")
    assert bare(now(house, asked)["text"]) == "Nothing was deleted."
    assert labels(now(house, asked)) == []
    assert (await house.scene.links.standing(ANN)).links == 1


async def test_forgetting_deletes_all_and_stops_what_is_under_way(house: House) -> None:
    await house.write(LINK)
    await house.write(LINK, user_id=BEN)
    await house.settings.change(ANN, caption=False)
    await house.press(await question(house), "Delete everything")
    await until(lambda: len(house.scene.deliveries._tasks) == 1)
    assert await house.people.get(ANN) is None
    assert (await house.scene.links.standing(ANN)).links == 0
    assert await house.settings.get(ANN) == Preferences()
    (course, other) = house.scene.runner.courses
    assert house.scene.store.get(course.delivery.id) is None
    assert house.scene.store.get(other.delivery.id) is not None
    assert [one.delivery.user_id for one in house.scene.deliveries.under_way()] == [BEN]


async def test_the_last_word_is_in_the_language_that_was_forgotten(house: House) -> None:
    await house.settings.change(ANN, language="ru")
    await house.write("/forget")
    asked = house.received()[-1]
    await house.press(asked, "Удалить всё")
    assert "Готово" in now(house, asked)["text"]


async def test_who_writes_again_is_known_anew(house: House) -> None:
    await house.write("hello")
    await house.press(await question(house), "Delete everything")
    await house.write("hello")
    assert await house.people.get(ANN) is not None


async def test_a_second_press_deletes_nothing_twice(house: House) -> None:
    await house.write("hello")
    asked = await question(house)
    data = [house.emulator.press(asked, "f:y", user_id=ANN) for _ in range(2)]
    for query_id in data:
        person = {"id": ANN, "is_bot": False, "first_name": "Ann", "language_code": "en"}
        query = {"id": query_id, "from": person, "message": asked, "chat_instance": "1", "data": "f:y"}
        await house.give({"callback_query": query})
    assert "Done" in now(house, asked)["text"]


async def test_a_quota_and_a_ban_outlast_it(private_house: House) -> None:
    people = private_house.people
    await private_house.write("hello")
    await people.grant(ANN, Quota(links=5))
    await private_house.press(await question(private_house), "Delete everything")
    assert people.quota(ANN) == Quota(links=5)
    await private_house.write("hello", user_id=BEN)
    await people.rule(BEN, Access.BANNED)
    await people.forgotten(BEN)
    assert people.is_banned(BEN)


async def test_what_a_quota_has_counted_outlasts_it_for_a_day(house: House) -> None:
    now = house.scene.clock()
    await house.write("hello")
    await house.people.grant(ANN, Quota(links=5))
    for hours in (1, 25):
        made = now - timedelta(hours=hours)
        house.scene.store.add(delivery(created_at=made, ended_at=made, state=State.DONE))
    await house.press(await question(house), "Delete everything")
    counted = StatisticsStore(house.scene.database).counted(ANN, now - timedelta(days=2))
    assert [now - at for at, _ in counted] == [timedelta(hours=1)]


async def test_whom_the_owner_let_in_has_to_ask_again(private_house: House) -> None:
    await private_house.write("hello", user_id=BEN)
    await private_house.people.rule(BEN, Access.ALLOWED)
    await private_house.press(await question(private_house, BEN), "Delete everything", BEN)
    assert not private_house.people.may(BEN)
    await private_house.write("hello", user_id=BEN)
    asked = [one for one in private_house.received(ADMIN) if "asks to use" in one["text"]]
    assert len(asked) == 2
