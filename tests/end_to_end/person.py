"""Somebody in a chat with the bot, and what they see."""

from collections.abc import Callable
from typing import Any

from bot.demo.emulator import Emulator

Message = dict[str, Any]
ISOLATES = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))  # invisible; they keep directions apart


class Person:
    """One person's private chat."""

    def __init__(self, emulator: Emulator, user_id: int, language: str = "en") -> None:
        self.id = user_id
        self._emulator = emulator
        emulator.person(user_id, first_name=f"P{user_id}", language=language)

    def write(self, text: str = "", **more: Any) -> Message:
        return self._emulator.write(text, user_id=self.id, **more)

    def press(self, message: Message, label: str) -> str:
        """Press the button with this label, as eyes read it."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        labels = {button["text"].translate(ISOLATES): button["callback_data"] for row in rows for button in row}
        return self._emulator.press(message, labels[label], user_id=self.id)

    def seen(self) -> list[Message]:
        """The bot's messages in the chat, as they are now, oldest first."""
        return [message for message in self._emulator.messages(self.id) if message["from"]["is_bot"]]

    def texts(self) -> list[str]:
        return [readable(message) for message in self.seen()]

    def file(self, kind: str, timeout: float = 60.0) -> Message:
        """The first file of this kind, once it is there and the status line has gone."""
        found: Message = self._emulator.wait(lambda _: self._delivered(kind), timeout)
        return found

    def wait(self, true: Callable[[], object], timeout: float = 60.0) -> None:
        """Wait for something in the chat."""
        self._emulator.wait(lambda _: true(), timeout)

    def message(self, words: str, timeout: float = 30.0) -> Message:
        """A message of the bot with these words, once it is there."""

        def find(_: Emulator) -> Message | None:
            return next((message for message in self.seen() if words in readable(message)), None)

        found = self._emulator.wait(find, timeout)
        assert found is not None
        return found

    def answer(self, query_id: str, timeout: float = 20.0) -> str:
        """What a press was answered with."""

        def find(emulator: Emulator) -> dict[str, Any] | None:
            events = emulator.history(self.id)
            return next((e for e in events if e["kind"] == "answer" and e["callback_query_id"] == query_id), None)

        found = self._emulator.wait(find, timeout)
        assert found is not None
        return (found.get("text") or "").translate(ISOLATES)

    def _delivered(self, kind: str) -> Message | None:
        seen = self.seen()
        if any("reply_markup" in message for message in seen):
            return None
        return next((message for message in seen if kind in message), None)


def readable(message: Message) -> str:
    """A message's text or caption as eyes see it."""
    return str(message.get("text") or message.get("caption") or "").translate(ISOLATES)
