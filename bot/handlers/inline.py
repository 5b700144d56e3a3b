"""The bot named in any chat, `@bot words`: a person's own kept links, to be sent from there."""

import logging
import re
from collections.abc import Sequence
from typing import Any

from telegram import (
    InlineQueryResult,
    InlineQueryResultArticle,
    InlineQueryResultCachedAudio,
    InlineQueryResultCachedDocument,
    InlineQueryResultCachedMpeg4Gif,
    InlineQueryResultCachedPhoto,
    InlineQueryResultCachedVideo,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import BaseHandler, InlineQueryHandler

from bot.domain.format import Format
from bot.domain.limits import shorten
from bot.domain.media import MediaKind
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain
from bot.i18n.format import beside, size
from bot.service.inline import Inline, Offer

log = logging.getLogger(__name__)

OFFSET = re.compile("[0-9]{1,6}")  # as we give it; whoever makes up another begins anew
CACHE_TIME = 2  # seconds: what was deleted is soon no longer offered
LONGEST_TITLE = 100  # UTF-16 units of a title in the list and below a file
START = "inline"  # parameter of /start behind the button, https://core.telegram.org/bots/api#inlinequeryresultsbutton


def handlers(inline: Inline) -> list[BaseHandler[Any, Any, Any]]:
    """Answers every inline query."""

    async def answer(update: Update, context: Context) -> None:
        query = update.inline_query
        assert query is not None
        offset = int(query.offset) if OFFSET.fullmatch(query.offset) else 0
        formats = list(dict.fromkeys((context.preferences.format(context.language).key, Format().key)))
        offers, more = await inline.find(reading.person(update).id, query.query, offset, formats)

        async def say(results: Sequence[InlineQueryResult]) -> None:
            await query.answer(
                results,
                cache_time=CACHE_TIME,
                is_personal=True,
                next_offset=str(more) if more is not None else "",
                button=None if results or offset else _nothing(context.language),
            )

        try:
            await say([_result(context.language, offer) for offer in offers])
        except BadRequest as error:
            if not any(offer.file for offer in offers):
                raise
            # One file that Telegram has no more spoils the whole answer: then it is the links themselves.
            log.info("inline answer without files reason=%s", error.message)
            await say([_article(context.language, offer) for offer in offers])

    return [InlineQueryHandler(answer)]


def _nothing(language: str) -> InlineQueryResultsButton:
    """Leads to the chat with the bot, where a link can be sent."""
    return InlineQueryResultsButton(plain(language, "inline-nothing-button"), start_parameter=START)


def _result(language: str, offer: Offer) -> InlineQueryResult:
    if offer.file is None:
        return _article(language, offer)
    file_id, title = offer.file.file_id, shorten(offer.name, LONGEST_TITLE)
    described: dict[str, Any] = {"caption": title, "parse_mode": None}
    match offer.file.kind:
        case MediaKind.VIDEO:
            return InlineQueryResultCachedVideo(offer.id, file_id, title, _about(language, offer), **described)
        case MediaKind.AUDIO:
            return InlineQueryResultCachedAudio(offer.id, file_id)  # shows its own title
        case MediaKind.PHOTO:
            return InlineQueryResultCachedPhoto(offer.id, file_id, title, _about(language, offer), **described)
        case MediaKind.ANIMATION:  # Telegram keeps all of them as MP4
            return InlineQueryResultCachedMpeg4Gif(offer.id, file_id, title, **described)
        case MediaKind.DOCUMENT:
            return InlineQueryResultCachedDocument(offer.id, title, file_id, _about(language, offer), **described)


def _article(language: str, offer: Offer) -> InlineQueryResult:
    """The link as a message of the person's own; in a chat with the bot it is served at once."""
    content = InputTextMessageContent(offer.link.url, parse_mode=None)
    title = shorten(offer.name, LONGEST_TITLE)
    return InlineQueryResultArticle(offer.id, title, content, description=_about(language, offer))


def _about(language: str, offer: Offer) -> str:
    if offer.size is None:
        return offer.link.host
    return beside(language, (offer.link.host, size(language, offer.size)))
