"""/stats and /check: for the admin only."""

from datetime import timedelta

import pytest

from bot.errors import NothingThere
from tests.handlers.house import ADMIN, ANN, BEN, GROUP, House

UNKNOWN = "I don't know this command. /help says what I can do."


@pytest.mark.parametrize("command", ["/stats", "/check 1001"])
async def test_for_others_the_commands_do_not_exist(house: House, command: str) -> None:
    assert await house.write(command) == [UNKNOWN]
    assert await house.write(command, chat_id=GROUP) == []


async def test_stats_count_people_links_and_deliveries(house: House) -> None:
    house.scene.source.hold = None
    await house.write("https://example.com/a")
    await house.scene.over()
    house.scene.source.error = NothingThere()
    await house.write("https://example.com/b", user_id=BEN)
    await house.scene.over()
    await house.people.left(BEN)
    (answer,) = await house.write("/stats", user_id=ADMIN)
    assert answer.splitlines() == [
        "People: 3 known, 3 active in the last day, 1 have blocked the bot",
        "Kept links: 2",
        "Deliveries of the last day: 1 done, 1 failed, 0 cancelled; 0 under way",
    ]


async def test_stats_are_those_of_the_last_day(house: House) -> None:
    house.scene.source.hold = None
    await house.write("https://example.com/a")
    await house.scene.over()
    house.scene.clock.now += timedelta(days=2)
    (answer,) = await house.write("/stats", user_id=ADMIN)
    assert "2 known, 1 active in the last day" in answer
    assert "0 done" in answer


async def test_check_shows_what_is_known_of_a_person(house: House) -> None:
    await house.write("https://example.com/a")
    (answer,) = await house.write(f"/check {ANN}", user_id=ADMIN)
    lines = answer.splitlines()
    assert lines[0] == "1001"
    assert lines[1].startswith("Kept links: 1, the first goes: Jun 3, 2026")
    assert lines[2].startswith("Last seen: May 4, 2026")
    assert lines[3] == "May use the bot: yes; has blocked it: no"


async def test_check_shows_who_has_no_links_and_has_left(private_house: House) -> None:
    await private_house.people.met(BEN, "en")
    await private_house.people.left(BEN)
    (answer,) = await private_house.write(f"/check {BEN}", user_id=ADMIN)
    assert "Kept links: 0, the first goes: –" in answer
    assert answer.endswith("May use the bot: no; has blocked it: yes")


async def test_check_of_a_stranger_says_so(house: House) -> None:
    assert await house.write("/check 424242", user_id=ADMIN) == ["Nobody with the id 424242 has written to this bot."]


@pytest.mark.parametrize("words", ["", "ann", "1 2", "-5", "9" * 17, "9" * 3000])
async def test_check_without_an_id_says_how_it_goes(house: House, words: str) -> None:
    (answer,) = await house.write(f"/check {words}", user_id=ADMIN)
    assert answer == "Use /check with a user id, for example /check 123456789."


@pytest.mark.parametrize(("language", "words"), [("fa", "۱۰۰۱"), ("ru", "Сохран")])
async def test_the_admin_is_answered_in_their_language(house: House, language: str, words: str) -> None:
    await house.write("hello")
    (answer,) = await house.write(f"/check {ANN}", user_id=ADMIN, language=language)
    assert "Kept links" not in answer
    (answer,) = await house.write("/stats", user_id=ADMIN, language=language)
    assert "Kept links" not in answer
