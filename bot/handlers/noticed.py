"""The buttons of the daily notice."""

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler

from bot.handlers import reading
from bot.handlers.context import Context
from bot.handlers.pressed import Buttons, Shown, found_id, found_page, query
from bot.i18n import plain
from bot.service.listing import notice_page


class NoticeButtons(Buttons):
    """`n:p:<notice>:<page>`, `n:a:<notice>:<page>`; with a link, or a deletion, before the page:
    `n:k:…`, `n:d:…`, `n:undo:…`."""

    kind = "n"
    about = ("notice",)

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [*super().handlers(), self.on("a", self.keep_all)]

    async def keep_all(self, update: Update, context: Context) -> None:
        count = await self._links.renew_notice(reading.person(update).id, found_id(context, "notice"))
        text = plain(context.language, "notice-all-kept-answer", count=count)
        await asyncio.gather(query(update).answer(text), self.show(update, context))

    async def shown(self, update: Update, context: Context) -> Shown:
        notice_id = found_id(context, "notice")
        page = await self._links.notice(reading.person(update).id, notice_id, found_page(context))
        return notice_page(context.language, notice_id, page, self._links.now(), self._links.ttl)
