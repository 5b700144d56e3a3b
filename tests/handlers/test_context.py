"""The language a chat is spoken to in, and what it has set."""

import pytest
from telegram import Update
from telegram.ext import CommandHandler

from bot.domain.preferences import Preferences, Quality
from bot.handlers.context import Context
from tests.handlers.house import ANN, BEN, GROUP, House

PERSIAN, RUSSIAN = "پیوند", "ссылк"


async def help_of(house: House, user_id: int = ANN, *, language: str = "en", chat_id: int | None = None) -> str:
    (answer,) = await house.write("/help@ferry_demo_bot", user_id=user_id, language=language, chat_id=chat_id)
    return answer


@pytest.mark.parametrize(("code", "language"), [("fa-IR", "fa"), ("ru", "ru"), ("de", "en"), (None, "en")])
async def test_until_the_gate_has_run_the_language_is_the_nearest_to_telegrams(
    house: House, code: str | None, language: str
) -> None:
    person = {"id": ANN, "is_bot": False, "first_name": "Ann"} | ({"language_code": code} if code else {})
    message = {"message_id": 7, "date": 0, "chat": {"id": ANN, "type": "private"}, "from": person}
    assert Context.from_update(house.read({"message": message}), house.application).language == language
    assert Context.from_update(None, house.application).language == "en"


async def test_a_chosen_language_wins_over_telegrams(house: House) -> None:
    await house.settings.change(ANN, language="fa")
    assert PERSIAN in await help_of(house, language="ru")
    assert RUSSIAN in await help_of(house, BEN, language="ru")


async def test_notices_speak_the_chosen_language_too(house: House) -> None:
    await house.settings.change(ANN, language="fa")
    await help_of(house, language="ru")
    person = await house.people.get(ANN)
    assert person is not None
    assert person.language == "fa"


async def test_a_group_speaks_its_own_language_else_that_of_who_asks(house: House) -> None:
    await house.settings.change(ANN, language="fa")
    assert PERSIAN in await help_of(house, chat_id=GROUP)
    assert RUSSIAN in await help_of(house, BEN, language="ru", chat_id=GROUP)
    await house.settings.change(GROUP, language="ru")
    assert RUSSIAN in await help_of(house, chat_id=GROUP)
    person = await house.people.get(ANN)
    assert person is not None
    assert person.language == "fa"  # the group's is not theirs


async def test_a_handler_sees_what_its_chat_has_set_and_not_what_another_has(house: House) -> None:
    seen: list[Preferences] = []

    async def look(_: Update, context: Context) -> None:
        seen.append(context.preferences)

    house.application.add_handler(CommandHandler("look", look), group=1)
    own = await house.settings.change(ANN, quality=Quality.P480)
    await house.settings.change(GROUP, caption=False)
    await house.write("/look")
    await house.write("/look@ferry_demo_bot", chat_id=GROUP)
    await house.write("/look", user_id=BEN)
    assert seen == [own, Preferences(caption=False), Preferences()]


async def test_a_failure_is_told_in_the_chosen_language(house: House) -> None:
    async def fail(_: Update, __: Context) -> None:
        raise ValueError("a mistake of ours")

    house.application.add_handler(CommandHandler("break", fail), group=-2)
    await house.settings.change(ANN, language="fa")
    (answer,) = await house.write("/break", language="ru")
    assert "کد پیگیری" in answer


async def test_a_stranger_is_refused_in_the_language_they_once_chose(private_house: House) -> None:
    await private_house.settings.change(BEN, language="ru")
    (answer,) = await private_house.write("hello", user_id=BEN)
    assert "1002" in answer
    assert "приглашённых" in answer
