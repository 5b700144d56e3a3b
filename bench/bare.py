"""The bare library calls in a row, in a warm process: yt-dlp with the bot's options, then sendVideo.

`python -m bench.bare TELEGRAM_URL` reads links as lines of JSON, [chat id, link], and answers with the moment it began;
without a chat id it only looks what is behind the link, and answers with the seconds that took.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path


def main(telegram_url: str) -> None:
    import yt_dlp  # noqa: PLC0415
    from telegram import Bot  # noqa: PLC0415

    import bot.download.warm  # noqa: F401, PLC0415 -- imports and patterns are ready, as in the bot's children
    from bench.telegram import TOKEN  # noqa: PLC0415
    from bot.domain.format import Format  # noqa: PLC0415
    from bot.download import formats  # noqa: PLC0415
    from bot.download.engine import settings  # noqa: PLC0415 -- the very same options
    from bot.download.options import Options  # noqa: PLC0415
    from bot.download.programs import on_path  # noqa: PLC0415

    wanted = {"format": formats.selector(Format()), "format_sort": formats.order(Format()), "writethumbnail": True}

    async def run() -> None:
        async with Bot(TOKEN, base_url=f"{telegram_url}/bot") as sender:
            print("ready", flush=True)
            for line in sys.stdin:
                chat_id, link = json.loads(line)
                with tempfile.TemporaryDirectory() as folder:
                    params = settings(Path(folder), Options()) | wanted | {"no_warnings": True}
                    params["ffmpeg_location"] = str(on_path(Path(folder) / "bin"))
                    began = time.monotonic()
                    with yt_dlp.YoutubeDL(params) as engine:
                        if chat_id is None:
                            engine.extract_info(link, download=False)
                            print(time.monotonic() - began, flush=True)
                            continue
                        engine.download([link])
                    await sender.send_video(chat_id, Path(folder, "media.mp4"))
                print(began, flush=True)

    asyncio.run(run())


if __name__ == "__main__":
    main(sys.argv[1])
