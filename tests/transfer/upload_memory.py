"""Sends one large file by the Bot API and prints by how many bytes this process grew meanwhile.

A process of its own, so that nothing but the sending is measured: base address, token, path.
"""

import asyncio
import sys
from pathlib import Path

import psutil
from telegram.ext import ExtBot

from bot.domain.delivery import Target
from bot.domain.media import MediaFile, MediaKind
from bot.transfer.botapi import BotApi
from bot.transfer.pace import Pace


async def main(base_url: str, token: str, path: Path) -> None:
    small = path.with_suffix(".small")
    small.write_bytes(bytes(300_000))
    process = psutil.Process()
    peak = 0

    def progress(_done: int, _total: int) -> None:
        nonlocal peak
        peak = max(peak, process.memory_info().rss)

    async with ExtBot(token, base_url=base_url, rate_limiter=Pace()) as bot:
        for one in (small, path):  # the first loads what every sending needs
            before, peak = process.memory_info().rss, 0
            media = MediaFile(one, "a.mp4", "a", one.stat().st_size, MediaKind.VIDEO)
            await BotApi(bot).send(media, Target(1001), caption="", progress=progress)
            progress(0, 0)
    print(peak - before)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
