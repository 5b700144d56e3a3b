"""In a group the bot speaks when it is spoken to."""

import pytest

from bot.demo.emulator import Emulator
from tests.end_to_end.person import Person
from tests.servers.origin import MediaOrigin

GROUP = -1002000000001

pytestmark = pytest.mark.usefixtures("ferry")


def files(emulator: Emulator, count: int) -> list[dict[str, object]]:
    """The photos in the group, once there are so many and no status line is left."""

    def there(_: Emulator) -> list[dict[str, object]] | None:
        own = [message for message in emulator.messages(GROUP) if message["from"]["is_bot"]]
        return own if len(own) == count and all("photo" in message for message in own) else None

    found = emulator.wait(there, 30)
    assert found is not None
    return found


def test_it_answers_a_mention_a_reply_and_get_and_nothing_else(
    ann: Person, origin: MediaOrigin, emulator: Emulator
) -> None:
    link = f"{origin.url}/photo.jpg"
    ann.write(f"just among us: {link}", chat_id=GROUP)
    asked = ann.write(f"@ferry_demo_bot {link}?mention", chat_id=GROUP)
    assert files(emulator, 1)[0]["reply_to_message"]["message_id"] == asked["message_id"]
    own = files(emulator, 1)[0]
    ann.write(f"{link}?reply", chat_id=GROUP, reply_to=own)
    files(emulator, 2)
    ann.write(f"/get {link}?get", chat_id=GROUP)
    files(emulator, 3)
    post = ann.write(f"{link}?other", chat_id=GROUP)
    ann.write("/get", chat_id=GROUP, reply_to=post)
    files(emulator, 4)
