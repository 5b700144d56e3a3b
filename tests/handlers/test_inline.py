"""The bot named in another chat: what is offered to whom, and what becomes of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.domain.canonical import canonical
from bot.domain.format import Format
from bot.domain.link import Link
from bot.domain.media import KnownFile, MediaKind
from bot.handlers import inline
from bot.service.inline import MOST, Inline
from bot.service.listing import encode
from bot.store.files import FileStore
from bot.store.links import LinkStore
from tests.demo.conftest import picture
from tests.handlers.house import ANN, BEN, GROUP, House, open_house

Answer = dict[str, Any]
VIDEO = "https://youtu.be/dQw4w9WgXcQ"


class Asking:
    """Ann's and Ben's lists, and whoever names the bot."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.store = LinkStore(house.scene.database)
        self.files = FileStore(house.scene.database)
        self._seconds = count()
        found = Inline(links=self.store, files=self.files, workers=house.scene.workers)
        house.application.add_handlers(inline.handlers(found))

    def keep(self, url: str, title: str | None = None, *, user_id: int = ANN, size: int | None = None) -> str:
        now = self.house.scene.clock() + timedelta(seconds=next(self._seconds))
        kept = self.store.keep(user_id, Link.parse(url).url, now=now, expires_at=now + timedelta(days=30))
        self.store.describe(user_id, kept.id, title, size)
        return encode(kept.id)

    async def know(
        self, url: str, kind: MediaKind, format: Format | None = None, piece: int | None = None
    ) -> KnownFile:
        """Let Telegram have a file of it, sent as this."""
        bot = self.house.application.bot
        send = {
            MediaKind.VIDEO: bot.send_video,
            MediaKind.AUDIO: bot.send_audio,
            MediaKind.PHOTO: bot.send_photo,
            MediaKind.ANIMATION: bot.send_animation,
            MediaKind.DOCUMENT: bot.send_document,
        }[kind]
        data = picture(40, 30) if kind is MediaKind.PHOTO else b"bytes"
        message = await send(ANN, data, filename=f"a.{'png' if kind is MediaKind.PHOTO else 'bin'}")
        sent = message.effective_attachment
        file_id = (sent[-1] if isinstance(sent, tuple) else sent).file_id
        known = KnownFile(file_id, kind, "a", "A title", 5_000_000, piece)
        self.files.put(canonical(Link.parse(url)), (format or Format()).key, [known], self.house.scene.clock())
        return known

    async def ask(self, text: str = "", *, user_id: int = ANN, offset: str = "") -> Answer:
        """What the bot answers."""
        query_id = self.house.emulator.ask(text, user_id=user_id, offset=offset)
        person = {"id": user_id, "is_bot": False, "first_name": "Ann", "language_code": "en"}
        await self.house.give({"inline_query": {"id": query_id, "from": person, "query": text, "offset": offset}})
        (answer,) = [
            event
            for event in self.house.emulator.history(user_id)
            if event["kind"] == "inline" and event["inline_query_id"] == query_id
        ]
        return answer


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[Asking]:
    async with open_house(tmp_path, allowed=(ANN,)) as house:
        yield Asking(house)


def titles(answer: Answer) -> list[str]:
    return [result["title"] for result in answer["results"]]


async def test_without_words_the_newest_come_first_and_for_nobody_else(asking: Asking) -> None:
    asking.keep("example.com/a", "A boat")
    newest = asking.keep("https://www.example.com/b", size=12_900_000)
    answer = await asking.ask()
    assert titles(answer) == ["www.example.com/b", "A boat"]
    assert answer["is_personal"]
    assert answer["cache_time"] <= 10
    first = answer["results"][0]
    assert (first["type"], first["id"]) == ("article", newest)
    assert first["description"].translate({0x2068: None, 0x2069: None}) == "example.com · 12.3 MB"
    assert first["input_message_content"]["message_text"] == "https://www.example.com/b"


@pytest.mark.parametrize("words", ["ЁЛКА", "елк host", "host.example/y"])
async def test_links_are_found_by_title_and_host(asking: Asking, words: str) -> None:
    asking.keep("host.example/y", "Ёлка")
    asking.keep("other.example/x", "Else")
    assert titles(await asking.ask(words)) == ["Ёлка"]


async def test_nobody_is_offered_what_another_keeps(asking: Asking) -> None:
    asking.keep("example.com/secret", "A secret", user_id=BEN)
    answer = await asking.ask("secret")
    assert answer["results"] == []
    assert answer["button"]["text"] == "Nothing found. Send me a link"


async def test_strangers_get_nothing_and_stay_unknown(asking: Asking) -> None:
    asking.keep("example.com/a", user_id=BEN)
    answer = await asking.ask(user_id=BEN)
    assert answer["results"] == []
    assert await asking.house.people.get(BEN) is None


async def test_naming_the_bot_elsewhere_is_no_writing_to_it(asking: Asking) -> None:
    await asking.house.write("hello")
    await asking.house.people.left(ANN)
    await asking.ask()
    person = await asking.house.people.get(ANN)
    assert person is not None
    assert person.blocked_at is not None


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        (MediaKind.VIDEO, "video"),
        (MediaKind.AUDIO, "audio"),
        (MediaKind.PHOTO, "photo"),
        (MediaKind.ANIMATION, "mpeg4_gif"),
        (MediaKind.DOCUMENT, "document"),
    ],
)
async def test_what_telegram_has_is_offered_as_the_file_itself(asking: Asking, kind: MediaKind, type_: str) -> None:
    asking.keep(f"{VIDEO}?si=x", "A title")
    known = await asking.know(VIDEO, kind)
    (result,) = (await asking.ask())["results"]
    assert result["type"] == type_
    assert known.file_id in result.values()
    message = asking.house.emulator.choose(result, chat_id=GROUP)
    assert kind.value in message
    assert message["from"]["id"] == ANN


async def test_the_file_is_the_one_its_person_wants_before_any_other(asking: Asking) -> None:
    asking.keep(VIDEO, "A title")
    await asking.house.settings.change(ANN, document=True)
    await asking.know(VIDEO, MediaKind.VIDEO)
    assert (await asking.ask())["results"][0]["type"] == "video"
    await asking.know(VIDEO, MediaKind.DOCUMENT, Format(document=True))
    assert (await asking.ask())["results"][0]["type"] == "document"


async def test_a_film_in_parts_is_offered_as_its_link(asking: Asking) -> None:
    asking.keep(VIDEO, "A title")
    await asking.know(VIDEO, MediaKind.VIDEO, piece=1)
    assert (await asking.ask())["results"][0]["type"] == "article"


async def test_a_file_that_telegram_has_no_more_spoils_no_answer(asking: Asking) -> None:
    asking.keep(VIDEO, "A title")
    asking.keep("example.com/a", "Another")
    gone = KnownFile("BAACgone", MediaKind.VIDEO, "a", "A title", 5)
    asking.files.put(canonical(Link(VIDEO)), Format().key, [gone], asking.house.scene.clock())
    answer = await asking.ask()
    assert [result["type"] for result in answer["results"]] == ["article", "article"]


async def test_a_link_that_is_typed_is_offered_though_nobody_keeps_it(asking: Asking) -> None:
    (result,) = (await asking.ask("https://example.com/new"))["results"]
    assert (result["type"], result["title"]) == ("article", "example.com/new")
    known = await asking.know(VIDEO, MediaKind.VIDEO)
    (result,) = (await asking.ask(f"{VIDEO}?si=abc"))["results"]
    assert (result["type"], result["video_file_id"]) == ("video", known.file_id)


async def test_a_link_that_is_typed_and_kept_is_offered_once(asking: Asking) -> None:
    kept = asking.keep("https://example.com/a?b=1", "A boat")
    (result,) = (await asking.ask("https://example.com/a?b=1"))["results"]
    assert (result["id"], result["title"]) == (kept, "A boat")


async def test_long_lists_are_offered_in_pages(asking: Asking) -> None:
    for number in range(MOST + 3):
        asking.keep(f"example.com/{number}")
    first = await asking.ask()
    second = await asking.ask(offset=first["next_offset"])
    assert len(first["results"]) <= 50
    assert second["next_offset"] == ""
    assert titles(first) + titles(second) == [f"example.com/{number}" for number in reversed(range(MOST + 3))]


@pytest.mark.parametrize("offset", ["x", "-1", "²", "9" * 30, "999"])
async def test_an_offset_that_is_none_of_ours_breaks_nothing(asking: Asking, offset: str) -> None:
    asking.keep("example.com/a")
    assert len((await asking.ask(offset=offset))["results"]) in (0, 1)


@pytest.mark.parametrize("text", ["%", "<b>&", "http://[", "://", "\x00", "😀" * 128, "ftp://example.com"])
async def test_no_words_break_the_answer(asking: Asking, text: str) -> None:
    asking.keep("example.com/a", "<b> & \u202e " + "😀" * 200)
    await asking.ask(text)
    assert len((await asking.ask())["results"]) == 1


async def test_a_link_sent_from_there_to_the_bot_is_served_and_a_file_is_not_fetched_anew(asking: Asking) -> None:
    asking.keep("https://example.com/a", "example.com")
    (article,) = (await asking.ask())["results"]
    await asking.house.give({"message": asking.house.emulator.choose(article)})
    assert asking.house.links == ["https://example.com/a"]
    await asking.know("https://example.com/a", MediaKind.VIDEO)
    (video,) = (await asking.ask())["results"]
    await asking.house.give({"message": asking.house.emulator.choose(video)})
    assert asking.house.links == ["https://example.com/a"]
