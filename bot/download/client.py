"""The HTTP client of the probe and of direct downloads: urllib3 with our agent, time-outs, redirects and proxy."""

import functools
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import certifi
import urllib3
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout, make_headers
from yt_dlp.utils.networking import std_headers

from bot.download.errors import for_status, translated
from bot.download.options import Options
from bot.download.socks import SocksManager
from bot.errors import LinkNotSupported, SourceError, SourceFailed

CONNECT_WITHIN = 20.0  # seconds
READ_WITHIN = 25.0  # seconds without a single byte
REDIRECTS = 10
PACKED_TYPES = ("application/gzip", "application/x-gzip", "application/x-tar")

# Many file hosts refuse agents they don't know; yt-dlp keeps a current browser's. `identity`: a file's bytes as they
# are, so that a break can be resumed.
HEADERS = {"User-Agent": std_headers["User-Agent"], "Accept": "*/*", "Accept-Encoding": "identity"}

_CONTENT_RANGE = re.compile(r"bytes\s+(?:(\d+)-\d+|\*)/(\d+|\*)", re.IGNORECASE)


@functools.cache
def tls() -> ssl.SSLContext:
    """Trusts what the system trusts, and Mozilla's list where the system has none. Made once: it takes 20 ms."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True, slots=True)
class Answer:
    """A response whose body is still to be read, and the address that gave it."""

    url: str
    response: BaseHTTPResponse

    @property
    def status(self) -> int:
        return self.response.status

    def header(self, name: str) -> str | None:
        """A header as text. Servers send raw UTF-8 where the standard wants ASCII."""
        value = self.response.headers.get(name)
        return None if value is None else _utf8(value)

    @property
    def content_type(self) -> str:
        """Content type without parameters, in lower case; empty when none is given."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    def extent(self) -> tuple[int | None, int | None]:
        """Where the body begins in the file, and how long the whole is (bytes), as far as it says.

        To be asked before the body is read.
        """
        found = _CONTENT_RANGE.fullmatch((self.header("Content-Range") or "").strip())
        if found:
            start, total = found[1], found[2]
            return (int(start) if start else None), (int(total) if total != "*" else None)
        whole = self.status in (200, 203) and not self.encoded
        return 0, self.response.length_remaining if whole else None

    def failure(self) -> SourceError:
        """What a status that isn't success means."""
        seconds = self.header("Retry-After") or ""
        return for_status(self.status, seconds=int(seconds) if seconds.isdecimal() else 0)

    @property
    def encoded(self) -> bool:
        """Whether the body is the file in a wrapping. Many servers declare that of a .tar.gz, which isn't."""
        if self.header("Content-Encoding") in (None, "", "identity"):
            return False
        path = urlsplit(self.url).path.lower()
        return self.content_type not in PACKED_TYPES and not path.endswith((".gz", ".tgz", ".svgz"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.response.close()


class Client:
    """Opens addresses, following redirects. One for each delivery."""

    def __init__(self, options: Options) -> None:
        self._pool = _pool(options.proxy)

    def open(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """GET the address; the caller closes the answer. Statuses are the caller's to judge.

        Raises LinkNotSupported when a redirect leads out of http(s), SourceFailed when there are too many, and what
        `translated` makes of urllib3's errors.
        """
        for _ in range(REDIRECTS + 1):
            response = self._get(url, headers or {})
            target = response.get_redirect_location()
            if not target:
                return Answer(url, response)
            response.close()  # its body is nobody's concern, however long it is
            url = urljoin(url, _utf8(target))
            if urlsplit(url).scheme not in ("http", "https"):
                raise LinkNotSupported(f"redirected to {urlsplit(url).scheme[:20]}:")
        raise SourceFailed(f"more than {REDIRECTS} redirects")

    @translated
    def _get(self, url: str, headers: Mapping[str, str]) -> BaseHTTPResponse:
        address, login = _login(url)
        return self._pool.urlopen(
            "GET",
            address,
            headers={**HEADERS, **login, **headers},
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            timeout=Timeout(connect=CONNECT_WITHIN, read=READ_WITHIN),
        )


def _pool(proxy: str | None) -> urllib3.PoolManager:
    if proxy is None:
        return urllib3.PoolManager(ssl_context=tls())
    if proxy.startswith("socks"):
        return SocksManager(proxy, ssl_context=tls())
    address, _ = _login(proxy)
    parts = urlsplit(proxy)
    login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else None
    return urllib3.ProxyManager(address, proxy_headers=make_headers(proxy_basic_auth=login), ssl_context=tls())


def _login(url: str) -> tuple[str, dict[str, str]]:
    """The address without name and password, and the header that says them."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, {}
    name, _, password = user.partition(":")
    address = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    return address, make_headers(basic_auth=f"{unquote(name)}:{unquote(password)}")


def _utf8(header: str) -> str:
    try:
        return header.encode("latin-1").decode()  # http.client reads headers as Latin-1
    except UnicodeError:
        return header
