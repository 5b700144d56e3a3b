"""The real python-telegram-bot on the emulator, polling, with chosen handlers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from telegram.ext import Application, ApplicationBuilder, BaseHandler, ContextTypes

from bot.demo.emulator import Emulator
from bot.handlers.context import Context
from bot.transfer.pace import Pace

T = TypeVar("T")
Message = dict[str, Any]


def application(emulator: Emulator) -> Application:
    """An application that talks to this emulator, paced like the bot's own; not started yet."""
    builder = ApplicationBuilder().token(emulator.token).rate_limiter(Pace()).concurrent_updates(True)
    builder = builder.context_types(ContextTypes(context=Context))
    return builder.base_url(emulator.api_base).base_file_url(emulator.file_base).build()


@asynccontextmanager
async def polling(application: Application, handlers: list[BaseHandler]) -> AsyncIterator[None]:
    """Poll while the context lasts."""
    application.add_handlers(handlers)
    async with application:
        await application.start()
        await application.updater.start_polling(timeout=1)
        try:
            yield
        finally:
            await application.updater.stop()
            await application.stop()


class Person:
    """Somebody in a private chat with the bot: writes, presses, reads."""

    def __init__(self, emulator: Emulator, user_id: int = 1001, language: str = "en") -> None:
        self.id = user_id
        self._emulator = emulator
        emulator.person(user_id, language=language)

    async def write(self, text: str, chat_id: int | None = None) -> Message:
        """Write, and read the next message of the bot in that chat."""
        chat_id = chat_id or self.id
        before = len(self.received(chat_id))
        self._emulator.write(text, user_id=self.id, chat_id=chat_id)
        return await self._until(lambda: self.received(chat_id)[before:])

    async def press(self, message: Message, label: str) -> tuple[str, Message]:
        """Press a button of a message: what the bot answers, and the message as it is then."""
        query_id = self._emulator.press(message, button(message, label), user_id=self.id)
        return await self.answer(query_id), self.now(message)

    async def answer(self, query_id: str) -> str:
        """The bot's answer to a press."""

        def answers() -> list[str]:
            return [
                bare(event.get("text") or "")
                for event in self._emulator.history(self.id)
                if event["kind"] == "answer" and event["callback_query_id"] == query_id
            ]

        await self._until(answers, last=False)
        return answers()[0]

    async def read(self, message: Message, text: str) -> Message:
        """The message, once this text stands in it."""
        await self._until(lambda: [now] if text in bare((now := self.now(message))["text"]) else [])
        return self.now(message)

    def now(self, message: Message) -> Message:
        chat = self._emulator.messages(message["chat"]["id"])
        return next(one for one in chat if one["message_id"] == message["message_id"])

    def received(self, chat_id: int | None = None) -> list[Message]:
        """The bot's messages."""
        return [one for one in self._emulator.messages(chat_id or self.id) if one["from"]["is_bot"]]

    async def _until(self, look: Callable[[], list[T]], *, last: bool = True) -> T:
        found = await asyncio.to_thread(self._emulator.wait, lambda _: look())
        return found[-1] if last else found[0]


def button(message: Message, label: str) -> str:
    """The data of a message's button whose label holds these words."""
    rows = message["reply_markup"]["inline_keyboard"]
    return next(one["callback_data"] for row in rows for one in row if label in bare(one["text"]))


def labels(message: Message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [bare(one["text"]) for row in rows for one in row]


def bare(text: str) -> str:
    """Without the marks that isolate placeholders."""
    return text.translate({0x2068: None, 0x2069: None})
