"""The bot's own messages: status lines, answers, notices."""

import logging

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.domain.delivery import Target
from bot.domain.media import MediaKind
from bot.domain.message import Rows
from bot.errors import TransferError
from bot.transfer.errors import nothing_done
from bot.transfer.pace import Call
from bot.transfer.retry import not_refused, repeated

log = logging.getLogger(__name__)

ACTIONS = {
    MediaKind.VIDEO: ChatAction.UPLOAD_VIDEO,
    MediaKind.AUDIO: ChatAction.UPLOAD_VOICE,
    MediaKind.PHOTO: ChatAction.UPLOAD_PHOTO,
    MediaKind.ANIMATION: ChatAction.UPLOAD_VIDEO,
    MediaKind.DOCUMENT: ChatAction.UPLOAD_DOCUMENT,
}


class TelegramChat:
    """`ports.Chat` over python-telegram-bot."""

    def __init__(self, bot: ExtBot[Call]) -> None:
        self._bot = bot

    async def say(
        self, target: Target, text: str, rows: Rows = (), *, picture: str | None = None, background: bool = False
    ) -> int:
        """Send a message and return its id; raises TransferError. Repeated only when the call surely never left."""

        async def send() -> int:
            message = await self._bot.send_message(
                target.chat_id,
                text,
                parse_mode=ParseMode.HTML,
                message_thread_id=target.thread_id,
                reply_parameters=reply(target),
                reply_markup=keyboard(rows),
                link_preview_options=preview(picture),
                rate_limit_args=Call.BACKGROUND if background else None,
            )
            return message.message_id

        return await repeated(send, nothing_done)

    async def file(self, target: Target, name: str, data: bytes, caption: str) -> int:
        """Send a small document of that name, and return its message's id; raises TransferError. Repeated as `say`."""

        async def send() -> int:
            message = await self._bot.send_document(
                target.chat_id,
                InputFile(data, filename=name),
                caption=caption,
                parse_mode=ParseMode.HTML,
                message_thread_id=target.thread_id,
                reply_parameters=reply(target),
                disable_content_type_detection=True,
            )
            return message.message_id

        return await repeated(send, nothing_done)

    async def picture(self, target: Target, data: bytes, caption: str) -> int:
        """Send a small picture, and return its message's id; raises TransferError. Repeated as `say`."""

        async def send() -> int:
            message = await self._bot.send_photo(
                target.chat_id,
                InputFile(data, filename="picture.png"),
                caption=caption,
                parse_mode=ParseMode.HTML,
                message_thread_id=target.thread_id,
                reply_parameters=reply(target),
            )
            return message.message_id

        return await repeated(send, nothing_done)

    async def edit(
        self, chat_id: int, message_id: int, text: str, rows: Rows = (), *, picture: str | None = None
    ) -> bool:
        """Show another text, if the pace allows it now; False when it was dropped."""
        try:
            await self._edit(chat_id, message_id, text, rows, picture, Call.PROGRESS)
        except TelegramError as error:
            if not isinstance(error, RetryAfter):
                log.info("edit dropped chat=%s reason=%s", chat_id, error.message)
            return False
        return True

    async def settle(self, chat_id: int, message_id: int, text: str, rows: Rows = ()) -> None:
        """Show the last text of a message; waits for its turn; raises TransferError when it is gone."""

        async def edit() -> None:
            await self._edit(chat_id, message_id, text, rows, None, None)

        await repeated(edit, not_refused)

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Remove a message; one that can't be removed (older than 48 hours, gone) stays and is logged."""
        try:
            await repeated(lambda: self._bot.delete_message(chat_id, message_id), not_refused)
        except TransferError as error:
            log.info("message stays chat=%s reason=%s", chat_id, error)

    async def show(self, target: Target, kind: MediaKind | None) -> None:
        """The line below the chat's name: sending such a file, or typing. Worth one try."""
        action = ACTIONS[kind] if kind else ChatAction.TYPING
        try:
            await self._bot.send_chat_action(
                target.chat_id, action, message_thread_id=target.thread_id, rate_limit_args=Call.PROGRESS
            )
        except TelegramError as error:
            log.debug("chat action dropped chat=%s reason=%s", target.chat_id, error.message)

    async def _edit(
        self, chat_id: int, message_id: int, text: str, rows: Rows, picture: str | None, call: Call | None
    ) -> None:
        try:
            await self._bot.edit_message_text(
                text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(rows),
                link_preview_options=preview(picture),
                rate_limit_args=call,
            )
        except BadRequest as error:
            if "message is not modified" not in error.message.lower():
                raise


def reply(target: Target) -> ReplyParameters | None:
    """The message it answers, if that still exists."""
    if target.reply_to is None:
        return None
    return ReplyParameters(target.reply_to, allow_sending_without_reply=True)


def preview(picture: str | None) -> LinkPreviewOptions:
    """The picture at this address, large and above the text; Telegram fetches it. Else no preview of any link."""
    if picture is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=picture, prefer_large_media=True, show_above_text=True)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.text, callback_data=button.data) for button in row] for row in rows]
    )
