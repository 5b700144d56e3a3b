"""What can go wrong with an answer: each trouble is a prefix of the path and changes the answer of what follows it."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from tests.servers.origin_media import Body


@dataclass(slots=True)
class Answer:
    """How a request is to be answered; the troubles change it before it is sent."""

    body: Body
    kind: str | None  # Content-Type; None: the header is missing
    etag: str = '"1"'
    status: int = 200
    headers: list[tuple[str, bytes]] = field(default_factory=list)
    ranges: str = "right"  # "ignored": always 200; "wrong": 206 for the first bytes, whatever was asked
    framing: str = "length"  # "close": neither length nor chunks; "chunked"
    declared_more: int = 0  # what Content-Length says too much (or, negative, too little)
    rate: float | None = None  # bytes per second
    cut_after: int | None = None  # bytes of the body, then the connection closes
    cut_left: Callable[[], bool] = lambda: True  # whether the cut is still to happen; asked when it would
    reset: bool = False  # the cut is a TCP reset
    stall_after: int | None = None  # bytes of the body, then silence
    silent: bool = False  # nothing at all comes
    slam: bool = False  # the connection closes without a byte


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as a trouble sees it."""

    method: str
    before: str  # the path up to this trouble, without slash at its end
    here: str  # the path from this trouble on
    after: str  # the path behind it
    first: Callable[[int], bool]  # whether this path was asked no more often than so; each call counts
    count: Callable[[], int]  # how often this path was asked; each call counts


Trouble = Callable[..., None]  # (answer, visit, *arguments)


def always_or(times: str) -> int:
    return 10**9 if times == "always" else int(times)


def text(status: int, words: str, *headers: tuple[str, bytes]) -> Answer:
    return Answer(Body(words.encode()), "text/plain; charset=utf-8", status=status, headers=list(headers))


def replace(answer: Answer, other: Answer) -> None:
    for name in Answer.__slots__:
        setattr(answer, name, getattr(other, name))


def throttled(answer: Answer, visit: Visit, rate: str) -> None:
    answer.rate = float(rate)


def drip(answer: Answer, visit: Visit) -> None:
    answer.rate = 1.0


def breaks(answer: Answer, visit: Visit, times: str, after: str) -> None:
    answer.cut_after = int(after)
    answer.cut_left = lambda: visit.first(always_or(times))


def resets(answer: Answer, visit: Visit, times: str, after: str) -> None:
    breaks(answer, visit, times, after)
    answer.reset = True


def stall(answer: Answer, visit: Visit, after: str) -> None:
    answer.stall_after = int(after)


def hang(answer: Answer, visit: Visit) -> None:
    answer.silent = True


def slam(answer: Answer, visit: Visit, times: str) -> None:
    answer.slam = visit.first(always_or(times))


def status(answer: Answer, visit: Visit, code: str, times: str) -> None:
    if visit.first(always_or(times)):
        later = [("Retry-After", b"1")] if code in {"429", "503"} else []
        replace(answer, text(int(code), f"{code} on purpose\n", *later))


def retry_after(answer: Answer, visit: Visit, seconds: str, times: str) -> None:
    if visit.first(always_or(times)):
        replace(answer, text(429, "not so fast\n", ("Retry-After", seconds.encode())))


def login(answer: Answer, visit: Visit) -> None:
    replace(answer, text(401, "who are you?\n", ("WWW-Authenticate", b'Basic realm="members"')))


def redirect(answer: Answer, visit: Visit, hops: str) -> None:
    if int(hops) > 0:
        target = f"{visit.before}/redirect/{int(hops) - 1}/{visit.after}"
        replace(answer, text(302, "elsewhere\n", ("Location", target.encode())))


def redirect_relative(answer: Answer, visit: Visit) -> None:
    ups = "../" * visit.after.count("/")
    replace(answer, text(302, "elsewhere\n", ("Location", f"{ups}../{visit.after}".encode())))


def redirect_loop(answer: Answer, visit: Visit) -> None:
    replace(answer, text(302, "round\n", ("Location", f"{visit.before}/{visit.here}".encode())))


def redirect_to(answer: Answer, visit: Visit, target: str) -> None:
    replace(answer, text(302, "elsewhere\n", ("Location", target.encode())))


def typed(answer: Answer, visit: Visit, major: str, minor: str) -> None:
    answer.kind = f"{major}/{minor}"


def untyped(answer: Answer, visit: Visit) -> None:
    answer.kind = None


def named(answer: Answer, visit: Visit, case: str) -> None:
    answer.headers.append(("Content-Disposition", DISPOSITIONS[case]))


def declared(answer: Answer, visit: Visit, more: str) -> None:
    answer.declared_more = int(more)


def lengthless(answer: Answer, visit: Visit) -> None:
    answer.framing = "close"


def chunked(answer: Answer, visit: Visit) -> None:
    answer.framing = "chunked"


def rangeless(answer: Answer, visit: Visit) -> None:
    answer.ranges = "ignored"


def wrong_range(answer: Answer, visit: Visit) -> None:
    answer.ranges = "wrong"


def changing(answer: Answer, visit: Visit) -> None:
    answer.etag = f'"{visit.count()}-changing"'


def head_refused(answer: Answer, visit: Visit) -> None:
    if visit.method == "HEAD":
        replace(answer, text(405, "", ("Allow", b"GET")))


def head_lies(answer: Answer, visit: Visit) -> None:
    if visit.method == "HEAD":
        replace(answer, Answer(Body(b"x" * 17), "text/html"))


def gzipped(answer: Answer, visit: Visit) -> None:
    answer.body = Body(gzip.compress(answer.body.read(), mtime=0))
    answer.headers.append(("Content-Encoding", b"gzip"))
    answer.ranges = "ignored"


TROUBLES: dict[str, tuple[int, Trouble]] = {  # name: how many path segments it takes, what it does
    "throttled": (1, throttled),
    "drip": (0, drip),
    "breaks": (2, breaks),
    "resets": (2, resets),
    "stall": (1, stall),
    "hang": (0, hang),
    "slam": (1, slam),
    "status": (2, status),
    "retry-after": (2, retry_after),
    "login": (0, login),
    "redirect": (1, redirect),
    "redirect-relative": (0, redirect_relative),
    "redirect-loop": (0, redirect_loop),
    "redirect-to": (1, redirect_to),
    "as": (2, typed),
    "untyped": (0, untyped),
    "named": (1, named),
    "declared": (1, declared),
    "lengthless": (0, lengthless),
    "chunked": (0, chunked),
    "rangeless": (0, rangeless),
    "wrong-range": (0, wrong_range),
    "changing": (0, changing),
    "head-refused": (0, head_refused),
    "head-lies": (0, head_lies),
    "gzip": (0, gzipped),
}

DISPOSITIONS: dict[str, bytes] = {  # for /named/<case>/: the header's value as it goes over the wire
    "plain": b"attachment; filename=report.pdf",
    "quoted": b'attachment; filename="my report.pdf"',
    "escaped": rb'attachment; filename="a \"quoted\" name.pdf"',
    "utf8": b"attachment; filename*=UTF-8''%D8%B3%D9%84%D8%A7%D9%85.pdf",  # سلام.pdf
    "both": b"attachment; filename=\"fallback.pdf\"; filename*=UTF-8''caf%C3%A9.pdf",
    "latin1": b"attachment; filename*=ISO-8859-1''caf%E9.pdf",
    "raw-latin1": b'attachment; filename="caf\xe9.pdf"',
    "raw-utf8": 'attachment; filename="café.pdf"'.encode(),
    "inline": b'inline; filename="shown.pdf"',
    "nameless": b"attachment",
    "typeless": b'filename="only.pdf"',
    "unclosed": b'attachment; filename="never closed.pdf',
    "strange-charset": b"attachment; filename*=KLINGON''report.pdf",
    "bad-percent": b"attachment; filename*=UTF-8''%ZZ%E0%A4.pdf",
    "semicolons": b";;; =; filename",
    "traversal": b'attachment; filename="../../etc/passwd"',
    "traversal-encoded": b"attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd",
    "backslashes": rb'attachment; filename="..\\..\\windows\\win.ini"',
    "absolute": b'attachment; filename="/etc/passwd"',
    "dots": b'attachment; filename=".."',
    "hidden": b'attachment; filename=".bashrc"',
    "reserved": b'attachment; filename="CON.txt"',
    "long": b'attachment; filename="' + b"a" * 5000 + b'.pdf"',
    "long-utf8": b"attachment; filename*=UTF-8''" + b"%D8%B3" * 400 + b".pdf",
    "bidi": b"attachment; filename*=UTF-8''invoice%E2%80%AEfdp.exe",
    "control": b"attachment; filename*=UTF-8''a%00b%0Ac%1B%5B31m.pdf",
    "empty": b'attachment; filename=""',
    "spaces": b'attachment; filename="   "',
}


def split(path: str) -> tuple[list[tuple[Trouble, tuple[str, ...], str, str, str]], str]:
    """The troubles of a path (each with its arguments, what stands before it, from it on, behind it), and the rest.

    >>> split("/throttled/1000/hls/master.m3u8")[1]
    'hls/master.m3u8'
    """
    segments = path.lstrip("/").split("/")
    found, position = [], 0
    while segments[position] in TROUBLES:
        taken, trouble = TROUBLES[segments[position]]
        end = position + 1 + taken
        arguments = tuple(unquote(segment) for segment in segments[position + 1 : end])
        before = "".join(f"/{segment}" for segment in segments[:position])
        found.append((trouble, arguments, before, "/".join(segments[position:]), "/".join(segments[end:])))
        position = end
    return found, "/".join(segments[position:])
