"""Started by test_mtproto as a process: sends one file, and says how the library came in."""

import asyncio
import sys
from pathlib import Path

from bot.domain.delivery import Target
from bot.domain.media import MediaFile, MediaKind
from tests.transfer.mtproto.kit import made


async def main() -> None:
    loops = []
    policy_new = asyncio.new_event_loop
    asyncio.new_event_loop = lambda: loops.append(1) or policy_new()
    mtproto = made()
    print("imported before:", "pyrogram" in sys.modules)
    path = Path("video.mp4")
    path.write_bytes(b"x" * 2000)
    media = MediaFile(path=path, name="video.mp4", title="Video", size=2000, kind=MediaKind.VIDEO)
    await mtproto.send(media, Target(42), caption="", progress=lambda done, total: None)
    await mtproto.stop()
    print("loops:", 1 + len(loops))
    print("sent")


asyncio.run(main())
