"""A message with links: each becomes a delivery, where the bot is meant."""

import pytest

from bot.domain.delivery import Target
from bot.errors import QuotaReached
from tests.handlers.house import ANN, BEN, BOT, GROUP, House
from tests.service.delivering import until

A, B = "https://example.com/a", "https://example.com/b"
NO_LINK = "Send me a link that begins with http:// or https://, and I’ll bring the file into this chat."


# In private


async def test_a_link_becomes_a_delivery_that_answers_its_message(house: House) -> None:
    message = house.emulator.write(f"look at {A} please")
    assert await house.give({"message": message}) == []
    assert house.begun == [(A, Target(ANN, None, message["message_id"]))]
    await until(lambda: len(house.received()) == 1)
    assert house.received()[0]["reply_to_message"]["message_id"] == message["message_id"]


async def test_every_link_of_a_message_becomes_one_in_their_order(house: House) -> None:
    await house.write(f"{B} and {A}, also example.com/bare")
    assert house.links == [B, A, "http://example.com/bare"]


async def test_the_same_link_twice_in_a_message_is_one(house: House) -> None:
    link = {"type": "text_link", "offset": 0, "length": 4, "url": A}
    await house.write(f"here {A} {A} HTTPS://EXAMPLE.com/a", entities=[link])
    assert house.links == [A]


async def test_a_link_behind_words_is_found(house: House) -> None:
    await house.write("😀 here", entities=[{"type": "text_link", "offset": 3, "length": 4, "url": A}])
    assert house.links == [A]


async def test_a_link_after_signs_of_two_units_is_found_whole(house: House) -> None:
    await house.write(f"😀😀 {A} 😀")
    assert house.links == [A]


async def test_a_link_in_a_caption_is_found(house: House) -> None:
    await house.write(caption=f"from {A}")
    assert house.links == [A]


async def test_a_forwarded_post_is_read_like_a_message(house: House) -> None:
    await house.write(caption=f"{A} {B}", forward="A channel")
    assert house.links == [A, B]


async def test_what_looks_like_a_link_and_is_none_is_passed_over(house: House) -> None:
    assert await house.write(f"ftp://example.com/x {A}") == []
    assert house.links == [A]
    assert await house.write("ftp://example.com/x") == [NO_LINK]


async def test_none_of_very_many_links_is_left_out(house: House) -> None:
    many = [{"type": "text_link", "offset": number, "length": 1, "url": f"{A}/{number}"} for number in range(60)]
    await house.write("x" * 60, entities=many)
    assert len(house.links) == 60


async def test_who_has_had_their_share_of_the_day_is_told_when_there_is_more(house: House) -> None:
    house.scene.quotas.error = QuotaReached("5 deliveries", seconds=7200)
    (answer,) = await house.write(f"{A} {B}")
    assert answer.endswith("Please send the link again in 2 hours.")
    assert house.begun == []
    assert house.scene.quotas.asked == [(ANN, 2)]


async def test_a_message_without_a_link_gets_one_helpful_sentence(house: House) -> None:
    assert await house.write("hello") == [NO_LINK]


@pytest.mark.parametrize(("language", "words"), [("fa-IR", "پیوند"), ("ru", "ссылк"), ("de", "Send me a link")])
async def test_it_comes_in_the_persons_language(house: House, language: str, words: str) -> None:
    (answer,) = await house.write("hello", language=language)
    assert words in answer
    await house.write(A, language=language)
    assert house.scene.runner.courses[0].delivery.language == (language[:2] if language != "de" else "en")


async def test_a_photo_without_a_caption_gets_the_sentence_too(house: House) -> None:
    assert await house.write(caption="") == [NO_LINK]


async def test_a_sticker_gets_the_sentence_too(house: House) -> None:
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1} | {
        "is_animated": False,
        "is_video": False,
    }
    message = house.emulator.write("x")
    message = {key: value for key, value in message.items() if key != "text"} | {"sticker": sticker}
    assert await house.give({"message": message}) == [NO_LINK]


async def test_service_messages_are_no_requests(house: House) -> None:
    message = house.emulator.write("x", chat_id=ANN)
    del message["text"]
    assert await house.give({"message": message | {"pinned_message": house.emulator.write("y")}}) == []


# /get


async def test_get_takes_a_link(house: House) -> None:
    await house.write(f"/get {A}")
    assert house.links == [A]


async def test_get_without_a_link_gets_the_sentence(house: House) -> None:
    assert await house.write("/get") == [NO_LINK]


async def test_get_as_an_answer_takes_the_links_of_that_message(house: House) -> None:
    post = house.emulator.write(f"{A} {B}", user_id=BEN, chat_id=GROUP)
    message = house.emulator.write("/get", chat_id=GROUP, reply_to=post)
    await house.give({"message": message}, GROUP)
    assert house.begun == [(url, Target(GROUP, None, message["message_id"])) for url in (A, B)]


async def test_get_with_a_link_takes_that_whatever_it_answers(house: House) -> None:
    post = house.emulator.write(B, user_id=BEN, chat_id=GROUP)
    await house.write(f"/get@ferry_demo_bot {A}", chat_id=GROUP, reply_to=post)
    assert house.links == [A]


async def test_get_for_another_bot_is_not_ours(house: House) -> None:
    assert await house.write(f"/get@other_demo_bot {A}", chat_id=GROUP) == []
    assert house.links == []


# In a group


async def test_in_a_group_a_link_among_people_is_left_alone(house: House) -> None:
    assert await house.write(f"look {A}", chat_id=GROUP) == []
    post = house.emulator.write(B, user_id=BEN, chat_id=GROUP)
    assert await house.write(f"and {A}", chat_id=GROUP, reply_to=post) == []
    assert await house.write(f"@somebody_else {A}", chat_id=GROUP) == []
    assert house.links == []


@pytest.mark.parametrize("name", ["@ferry_demo_bot", "@Ferry_Demo_BOT"])
async def test_a_mention_asks_for_the_link(house: House, name: str) -> None:
    await house.write(f"{name} {A}", chat_id=GROUP)
    assert house.links == [A]


async def test_a_mention_without_a_username_asks_too(house: House) -> None:
    mention = {"type": "text_mention", "offset": 0, "length": 5, "user": BOT}
    await house.write(f"Ferry {A}", chat_id=GROUP, entities=[mention])
    assert house.links == [A]
    other = {"type": "text_mention", "offset": 0, "length": 5, "user": {"id": BEN, "is_bot": False, "first_name": "B"}}
    await house.write(f"Ferry {B}", chat_id=GROUP, entities=[other])
    assert house.links == [A]


async def test_a_mention_in_a_caption_asks_too(house: House) -> None:
    await house.write(caption=f"@ferry_demo_bot {A}", chat_id=GROUP)
    assert house.links == [A]


async def test_an_answer_to_the_bot_asks_too(house: House) -> None:
    await house.write("/help", chat_id=GROUP)
    await house.write(A, chat_id=GROUP, reply_to=house.received(GROUP)[0])
    assert house.links == [A]


async def test_a_mention_in_answer_to_a_message_asks_for_its_links(house: House) -> None:
    post = house.emulator.write(caption=f"from {A}", user_id=BEN, chat_id=GROUP)
    await house.write("@ferry_demo_bot", chat_id=GROUP, reply_to=post)
    assert house.links == [A]
    await house.write(f"@ferry_demo_bot {B}", chat_id=GROUP, reply_to=post)
    assert house.links == [A, B]


async def test_addresses_in_the_bots_own_messages_are_not_asked_for(house: House) -> None:
    await house.write("/help", chat_id=GROUP)
    own = house.received(GROUP)[0] | {"text": A, "entities": [{"type": "url", "offset": 0, "length": len(A)}]}
    message = house.emulator.write("thanks", chat_id=GROUP) | {"reply_to_message": own}
    assert await house.give({"message": message}, GROUP) == [NO_LINK]
    message = house.emulator.write("/get", chat_id=GROUP) | {"reply_to_message": own}
    assert await house.give({"message": message}, GROUP) == [NO_LINK]


async def test_a_topic_gets_its_answer_in_the_topic(house: House) -> None:
    message = house.emulator.write(f"@ferry_demo_bot {A}", chat_id=GROUP, thread_id=5)
    await house.give({"message": message}, GROUP)
    assert house.begun == [(A, Target(GROUP, 5, message["message_id"]))]


async def test_the_thread_of_an_answer_is_no_topic(house: House) -> None:
    message = house.emulator.write(f"@ferry_demo_bot {A}", chat_id=GROUP) | {"message_thread_id": 5}
    await house.give({"message": message}, GROUP)
    assert house.begun[0][1].thread_id is None
