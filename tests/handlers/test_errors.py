"""Where everything ends that a handler or polling raises."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import CommandHandler, ContextTypes

from bot.concurrency.workers import Workers
from bot.demo.emulator import Emulator
from bot.errors import ChatRefused, TransferUnavailable
from bot.handlers import errors
from bot.service.preferences import Settings
from bot.store.people import PeopleStore
from bot.store.preferences import PreferenceStore
from tests.handlers.house import ANN, BEN, GROUP, House
from tests.handlers.running import Person, application, polling
from tests.service.delivering import until
from tests.store.empty import open_empty

WORDS = (
    "Something went wrong here. Please try again; if it keeps happening, give the owner of this bot this reference: "
)


def breaking(house: House, error: Exception) -> None:
    """/break raises this."""

    async def fail(_: Update, __: ContextTypes.DEFAULT_TYPE) -> None:
        raise error

    house.application.add_handler(CommandHandler("break", fail), group=-2)


def failures(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


# Unknown commands


async def test_an_unknown_command_is_answered_in_private(house: House) -> None:
    assert await house.write("/nonsense") == ["I don't know this command. /help says what I can do."]
    (answer,) = await house.write("/nonsense", language="ru")
    assert "/help" in answer
    assert "I don't" not in answer


async def test_in_a_group_only_one_that_is_meant_for_the_bot(house: House) -> None:
    assert await house.write("/nonsense", chat_id=GROUP) == []
    assert await house.write("/nonsense@other_demo_bot", chat_id=GROUP) == []
    assert len(await house.write("/nonsense@ferry_demo_bot", chat_id=GROUP)) == 1


# Buttons of a version that is gone


@pytest.mark.parametrize("data", ["x:1", "d:z:1", "d:c:short"])
async def test_a_button_that_nothing_stands_behind_says_so(house: House, data: str) -> None:
    message = house.emulator.write("old")
    person = {"id": ANN, "is_bot": False, "first_name": "Ann"}
    query = {"id": "77", "from": person, "message": message, "chat_instance": "1", "data": data}
    await house.give({"callback_query": query})
    (call,) = house.emulator.calls("answerCallbackQuery")
    assert call.parameters["text"].startswith("This button is too old")


# Failures of a handler


@pytest.mark.parametrize("error", [ValueError("a mistake of ours"), BadRequest("Message is too long")])
async def test_a_failure_has_one_reference_in_chat_and_log(
    house: House, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    breaking(house, error)
    (answer,) = await house.write("/break")
    assert answer.startswith(WORDS)
    (record,) = failures(caplog)
    assert f"reference={answer.removeprefix(WORDS)}" in record.message
    assert record.exc_info is not None
    assert record.exc_info[1] is error
    assert str(error) not in answer


@pytest.mark.parametrize(("language", "words"), [("fa", "کد پیگیری"), ("ru", "владельц")])
async def test_a_failure_is_told_in_the_persons_language(house: House, language: str, words: str) -> None:
    breaking(house, ValueError())
    (answer,) = await house.write("/break", language=language)
    assert WORDS not in answer
    assert answer


@pytest.mark.parametrize("error", [Forbidden("bot was blocked by the user"), ChatRefused("not enough rights")])
async def test_a_chat_that_takes_no_answer_is_one_quiet_line(
    house: House, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    caplog.set_level(logging.INFO, "bot")
    breaking(house, error)
    assert await house.write("/break") == []
    (record,) = [record for record in caplog.records if record.name == "bot.handlers.errors"]
    assert (record.levelno, record.exc_info) == (logging.INFO, None)


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("gone"), RetryAfter(5), TransferUnavailable("gone")])
async def test_when_telegram_cannot_be_reached_nobody_is_told_and_the_log_is_short(
    house: House, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    breaking(house, error)
    assert await house.write("/break") == []
    (record,) = [record for record in caplog.records if record.name == "bot.handlers.errors"]
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)


async def test_a_person_who_cannot_be_told_does_no_more_harm(house: House, caplog: pytest.LogCaptureFixture) -> None:
    breaking(house, ValueError("a mistake of ours"))
    house.emulator.fault("sendMessage", status=400, description="Bad Request: not enough rights to send text messages")
    assert await house.write("/break") == []
    assert "person not told reason=" in caplog.text
    assert len(failures(caplog)) == 1


async def test_an_update_without_a_message_is_only_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    update = house.read({"my_chat_member": None})
    await house.application.process_error(update, ValueError("a mistake of ours"))
    (record,) = failures(caplog)
    assert "handler failed reference=" in record.message


# Failures of polling


@pytest.mark.parametrize(
    ("error", "level", "words"),
    [
        (Conflict("terminated by other getUpdates request"), logging.WARNING, "another instance is polling"),
        (NetworkError("no route"), logging.WARNING, "Telegram not reached reason=no route"),
        (TelegramError("odd"), logging.ERROR, "failed outside a chat"),
        (ValueError("odd"), logging.ERROR, "failed outside a chat"),
    ],
)
async def test_trouble_with_polling_is_one_line(
    house: House, caplog: pytest.LogCaptureFixture, error: Exception, level: int, words: str
) -> None:
    await house.application.process_error(None, error)
    (record,) = [record for record in caplog.records if record.name == "bot.handlers.errors"]
    assert record.levelno == level
    assert record.message.startswith(words)
    assert (record.exc_info is not None) == (level == logging.ERROR)


# In a running bot


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(folder=tmp_path / "telegram") as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 1)
    yield Settings(store=PreferenceStore(database), people=PeopleStore(database), workers=workers)
    workers.close()
    database.close()


async def test_an_exception_in_one_update_harms_no_other(
    emulator: Emulator, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: Update, __: ContextTypes.DEFAULT_TYPE) -> None:
        raise ValueError("a mistake of ours")

    async def well(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text("well")

    bot = application(emulator)
    bot.add_error_handler(errors.on_error(settings))
    async with polling(bot, [CommandHandler("break", fail), CommandHandler("well", well)]):
        for number in range(5):
            emulator.write("/break", user_id=2000 + number)
            emulator.write("/well", user_id=2100 + number)
        for number in range(5):
            await asyncio.to_thread(emulator.wait, lambda e, n=number: len(e.messages(2100 + n)) == 2)
            await asyncio.to_thread(emulator.wait, lambda e, n=number: len(e.messages(2000 + n)) == 2)
        assert (await Person(emulator, ANN).write("/well"))["text"] == "well"
    assert len(failures(caplog)) == 5


async def test_a_bot_that_has_been_blocked_and_one_that_is_not_alone_go_on(
    emulator: Emulator, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async def well(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text("well")

    bot = application(emulator)
    bot.add_error_handler(errors.on_error(settings))
    caplog.set_level(logging.INFO, "bot")
    async with polling(bot, [CommandHandler("well", well)]):
        emulator.write("/well", user_id=BEN)
        emulator.block(BEN)
        emulator.write("/well", user_id=BEN)
        await until(lambda: "answer refused" in caplog.text)
        assert (await Person(emulator, ANN).write("/well"))["text"] == "well"
    assert not failures(caplog)
