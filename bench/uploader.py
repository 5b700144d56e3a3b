"""One way to upload large files, in a warm process of its own: `python -m bench.uploader ours`, or `library`.

Its first line names the cipher's module. It reads paths, one a line, and answers each with JSON: seconds the file took
from the call to the message in the chat, and user and system time of this process meanwhile.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

TOKEN = "7000001:a-token-for-the-bench"
CHAT = 42
REDIRECT = "tests.servers.mtproto.redirect"  # there when this process's MTProto is led to the tests' server
API = {"api_id": 1, "api_hash": "hash", "bot_token": TOKEN}

Send = Callable[[Path], Awaitable[object]]


@asynccontextmanager
async def library() -> AsyncIterator[Send]:
    """The library's client, as its users call it."""
    from pyrogram import Client  # noqa: PLC0415 -- each way imports its own

    async with Client("bench", in_memory=True, no_updates=True, **API) as client:
        yield lambda path: client.send_document(CHAT, str(path))


@asynccontextmanager
async def ours() -> AsyncIterator[Send]:
    """The bot's, as it wires it on a machine with a whole core."""
    from bot.domain.delivery import Target  # noqa: PLC0415
    from bot.domain.media import MediaFile, MediaKind  # noqa: PLC0415
    from bot.resilience.breaker import Breaker  # noqa: PLC0415
    from bot.transfer.mtproto import Mtproto  # noqa: PLC0415

    mtproto = Mtproto(**API, vault=Drawer(), breaker=Breaker())

    def document(path: Path) -> MediaFile:
        return MediaFile(path, path.name, path.stem, path.stat().st_size, MediaKind.DOCUMENT)

    try:
        yield lambda path: mtproto.send(document(path), Target(CHAT), caption="", progress=lambda done, total: None)
    finally:
        await mtproto.stop()


class Drawer(dict[str, str | None]):
    """A vault that lies open."""

    def set(self, name: str, value: str | None) -> None:
        self[name] = value


async def main(way: Callable[[], AbstractAsyncContextManager[Send]]) -> None:
    if REDIRECT not in sys.modules:
        sys.exit("this would go to Telegram itself")
    async with way() as send:
        import tgcrypto  # noqa: PLC0415 -- the one on this process's path

        print(tgcrypto.__file__, flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            path = Path(line.strip())
            wall, cpu = time.monotonic(), time.process_time()
            await send(path)
            print(json.dumps({"wall": time.monotonic() - wall, "cpu": time.process_time() - cpu}), flush=True)


if __name__ == "__main__":
    asyncio.run(main({"ours": ours, "library": library}[sys.argv[1]]))
