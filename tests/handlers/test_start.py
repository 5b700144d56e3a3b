"""/start, /help, and the command menus."""

import pytest

from bot.handlers import start
from tests.handlers.house import ADMIN, BEN, GROUP, House
from tests.handlers.running import bare

USUAL = ["start", "help", "get", "links", "cancel", "status", "settings", "mydata", "forget"]
OWNERS = [*USUAL, "admin", "stats", "check", "broadcast"]


async def test_start_greets_by_name_and_says_what_it_does(house: House) -> None:
    house.emulator.person(BEN, first_name="<Ben>")
    (answer,) = await house.write("/start", user_id=BEN)
    assert answer.startswith("Hello <Ben>! Send me a link, and I’ll bring the file into this chat")
    assert "Up to 50 MB each. Your links are kept for 30 days" in answer


async def test_help_names_the_ways(house: House) -> None:
    (answer,) = await house.write("/help")
    assert answer.startswith("Send a link, or forward a post with links")
    for word in ("/get", "/links", "/status", "/cancel", "50 MB", "30 days"):
        assert word in answer


@pytest.mark.parametrize("command", ["/start", "/help"])
@pytest.mark.parametrize(("language", "words"), [("fa", "پیوند"), ("ru", "ссылк"), ("it", "link")])
async def test_they_speak_the_persons_language(house: House, command: str, language: str, words: str) -> None:
    (answer,) = await house.write(command, language=language)
    assert words in answer


async def test_they_answer_in_groups_too(house: House) -> None:
    (answer,) = await house.write("/help@ferry_demo_bot", chat_id=GROUP)
    assert "Send a link" in answer
    assert await house.write("/help@other_demo_bot", chat_id=GROUP) == []


async def menu(house: House, scope: dict[str, object] | None, language: str) -> list[str]:
    commands = await house.application.bot.get_my_commands(scope=scope, language_code=language)  # type: ignore[arg-type]
    return [command.command for command in commands]


async def test_menus_are_set_in_every_language_with_more_for_admins(house: House) -> None:
    house.emulator.person(ADMIN)
    await start.menus(house.application.bot, (ADMIN,), house.settings)
    own = {"type": "chat", "chat_id": ADMIN}
    for language in ("", "fa", "ru"):
        assert await menu(house, None, language) == USUAL
        assert await menu(house, own, language) == OWNERS
    (first, *_) = await house.application.bot.get_my_commands(language_code="ru")
    assert bare(first.description) != "What this bot does"


async def test_a_menu_that_cannot_be_set_spoils_no_other(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def nobody(parameters: dict[str, object]) -> bool:
        return str(BEN) in str(parameters.get("scope"))

    house.emulator.fault("setMyCommands", times=3, status=400, description="Bad Request: chat not found", match=nobody)
    await start.menus(house.application.bot, (BEN, ADMIN), house.settings)
    assert caplog.text.count("command menu not set") == 3
    for language in ("", "fa", "ru"):
        assert await menu(house, {"type": "chat", "chat_id": ADMIN}, language) == OWNERS


async def test_an_admins_menu_stays_in_the_language_they_have_chosen(house: House) -> None:
    house.emulator.person(ADMIN)
    await house.settings.change(ADMIN, language="ru")
    await start.menus(house.application.bot, (ADMIN,), house.settings)
    for code in ("", "fa", "ru"):
        (first, *_) = await house.application.bot.get_my_commands({"type": "chat", "chat_id": ADMIN}, code)  # type: ignore[arg-type]
        assert first.description == "Что умеет этот бот"
