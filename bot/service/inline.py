"""What a person is offered who names the bot in any chat: links of their own list, with their files where Telegram has
them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.concurrency.workers import Workers
from bot.domain.canonical import canonical
from bot.domain.link import KeptLink, Link
from bot.domain.media import KnownFile
from bot.domain.search import Search
from bot.errors import LinkNotSupported
from bot.service.listing import encode
from bot.service.ports import FileStore, LinkStore

MOST = 50  # offers in one answer, https://core.telegram.org/bots/api#answerinlinequery
TYPED = "typed"  # id of the offer for the link that stands in the query itself


@dataclass(frozen=True, slots=True)
class Offer:
    """One link to send, with its file if Telegram has it."""

    id: str
    link: Link
    name: str
    size: int | None  # bytes
    file: KnownFile | None


class Inline:
    """Finds offers. Nobody is offered another's links."""

    def __init__(self, *, links: LinkStore, files: FileStore, workers: Workers) -> None:
        self._links = links
        self._files = files
        self._workers = workers

    async def find(
        self, user_id: int, text: str, offset: int, formats: Sequence[str]
    ) -> tuple[list[Offer], int | None]:
        """Offers for what somebody has typed, newest first, and where the next ones begin; None: there are no more.

        Files are looked for in these formats (keys), in their order. A link that was typed is offered also when it is
        not in the list.
        """
        return await self._workers.run(self._find, user_id, text, offset, formats)

    def _find(self, user_id: int, text: str, offset: int, formats: Sequence[str]) -> tuple[list[Offer], int | None]:
        typed = _typed(text)
        found, total = self._links.page(user_id, offset, MOST - 1, Search.of(text))
        offers = [self._kept(link, formats) for link in found]
        if typed is not None and offset == 0 and not any(canonical(offer.link) == canonical(typed) for offer in offers):
            file = self._file(typed, formats)
            offers.insert(0, Offer(TYPED, typed, _name(typed, file), file.size if file else None, file))
        end = offset + len(found)
        return offers, end if found and end < total else None

    def _kept(self, kept: KeptLink, formats: Sequence[str]) -> Offer:
        link = Link(kept.url)
        return Offer(encode(kept.id), link, kept.name, kept.size, self._file(link, formats))

    def _file(self, link: Link, formats: Sequence[str]) -> KnownFile | None:
        """The file Telegram has of it; None for one in several parts, of which a message can hold one only."""
        address = canonical(link)
        known = next(filter(None, (self._files.find(address, key) for key in formats)), [])
        return known[0] if known and known[0].piece is None else None


def _typed(text: str) -> Link | None:
    """The link that somebody has typed, if it is one."""
    if "://" not in text:
        return None
    try:
        return Link.parse(text)
    except LinkNotSupported:
        return None


def _name(link: Link, file: KnownFile | None) -> str:
    return file.title if file else link.url.partition("://")[2].rstrip("/")
