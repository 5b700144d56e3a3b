"""Which way a file goes: the Bot API while it takes it, MTProto above."""

from collections.abc import Callable
from typing import Protocol

from bot.domain.delivery import Sent, Target
from bot.domain.limits import BOT_API_UPLOAD, LOCAL_API_UPLOAD, MTPROTO_UPLOAD
from bot.domain.media import MediaFile
from bot.errors import FerryError, FileTooLarge, LargeFilesOff


class Way(Protocol):
    """One way into a chat."""

    async def send(
        self, media: MediaFile, target: Target, *, caption: str, progress: Callable[[int, int], None]
    ) -> Sent: ...


class Transfers:
    """`ports.Transfer`: picks the way by size."""

    def __init__(self, *, botapi: Way, mtproto: Way | None, local: bool, max_file_size: int) -> None:
        self._botapi = botapi
        self._mtproto = mtproto
        self._botapi_limit = LOCAL_API_UPLOAD if local else BOT_API_UPLOAD
        self._with_mtproto = min(max(self._botapi_limit, MTPROTO_UPLOAD), max_file_size)
        self.limit = self._with_mtproto if mtproto else min(self._botapi_limit, max_file_size)

    def refusal(self, size: int | None) -> FerryError:
        """Why a file over `limit` can't be sent."""
        if self.limit < self._with_mtproto and (size or 0) <= self._with_mtproto:
            return LargeFilesOff(size, self.limit)
        return FileTooLarge(size, self._with_mtproto)

    async def send(
        self, media: MediaFile, target: Target, *, caption: str, progress: Callable[[int, int], None]
    ) -> Sent:
        """Send it; raises TransferError, or FileTooLarge where no way takes it."""
        if media.size <= min(self._botapi_limit, self.limit):
            return await self._botapi.send(media, target, caption=caption, progress=progress)
        if self._mtproto is None or media.size > self.limit:
            raise self.refusal(media.size)
        return await self._mtproto.send(media, target, caption=caption, progress=progress)
