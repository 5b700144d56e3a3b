"""A direct link of 300 MB: it sets out for Telegram while it still arrives, so that the slower line sets the pace."""

from itertools import count
from pathlib import Path
from statistics import median

from bench.bot import Bot
from bench.figure import Figure
from bench.mtproto import MtprotoServer
from bench.processes import Served
from bench.telegram import Telegram

SIZE = 300_000_000  # bytes
WARM = 60_000_000  # bytes: more than the Bot API takes
RATE = 20_000_000  # bytes a second of each line
TIMES = 3
RATIO = 1.10
WITHIN = 120.0  # seconds
people = count(9201)


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """Medians of alternating deliveries: both lines slow, only the source's, only Telegram's."""
    slow, fast = f"{origin.said}/throttled/{RATE}", origin.said
    with MtprotoServer("--rate", str(RATE)) as server, Bot(telegram, folder, **server.settings) as bot:
        del bot

        def delivered(source: str, size: int, rate: int | None) -> float:
            """Seconds from the link to the file in the chat."""
            server.tell("set", rate=rate)
            person = next(people)
            at = telegram.write(person, f"{source}/size/{size}.bin?{person}")
            return server.sent(person, WITHIN)[0] - at

        telegram.polled()
        delivered(fast, WARM, None)
        rounds = [
            (delivered(slow, SIZE, RATE), delivered(slow, SIZE, None), delivered(fast, SIZE, RATE))
            for _ in range(TIMES)
        ]
    both, download, upload = (median(times) for times in zip(*rounds, strict=True))
    ratio = median(one / max(others) for one, *others in rounds)
    note = f"median of {TIMES} rounds; {both:.1f} s, the download alone {download:.1f} s, the upload {upload:.1f} s"
    what = "direct link of 300 MB, both lines with 20 MB/s, against the longer of the two alone"
    return [Figure(what, ratio, "×", RATIO, note)]
