"""A large file while Telegram asks to wait once and two connections are lost, against the same without troubles."""

import json
from pathlib import Path
from statistics import median

from bench.figure import Figure
from bench.mtproto import PART, MtprotoServer
from bench.processes import Served
from bench.uploads import SIZE, WARM, random_file, uploader

RATE = 50_000_000  # bytes a second: a file lasts long enough for each trouble to stand alone
TIMES = 3
LONGER = 6.0  # seconds
METHOD = "upload.SaveBigFilePart"
PARTS = SIZE // PART
TROUBLES = (
    (PARTS // 4, {"deed": "drop"}),
    (PARTS // 2, {"error": [420, "FLOOD_WAIT_3"]}),
    (3 * PARTS // 4, {"deed": "drop"}),
)
LOST = sum(what.get("deed") == "drop" for _, what in TROUBLES)


def measure(folder: Path) -> list[Figure]:
    """Medians of alternating uploads. A connection is lost with a part on it."""
    folder.mkdir(parents=True, exist_ok=True)
    file, warm = random_file(folder / "large.bin", SIZE), random_file(folder / "warm.bin", WARM)
    with MtprotoServer("--rate", str(RATE)) as server, uploader(server, "ours") as ours:
        ours.ask(str(warm))
        pairs = [(_took(ours, file), _troubled(server, ours, file)) for _ in range(TIMES)]
    calm, troubled = (median(times) for times in zip(*pairs, strict=True))
    longer = median(with_troubles - without for without, with_troubles in pairs)
    note = f"median of {TIMES} pairs; {troubled:.1f} s against {calm:.1f} s, at 50 MB/s"
    what = "upload of 300 MB with a FLOOD_WAIT of 3 s and two lost connections: longer by"
    return [Figure(what, longer, "s", LONGER, note)]


def _troubled(server: MtprotoServer, ours: Served, file: Path) -> float:
    for after, what in TROUBLES:
        server.tell("fault", method=METHOD, after=after, **what)
    before = _lost(server)
    took = _took(ours, file)
    if (lost := _lost(server) - before) < LOST:
        raise RuntimeError(f"{lost} connections were lost")
    return took


def _lost(server: MtprotoServer) -> int:
    """Connections so far that have ended."""
    connections = server.tell("connections")
    return int(connections["accepted"] - connections["open"])


def _took(ours: Served, file: Path) -> float:
    return float(json.loads(ours.ask(str(file)))["wall"])
