"""The file name people see: found in what a server says, made safe for every system."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from urllib.parse import unquote_to_bytes, urlsplit

NEUTRAL = "file"
MOST_CHARACTERS = 120  # what a chat still shows
MOST_BYTES = 200  # of UTF-8; file systems allow 255, and programs like to add a suffix
LONGEST_HEADER = 4096  # characters of Content-Disposition that are read

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
_RESERVED_SIGNS = re.compile(r'[<>:"/\\|?*]')
_RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)", re.IGNORECASE)

_EXTENSION = re.compile(r"(\.tar)?\.[a-z0-9]{1,10}$", re.IGNORECASE)
_JOINERS = re.compile("[\u200c\u200d]+")
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")  # drawn as nothing, though not formatting signs


def file_name(*, disposition: str | None, url: str, title: str | None = None, extension: str | None = None) -> str:
    """The name of what was fetched from `url`, always safe and never empty.

    Content-Disposition is asked first (RFC 6266), then the last segment of the address when it looks like a file's,
    then the title, then any last segment. `extension` ("mp4" or ".mp4") goes to a name that has none.

    >>> file_name(disposition="attachment; filename=naive.txt; filename*=UTF-8''na%C3%AFve.txt", url="")
    'naïve.txt'
    >>> file_name(disposition=None, url="https://example.com/a/my%20song.mp3?download=1")
    'my song.mp3'
    >>> file_name(disposition=None, url="https://example.com/watch?v=1", title="Over the sea", extension="mp4")
    'Over the sea.mp4'
    """
    segment = _last_segment(url)
    candidates = (_declared(disposition or ""), segment if split(segment)[1] else "")
    name = next((candidate for candidate in candidates if _clean(candidate)), None)
    if name is None:
        return safe(title or segment, extension or "")
    return safe(name, "" if split(_clean(name))[1] else extension or "")


def safe(text: str, extension: str = "") -> str:
    """The text as a file name that is harmless everywhere; `extension` is added unless it is there already.

    No separators, control, bidirectional or invisible signs, no name that Windows keeps for itself; NFC; at most 120
    characters and 200 bytes, the extension kept; "file" when nothing is left.

    >>> safe("AC/DC: live", "mp3"), safe("../../etc/passwd"), safe("con.txt"), safe("")
    ('AC_DC_ live.mp3', '_.._etc_passwd', '_con.txt', 'file')
    """
    name = _clean(text)
    ending = "".join(re.findall(r"[.a-z0-9]", extension.lower())).strip(".")
    if ending and not name.lower().endswith(f".{ending}"):
        name = f"{name or NEUTRAL}.{ending}"
    name = _cut(name) or NEUTRAL
    return f"_{name}" if _RESERVED_NAMES.match(name) else name


def split(name: str) -> tuple[str, str]:
    """A name's stem and its extension with the dot, which may be empty.

    >>> split("backup.tar.gz"), split("Mr. Robot"), split(".profile")
    (('backup', '.tar.gz'), ('Mr. Robot', ''), ('.profile', ''))
    """
    found = _EXTENSION.search(name, 1)
    return (name[: found.start()], found[0]) if found else (name, "")


def _clean(text: str) -> str:
    """Without what may not stand in a name; perhaps empty."""
    text = "".join(" " if c.isspace() else c for c in text)
    text = _JOINERS.sub(_joiner, "".join(c for c in text if _visible(c)))
    text = unicodedata.normalize("NFC", _RESERVED_SIGNS.sub("_", text))
    return " ".join(text.split()).strip(". ")


def _visible(c: str) -> bool:
    """Whether a reader sees the sign; the two joiners are looked at later, with their neighbours."""
    return c in "\u200c\u200d" or (unicodedata.category(c) not in ("Cc", "Cf", "Cs") and c not in _BLANK_LETTERS)


def _joiner(found: re.Match[str]) -> str:
    """One joiner where writing needs it: Persian words hold U+200C, Indic ones and emoji U+200D, Latin ones neither."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return found[0][0] if before > "\x7f" and after > "\x7f" else ""


def _cut(name: str) -> str:
    """The name within both lengths, shortened before its extension."""
    stem, ending = split(name)
    stem = stem[: MOST_CHARACTERS - len(ending)]
    stem = stem.encode()[: MOST_BYTES - len(ending)].decode(errors="ignore")
    return stem.rstrip(". \u200c\u200d") + ending


def _declared(disposition: str) -> str:
    """The name in a Content-Disposition header, `filename*` before `filename`; empty when there is none.

    The standard library's parser reads quoted strings, tokens, RFC 8187 and continuations. What servers really send
    beyond that: raw UTF-8 (which HTTP libraries show as Latin-1), RFC 2047 words, percent signs, and whole paths.
    """
    message = Message()
    header = disposition[:LONGEST_HEADER].encode(errors="replace").decode()  # no lone surrogates
    message["Content-Disposition"] = _utf8(header.replace("\r", " ").replace("\n", " "))
    names = [value for key, value in message.get_params([], "content-disposition") if key.lower() == "filename"]
    names.sort(key=lambda value: isinstance(value, str))  # encoded ones are tuples, and come first
    for value in names:
        try:
            name = collapse_rfc2231_value(value)
            if isinstance(value, str):
                name = _percent_decoded(_words(name))
        except ValueError:  # a charset that isn't one, such as "undefined"
            continue
        name = name.strip().strip('"').replace("\\", "/").rpartition("/")[2]
        if _clean(name):
            return name
    return ""


def _utf8(text: str) -> str:
    """Text whose UTF-8 was read as Latin-1, set right."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _words(text: str) -> str:
    """Text with its RFC 2047 words ("=?UTF-8?B?…?=") decoded, where they can be."""
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def _percent_decoded(text: str) -> str:
    """Text with %XX decoded as UTF-8; as it was when that isn't UTF-8."""
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeError:
        return text


def _last_segment(url: str) -> str:
    """The last part of the address's path that says anything, decoded."""
    path = _percent_decoded(urlsplit(url).path).replace("\\", "/")
    return next((segment for segment in reversed(path.split("/")) if _clean(segment)), "")
