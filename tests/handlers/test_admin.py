"""/stats and /check: for the admin only."""

from datetime import timedelta

import pytest

from bot.domain.delivery import Target
from bot.domain.message import Button
from bot.domain.person import Quota
from bot.errors import NothingThere
from bot.handlers.owner_only import AdminPress
from bot.i18n import LANGUAGES, plain
from bot.service.owner import PAGE
from bot.transfer.chat import TelegramChat
from tests.handlers.house import ADMIN, ANN, BEN, GROUP, House
from tests.handlers.running import Message, bare, labels
from tests.service.delivering import until

UNKNOWN = "I don't know this command. /help says what I can do."


@pytest.mark.parametrize("command", ["/stats", "/check 1001", "/admin", "/admin Ann"])
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
    answer, *_ = await house.write("/stats", user_id=ADMIN)
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
    answer, *_ = await house.write("/stats", user_id=ADMIN)
    assert "2 known, 1 active in the last day" in answer
    assert "0 done" in answer


async def test_check_shows_what_is_known_of_a_person(house: House) -> None:
    await house.write("https://example.com/a")
    (answer,) = await house.write(f"/check {ANN}", user_id=ADMIN)
    assert answer.splitlines() == [
        "👤 Ann · 1001",
        "Here since: May 4, 2026, 12:00:00 PM",
        "Last seen: May 4, 2026, 12:00:00 PM",
        "Kept links: 1, the first goes: Jun 3, 2026, 12:00:00 PM",
        "Deliveries of the last day: 0, 0 bytes",
        "Deliveries of the last 30 days: 0, 0 bytes",
        "Daily quota: any number, any size",
        "May use the bot: yes; has blocked it: no",
    ]


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
    answer, *_ = await house.write("/stats", user_id=ADMIN, language=language)
    assert "Kept links" not in answer


# The pages


async def open_panel(house: House, words: str = "") -> Message:
    await house.write(f"/admin {words}".strip(), user_id=ADMIN)
    return house.received(ADMIN)[-1]


async def turn(house: House, message: Message, *presses: str) -> Message:
    """Press one button after the other, and read the page each leads to."""
    for label in presses:
        await house.press(message, label, ADMIN)
        message = next(one for one in house.received(ADMIN) if one["message_id"] == message["message_id"])
    return message


async def test_the_first_page_leads_to_all_others_and_back(house: House) -> None:
    await house.write("hello")
    panel = await open_panel(house)
    assert bare(panel["text"]).startswith("⚙️ For the owner of this bot\n\nPeople: 2 known")
    for label, words in (
        ("People · 2", "👥 People · 2"),
        ("Waiting · 0", "Nobody waits"),
        ("Failures · 0", "Nothing has failed"),
        ("Machine", "🖥 Machine"),
    ):
        page = await turn(house, panel, label)
        assert words in bare(page["text"])
        assert bare((await turn(house, page, "Overview"))["text"]) == bare(panel["text"])


async def test_in_a_group_an_admin_finds_nothing(house: House) -> None:
    assert await house.write("/admin@ferry_demo_bot", user_id=ADMIN, chat_id=GROUP) == [UNKNOWN]
    assert await house.write("/check@ferry_demo_bot 1001", user_id=ADMIN, chat_id=GROUP) == [UNKNOWN]


async def test_no_forged_press_reaches_a_page(house: House) -> None:
    await house.write("hello")
    panel = await open_panel(house)
    forged = ["h", "p:0", "w:0", "f", "m", "t", "c", f"i:{BEN}", f"a:{BEN}", f"b:{ADMIN}", f"q:{BEN}", f"l:{ANN}:5"]
    forged += [f"s:{ANN}:500", f"y:{BEN}", f"n:{BEN}", "nonsense"]
    before = [bare(one["text"]) for one in house.received(ANN)]
    for data in forged:
        message = panel | {"chat": {"id": ANN, "type": "private", "first_name": "Ann"}}
        query = {"id": "7", "from": {"id": ANN, "is_bot": False, "first_name": "x"}, "message": message}
        update = house.read({"callback_query": query | {"chat_instance": "1", "data": f"a:{data}"}})
        own = [one for one in house.application.handlers[0] if isinstance(one, AdminPress)]
        assert not [one for one in own if one.check_update(update)], data
        await house.application.process_update(update)
    assert [bare(one["text"]) for one in house.received(ANN)] == before
    assert house.people.quota(ANN) == Quota()


async def test_a_button_nobody_knows_any_more_is_answered(house: House) -> None:
    message_id = await TelegramChat(house.application.bot).say(Target(ADMIN), "x", [[Button("press", "a:old:1")]])
    message = next(one for one in house.received(ADMIN) if one["message_id"] == message_id)
    assert bare((await house.press(message, "press", ADMIN))["text"]) == plain("en", "button-old")


async def test_people_are_listed_latest_first_and_turned(house: House) -> None:
    for number in range(PAGE + 1):
        house.scene.clock.now += timedelta(minutes=1)
        await house.people.met(5000 + number, "en", name=f"Person {number}", username=f"person_{number}")
    house.scene.clock.now += timedelta(minutes=1)
    page = await turn(house, await open_panel(house), "People")
    lines = bare(page["text"]).splitlines()
    assert "1. Ann · 9" in lines
    assert lines[lines.index("2. Person 8 · @person_8 · 5008") + 1] == "seen 1 minute ago"
    page = await turn(house, page, "Next")
    assert "10. Person 0 · @person_0 · 5000" in bare(page["text"])
    assert "Page 2 of 2" in bare(page["text"])


@pytest.mark.parametrize("words", ["ivan", "@ivan_p", "5000"])
async def test_people_are_found_by_words(house: House, words: str) -> None:
    await house.people.met(5000, "ru", name="Ivan & Co", username="ivan_p")
    page = await open_panel(house, words)
    assert bare(page["text"]).startswith(f"🔍 1 person found: {words}\n\n1. Ivan & Co · @ivan_p · 5000")
    person = await turn(house, page, "1 · Ivan & Co")
    assert bare(person["text"]).startswith("👤 Ivan & Co")


async def test_whom_nobody_finds_is_said(house: House) -> None:
    assert bare((await open_panel(house, "<b>nobody"))["text"]) == "🔍 Nobody found: <b>nobody"


async def test_a_person_is_banned_and_let_in_again(house: House) -> None:
    await house.write("hello")
    page = await turn(house, await open_panel(house, "1001"), "1 · Ann", "Ban")
    assert "May use the bot: no" in bare(page["text"])
    assert await house.write("https://example.com/a") == ["The owner of this bot has not let you in."]
    assert await house.write("https://example.com/a") == []
    page = await turn(house, page, "Allow")
    assert "May use the bot: yes" in bare(page["text"])
    await house.write("https://example.com/a")
    assert house.links == ["https://example.com/a"]


async def test_a_ban_stops_what_is_under_way(house: House) -> None:
    await house.write("https://example.com/a")
    await house.write("https://example.com/b", user_id=BEN)
    await turn(house, await open_panel(house, "1001"), "1 · Ann", "Ban")
    await until(lambda: len(house.scene.deliveries.under_way()) == 1)
    assert house.scene.deliveries.under_way()[0].delivery.user_id == BEN


async def test_an_admin_can_not_be_banned(house: House) -> None:
    page = await turn(house, await open_panel(house, "9"), "1 · Ann")
    assert "yes, as its owner" in bare(page["text"])
    assert labels(page) == ["‹ People", "‹ Overview"]


async def test_quotas_are_chosen_from_what_is_offered(house: House) -> None:
    await house.write("hello")
    page = await turn(house, await open_panel(house, "1001"), "1 · Ann", "Daily quota", "20 links", "2 GB")
    assert house.people.quota(ANN) == Quota(links=20, size=2 * 1024**3)
    assert "Now: 20 links, 2 GB" in bare(page["text"])
    assert [label for label in labels(page) if "✅" in label] == ["✅ 20 links", "✅ 2 GB"]
    page = await turn(house, page, "any number", "any size", "Back")
    assert house.people.quota(ANN) == Quota()
    assert "Daily quota: any number, any size" in bare(page["text"])


async def test_strangers_wait_in_a_list(private_house: House) -> None:
    await private_house.write("hello", user_id=BEN)
    page = await turn(private_house, await open_panel(private_house), "Waiting · 1")
    assert "🔔 Waiting to be let in · 1" in bare(page["text"])
    page = await turn(private_house, page, "1 · Ann")
    assert "May use the bot: waits for your answer" in bare(page["text"])
    await turn(private_house, page, "Allow")
    assert private_house.people.may(BEN)
    assert "let you in" in bare(private_house.received(BEN)[-1]["text"])


async def test_failures_stand_with_their_references(house: House) -> None:
    house.scene.source.error = NothingThere()
    house.scene.source.hold = None
    await house.write("https://example.com/a")
    await house.scene.over()
    page = await turn(house, await open_panel(house), "Failures · 1")
    reference = house.scene.runner.courses[0].delivery.reference
    assert bare(page["text"]).splitlines() == [
        "⚠️ Failures of the last day · 1",
        f"1 × nothing-there, latest: {reference}",
    ]


async def test_the_machine_tells_versions_and_the_engines_age(house: House) -> None:
    page = bare((await turn(house, await open_panel(house), "Machine"))["text"])
    assert "Queue: 0 running, 0 in line" in page
    assert "Memory: " in page
    for name in ("Ferry 0.1.0", "Python 3.", "python-telegram-bot 2", "yt-dlp 20"):
        assert name in page
    assert "This yt-dlp is" in page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_pages_speak_the_admins_language(house: House, language: str) -> None:
    await house.people.met(ANN, "en", name="Ann")
    await house.write("/admin", user_id=ADMIN, language=language)
    text = house.received(ADMIN)[-1]["text"]
    assert ("For the owner" in text) is (language == "en")


# Figures as a picture


async def test_stats_bring_the_picture_too(house: House) -> None:
    house.scene.source.hold = None
    await house.write("https://example.com/a")
    await house.scene.over()
    message = house.emulator.write("/stats", user_id=ADMIN)
    await house.application.process_update(house.read({"message": message}))
    text, picture = house.received(ADMIN)[-2:]
    assert bare(text["text"]).startswith("People: 2 known")
    assert picture["caption"] == "📊 The last 30 days"
    assert picture["photo"][-1]["height"] == 1590


async def test_without_deliveries_there_is_nothing_to_draw(house: House) -> None:
    panel = await open_panel(house)
    assert bare((await house.press(panel, "Figures", ADMIN))["text"]) == "Drawing …"
    assert bare(house.received(ADMIN)[-1]["text"]) == "There were no deliveries in the last 30 days."
