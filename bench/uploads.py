"""A file of 300 MB by MTProto: the bot's upload against the library's own, as installed by most and with our cipher."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import recommended
from bench.figure import Figure
from bench.measure import processor_time
from bench.mtproto import MtprotoServer
from bench.processes import ROOT, Served

SIZE = 300_000_000  # bytes
WARM = 12_000_000  # bytes: a big file for Telegram, too
MB = 1_000_000  # bytes, as lines are measured in
TIMES = 5
TIMES_FAR = 3  # with a round trip the line sets the pace, and there is less to vary
FAR = 0.06  # seconds of a round trip
FASTER, FASTER_BY_ITSELF, CPU, FASTER_FAR = 2.0, 1.2, 0.5, 3.0  # times the library's
OURS, STOCK, SAME_CIPHER = "ours", "stock", "same cipher"


@dataclass(frozen=True, slots=True)
class Took:
    """One upload."""

    wall: float  # seconds
    cpu: float  # seconds, of the process that uploads
    server: float  # seconds of processor time, of the server meanwhile


def measure(folder: Path) -> list[Figure]:
    """Medians of alternating uploads, each way in a process of its own with a file before."""
    folder.mkdir(parents=True, exist_ok=True)
    stock = recommended.folder()
    near, ceiling = _uploads(folder, stock)
    far = _uploads_far(folder, stock)
    return [
        _against("against the stock install", near, STOCK, FASTER, stock),
        _against("against the library with our cipher", near, SAME_CIPHER, FASTER_BY_ITSELF),
        _cpu(near, stock),
        _against(f"with {1000 * FAR:.0f} ms round trip, against the stock install", far, STOCK, FASTER_FAR, stock),
        _server(near, ceiling),
    ]


def random_file(path: Path, size: int) -> Path:
    """A file of random bytes, in the page cache and on disk."""
    with path.open("wb") as file:
        for offset in range(0, size, MB):
            file.write(os.urandom(min(MB, size - offset)))
        file.flush()
        os.fsync(file.fileno())
    return path


@contextmanager
def uploader(server: MtprotoServer, way: str, *path: Path) -> Iterator[Served]:
    """One way to upload in a process of its own; `path` goes before the environment's modules."""
    settings = server.settings
    settings["PYTHONPATH"] = os.pathsep.join([str(ROOT), *map(str, path), settings["PYTHONPATH"]])
    with Served([sys.executable, "-m", "bench.uploader", way], settings) as process:
        yield process


def _uploads(folder: Path, stock: Path | str) -> tuple[dict[str, list[Took]], float]:
    """Uploads of all ways, and the server's ceiling in bytes a second."""
    with (
        MtprotoServer() as server,
        _ways(server, folder, stock, OURS, STOCK, SAME_CIPHER) as upload,
        Served([sys.executable, "-m", "bench.replay", str(SIZE)], server.settings) as replay,
    ):
        rounds = [(upload(), SIZE / float(replay.ask(""))) for _ in range(TIMES)]
    return _by_way([took for took, _ in rounds]), median(ceiling for _, ceiling in rounds)


def _uploads_far(folder: Path, stock: Path | str) -> dict[str, list[Took]]:
    with MtprotoServer("--latency", str(FAR)) as server, _ways(server, folder, stock, OURS, STOCK) as upload:
        return _by_way([upload() for _ in range(TIMES_FAR)])


@contextmanager
def _ways(
    server: MtprotoServer, folder: Path, stock: Path | str, *wanted: str
) -> Iterator[Callable[[], dict[str, Took]]]:
    """These ways, warm; what is called for a round of them. Without its cipher the stock install is left out."""
    file, warm = random_file(folder / "large.bin", SIZE), random_file(folder / "warm.bin", WARM)
    with ExitStack() as stack:
        processes = {}
        for way in wanted:
            if way != STOCK:
                processes[way] = stack.enter_context(uploader(server, "ours" if way == OURS else "library"))
            elif isinstance(stock, Path):
                processes[way] = stack.enter_context(uploader(server, "library", stock))
                if not Path(processes[way].said).is_relative_to(stock):
                    raise RuntimeError(f"the cipher is {processes[way].said}")
        for process in processes.values():
            process.ask(str(warm))
        yield lambda: {way: _upload(process, file, server) for way, process in processes.items()}


def _by_way(rounds: list[dict[str, Took]]) -> dict[str, list[Took]]:
    return {way: [took[way] for took in rounds] for way in rounds[0]}


def _upload(process: Served, file: Path, server: MtprotoServer) -> Took:
    before = processor_time(server.pid)
    told = json.loads(process.ask(str(file)))
    return Took(told["wall"], told["cpu"], processor_time(server.pid) - before)


def _against(what: str, took: dict[str, list[Took]], way: str, bar: float, stock: Path | str = "") -> Figure:
    """How many times as fast as that way."""
    what = f"upload of 300 MB {what}: throughput"
    if way not in took:
        return Figure(what, None, "×", bar, str(stock), at_least=True)
    ratio = median(theirs.wall / ours.wall for theirs, ours in zip(took[way], took[OURS], strict=True))
    ours, theirs = (SIZE / MB / median(one.wall for one in took[name]) for name in (OURS, way))
    note = f"median of {len(took[OURS])} rounds; {ours:.0f} against {theirs:.0f} MB/s"
    return Figure(what, ratio, "×", bar, note, at_least=True)


def _cpu(took: dict[str, list[Took]], stock: Path | str) -> Figure:
    what = "upload of 300 MB against the stock install: CPU"
    if STOCK not in took:
        return Figure(what, None, "×", CPU, str(stock))
    ratio = median(ours.cpu / theirs.cpu for ours, theirs in zip(took[OURS], took[STOCK], strict=True))
    ours, theirs, same = (median(one.cpu for one in took[way]) for way in (OURS, STOCK, SAME_CIPHER))
    note = f"{ours:.2f} s against {theirs:.2f} s; the library with our cipher {same:.2f} s"
    return Figure(what, ratio, "×", CPU, note)


def _server(took: dict[str, list[Took]], ceiling: float) -> Figure:
    ours = SIZE / median(one.wall for one in took[OURS])
    cpu = median(one.server for one in took[OURS])
    note = f"MB/s of parts sealed beforehand; ours {ours / MB:.0f} MB/s; its CPU {cpu:.2f} s per 300 MB"
    return Figure("what the MTProto server can take", ceiling / MB, "MB/s", note=note)
