import base64
import gzip
import socket
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.domain.link import Link
from bot.domain.media import Progress
from bot.download import direct
from bot.download.client import Client
from bot.download.options import Options
from bot.download.progress import Meter
from bot.errors import (
    DiskFull,
    FileTooLarge,
    LinkNotSupported,
    NothingThere,
    SourceBusy,
    SourceFailed,
    SourceRefused,
    SourceUnreachable,
)

SIZE = 300_000


class Fetch:
    """Fetches a path of the origin; remembers its pauses."""

    def __init__(self, origin, client, meter, folder):
        self.origin, self.client, self.meter, self.folder = origin, client, meter, folder
        self.pauses: list[float] = []

    def __call__(self, path: str) -> direct.Fetched:
        return self.address(f"{self.origin.url}/{path}")

    def address(self, url: str) -> direct.Fetched:
        return direct.fetch(url, self.folder / "media", self.client, self.meter, sleep=self.pauses.append)

    def ranges(self) -> list[str | None]:
        return [request.headers.get("Range") for request in self.origin.requests]


@pytest.fixture
def fetch(origin, client, meter, tmp_path) -> Fetch:
    return Fetch(origin, client, meter, tmp_path)


@pytest.mark.parametrize(
    "trouble",
    [
        "",
        "lengthless/",
        "chunked/",
        "redirect/3/",
        "redirect-relative/",
        "breaks/2/100000/",
        "resets/1/100000/",
        "breaks/1/0/",
        "slam/2/",
        "status/503/1/",
        "status/429/2/",
        "rangeless/breaks/1/100000/",
        "wrong-range/breaks/1/100000/",
        "changing/breaks/2/100000/",
        "chunked/breaks/1/100000/",
        "declared/+50/",
        "rangeless/declared/+50/",
        "gzip/",
        "gzip/breaks/1/100/",
        "untyped/",
        "as/text/html/",
    ],
)
def test_a_file_arrives_whole_whatever_the_way_is_like(fetch, origin, trouble):
    found = fetch(f"{trouble}size/{SIZE}.bin")
    assert found.path.read_bytes() == origin.content(f"/size/{SIZE}.bin")


def test_a_break_is_resumed_where_it_was_if_the_file_is_still_the_same(fetch, origin):
    fetch(f"breaks/2/100000/size/{SIZE}.bin")
    assert fetch.ranges() == [None, "bytes=100000-", "bytes=200000-"]
    assert origin.requests[1].headers["If-Range"] == f'"size-{SIZE}"'
    assert len(fetch.pauses) == 2


def test_a_file_that_changed_meanwhile_begins_anew(fetch, origin):
    fetch(f"changing/breaks/2/100000/size/{SIZE}.bin")  # both count
    assert fetch.ranges() == [None, "bytes=100000-"]
    assert origin.sent == SIZE + 100_000


def test_a_server_that_sends_another_range_is_asked_for_the_whole(fetch):
    fetch(f"wrong-range/breaks/1/100000/size/{SIZE}.bin")
    assert fetch.ranges() == [None, "bytes=100000-", None]


def test_a_declared_length_that_is_too_small_gives_what_it_declares(fetch, origin):
    found = fetch(f"declared/-50/size/{SIZE}.bin")
    assert found.path.read_bytes() == origin.content(f"/size/{SIZE}.bin")[:-50]


def test_progress_lets_many_breaks_pass(fetch, origin):
    found = fetch("breaks/9/10000/size/100000.bin")
    assert found.path.read_bytes() == origin.content("/size/100000.bin")
    assert len(origin.requests) == 10


@pytest.mark.parametrize(
    "path", ["slam/always/clip.mp4", "resets/always/0/clip.mp4", "rangeless/resets/always/900/clip.mp4"]
)
def test_five_tries_without_progress_are_enough(fetch, origin, path):
    with pytest.raises(SourceUnreachable):
        fetch(path)
    assert len(origin.requests) in (direct.TRIES, direct.TRIES + 1)
    assert all(0 < pause <= direct.LONGEST_PAUSE for pause in fetch.pauses)


@pytest.mark.parametrize(
    ("path", "error", "requests"),
    [
        ("nope", NothingThere, 1),
        ("status/403/always/clip.mp4", SourceRefused, 1),
        ("status/429/always/clip.mp4", SourceBusy, 5),
        ("status/503/always/clip.mp4", SourceFailed, 5),
        ("redirect-to/ftp%3A%2F%2Fexample.com%2Fa/clip.mp4", LinkNotSupported, 1),
        ("redirect-loop/clip.mp4", SourceFailed, 11),
    ],
)
def test_a_refusal_is_final_but_a_hiccup_is_tried_again(fetch, origin, path, error, requests):
    with pytest.raises(error):
        fetch(path)
    assert len(origin.requests) == requests


def test_a_source_that_asks_to_wait_is_obeyed_within_reason(fetch, origin):
    fetch("retry-after/7/2/text.txt")
    assert all(7 < pause < 7 + direct.LONGEST_PAUSE for pause in fetch.pauses)
    assert len(fetch.pauses) == 2
    with pytest.raises(SourceBusy) as raised:
        fetch("retry-after/3600/1/text.txt")
    assert raised.value.values == {"seconds": 3600}


def test_a_source_that_falls_silent_is_left_and_resumed(fetch, origin, monkeypatch):
    monkeypatch.setattr("bot.download.client.READ_WITHIN", 0.2)
    with pytest.raises(SourceUnreachable):
        fetch("stall/0/size/5000.bin")
    assert len(origin.requests) == direct.TRIES
    assert fetch("stall/2000/size/5000.bin").path.read_bytes() == origin.content("/size/5000.bin")


def test_a_declared_size_over_the_limit_is_refused_before_a_byte_is_kept(origin, client, tmp_path):
    with pytest.raises(FileTooLarge) as raised:
        direct.fetch(f"{origin.url}/size/5000.bin", tmp_path / "media", client, Meter(lambda _: None, 4999))
    assert raised.value.values == {"size": 5000, "limit": 4999}
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize("trouble", ["lengthless", "chunked"])
def test_an_undeclared_size_is_cut_off_at_the_limit(origin, client, tmp_path, trouble):
    with pytest.raises(FileTooLarge) as raised:
        direct.fetch(f"{origin.url}/{trouble}/big/90.mp4", tmp_path / "media", client, Meter(lambda _: None, 5_000_000))
    assert raised.value.values == {"size": None, "limit": 5_000_000}
    assert (tmp_path / "media").stat().st_size <= 5_000_000 + direct.CHUNK


def test_a_full_disk_is_called_so(origin, client, meter):
    with pytest.raises(DiskFull):
        direct.fetch(f"{origin.url}/clip.mp4", Path("/dev/full"), client, meter)


def test_another_trouble_of_the_disk_is_not_blamed_on_the_source(origin, client, meter, tmp_path):
    with pytest.raises(FileNotFoundError):
        direct.fetch(f"{origin.url}/clip.mp4", tmp_path / "no such folder" / "media", client, meter)


def test_progress_tells_bytes_and_total(fetch, reports):
    fetch(f"size/{SIZE}.bin")
    assert all(isinstance(report, Progress) and report.total == SIZE for report in reports)


def test_a_header_that_is_no_utf8_is_taken_as_it_is(fetch):
    assert fetch("named/raw-latin1/paper.pdf").disposition == 'attachment; filename="café.pdf"'


def test_name_type_and_final_address_come_with_the_file(fetch, origin):
    found = fetch("redirect/2/named/raw-utf8/as/application/pdf/paper.pdf")
    assert found.disposition == 'attachment; filename="café.pdf"'
    assert found.content_type == "application/pdf"
    assert found.url == f"{origin.url}/redirect/0/named/raw-utf8/as/application/pdf/paper.pdf"


def test_an_encoding_that_is_declared_but_not_there_is_ignored(fetch, raw):
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"
    assert fetch.address(raw(answer, answer)).path.read_bytes() == b"plain"


def test_a_packed_file_declared_as_encoded_stays_packed(fetch, raw):
    body = gzip.compress(b"inside")
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/x-gzip\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    )
    assert fetch.address(raw(head % len(body) + body)).path.read_bytes() == body


def test_a_server_that_gives_ranges_in_pieces_is_asked_until_all_is_there(fetch, raw):
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nLast-Modified: Mon, 01 Jun 2026 10:00:00 GMT\r\n\r\nabc"
    piece = b"HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\nContent-Range: bytes %d-%d/9\r\n\r\n%b"
    url = raw(whole, piece % (3, 5, b"def"), piece % (6, 8, b"ghi"))
    assert fetch.address(url).path.read_bytes() == b"abcdefghi"


def test_a_resume_refused_with_another_length_begins_anew(fetch, raw):
    broken = b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: W/"weak"\r\n\r\nabc'
    refused = b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */2\r\nContent-Length: 0\r\n\r\n"
    assert (
        fetch.address(raw(broken, refused, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")).path.read_bytes()
        == b"hi"
    )


def test_name_and_password_of_an_address_are_said_to_its_host(fetch, origin):
    fetch.address(origin.url.replace("http://", "http://me:s%40cret@") + "/text.txt")
    request = origin.requests[0]
    assert request.headers["Authorization"] == f"Basic {base64.b64encode(b'me:s@cret').decode()}"
    assert request.headers["Accept-Encoding"] == "identity"
    assert "Mozilla" in request.headers["User-Agent"]


def test_an_http_proxy_is_asked_for_the_address_with_its_password(origin, meter, tmp_path):
    client = Client(Options(proxy=origin.url.replace("http://", "http://me:secret@")))
    found = direct.fetch("http://files.example/text.txt", tmp_path / "media", client, meter)
    assert found.path.read_bytes() == origin.content("/text.txt")
    assert origin.requests[0].path == "http://files.example/text.txt"
    assert origin.requests[0].headers["Proxy-Authorization"] == f"Basic {base64.b64encode(b'me:secret').decode()}"


@pytest.fixture
def socks(origin):
    """A SOCKS5 proxy that leads every connection to the origin; `asked` is where they wanted to go."""
    server = socket.create_server(("127.0.0.1", 0))
    proxy = SimpleNamespace(url=f"socks5h://127.0.0.1:{server.getsockname()[1]}", asked=[], refuses=False)
    proxy.close = server.close

    def pump(source, target):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)

    def serve():
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            client.recv(64)
            client.sendall(b"\x05\x00")
            asked = client.recv(512)
            proxy.asked.append(asked[5:-2].decode() if asked[3] == 3 else asked[4:8])
            client.sendall(b"\x05" + (b"\x05" if proxy.refuses else b"\x00") + b"\x00\x01" + bytes(6))
            if not proxy.refuses:
                target = socket.create_connection(("127.0.0.1", int(origin.url.rpartition(":")[2])))
                threading.Thread(target=pump, args=(client, target), daemon=True).start()
                threading.Thread(target=pump, args=(target, client), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield proxy
    server.close()


def test_a_socks_proxy_carries_the_connection_and_resolves_the_name(origin, socks, meter, tmp_path):
    client = Client(Options(proxy=socks.url))
    found = direct.fetch("http://files.example/text.txt", tmp_path / "media", client, meter)
    assert found.path.read_bytes() == origin.content("/text.txt")
    assert socks.asked == ["files.example"]


def test_a_socks_proxy_that_refuses_or_is_away_makes_the_source_unreachable(socks, meter, tmp_path):
    client = Client(Options(proxy=socks.url))
    socks.refuses = True
    for _ in range(2):
        with pytest.raises(SourceUnreachable):
            direct.fetch("http://files.example/text.txt", tmp_path / "media", client, meter, sleep=lambda _: None)
        socks.close()


def test_settings_do_not_show_the_password_of_the_proxy():
    assert "secret" not in repr(Options(proxy="http://me:secret@proxy.example"))


def test_an_address_that_http_cannot_carry_is_not_supported(fetch):
    with pytest.raises(LinkNotSupported):
        fetch.address(Link("http://exa mple.com:port/").url)
