"""The Bot API emulator as a process of its own, led by lines of JSON: `with Telegram(folder) as telegram`.

Moments are `time.monotonic()`, which is one clock for all processes of a machine (Linux, macOS).
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.processes import Served

TOKEN = "7000008:a-token-for-the-bench"
ANSWER_WITHIN = 60.0  # seconds; a line may wait for a delivery


class Telegram(Served):
    """Telegram as the bench sees it: people who write, and what they get."""

    def __init__(self, folder: Path) -> None:
        super().__init__([sys.executable, "-m", "bench.telegram", str(folder)])

    @property
    def url(self) -> str:
        return self.said

    def person(self, user_id: int) -> None:
        """Make a person known, whom the bot may write to."""
        self._ask(do="person", user_id=user_id)

    def write(self, user_id: int, text: str) -> float:
        """A person writes to the bot; the moment of it."""
        return float(self._ask(do="write", user_id=user_id, text=text))

    def polled(self) -> float:
        """Wait for a getUpdates; the moment it was there."""
        return float(self._ask(do="polled"))

    def quiet(self) -> None:
        """Wait until nobody polls: the bot before is gone."""
        self._ask(do="quiet")

    def got(self, user_id: int, field: str, words: str = "") -> float:
        """Wait for a message of the bot with this field ("text", "video") and words in it; the moment it came."""
        return float(self._ask(do="got", user_id=user_id, field=field, words=words))

    def cancel(self, user_id: int) -> float:
        """Press Cancel below the newest status line; the moment of it."""
        return float(self._ask(do="cancel", user_id=user_id))

    def edits(self, user_id: int) -> int:
        """How often the bot has edited a message in this chat."""
        return int(self._ask(do="edits", user_id=user_id))

    def refusals(self) -> int:
        """How many calls were refused because they came faster than Telegram takes them."""
        return int(self._ask(do="refusals"))

    def _ask(self, **asked: Any) -> Any:
        return json.loads(self.ask(json.dumps(asked)))


class Desk:
    """Does what a line asks, in the emulator's process."""

    def __init__(self, emulator: Any) -> None:
        self._emulator = emulator

    def person(self, user_id: int) -> None:
        self._emulator.person(user_id)

    def write(self, user_id: int, text: str) -> float:
        message = self._emulator.write(text, user_id=user_id)
        return next(e["at"] for e in self._emulator.history(user_id) if e.get("message") == message)

    def polled(self) -> float:
        self._emulator.wait(lambda emulator: emulator.polling(), ANSWER_WITHIN)
        return time.monotonic()

    def quiet(self) -> None:
        self._emulator.wait(lambda emulator: not emulator.polling(), ANSWER_WITHIN)

    def got(self, user_id: int, field: str, words: str) -> float:
        def find(emulator: Any) -> float | None:
            for event in emulator.history(user_id):
                message = event.get("message") or {}
                if field in message and message["from"]["is_bot"] and words in str(message[field]):
                    return float(event["at"])
            return None

        return float(self._emulator.wait(find, ANSWER_WITHIN))

    def cancel(self, user_id: int) -> float:
        line = next(m for m in reversed(self._emulator.messages(user_id)) if "reply_markup" in m)
        buttons = [button["callback_data"] for row in line["reply_markup"]["inline_keyboard"] for button in row]
        data = next(data for data in buttons if data.startswith("d:c:"))
        at = time.monotonic()
        self._emulator.press(line, data, user_id=user_id)
        return at

    def edits(self, user_id: int) -> int:
        calls = self._emulator.calls("editMessageText")
        return sum(str(call.parameters["chat_id"]) == str(user_id) for call in calls)

    def refusals(self) -> int:
        return sum(call.status == 429 for call in self._emulator.calls())


def main(folder: Path) -> None:
    from bot.demo.emulator import Emulator  # noqa: PLC0415 -- in the process only

    with Emulator(token=TOKEN, folder=folder, flood=True, local=True) as emulator:
        desk = Desk(emulator)
        print(emulator.url, flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            print(json.dumps(getattr(desk, asked.pop("do"))(**asked)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
