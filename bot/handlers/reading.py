"""What an update says: who wrote, where, to whom, and which links."""

from telegram import CallbackQuery, Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.domain.delivery import Target
from bot.domain.link import Link
from bot.errors import LinkNotSupported


def person(update: Update) -> User:
    """Who wrote or pressed. Updates without a person don't pass the gate."""
    assert update.effective_user is not None
    return update.effective_user


def message(update: Update) -> Message:
    """The message of an update that has one."""
    assert update.effective_message is not None
    return update.effective_message


def query(update: Update) -> CallbackQuery:
    """The press of a button, in an update that is one."""
    assert update.callback_query is not None
    return update.callback_query


def target(written: Message) -> Target:
    """Where an answer to this message goes."""
    topic = written.message_thread_id if written.is_topic_message else None
    return Target(written.chat_id, topic, written.message_id)


def private(written: Message) -> bool:
    return written.chat.type == ChatType.PRIVATE


def addressed(written: Message, bot: User) -> bool:
    """Is it meant for the bot? In private always; in a group when it names the bot or answers it."""
    if private(written):
        return True
    answered = written.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == bot.id:
        return True
    name = f"@{bot.username}".lower()
    names = _entities(written, MessageEntity.MENTION, MessageEntity.TEXT_MENTION, MessageEntity.BOT_COMMAND)
    return any(
        entity.user.id == bot.id if entity.user else text.lower().endswith(name) for entity, text in names.items()
    )


def links(written: Message) -> list[Link]:
    """Every http(s) link of a text or caption, each once, in their order. What can't be one is passed over."""
    found: dict[Link, None] = {}
    for entity, text in _entities(written, MessageEntity.URL, MessageEntity.TEXT_LINK).items():
        try:
            found[Link.parse(entity.url or text)] = None
        except LinkNotSupported:
            continue
    return list(found)


def behind_links(written: Message) -> str:
    """What a request says behind its last link; behind the command, when it has none."""
    types = (MessageEntity.URL, MessageEntity.TEXT_LINK, MessageEntity.BOT_COMMAND)
    ends = [entity.offset + entity.length for entity in _entities(written, *types)]
    text = (written.text or written.caption or "").encode("utf-16-le")  # offsets count UTF-16 units
    return text[2 * max(ends, default=0) :].decode("utf-16-le").strip()


def html_behind_command(written: Message) -> str:
    """What stands behind the command a message begins with, as HTML, also when a mark begins before its end."""
    text = (written.text or "").encode("utf-16-le")  # offsets count UTF-16 units
    end = max(one.length for one in written.entities if one.type == MessageEntity.BOT_COMMAND and one.offset == 0)
    rest = text[2 * end :].decode("utf-16-le").lstrip()
    start = len(text) // 2 - len(rest.encode("utf-16-le")) // 2
    marks = [_clipped(one, start) for one in written.entities if one.offset + one.length > start]
    return Message(written.message_id, written.date, written.chat, text=rest, entities=marks).text_html


def source(written: Message, bot: User) -> Message:
    """Where the links of a request stand: in itself, else in the message it answers, unless that is the bot's own."""
    answered = written.reply_to_message
    if answered is None or links(written) or (answered.from_user is not None and answered.from_user.id == bot.id):
        return written
    return answered


def _entities(written: Message, *types: str) -> dict[MessageEntity, str]:
    wanted: list[str | None] = [*types]
    found = written.parse_entities(wanted) if written.text else written.parse_caption_entities(wanted)
    return dict(sorted(found.items(), key=lambda item: item[0].offset))


def _clipped(entity: MessageEntity, start: int) -> MessageEntity:
    """What of it lies behind there, in a text that begins there (UTF-16 units)."""
    begin = max(entity.offset, start)
    place = {"offset": begin - start, "length": entity.offset + entity.length - begin}
    return MessageEntity.de_json(entity.to_dict() | place)
