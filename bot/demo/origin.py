"""The site that serves the demo's samples: pages with films, a playlist, a song, a picture, files, trouble.

    /watch/harbour          a page as video sites have it: og:video and a <video> element
    /watch/crossing         a page whose film comes in three heights, with subtitles
    /watch/lighthouse       a page with a live stream, on air for a few minutes
    /feeds/voyage.rss       a playlist of twelve films, one of which is not there
    /feeds/album.rss        six pictures
    /hls/night-at-sea.m3u8  and the other samples, under their names in the folder
    /large/... and others   a film and an archive over 50 MB, and what the pages name: made when first asked for
    /slow/media/harbour.mp4 the film at a walking pace
    /broken/...             404

Every answer knows byte ranges, HEAD, ETag and Last-Modified.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import flask
from waitress import wasyncore
from waitress.server import create_server

from bot.demo import album, crossing, large, pages, samples, voyage
from bot.demo.album import Album
from bot.demo.crossing import Crossing
from bot.demo.large import LargeSamples
from bot.demo.ondemand import OnDemand
from bot.demo.voyage import Voyage

WATCH = "watch/harbour"
CROSSING = "watch/crossing"
LIVE = "watch/lighthouse"
PLAYLIST = "feeds/voyage.rss"
ALBUM = "feeds/album.rss"
SLOW_SECONDS = 25.0  # how long the slow file takes: enough to watch the progress, or to press Cancel
THREADS = 16  # answers at once; a slow one holds its thread all the time
PIECE = 4096  # bytes of a slow answer at once
STOP_TIMEOUT = 5.0  # seconds the server has to end
RATES = {"crossing": 1_000_000, "voyage": 100_000}  # bytes a second: seconds for a file, enough to see how far it is
LIVE_SECONDS = 600.0  # on air; a bot that was asked to wait for its end looks after a quarter of an hour
TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t", ".mp4": "video/mp4"} | {
    ".mpd": "application/dash+xml",
    ".vtt": "text/vtt",
    ".rss": "application/rss+xml",
}

# The link buttons of the demo: the key of the label in the catalogue, and the path here.
SAMPLES: tuple[tuple[str, str], ...] = (
    ("demo-sample-video", f"/{WATCH}"),
    ("demo-sample-heights", f"/{CROSSING}"),
    ("demo-sample-playlist", f"/{PLAYLIST}"),
    ("demo-sample-album", f"/{ALBUM}"),
    ("demo-sample-hls", f"/{samples.HLS}"),
    ("demo-sample-song", f"/{samples.SONG}"),
    ("demo-sample-picture", f"/{samples.PICTURE}"),
    ("demo-sample-file", f"/{samples.FILE}"),
    ("demo-sample-large-film", f"/large/{large.FILM}"),
    ("demo-sample-large-file", f"/large/{large.ARCHIVE}"),
    ("demo-sample-slow", f"/slow/{samples.FILM}"),
    ("demo-sample-live", f"/{LIVE}"),
    ("demo-sample-broken", "/broken/lost-at-sea.mp4"),
)


def create_app(
    folder: Path,
    on_demand: Mapping[str, OnDemand],
    *,
    slow_seconds: float = SLOW_SECONDS,
    pause: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> flask.Flask:
    """The site over a folder that samples.make has filled, and what is made on demand, by its folder's name.

    `pause` waits so many seconds between slow pieces; `clock` tells how long the live stream has been on air.
    """
    app = flask.Flask(__name__, static_folder=None)
    root = folder.resolve()

    @app.get("/slow/<path:name>")
    def slow(name: str) -> flask.Response:
        return paced(serve(name), (root / name).stat().st_size / slow_seconds)

    @app.get(f"/<any({','.join(on_demand)}):kind>/<name>")
    def made(kind: str, name: str) -> flask.Response:
        path = on_demand[kind].file(name)
        if path is None:
            flask.abort(404)
        answer = flask.send_file(path, conditional=True)
        return paced(answer, RATES[kind]) if kind in RATES else answer

    @app.get("/<path:name>")
    def serve(name: str) -> flask.Response:
        return flask.send_from_directory(root, name, mimetype=TYPES.get(Path(name).suffix), conditional=True)

    def paced(response: flask.Response, rate: float) -> flask.Response:
        response.direct_passthrough = False
        response.response = _paced(response.response, rate, pause)
        return response

    app.register_blueprint(_pages(clock))
    return app


def _pages(clock: Callable[[], float]) -> flask.Blueprint:
    """What is no media."""
    site = flask.Blueprint("pages", __name__)
    begun: dict[str, float] = {}  # when the live stream was first asked for

    @site.get(f"/{WATCH}")
    def watch() -> str:
        return _filled(pages.WATCH, film=samples.FILM)

    @site.get(f"/{CROSSING}")
    def film() -> str:
        about = "A minute from shore to shore.\n\nIn three heights, with subtitles in three languages."
        facts = {"title": "The crossing", "author": "The Harbour Band", "description": about}
        return _filled(pages.VIDEO, **facts, manifest="crossing/manifest.mpd", seconds=crossing.SECONDS)

    @site.get("/crossing/manifest.mpd")
    def streams() -> flask.Response:
        sound = {"sound": crossing.SOUND, "sound_rate": crossing.SOUND_RATE}
        facts = {"seconds": crossing.SECONDS, "rates": crossing.RATES, "languages": list(crossing.WORDS)}
        return flask.Response(_filled(pages.STREAMS, **facts, **sound), mimetype=TYPES[".mpd"])

    @site.get("/crossing/<language>.vtt")
    def subtitles(language: str) -> flask.Response:
        if language not in crossing.WORDS:
            flask.abort(404)
        return flask.Response(crossing.subtitles(language), mimetype=TYPES[".vtt"])

    @site.get(f"/{PLAYLIST}")
    def stages() -> flask.Response:
        films = {title: f"voyage/{voyage.name(title)}" for title in voyage.TITLES}
        text = _filled(pages.FEED, title="A voyage in twelve stages", items=films, seconds=voyage.STAGE_SECONDS)
        return flask.Response(text, mimetype=TYPES[".rss"])

    @site.get(f"/{ALBUM}")
    def pictures() -> flask.Response:
        items = {title: f"album/{album.name(title)}" for title in album.PICTURES}
        text = _filled(pages.FEED, title="Six pictures from the boat", items=items, seconds=None)
        return flask.Response(text, mimetype=TYPES[".rss"])

    @site.get(f"/{LIVE}")
    def lighthouse() -> str:
        facts = {"title": "Live from the lighthouse", "author": "The Harbour Band", "description": "The sea, now."}
        return _filled(pages.VIDEO, **facts, manifest="live/manifest.mpd")

    @site.get("/live/manifest.mpd")
    def live() -> flask.Response:
        begun.setdefault("at", clock())
        on_air = clock() - begun["at"] < LIVE_SECONDS
        return flask.Response(_filled(pages.LIVE, film=samples.FILM, on_air=on_air), mimetype=TYPES[".mpd"])

    @site.get("/broken/<path:name>")
    def broken(name: str) -> flask.Response:
        flask.abort(404, f"{name} was lost at sea")

    return site


def _filled(template: str, **values: object) -> str:
    return flask.render_template_string(template, site=flask.request.url_root, poster=samples.POSTER, **values)


def _paced(chunks: Iterable[Any], rate: float, pause: Callable[[float], object]) -> Iterator[bytes]:
    """The same bytes at `rate` a second."""
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
        kinds = {"large": LargeSamples, "crossing": Crossing, "voyage": Voyage, "album": Album}
        self._on_demand: dict[str, OnDemand] = {name: kind(folder) for name, kind in kinds.items()}

    @property
    def url(self) -> str:
        """The site's address without a slash at its end; known once started."""
        return f"http://{self._host}:{self._port}"

    def start(self) -> None:
        """Make the samples when they are missing (seconds), bind, serve; raise SampleMediaError or OSError."""
        samples.make(self._folder)
        app = create_app(self._folder, self._on_demand, pause=self._stopping.wait)
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
        for made in self._on_demand.values():
            made.remove()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
