"""The tests' origin does what its table says, as real clients see it."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import av
import imageio_ffmpeg
import pytest
import urllib3
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError
from yt_dlp import YoutubeDL

from tests.servers.origin import MediaOrigin
from tests.servers.origin_troubles import DISPOSITIONS

STARTS = {  # the first bytes, or those at an offset
    "photo.jpg": (0, b"\xff\xd8\xff"),
    "photo.png": (0, b"\x89PNG"),
    "photo.webp": (8, b"WEBP"),
    "loop.gif": (0, b"GIF89a"),
    "paper.pdf": (0, b"%PDF-"),
    "archive.zip": (0, b"PK\x03\x04"),
    "song.mp3": (0, b"ID3"),
}


@pytest.fixture(scope="module")
def shared() -> Iterator[MediaOrigin]:
    with MediaOrigin() as origin:
        yield origin


@pytest.fixture
def origin(shared: MediaOrigin) -> MediaOrigin:
    assert shared.wait_idle()
    shared.reset()
    return shared


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        yield pool


def streams(content: bytes) -> dict[str, str]:
    with av.open(io.BytesIO(content)) as container:
        return {stream.type: stream.codec_context.name for stream in container.streams}


@pytest.mark.parametrize(
    ("name", "codecs"),
    [
        ("clip.mp4", {"video": "h264", "audio": "aac"}),
        ("clip-tail.mp4", {"video": "h264", "audio": "aac"}),
        ("silent.mp4", {"video": "h264"}),
        ("clip.webm", {"video": "vp9", "audio": "opus"}),
        ("song.mp3", {"audio": "mp3float", "video": "mjpeg"}),
        ("song.m4a", {"audio": "aac"}),
        ("song.ogg", {"audio": "vorbis"}),
        ("big/3.mp4", {"video": "h264", "audio": "aac"}),
    ],
)
def test_media_have_the_codecs_of_the_table(
    origin: MediaOrigin, http: urllib3.PoolManager, name: str, codecs: dict[str, str]
) -> None:
    found = streams(http.request("GET", f"{origin.url}/{name}").data)
    assert {kind: codec.replace("libopus", "opus") for kind, codec in found.items()} == codecs


@pytest.mark.parametrize("name", STARTS)
def test_files_are_what_their_names_say(origin: MediaOrigin, http: urllib3.PoolManager, name: str) -> None:
    offset, start = STARTS[name]
    assert http.request("GET", f"{origin.url}/{name}").data[offset:].startswith(start)


def test_the_index_is_where_the_table_says_and_the_zip_opens(origin: MediaOrigin) -> None:
    fast, tail = origin.content("/clip.mp4"), origin.content("/clip-tail.mp4")
    assert fast.index(b"moov") < fast.index(b"mdat")
    assert tail.index(b"mdat") < tail.index(b"moov")
    assert zipfile.ZipFile(io.BytesIO(origin.content("/archive.zip"))).testzip() is None


def test_the_huge_picture_is_over_telegrams_sum_of_sides(origin: MediaOrigin) -> None:
    header = origin.content("/huge.png")[16:24]
    assert int.from_bytes(header[:4], "big") + int.from_bytes(header[4:], "big") == 15_000


def test_a_big_film_has_exactly_its_size_and_every_range_of_it(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    head = http.request("HEAD", f"{origin.url}/big/60.mp4")
    assert head.headers["Content-Length"] == "60000000"
    part = http.request("GET", f"{origin.url}/big/60.mp4", headers={"Range": "bytes=59999990-"})
    assert (part.status, part.headers["Content-Range"]) == (206, "bytes 59999990-59999999/60000000")
    assert part.data == origin.content("/big/60.mp4")[-10:]


def test_ranges_follow_the_standard(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    url = f"{origin.url}/size/3000000.bin"
    whole = origin.content("/size/3000000.bin")

    def ask(asked: str, **headers: str) -> tuple[int, bytes]:
        answer = http.request("GET", url, headers={"Range": asked, **headers})
        return answer.status, answer.data

    assert ask("bytes=0-0") == (206, whole[:1])
    assert ask("bytes=999999-1500000") == (206, whole[999999:1500001])
    assert ask("bytes=-7") == (206, whole[-7:])
    assert ask("bytes=2999999-4000000") == (206, whole[-1:])
    assert ask("bytes=3000000-")[0] == 416
    assert ask("lines=1-2")[0] == 200
    assert ask("bytes=1-", **{"If-Range": '"size-3000000"'})[0] == 206
    assert ask("bytes=1-", **{"If-Range": '"older"'}) == (200, whole)


def download(url: str, folder: Path) -> list[dict]:
    options = {
        "quiet": True,
        "no_warnings": True,
        "noprogress": True,
        "allowed_extractors": ["generic", "html5"],
        "ffmpeg_location": imageio_ffmpeg.get_ffmpeg_exe(),
        "outtmpl": str(folder / "%(id)s.%(ext)s"),
    }
    with YoutubeDL(options) as engine:
        info = engine.extract_info(url)
    return [entry["requested_downloads"][0] for entry in info.get("entries") or [info]]


@pytest.mark.parametrize(
    ("path", "heights"),
    [
        ("pages/og-video", [180]),
        ("pages/video-tag", [180]),
        ("pages/json-ld", [180]),
        ("pages/hls", [180]),
        ("pages/dash", [180]),
        ("pages/playlist", [180, 180, 180]),
        ("hls/master.m3u8", [180]),
        ("hls/height-1.m3u8", [90]),
        ("dash/manifest.mpd", [180]),
        ("gzip/chunked/pages/og-video", [180]),
    ],
)
def test_yt_dlp_finds_the_film_behind_it(origin: MediaOrigin, tmp_path: Path, path: str, heights: list[int]) -> None:
    found = []
    for done in download(f"{origin.url}/{path}", tmp_path):
        with av.open(done["filepath"]) as film:
            found.append(film.streams.video[0].height)
    assert found == heights


def test_dash_is_merged_of_two_formats(origin: MediaOrigin, tmp_path: Path) -> None:
    (done,) = download(f"{origin.url}/dash/manifest.mpd", tmp_path)
    assert len(done["requested_formats"]) == 2
    assert streams(Path(done["filepath"]).read_bytes()) == {"video": "h264", "audio": "aac"}


def test_links_in_a_page_keep_the_troubles_before_it(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    page = http.request("GET", f"{origin.url}/throttled/1000000/pages/json-ld").data.decode()
    data = json.loads(re.search(r"ld\+json\">(.*)</script>", page)[1])
    assert data["contentUrl"] == f"{origin.url}/throttled/1000000/clip.mp4"


@pytest.mark.parametrize("path", ["nope", "pages/nope", "..%2fVERSION", "../../etc/passwd", "hls", "size/x.bin"])
def test_what_is_not_there_is_a_404(origin: MediaOrigin, http: urllib3.PoolManager, path: str) -> None:
    assert http.request("GET", f"{origin.url}/{path}").status == 404


def test_a_film_breaks_so_often_and_resumes(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    url = f"{origin.url}/breaks/2/300/size/1000.bin"
    data = b""
    for _ in range(2):
        answer = http.request("GET", url, headers={"Range": f"bytes={len(data)}-"}, preload_content=False)
        data += answer.read(300)
        with pytest.raises(ProtocolError, match="300 bytes read"):
            answer.read(1)
    data += http.request("GET", url, headers={"Range": f"bytes={len(data)}-"}).data
    assert data == origin.content("/size/1000.bin")


@pytest.mark.parametrize("path", ["breaks/always/5/text.txt", "resets/always/5/text.txt", "slam/always/text.txt"])
def test_always_is_always(origin: MediaOrigin, http: urllib3.PoolManager, path: str) -> None:
    for _ in range(3):
        with pytest.raises(ProtocolError):
            http.request("GET", f"{origin.url}/{path}")


def test_a_reset_is_no_orderly_end(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    with pytest.raises(ProtocolError) as caught:
        http.request("GET", f"{origin.url}/resets/1/5/text.txt")
    assert isinstance(caught.value.args[1], ConnectionResetError)
    assert http.request("GET", f"{origin.url}/resets/1/5/text.txt").status == 200


@pytest.mark.parametrize("path", ["hang/text.txt", "stall/5/text.txt", "drip/text.txt", "throttled/2/text.txt"])
def test_silence_and_slowness_end_with_the_client(origin: MediaOrigin, http: urllib3.PoolManager, path: str) -> None:
    with pytest.raises(ReadTimeoutError):
        http.request("GET", f"{origin.url}/{path}", timeout=0.2)
    assert origin.wait_idle()
    assert origin.sent < 68


def test_a_slow_answer_comes_whole(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    answer = http.request("GET", f"{origin.url}/throttled/500000/size/50000.bin")
    assert answer.data == origin.content("/size/50000.bin")


def test_lengths_lie_in_both_directions_or_are_missing(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    with pytest.raises(ProtocolError, match="5 more expected"):
        http.request("GET", f"{origin.url}/declared/+5/text.txt")
    short = http.request("GET", f"{origin.url}/declared/-5/text.txt")
    assert short.data == origin.content("/text.txt")[:-5]
    for path in ("lengthless/text.txt", "chunked/text.txt"):
        answer = http.request("GET", f"{origin.url}/{path}")
        assert "Content-Length" not in answer.headers
        assert answer.data == origin.content("/text.txt")


def test_ranges_ignored_wrong_or_of_a_changed_file(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    asked = {"Range": "bytes=500-"}
    whole = origin.content("/size/1000.bin")
    ignored = http.request("GET", f"{origin.url}/rangeless/size/1000.bin", headers=asked)
    assert (ignored.status, ignored.data) == (200, whole)
    wrong = http.request("GET", f"{origin.url}/wrong-range/size/1000.bin", headers=asked)
    assert (wrong.status, wrong.data, wrong.headers["Content-Range"]) == (206, whole[:500], "bytes 0-499/1000")
    first = http.request("GET", f"{origin.url}/changing/size/1000.bin")
    again = {**asked, "If-Range": first.headers["ETag"]}
    assert http.request("GET", f"{origin.url}/changing/size/1000.bin", headers=again).status == 200


def test_a_status_comes_so_often_per_address_then_the_file(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    def statuses(path: str) -> list[int]:
        return [http.request("GET", f"{origin.url}/{path}").status for _ in range(3)]

    assert statuses("status/503/2/text.txt") == [503, 503, 200]
    assert statuses("status/503/2/text.txt?other") == [503, 503, 200]
    assert statuses("status/410/always/text.txt") == [410, 410, 410]
    assert statuses("retry-after/7/1/text.txt") == [429, 200, 200]
    assert http.request("GET", f"{origin.url}/retry-after/7/1/text.txt?a").headers["Retry-After"] == "7"
    assert http.request("GET", f"{origin.url}/status/503/1/text.txt?b").headers["Retry-After"] == "1"
    login = http.request("GET", f"{origin.url}/login/text.txt")
    assert (login.status, "WWW-Authenticate" in login.headers) == (401, True)


def test_redirects_lead_on_round_or_away(origin: MediaOrigin) -> None:
    with urllib3.PoolManager(timeout=30) as http:
        hops = http.request("GET", f"{origin.url}/as/text/x-odd/redirect/3/text.txt")
        assert (hops.data, hops.headers["Content-Type"]) == (origin.content("/text.txt"), "text/x-odd")
        assert len(origin.requests) == 4
        relative = http.request("GET", f"{origin.url}/redirect-relative/hls/master.m3u8")
        assert relative.data == origin.content("/hls/master.m3u8")
        with pytest.raises(MaxRetryError, match="too many redirects"):
            http.request("GET", f"{origin.url}/redirect-loop/text.txt")
        away = f"{origin.url}/redirect-to/{quote('file:///etc/passwd', safe='')}/text.txt"
        assert http.request("GET", away, redirect=False).headers["Location"] == "file:///etc/passwd"


def test_types_lie_or_are_missing(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    lie = http.request("GET", f"{origin.url}/as/video/mp4/pages/nothing")
    assert (lie.headers["Content-Type"], lie.data[:9]) == ("video/mp4", b"<!doctype")
    assert http.request("GET", f"{origin.url}/as/text/html/clip.mp4").headers["Content-Type"] == "text/html"
    assert "Content-Type" not in http.request("GET", f"{origin.url}/untyped/clip.mp4").headers


@pytest.mark.parametrize("case", DISPOSITIONS)
def test_a_name_goes_over_the_wire_as_it_stands(origin: MediaOrigin, http: urllib3.PoolManager, case: str) -> None:
    header = http.request("GET", f"{origin.url}/named/{case}/text.txt").headers["Content-Disposition"]
    assert header.encode("latin-1").strip() == DISPOSITIONS[case].strip()


def test_head_is_refused_or_lies_while_get_works(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    refused = f"{origin.url}/head-refused/text.txt"
    assert [http.request(method, refused).status for method in ("HEAD", "GET")] == [405, 200]
    lies = http.request("HEAD", f"{origin.url}/head-lies/text.txt")
    assert (lies.headers["Content-Type"], lies.headers["Content-Length"]) == ("text/html", "17")
    assert http.request("GET", f"{origin.url}/head-lies/text.txt").data == origin.content("/text.txt")


def test_gzip_arrives_packed(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    packed = http.request("GET", f"{origin.url}/gzip/text.txt", decode_content=False)
    assert packed.data.startswith(b"\x1f\x8b")
    assert http.request("GET", f"{origin.url}/gzip/text.txt").data == origin.content("/text.txt")


def test_the_log_has_method_path_headers_and_time(origin: MediaOrigin, http: urllib3.PoolManager) -> None:
    http.request("HEAD", f"{origin.url}/text.txt?x=1", headers={"X-Mark": "here"})
    http.request("GET", f"{origin.url}/size/10.bin")
    assert origin.wait_for_requests(2)
    assert [(request.method, request.path) for request in origin.requests] == [
        ("HEAD", "/text.txt?x=1"),
        ("GET", "/size/10.bin"),
    ]
    assert origin.requests[0].headers["x-mark"] == "here"
    assert origin.requests[0].at <= origin.requests[1].at
    assert origin.wait_idle()
    assert origin.sent == 10


def test_connections_are_counted_while_they_are_open() -> None:
    with MediaOrigin() as origin:
        with urllib3.PoolManager(retries=False, timeout=30) as http:
            answer = http.request("GET", f"{origin.url}/stall/5/text.txt", preload_content=False)
            assert answer.read(5) == origin.content("/text.txt")[:5]
            assert (origin.open_connections(), origin.answering()) == (1, 1)
            assert not origin.wait_idle(0.01)
            answer.close()
        assert origin.wait_idle()


def test_stop_ends_answers_that_hang_and_every_connection() -> None:
    with urllib3.PoolManager(retries=False, timeout=30) as http:
        with MediaOrigin() as origin:
            http.request("GET", f"{origin.url}/text.txt")  # stays open, idle
            answer = http.request("GET", f"{origin.url}/stall/5/text.txt", preload_content=False)
        assert origin.open_connections() == 0
        with pytest.raises(ProtocolError):
            answer.read()


def test_as_a_program_it_prints_its_address_and_ends_with_stdin(http: urllib3.PoolManager) -> None:
    command = [sys.executable, "-m", "tests.servers.origin", "--port", "0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert http.request("GET", f"{url}/size/10.bin").status == 200
        process.stdin.close()
        assert process.wait(10) == 0
        assert process.stdout.read() == ""
