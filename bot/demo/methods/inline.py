"""Inline mode: what the bot offers, and the message that becomes of an offer: https://core.telegram.org/bots/api#inline-mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.demo.botapi import BotApi
from bot.demo.limits import INLINE_OFFSET_LIMIT, INLINE_RESULTS_LIMIT, bad_request
from bot.demo.methods.content import caption_content, text_content
from bot.demo.methods.sending import media_content
from bot.demo.parameters import Parameters

QUERY_GONE = "query is too old and response timeout expired or query ID is invalid"
ID_LIMIT = 64  # bytes

# Results that are files which Telegram has: the kind of message they become, by type and by field of their file_id.
CACHED = {
    ("video", "video_file_id"): "video",
    ("audio", "audio_file_id"): "audio",
    ("photo", "photo_file_id"): "photo",
    ("document", "document_file_id"): "document",
    ("gif", "gif_file_id"): "animation",
    ("mpeg4_gif", "mpeg4_file_id"): "animation",
}


def answer_inline_query(api: BotApi, parameters: Parameters) -> bool:
    """Offer results to whoever asked; only once, as the query is gone then."""
    results = parameters.structure("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > INLINE_RESULTS_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(parameters.text("next_offset").encode()) > INLINE_OFFSET_LIMIT:
        raise bad_request("NEXT_OFFSET_INVALID")
    ids = [str(result.get("id", "")) for result in results]
    if any(not 1 <= len(one.encode()) <= ID_LIMIT for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    with api.world.changed:
        if parameters.text("inline_query_id") not in api.queries:
            raise bad_request(QUERY_GONE)
        for result in results:
            message_of(api, result)  # a file that isn't there spoils the whole answer
        query = api.queries.pop(parameters.text("inline_query_id"))
        api.world.record(
            "inline",
            query["from"]["id"],
            inline_query_id=query["id"],
            results=results,
            next_offset=parameters.text("next_offset"),
            is_personal=parameters.flag("is_personal"),
            cache_time=parameters.integer("cache_time", 300),
            button=parameters.structure("button"),
        )
    return True


def message_of(api: BotApi, result: dict[str, Any]) -> dict[str, Any]:
    """The fields of the message that becomes of a result; raise ApiError for one that can become none."""
    written = result.get("input_message_content")
    if isinstance(written, dict):
        own = {name.removeprefix("message_"): value for name, value in written.items()}
        return text_content(Parameters(own))
    for (kind, field), becomes in CACHED.items():
        if result.get("type") == kind and field in result:
            file = Parameters({becomes: result[field]})
            return media_content(api, becomes, file) | caption_content(Parameters(result))
    raise bad_request("can't parse inline query result: it has neither a message nor a file that is known")


METHODS: dict[str, Callable[[BotApi, Parameters], Any]] = {"answerInlineQuery": answer_inline_query}
