"""What an update says, where no chat is needed to see it."""

from telegram import Message, User

from bot.domain.delivery import Target
from bot.handlers import reading

BOT = User(1000001, "Ferry", is_bot=True, username="ferry_demo_bot")
ANN = {"id": 1001, "is_bot": False, "first_name": "Ann"}
GROUP = {"id": -100, "type": "supergroup", "title": "Friends"}


def message(**fields: object) -> Message:
    return Message.de_json({"message_id": 7, "date": 0, "from": ANN, "chat": GROUP} | fields, None)


def test_links_come_in_the_order_of_the_text_not_of_the_entities() -> None:
    text = "https://b.example/ https://a.example/"
    entities = [{"type": "url", "offset": 19, "length": 18}, {"type": "url", "offset": 0, "length": 18}]
    found = reading.links(message(text=text, entities=entities))
    assert [link.url for link in found] == ["https://b.example/", "https://a.example/"]


def test_a_message_of_neither_text_nor_caption_has_no_links_and_names_nobody() -> None:
    assert reading.links(message()) == []
    assert not reading.addressed(message(), BOT)


def test_a_message_answered_without_a_sender_may_hold_the_links() -> None:
    """A channel's post in its group of comments has none."""
    post = {"message_id": 3, "date": 0, "chat": GROUP, "text": "https://a.example/"}
    post["entities"] = [{"type": "url", "offset": 0, "length": 18}]
    written = message(text="@ferry_demo_bot", reply_to_message=post)
    assert reading.source(written, BOT).message_id == 3
    assert not reading.addressed(message(text="x", reply_to_message=post), BOT)


def test_the_target_is_the_message_in_its_topic() -> None:
    assert reading.target(message()) == Target(-100, None, 7)
    assert reading.target(message(message_thread_id=5, is_topic_message=True)) == Target(-100, 5, 7)
