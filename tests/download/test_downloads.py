"""Downloads with its real children."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import threading
from types import SimpleNamespace

import psutil
import pytest

from bot.concurrency.children import Children
from bot.concurrency.workers import Workers
from bot.domain.delivery import State
from bot.domain.format import Format
from bot.domain.found import Found
from bot.domain.link import Link
from bot.domain.media import MediaKind, Progress
from bot.download import PRELOAD, Downloads, Options, _Latest
from bot.errors import (
    ChildDied,
    FileTooLarge,
    LinkNotSupported,
    NothingThere,
    SeveralFound,
    SignInNeeded,
    SourceUnreachable,
)
from tests.servers.origin import MediaOrigin

LIMIT = 50_000_000
WHOLE = Format()
WITHIN = 10.0  # seconds in which everything must have ended; two are promised, a busy machine takes longer


@pytest.fixture
async def bot(tmp_path, origin):
    """What the tests need of a bot: `fetch(path)`, its children, and the progress that came."""
    children, workers = Children(PRELOAD), Workers("downloads", 4)
    downloads = Downloads(children=children, workers=workers, options=Options())
    progress: list[Progress] = []
    found: list[Found] = []
    threads: set[str] = set()
    numbers = itertools.count()

    def seen(step: Progress) -> None:
        progress.append(step)
        threads.add(threading.current_thread().name)

    def heard(what: Found) -> None:
        if all(step.stage is State.LOOKING for step in progress):
            found.append(what)
        threads.add(threading.current_thread().name)

    def fetch(path: str, *, format: Format = WHOLE, limit: int = LIMIT, site: MediaOrigin = origin, folder=None):
        folder = folder or tmp_path / f"delivery-{next(numbers)}"
        link = Link(f"{site.url}/{path}")
        return downloads.fetch(link, folder, format=format, limit=limit, progress=seen, found=heard)

    def look(path: str, folder=tmp_path / "looked", *, site: MediaOrigin = origin):
        return downloads.look(Link(f"{site.url}/{path}"), folder)

    yield SimpleNamespace(fetch=fetch, look=look, children=children, progress=progress, found=found, threads=threads)
    children.kill_all()
    workers.close()


async def until(condition, seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def answered_child(bot, origin) -> int:
    """The child's process id, once the origin answers it: that may be a moment before its parent knows the id."""
    await until(lambda: origin.answering() > 0 and bot.children.pids)
    (pid,) = bot.children.pids
    return pid


@pytest.mark.parametrize(
    ("path", "kind", "title", "size"),
    [
        ("clip.mp4", MediaKind.VIDEO, "A Test Clip", (320, 180)),
        ("breaks/2/30000/clip.mp4", MediaKind.VIDEO, "A Test Clip", (320, 180)),
        ("clip.webm", MediaKind.DOCUMENT, "clip", (320, 180)),
        ("song.mp3", MediaKind.AUDIO, "A Test Song", (None, None)),
        ("hls/master.m3u8", MediaKind.VIDEO, "master", (320, 180)),
        ("dash/manifest.mpd", MediaKind.VIDEO, "manifest", (320, 180)),
        ("pages/og-video", MediaKind.VIDEO, "A Clip by Open Graph", (320, 180)),
        ("pages/json-ld", MediaKind.VIDEO, "A Clip by JSON-LD", (320, 180)),
    ],
)
async def test_a_link_becomes_a_file(bot, path, kind, title, size):
    media = await bot.fetch(path)
    assert (media.kind, media.title, (media.width, media.height)) == (kind, title, size)
    assert media.path.stat().st_size == media.size
    assert bot.children.pids == []


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("pages/nothing", LinkNotSupported),
        ("nope", NothingThere),
        ("login/clip.mp4", SignInNeeded),
        ("slam/always/clip.mp4", SourceUnreachable),
    ],
)
async def test_an_error_of_the_child_is_raised_as_it_is(bot, path, error):
    with pytest.raises(error):
        await bot.fetch(path)


async def test_what_is_found_is_told_in_the_loops_thread_before_anything_is_fetched(bot):
    await bot.fetch("pages/film")
    assert [found.title for found in bot.found] == ["A Film"]
    assert bot.threads == {threading.current_thread().name}


async def test_a_look_and_a_fetch_in_children_of_their_own_ask_a_page_once(bot, origin, tmp_path):
    folder = tmp_path / "looked"
    found = await bot.look("pages/film", folder)
    assert [height.pixels for height in found.heights] == [270, 180, 90]
    before = [request.path for request in origin.requests]
    media = await bot.fetch("pages/film", format=Format(height=90), folder=folder)
    assert (media.height, bot.found) == (90, [found])
    assert not {request.path for request in origin.requests[len(before) :]} & {"/pages/film", "/film/manifest.mpd"}


async def test_a_list_is_raised_with_all_that_is_in_it(bot):
    with pytest.raises(SeveralFound) as raised:
        await bot.fetch("pages/playlist")
    assert (len(raised.value.found.items), [raised.value.found]) == (3, bot.found)


@pytest.mark.parametrize(("path", "error"), [("pages/nothing", LinkNotSupported), ("nope", NothingThere)])
async def test_a_look_says_why_it_has_found_nothing(bot, path, error):
    with pytest.raises(error):
        await bot.look(path)


async def test_a_look_that_is_cancelled_ends_its_child_and_its_connections_at_once(bot, origin):
    task = asyncio.create_task(bot.look("hang/clip.mp4"))
    pid = await answered_child(bot, origin)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not psutil.pid_exists(pid)
    assert await asyncio.to_thread(origin.wait_idle, WITHIN)


async def test_a_size_that_is_known_is_refused_with_both_sizes(bot, origin):
    with pytest.raises(FileTooLarge) as raised:
        await bot.fetch("big/60.mp4")
    assert raised.value.values == {"size": 60_000_000, "limit": LIMIT}
    assert origin.wait_idle()
    assert origin.sent < 30_000_000  # what the sockets hold


@pytest.mark.parametrize("path", ["lengthless/big/60.mp4", "hls/height-0.m3u8"])
async def test_a_size_that_is_unknown_is_cut_off_at_the_limit(bot, path):
    with pytest.raises(FileTooLarge) as raised:
        await bot.fetch(path, limit=50_000)
    assert raised.value.values == {"size": None, "limit": 50_000}


async def test_progress_comes_in_the_loops_thread_and_never_runs_backwards(bot):
    await bot.fetch("throttled/60000/clip.mp4")
    assert bot.threads == {threading.current_thread().name}
    assert bot.progress[0] == Progress(State.LOOKING)
    steps = [step for step in bot.progress if step.stage is State.DOWNLOADING]
    assert len(steps) >= 3
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {step.total for step in steps} == {98683}


@pytest.mark.parametrize(
    "path", ["size/3000000.bin", "rangeless/breaks/1/1000000/size/3000000.bin", "pages/og-video", "clip.webm"]
)
async def test_the_last_progress_of_a_file_shows_it_whole(bot, path):
    media = await bot.fetch(path)
    told = bot.progress[-1].file
    assert told is not None
    assert (told.path, told.size, told.total) == (media.path, media.size, media.size)


async def test_a_file_can_be_read_while_it_arrives_and_is_the_one_that_comes(bot, origin):
    task = asyncio.create_task(bot.fetch("throttled/100000/clip.mp4"))
    await until(lambda: any(step.file and step.file.size for step in bot.progress))
    told = bot.progress[-1].file
    with told.path.open("rb") as file:
        there = file.read(told.size)
        assert len(there) == told.size < told.total == 98683
        media = await task
        assert os.path.samestat(os.fstat(file.fileno()), media.path.stat())
        assert there + file.read() == origin.content("/clip.mp4")


@pytest.mark.parametrize(
    "path",
    [
        "throttled/1000/clip.mp4",
        "drip/clip.mp4",
        "stall/50000/clip.mp4",
        "hang/clip.mp4",
        "throttled/1000/hls/height-0.m3u8",
    ],
)
async def test_cancel_ends_the_child_and_its_connections_at_once(bot, origin, path):
    task = asyncio.create_task(bot.fetch(path))
    pid = await answered_child(bot, origin)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not psutil.pid_exists(pid)
    assert await asyncio.to_thread(origin.wait_idle, WITHIN)


async def test_cancel_ends_ffmpeg_too(bot, origin, tmp_path):
    # A stream whose encryption only ffmpeg can read, so that ffmpeg itself fetches it, and hangs.
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "part.ts").write_bytes(bytes(188_000))
    (folder / "key.bin").write_bytes(bytes(16))
    (folder / "film.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXT-X-PLAYLIST-TYPE:VOD\n"
        '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="key.bin",IV=0x00000000000000000000000000000000\n'
        "#EXTINF:5,\nhang/part.ts\n#EXT-X-ENDLIST\n"
    )
    with MediaOrigin(folder) as site:
        task = asyncio.create_task(bot.fetch("film.m3u8", site=site))
        await until(lambda: any("part.ts" in request.path for request in site.requests) and bot.children.pids)
        family = psutil.Process(bot.children.pids[0]).children(recursive=True)
        assert any("ffmpeg" in process.name() for process in family)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        _, alive = await asyncio.to_thread(psutil.wait_procs, family, WITHIN)
        assert alive == []
        assert await asyncio.to_thread(site.wait_idle, WITHIN)


async def test_a_child_that_is_killed_is_reported(bot, origin):
    task = asyncio.create_task(bot.fetch("stall/50000/clip.mp4"))
    os.kill(await answered_child(bot, origin), signal.SIGKILL)
    with pytest.raises(ChildDied):
        await task


async def test_more_downloads_than_threads_all_arrive(bot):
    results = await asyncio.gather(*(bot.fetch(f"size/{n}000.bin") for n in range(1, 6)))
    assert [result.size for result in results] == [1000, 2000, 3000, 4000, 5000]


async def test_progress_is_handed_over_once_however_often_it_changes():
    got: list[Progress] = []
    latest = _Latest(asyncio.get_running_loop(), got.append)

    def work() -> None:
        for done in range(1000):
            latest.put(Progress(State.DOWNLOADING, done))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()  # the loop stands still meanwhile
    await asyncio.sleep(0)
    assert got == [Progress(State.DOWNLOADING, 999)]


def test_importing_the_package_loads_no_engine():
    code = "import sys, bot.download; print([n for n in ('yt_dlp', 'urllib3', 'av', 'requests') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[]"
