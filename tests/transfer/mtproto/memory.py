"""Started by test_memory as a process of 512 MB: sends one file, and says what memory that took, in MB."""

import asyncio
import resource
import sys
from pathlib import Path

from bot.domain.delivery import Target
from bot.domain.media import MediaFile, MediaKind
from tests.transfer.mtproto.kit import made

LIMIT = 512 * 1024 * 1024  # bytes of address space


async def main() -> None:
    path = Path(sys.argv[1])
    mtproto = made()
    media = MediaFile(path=path, name="film.mp4", title="Film", size=path.stat().st_size, kind=MediaKind.VIDEO)
    await mtproto.send(media, Target(42), caption="", progress=lambda done, total: None)
    await mtproto.stop()
    status = Path("/proc/self/status").read_text()  # ru_maxrss would begin with what the starting process had
    print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)


resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
asyncio.run(main())
