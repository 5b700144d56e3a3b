"""Large files taken apart, in real children."""

import asyncio
import hashlib
import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import psutil
import pytest

from bot.concurrency.children import Children
from bot.concurrency.workers import Workers
from bot.demo.samples import ffmpeg
from bot.domain.media import MediaFile, MediaKind, Piece
from bot.download import PRELOAD, Splits, films
from bot.download.playable import index_at_end
from bot.download.probe import probe
from bot.errors import ChildDied, DiskFull, SourceFailed

WITHIN = 10.0  # seconds in which Cancel must work; two are promised, a busy machine takes longer
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=16")
SOUND = ("-f", "lavfi", "-i", "sine=f=440:d=16")
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "50", "-sc_threshold", "0", "-pix_fmt", "yuv420p")
COPY = ("-i", "film.mp4", "-c", "copy")
COVERED = ("-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1", "attached_pic")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "50", "-c:a", "libopus")
RED_THEN_BLUE = "color=red:s=160x120:r=10:d=6[a];color=blue:s=160x120:r=10:d=6[b];[a][b]concat,noise=alls=40:allf=t"

# ffmpeg's arguments by file; a later one may be made of an earlier one
MEDIA: dict[str, tuple[str, ...]] = {
    "film.mp4": (*PICTURE, *SOUND, *H264, "-c:a", "aac", "-metadata", "title=Over the sea"),
    "open.mp4": (*PICTURE, *SOUND, *H264, "-x264-params", "open-gop=1", "-c:a", "aac"),
    "film.mkv": COPY,
    "film.ts": COPY,
    "film.webm": (*PICTURE, *SOUND, *VP9),
    "film.avi": (*PICTURE, *SOUND, "-c:v", "mpeg4", "-bf", "2", "-g", "50", "-c:a", "libmp3lame"),
    "silent.mp4": (*COPY, "-an"),
    "two.mkv": ("-i", "film.mp4", *SOUND, "-map", "0", "-map", "1", "-c:v", "copy", "-c:a", "libmp3lame"),
    "turned.mp4": ("-display_rotation", "90", *COPY),
    "cover.png": ("-f", "lavfi", "-i", "color=teal:s=200x200", "-frames:v", "1"),
    "covered.mp4": ("-i", "film.mp4", "-i", "cover.png", *COVERED),
    "one.mp4": (*PICTURE, *SOUND, *H264, "-g", "9999", "-c:a", "aac"),
    "colours.mp4": ("-filter_complex", RED_THEN_BLUE, *H264, "-g", "10"),
    "song.mp3": (*SOUND, "-i", "cover.png", "-map", "0:a", "-map", "1:v", "-disposition:v", "attached_pic"),
    "old.flv": (*PICTURE, *SOUND, "-c:v", "flv1", "-c:a", "libmp3lame"),
}
FILMS = ["film.mp4", "open.mp4", "film.mkv", "film.ts", "film.webm", "film.avi", "silent.mp4", "two.mkv", "covered.mp4"]
LED = {"open.mp4": 4, "film.avi": 3}  # most pictures doubled at a border: a keyframe and those that lead it


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    for name, arguments in MEDIA.items():
        ffmpeg(*arguments, name, folder=folder)
    return folder


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    children = Children(PRELOAD)
    yield children
    children.kill_all()


@pytest.fixture
def splits(children: Children) -> Iterator[Splits]:
    workers = Workers("splits", 2)
    yield Splits(children=children, workers=workers)
    workers.close()


def media(path: Path, folder: Path) -> MediaFile:
    folder.mkdir(exist_ok=True)
    return probe(path, title="Over the sea", folder=folder)


@dataclass(frozen=True)
class Apart:
    """A file, and what became of it."""

    whole: MediaFile
    limit: int
    plan: list[Piece]
    pieces: list[MediaFile]


async def take_apart(splits: Splits, whole: MediaFile, limit: int, folder: Path) -> Apart:
    plan = list(await splits.plan(whole, limit))
    return Apart(whole, limit, plan, [await splits.cut(whole, piece, folder) for piece in plan])


@pytest.fixture
async def apart(request: pytest.FixtureRequest, shelf: Path, splits: Splits, tmp_path: Path) -> Apart:
    """The film of this name, in pieces of at most a third of it."""
    whole = media(shelf / request.param, tmp_path / "whole")
    return await take_apart(splits, whole, whole.size // 3, tmp_path / "pieces")


def packets(path: Path, kind: str, number: int = 0) -> list[str]:
    """All packets of one stream, by their content."""
    with av.open(str(path)) as container:
        stream = getattr(container.streams, kind)[number]
        return [hashlib.sha256(bytes(packet)).hexdigest() for packet in container.demux(stream) if packet.size]


def joined(files: list[MediaFile], kind: str, number: int = 0) -> list[str]:
    return [packet for file in files for packet in packets(file.path, kind, number)]


def pictures(path: Path) -> list[bytes]:
    """All pictures of a film as they are shown."""
    with av.open(str(path)) as container:
        return [hashlib.sha256(bytes(frame.planes[0])).digest() for frame in container.decode(video=0)]


def skew(path: Path) -> float:
    """How many seconds there are at most between a sound and the picture next to it in the file."""
    at = {"video": 0.0, "audio": 0.0}
    most = 0.0
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.size and packet.dts is not None:
                at[packet.stream.type] = float(packet.dts * packet.time_base)
                most = max(most, abs(at["video"] - at["audio"]))
    return most


def sounds(path: Path) -> int:
    with av.open(str(path)) as container:
        return len(container.streams.audio)


# films


@pytest.mark.parametrize("apart", FILMS, indirect=True)
async def test_each_piece_keeps_the_limit_and_plays_by_itself(apart: Apart) -> None:
    assert len(apart.pieces) >= 3
    for plan, piece in zip(apart.plan, apart.pieces, strict=True):
        assert plan.playable
        assert (plan.number, plan.count) == (apart.plan.index(plan) + 1, len(apart.plan))
        assert piece.size == piece.path.stat().st_size <= apart.limit
        with av.open(str(piece.path)) as container:
            (video,) = container.streams.video
            first = next(container.demux(video))
            assert first.is_keyframe
            assert 0 <= first.pts * first.time_base < 0.2
        with av.open(str(piece.path)) as container:
            assert next(container.decode(video=0)).key_frame


@pytest.mark.parametrize("apart", FILMS, indirect=True)
async def test_every_picture_is_in_a_piece_and_in_its_order(apart: Apart) -> None:
    whole, pieces = packets(apart.whole.path, "video"), joined(apart.pieces, "video")
    if apart.whole.path.suffix == ".ts":  # start codes become lengths, so the contents differ
        assert len(pieces) == len(whole)
        return
    doubled = Counter(pieces) - Counter(whole)
    assert set(pieces) == set(whole)
    assert list(dict.fromkeys(pieces)) == list(dict.fromkeys(whole))
    assert doubled.total() <= LED.get(apart.whole.path.name, 0) * (len(apart.pieces) - 1)


@pytest.mark.parametrize("apart", ["film.mp4", "open.mp4", "film.ts", "film.webm", "film.avi"], indirect=True)
async def test_every_picture_can_be_decoded_in_a_piece(apart: Apart) -> None:
    shown = {picture for piece in apart.pieces for picture in pictures(piece.path)}
    assert set(pictures(apart.whole.path)) <= shown


@pytest.mark.parametrize("apart", FILMS, indirect=True)
async def test_the_sound_is_whole(apart: Apart) -> None:
    for number in range(sounds(apart.whole.path)):
        whole, pieces = packets(apart.whole.path, "audio", number), joined(apart.pieces, "audio", number)
        if apart.whole.path.suffix == ".ts":  # AAC loses the header that broadcasts need
            assert len(pieces) == len(whole)
        elif apart.whole.path.name in LED:
            assert set(pieces) == set(whole)
        else:
            assert pieces == whole


@pytest.mark.parametrize("apart", FILMS, indirect=True)
async def test_the_durations_add_up(apart: Apart) -> None:
    assert apart.whole.duration is not None
    lengths = [piece.duration or 0.0 for piece in apart.pieces]
    reorder = 0.25 * len(lengths)  # seconds; each piece begins with its sound, and its pictures come a little later
    assert sum(lengths) == pytest.approx(apart.whole.duration, abs=reorder)
    for plan, length in zip(apart.plan[:-1], lengths, strict=False):
        assert length == pytest.approx(plan.end - plan.start, abs=0.25)
    assert apart.plan[0].start == 0.0
    assert apart.plan[-1].end == float("inf")
    assert all(0.0 <= one.end - two.start < 0.25 for one, two in pairwise(apart.plan))


@pytest.mark.parametrize("apart", ["film.mp4", "film.mkv", "film.webm"], indirect=True)
async def test_each_piece_is_as_long_as_it_can_be(apart: Apart) -> None:
    for one, two in pairwise(apart.pieces):
        with av.open(str(two.path)) as container:
            found = [(packet.stream.type, packet) for packet in container.demux() if packet.size]
        keys = [place for place, (kind, packet) in enumerate(found) if kind == "video" and packet.is_keyframe]
        stretch = sum(packet.size for _, packet in found[: keys[1] if len(keys) > 1 else None])
        allowed = films.PER_FILE + films.PER_PACKET * 1000
        assert one.size + stretch > apart.limit - allowed


@pytest.mark.parametrize("apart", ["film.mp4"], indirect=True)
async def test_a_piece_of_an_mp4_is_a_video_as_the_film_was(apart: Apart) -> None:
    for number, piece in enumerate(apart.pieces, 1):
        assert (piece.kind, piece.mime) == (MediaKind.VIDEO, "video/mp4")
        assert (piece.name, piece.title) == (f"film.part{number}.mp4", "Over the sea")
        assert (piece.width, piece.height) == (320, 180)
        assert not index_at_end(piece.path)
        assert piece.thumbnail is not None
        assert piece.thumbnail.is_relative_to(piece.path.parent)
    assert len({piece.thumbnail for piece in apart.pieces}) == len(apart.pieces)


@pytest.mark.parametrize(
    ("apart", "name", "mime"),
    [
        ("film.webm", "film.part1.webm", "video/webm"),
        ("film.mkv", "film.part1.mkv", "video/x-matroska"),
        ("film.ts", "film.part1.mkv", "video/x-matroska"),
        ("film.avi", "film.part1.mkv", "video/x-matroska"),
    ],
    indirect=["apart"],
)
async def test_other_containers_keep_what_they_are_or_become_matroska(apart: Apart, name: str, mime: str) -> None:
    first = apart.pieces[0]
    assert (first.name, first.mime, first.width, first.kind) == (name, mime, 320, MediaKind.DOCUMENT)


@pytest.mark.parametrize("apart", ["silent.mp4"], indirect=True)
async def test_a_short_silent_piece_is_no_animation(apart: Apart) -> None:
    assert {piece.kind for piece in apart.pieces} == {MediaKind.VIDEO}


@pytest.mark.parametrize("apart", ["turned.mp4"], indirect=True)
async def test_a_turned_film_stays_turned(apart: Apart) -> None:
    assert {(piece.width, piece.height) for piece in apart.pieces} == {(180, 320)}


@pytest.mark.parametrize("apart", ["colours.mp4"], indirect=True)
async def test_a_thumbnail_shows_its_own_piece(apart: Apart) -> None:
    assert [_red(apart.pieces[0]), _red(apart.pieces[-1])] == [True, False]


def _red(piece: MediaFile) -> bool:
    """Whether there is more red than blue in the thumbnail."""
    assert piece.thumbnail is not None
    with av.open(str(piece.thumbnail)) as container:
        pixels = bytes(next(container.decode(video=0)).reformat(format="rgb24").planes[0])
    return sum(pixels[0::3]) > sum(pixels[2::3])


@pytest.mark.parametrize(
    ("name", "codecs"),
    [
        ("long.mp4", ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "3", "-g", "60", "-c:a", "aac", "-b:a", "8k")),
        ("intra.mp4", ("-c:v", "libx264", "-preset", "ultrafast", "-g", "1", "-c:a", "aac", "-b:a", "8k")),
        ("long.webm", (*VP9, "-b:a", "6k", "-frame_duration", "2.5")),
    ],
)
async def test_a_container_full_of_tiny_packets_keeps_the_limit(
    splits: Splits, tmp_path: Path, name: str, codecs: tuple[str, ...]
) -> None:
    source = ("-f", "lavfi", "-i", "color=s=64x64:r=60:d=50", "-f", "lavfi", "-i", "anoisesrc=r=48000:d=50:a=0.001")
    ffmpeg(*source, *codecs, "-pix_fmt", "yuv420p", name, folder=tmp_path)
    whole = media(tmp_path / name, tmp_path)
    apart = await take_apart(splits, whole, 100_000, tmp_path / "pieces")
    assert len(apart.pieces) > 1
    assert max(piece.size for piece in apart.pieces) <= apart.limit


@pytest.mark.parametrize("early", [4000, -4000])  # milliseconds
async def test_sound_that_lies_seconds_from_its_picture_is_kept_with_it(
    splits: Splits, shelf: Path, tmp_path: Path, early: int
) -> None:
    path = tmp_path / "skewed.mkv"
    with (
        av.open(str(shelf / "film.mkv")) as source,
        av.open(str(path), "w", options={"max_interleave_delta": "1"}) as target,
    ):
        streams = [target.add_stream_from_template(stream) for stream in source.streams]
        found = [packet for packet in source.demux() if packet.size]
        for packet in sorted(found, key=lambda packet: (packet.dts or 0) - early * packet.stream_index):
            packet.stream = streams[packet.stream_index]
            target.mux_one(packet)
    whole = media(path, tmp_path)
    assert skew(path) > 3
    apart = await take_apart(splits, whole, whole.size // 3, tmp_path / "pieces")
    assert all(plan.playable for plan in apart.plan)
    assert max(piece.size for piece in apart.pieces) <= apart.limit
    assert joined(apart.pieces, "audio") == packets(whole.path, "audio")
    assert joined(apart.pieces, "video") == packets(whole.path, "video")


# bytes


@pytest.mark.parametrize(
    "name", ["one.mp4", "song.mp3", "old.flv", "cover.png", "joined.ts", "damaged.mp4", "archive.zip"]
)
async def test_what_can_not_be_cut_at_keyframes_goes_in_ranges_of_bytes(
    splits: Splits, shelf: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    if name == "joined.ts":  # its times run backwards in the middle
        path.write_bytes((shelf / "film.ts").read_bytes() * 2)
    elif name == "damaged.mp4":
        path.write_bytes((shelf / "film.mp4").read_bytes()[:-20_000])
    elif name == "archive.zip":
        path.write_bytes(b"PK\x03\x04" + os.urandom(100_000))
    else:
        shutil.copy(shelf / name, path)
    whole = media(path, tmp_path)
    apart = await take_apart(splits, whole, whole.size // 3, tmp_path / "pieces")
    assert [piece.size for piece in apart.pieces[:3]] == [apart.limit] * 3
    assert [piece.name for piece in apart.pieces[:2]] == [f"{name}.001", f"{name}.002"]
    assert {(piece.kind, piece.mime, piece.title) for piece in apart.pieces} == {
        (MediaKind.DOCUMENT, "application/octet-stream", "Over the sea")
    }
    assert {piece.thumbnail for piece in apart.pieces} == {None}
    assert b"".join(piece.path.read_bytes() for piece in apart.pieces) == path.read_bytes()


async def test_a_range_in_chunks_is_the_range(splits: Splits, tmp_path: Path) -> None:
    content = os.urandom(5_000_001)
    (tmp_path / "data").write_bytes(content)
    whole = media(tmp_path / "data", tmp_path)
    apart = await take_apart(splits, whole, 2_500_000, tmp_path / "pieces")
    assert [(piece.start, piece.end) for piece in apart.plan] == [
        (0, 2_500_000),
        (2_500_000, 5_000_000),
        (5_000_000, 5_000_001),
    ]
    digest = hashlib.sha256()
    for piece in apart.pieces:
        digest.update(piece.path.read_bytes())
    assert digest.digest() == hashlib.sha256(content).digest()


async def test_numbers_have_as_many_digits_as_their_count_needs(splits: Splits, tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(os.urandom(1000))
    whole = media(tmp_path / "data.bin", tmp_path)
    for limit, name in ((1, "data.bin.0007"), (10, "data.bin.007")):
        plan = await splits.plan(whole, limit)
        assert (await splits.cut(whole, plan[6], tmp_path / "pieces")).name == name


@pytest.mark.parametrize(("name", "ending"), [("film.mp4", ".part2.mp4"), ("one.mp4", ".mp4.002")])
async def test_a_long_name_keeps_its_number(
    splits: Splits, shelf: Path, tmp_path: Path, name: str, ending: str
) -> None:
    whole = probe(shelf / name, title=None, name=f"{'море' * 99}.mp4", folder=tmp_path)
    plan = await splits.plan(whole, whole.size // 3)
    made = await splits.cut(whole, plan[1], tmp_path)
    assert made.name.startswith("море")
    assert made.name.endswith(f"е{ending}") or made.name.endswith(ending)
    assert len(made.name) <= 120
    assert len(made.name.encode()) <= 200


# troubles

TROUBLED = [("film.mp4", "piece.mp4"), ("one.mp4", "piece")]  # a film and ranges of bytes, and what is written for them


@pytest.fixture
async def second(
    request: pytest.FixtureRequest, shelf: Path, splits: Splits, tmp_path: Path
) -> tuple[MediaFile, Piece, Path]:
    """A copy of a file, its second piece, and what will be written for that."""
    name, output = request.param
    path = Path(shutil.copy(shelf / name, tmp_path / name))
    whole = media(path, tmp_path)
    plan = await splits.plan(whole, whole.size // 3)
    return whole, plan[1], tmp_path / "pieces" / "piece-2" / output


Second = tuple[MediaFile, Piece, Path]


@pytest.mark.parametrize("second", TROUBLED, indirect=True)
async def test_a_full_disk_is_called_so_and_nothing_is_left(splits: Splits, second: Second) -> None:
    whole, piece, output = second
    output.parent.mkdir(parents=True)
    output.symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        await splits.cut(whole, piece, output.parent.parent)
    assert list(output.parent.parent.iterdir()) == []


@pytest.mark.parametrize("second", TROUBLED, indirect=True)
async def test_a_file_that_changed_meanwhile_fails_and_nothing_is_left(splits: Splits, second: Second) -> None:
    whole, piece, output = second
    whole.path.write_bytes(whole.path.read_bytes()[:100])
    with pytest.raises(SourceFailed):
        await splits.cut(whole, piece, output.parent.parent)
    assert list(output.parent.parent.iterdir()) == []


async def until(condition, seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def stuck(
    splits: Splits, children: Children, second: Second
) -> tuple["asyncio.Task[MediaFile]", list[psutil.Process]]:
    """A cut that waits for ever for somebody to read what it writes; its processes."""
    whole, piece, output = second
    output.parent.mkdir(parents=True)
    os.mkfifo(output)
    task = asyncio.create_task(splits.cut(whole, piece, output.parent.parent))
    await until(lambda: children.pids)
    child = psutil.Process(children.pids[0])
    if piece.playable:
        await until(lambda: any("ffmpeg" in process.name() for process in child.children()))
    return task, [child, *child.children()]


@pytest.mark.parametrize("second", TROUBLED, indirect=True)
async def test_cancel_ends_the_cut_at_once_and_nothing_is_left(
    splits: Splits, children: Children, second: Second
) -> None:
    task, processes = await stuck(splits, children, second)
    task.cancel()
    async with asyncio.timeout(WITHIN):
        with pytest.raises(asyncio.CancelledError):
            await task
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, WITHIN)
    assert alive == []
    assert children.pids == []
    assert list(second[2].parent.parent.iterdir()) == []


@pytest.mark.parametrize("second", TROUBLED, indirect=True)
async def test_a_child_that_is_killed_is_reported_and_nothing_is_left(
    splits: Splits, children: Children, second: Second
) -> None:
    task, processes = await stuck(splits, children, second)
    os.kill(processes[0].pid, signal.SIGKILL)
    with pytest.raises(ChildDied):
        await task
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, WITHIN)
    assert alive == []
    assert list(second[2].parent.parent.iterdir()) == []


async def test_cancel_ends_the_plan_at_once(splits: Splits, children: Children, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "film.mp4")  # nobody writes: reading waits for ever
    whole = MediaFile(tmp_path / "film.mp4", "film.mp4", "Over the sea", 1000, MediaKind.VIDEO)
    task = asyncio.create_task(splits.plan(whole, 100))
    await until(lambda: children.pids)
    child = psutil.Process(children.pids[0])
    task.cancel()
    async with asyncio.timeout(WITHIN):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert not child.is_running()
