"""The site that serves the demo's samples: a page with a film, an HLS film, a song, a picture, files, trouble.

    /watch/harbour          a page as video sites have it: og:video and a <video> element
    /hls/night-at-sea.m3u8  and the other samples, under their names in the folder
    /large/...              a film and an archive over 50 MB, made when they are first asked for
    /slow/media/harbour.mp4 the film at a walking pace
    /broken/...             404

Every answer knows byte ranges, HEAD, ETag and Last-Modified.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import flask
from waitress import wasyncore
from waitress.server import create_server

from bot.demo import large, samples
from bot.demo.large import LargeSamples

WATCH = "watch/harbour"
SLOW_SECONDS = 25.0  # how long the slow file takes: enough to watch the progress, or to press Cancel
THREADS = 16  # answers at once; a slow one holds its thread all the time
PIECE = 4096  # bytes of a slow answer at once
STOP_TIMEOUT = 5.0  # seconds the server has to end
TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t", ".mp4": "video/mp4"}

# The link buttons of the demo: the key of the label in the catalogue, and the path here.
SAMPLES: tuple[tuple[str, str], ...] = (
    ("demo-sample-video", f"/{WATCH}"),
    ("demo-sample-hls", f"/{samples.HLS}"),
    ("demo-sample-song", f"/{samples.SONG}"),
    ("demo-sample-picture", f"/{samples.PICTURE}"),
    ("demo-sample-file", f"/{samples.FILE}"),
    ("demo-sample-large-film", f"/large/{large.FILM}"),
    ("demo-sample-large-file", f"/large/{large.ARCHIVE}"),
    ("demo-sample-slow", f"/slow/{samples.FILM}"),
    ("demo-sample-broken", "/broken/lost-at-sea.mp4"),
)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A boat leaves the harbour</title>
<meta property="og:type" content="video.other">
<meta property="og:title" content="A boat leaves the harbour">
<meta property="og:description" content="Sixteen quiet seconds at sea.">
<meta property="og:image" content="{{ site }}{{ poster }}">
<meta property="og:video" content="{{ site }}{{ film }}">
<meta property="og:video:type" content="video/mp4">
<meta property="og:video:width" content="1280">
<meta property="og:video:height" content="720">
<style>
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 1.1rem/1.5 system-ui, sans-serif;
       background: #16224a; color: #fff4e0 }
video { width: 100%; border-radius: 1rem }
</style>
</head>
<body>
<h1>A boat leaves the harbour</h1>
<video controls poster="/{{ poster }}" src="/{{ film }}"></video>
<p>Sixteen quiet seconds at sea.</p>
</body>
</html>
"""


def create_app(
    folder: Path,
    large_samples: LargeSamples,
    *,
    slow_seconds: float = SLOW_SECONDS,
    pause: Callable[[float], object] = time.sleep,
) -> flask.Flask:
    """The site over a folder that samples.make has filled; pause waits so many seconds between slow pieces."""
    app = flask.Flask(__name__, static_folder=None)
    root = folder.resolve()

    @app.get(f"/{WATCH}")
    def watch() -> str:
        site = flask.request.url_root
        return flask.render_template_string(PAGE, site=site, film=samples.FILM, poster=samples.POSTER)

    @app.get("/broken/<path:name>")
    def broken(name: str) -> flask.Response:
        flask.abort(404, f"{name} was lost at sea")

    @app.get("/large/<name>")
    def large_file(name: str) -> flask.Response:
        path = large_samples.file(name)
        return flask.send_file(path, conditional=True) if path else flask.abort(404)

    @app.get("/slow/<path:name>")
    def slow(name: str) -> flask.Response:
        response = serve(name)
        rate = (root / name).stat().st_size / slow_seconds
        response.direct_passthrough = False
        response.response = _paced(response.response, rate, pause)
        return response

    @app.get("/<path:name>")
    def serve(name: str) -> flask.Response:
        return flask.send_from_directory(root, name, mimetype=TYPES.get(Path(name).suffix), conditional=True)

    return app


def _paced(chunks: Iterable[Any], rate: float, pause: Callable[[float], object]) -> Iterator[bytes]:
    """The same bytes at so many a second."""
    for chunk in chunks:
        for start in range(0, len(chunk), PIECE):
            piece = chunk[start : start + PIECE]
            yield piece
            pause(len(piece) / rate)


class Origin:
    """The site on a port of its own, in a thread: `with Origin(folder) as origin: print(origin.url)`."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Serve the folder; port 0 takes any free one. Nothing is made or bound before start."""
        self._folder = folder
        self._host = host
        self._port = port
        self._stopping = threading.Event()
        self._large = LargeSamples(folder)

    @property
    def url(self) -> str:
        """The site's address without a slash at its end; known once started."""
        return f"http://{self._host}:{self._port}"

    def start(self) -> None:
        """Make the samples when they are missing (seconds), bind, serve; raise SampleMediaError or OSError."""
        samples.make(self._folder)
        app = create_app(self._folder, self._large, pause=self._stopping.wait)
        self._map: dict[int, Any] = {}
        self._server: Any = create_server(  # type: ignore[no-untyped-call]
            app, map=self._map, host=self._host, port=self._port, threads=THREADS, asyncore_use_poll=True, ident=None
        )
        self._port = int(self._server.effective_port)
        self._thread = threading.Thread(target=self._server.run, name="demo-origin", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and end; slow answers are cut short."""
        # In the server's own thread, whose loop ends once its map is empty.
        self._server.trigger.pull_trigger(partial(wasyncore.close_all, self._map))
        self._thread.join(STOP_TIMEOUT)
        self._stopping.set()  # only now: a slow answer that goes on finds its connection closed
        self._server.task_dispatcher.shutdown(timeout=STOP_TIMEOUT)
        self._large.remove()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
