"""The bare library calls in a row, in a warm process: yt-dlp with the bot's options, then sendVideo.

`python -m bench.bare TELEGRAM_URL` reads links as lines of JSON, [chat id, link], and answers with the moment it began.
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
    from bot.download.options import Options  # noqa: PLC0415
    from bot.download.programs import on_path  # noqa: PLC0415
    from bot.download.ytdlp import _params  # noqa: PLC0415 -- the very same options

    async def run() -> None:
        async with Bot(TOKEN, base_url=f"{telegram_url}/bot") as sender:
            print("ready", flush=True)
            for line in sys.stdin:
                chat_id, link = json.loads(line)
                with tempfile.TemporaryDirectory() as folder:
                    params = _params(Path(folder), on_path(Path(folder) / "bin"), Options()) | {"no_warnings": True}
                    began = time.monotonic()
                    with yt_dlp.YoutubeDL(params) as engine:
                        engine.download([link])
                    await sender.send_video(chat_id, Path(folder, "media.mp4"))
                print(began, flush=True)

    asyncio.run(run())


if __name__ == "__main__":
    main(sys.argv[1])
