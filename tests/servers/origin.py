"""A media origin with every kind of trouble, on loopback: `with MediaOrigin() as origin: get(origin.url + path)`.

Everything supports HEAD, byte ranges (one range; 416 outside), If-Range and ETag, unless a trouble says otherwise.

| path                      | what                                                                              |
|---------------------------|-----------------------------------------------------------------------------------|
| clip.mp4, clip-tail.mp4   | 2 s, 320x180, H.264 + AAC, titled; index (moov) at the start, at the end          |
| silent.mp4, loop.gif      | 2 s without sound (an animation)                                                  |
| clip.webm                 | VP9 + Opus                                                                        |
| song.mp3, .m4a, .ogg      | 2 s, title "A Test Song", artist "The Testers"; the mp3 has a cover               |
| photo.jpg, .png, .webp    | 640x480                                                                           |
| huge.png                  | 9000x6000: small in bytes, over Telegram's sum of 10000 for a photo               |
| text.txt, paper.pdf, archive.zip | plain files                                                                |
| hls/master.m3u8           | VOD, two heights (180, 90), two segments each; hls/height-0.m3u8 is one of them   |
| dash/manifest.mpd         | picture and sound apart: needs a merge                                            |
| film/manifest.mpd         | 20 s, a keyframe each 2 s, picture and sound apart: H.264 at 90 and 180, VP9 at   |
|                           | 180 and 270, AAC and Opus; subtitles en, fa; pages/film has its description, too  |
| film/film.mp4             | 180 high with its sound, in one file                                              |
| size/<n>.bin              | n bytes; no two offsets look the same, so that a wrong resume shows               |
| big/<mb>.mp4              | clip.mp4 padded by a `free` box to exactly mb million bytes                       |
| pages/<name>              | HTML: og-video, video-tag, audio-tag, json-ld, hls, dash, playlist (3 videos),    |
|                           | tail (the film with its index at the end), film, pictures (3), picture, nothing,  |
|                           | broken-video (its video is a 404)                                                 |
| anything else             | 404                                                                               |

Troubles are prefixes, and can be combined; relative links inside a page or playlist keep them. `times` is a number or
`always`, counted per address (the query included: `?a` and `?b` count apart); `always` keeps happening.

| prefix                         | what it does to the answer of the path behind it                             |
|--------------------------------|------------------------------------------------------------------------------|
| throttled/<bytes per second>/  | slow                                                                         |
| drip/                          | a byte a second                                                              |
| breaks/<times>/<n>/            | the connection closes after n bytes of the body (counted when it happens)    |
| resets/<times>/<n>/            | likewise, with a TCP reset                                                   |
| stall/<n>/                     | silence after n bytes of the body                                            |
| hang/                          | silence before the headers                                                   |
| slam/<times>/                  | the connection closes without an answer                                      |
| status/<code>/<times>/         | that status first (429 and 503 with Retry-After: 1), then the file           |
| retry-after/<s>/<times>/       | 429 with Retry-After: s first                                                |
| login/                         | 401 with WWW-Authenticate                                                    |
| redirect/<hops>/               | so many redirects, then the file                                             |
| redirect-relative/, redirect-loop/ | a Location of `../…`; one of itself                                      |
| redirect-to/<quoted address>   | a Location of any address and scheme: quote(address, safe="")                |
| as/<major>/<minor>/, untyped/  | another Content-Type (as/video/mp4/pages/nothing lies); none                 |
| named/<case>/                  | Content-Disposition: the cases are DISPOSITIONS in origin_troubles           |
| declared/<+n or -n>/           | Content-Length too large or too small by n; the connection closes after it   |
| lengthless/, chunked/          | no Content-Length: until the connection closes; chunked                      |
| rangeless/, wrong-range/       | always 200; 206 with the first bytes whatever was asked                      |
| changing/                      | another ETag each time                                                       |
| head-refused/, head-lies/      | HEAD: 405; 17 bytes of text/html                                             |
| gzip/                          | Content-Encoding: gzip, asked for or not                                     |
"""

import argparse
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from http.server import ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_RDWR, socket
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.servers.origin_handler import OriginHandler
from tests.servers.origin_media import MB, TYPES, Body, big_mp4, shared_folder
from tests.servers.origin_pages import page
from tests.servers.origin_troubles import Answer, Visit, split, text


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str  # with its query
    headers: Message  # case-insensitive
    at: float  # time.monotonic()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    origin: "MediaOrigin"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that left is what many tests are about; anything else is a fault of the origin and shows."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class MediaOrigin:
    """The server in a thread of this process; `requests` is its log."""

    def __init__(self, folder: Path | None = None, *, port: int = 0) -> None:
        """Serve the folder (default: the machine's shared media, made when missing)."""
        self.folder = folder
        self.requests: list[Request] = []
        self.sent = 0  # bytes of bodies
        self.stopping = threading.Event()
        self._port = port
        self._change = threading.Condition()
        self._connections: set[socket] = set()
        self._answering = 0
        self._counts: Counter[str] = Counter()

    @property
    def url(self) -> str:
        """The address without slash at its end; known once started."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self.folder = self.folder or shared_folder()
        self._server = Server(("127.0.0.1", self._port), OriginHandler)
        self._server.origin = self
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="media-origin", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every connection, hanging answers included."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
        with self._change:
            for connection in self._connections:
                try:
                    connection.shutdown(SHUT_RDWR)
                except OSError:
                    continue  # its client was faster
            self._change.wait_for(lambda: not self._connections, 5)

    def open_connections(self) -> int:
        """Connections that are open now, idle ones included."""
        with self._change:
            return len(self._connections)

    def answering(self) -> int:
        """Answers that are under way now."""
        with self._change:
            return self._answering

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Whether every answer ended within so many seconds: after a Cancel it must."""
        with self._change:
            return self._change.wait_for(lambda: self._answering == 0, timeout)

    def wait_for_requests(self, number: int, timeout: float = 20.0) -> bool:
        """Whether so many requests have come within so many seconds."""
        with self._change:
            return self._change.wait_for(lambda: len(self.requests) >= number, timeout)

    def reset(self) -> None:
        """Forget the requests and what was counted."""
        with self._change:
            self.requests.clear()
            self._counts.clear()
            self.sent = 0

    def content(self, path: str) -> bytes:
        """What a path holds, without its troubles: to compare with what arrived."""
        return self._resource(split(urlsplit(path).path)[1], self.url).body.read()

    def answer(self, method: str, target: str) -> Answer:
        """The answer for a request, with the troubles of its path; the innermost works first."""
        troubles, rest = split(urlsplit(target).path)
        prefix = urlsplit(target).path.removesuffix(rest).rstrip("/")
        answer = self._resource(rest, self.url + prefix)
        for trouble, arguments, before, here, after in reversed(troubles):

            def count(key: str = f"{before}/{here}?{urlsplit(target).query}") -> int:
                with self._change:
                    self._counts[key] += 1
                    return self._counts[key]

            visit = Visit(method, before, here, after, lambda times, count=count: count() <= times, count)
            trouble(answer, visit, *arguments)
        return answer

    def _resource(self, path: str, site: str) -> Answer:
        kind, _, name = path.partition("/")
        number = name.partition(".")[0]
        assert self.folder is not None, "start it first"
        if kind == "size" and number.isdigit():
            return Answer(Body(b"", int(number)), TYPES[".bin"], etag=f'"size-{number}"')
        if kind == "big" and number.isdigit():
            body = big_mp4(_read(self.folder / "clip.mp4", 0), int(number) * MB)
            return Answer(body, TYPES[".mp4"], etag=f'"big-{number}"')
        if kind == "pages":
            try:
                return Answer(Body(page(name, site)), TYPES[".html"], ranges="ignored")
            except KeyError:
                return text(404, "no such page\n")
        file = (self.folder / path).resolve()
        if not file.is_relative_to(self.folder.resolve()) or not file.is_file():
            return text(404, "no such file\n")
        return Answer(Body(_read(file, file.stat().st_mtime_ns)), TYPES.get(file.suffix), etag=f'"{file.name}"')

    # What the handlers report:

    def connected(self, connection: socket) -> None:
        with self._change:
            self._connections.add(connection)

    def disconnected(self, connection: socket) -> None:
        with self._change:
            self._connections.discard(connection)
            self._change.notify_all()

    def began(self, method: str, path: str, headers: Message) -> None:
        with self._change:
            self.requests.append(Request(method, path, headers, time.monotonic()))
            self._answering += 1
            self._change.notify_all()

    def passed(self, number: int) -> None:
        with self._change:
            self.sent += number

    def ended(self) -> None:
        with self._change:
            self._answering -= 1
            self._change.notify_all()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@lru_cache(maxsize=64)
def _read(file: Path, changed: int) -> bytes:
    return file.read_bytes()


def main() -> None:
    """Serve until stdin ends. The address is the first line on stdout; each line of stdin is answered by one with how
    many requests have come and how many bytes of bodies have left."""
    parser = argparse.ArgumentParser(description="The tests' media origin.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="where the media lie (default: the machine's shared ones)")
    arguments = parser.parse_args()
    with MediaOrigin(arguments.folder, port=arguments.port) as origin:
        print(origin.url, flush=True)
        for _ in sys.stdin:
            print(len(origin.requests), origin.sent, flush=True)


if __name__ == "__main__":
    main()
