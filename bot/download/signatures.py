"""What a file is by its first bytes, and whether its name says the same."""

import codecs
import mimetypes
import re
from dataclasses import dataclass
from functools import cache

from bot.download.names import split

HEAD = 4096  # bytes that are looked at

# types that Python's own table lacks before 3.14 (https://www.iana.org/assignments/media-types)
_MORE_TYPES = {
    ".apk": "application/vnd.android.package-archive",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
    ".jar": "application/java-archive",
    ".md": "text/markdown",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class FileType:
    """One kind of content. `demuxer` is libavformat's name of what reads it, where something does."""

    mime: str
    extensions: tuple[str, ...]  # the usual one first
    demuxer: str = ""
    text: bool = False
    family: bool = False  # many formats are this inside (.docx is a zip), so most extensions may be right


MP4 = FileType("video/mp4", (".mp4", ".m4v"), "mov")
M4A = FileType("audio/mp4", (".m4a", ".m4b"), "mov")
QUICKTIME = FileType("video/quicktime", (".mov", ".qt"), "mov")
MATROSKA = FileType("video/x-matroska", (".mkv", ".mka", ".mk3d"), "matroska")
WEBM = FileType("video/webm", (".webm", ".weba"), "matroska")
OGG = FileType("audio/ogg", (".ogg", ".oga", ".opus"), "ogg")
OGG_VIDEO = FileType("video/ogg", (".ogv",), "ogg")
MP3 = FileType("audio/mpeg", (".mp3",), "mp3")
GIF = FileType("image/gif", (".gif",), "gif")
JPEG = FileType("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = FileType("image/png", (".png", ".apng"))
WEBP = FileType("image/webp", (".webp",))
_3GPP = FileType("video/3gpp", (".3gp", ".3g2"), "mov")
_HEIF = FileType("image/heic", (".heic", ".heif"))
_AVIF = FileType("image/avif", (".avif",))
_AAC = FileType("audio/aac", (".aac",), "aac")
_ASF = FileType("video/x-ms-asf", (".wmv", ".wma", ".asf"), "asf")
_MPEG = FileType("video/mpeg", (".mpg", ".mpeg", ".vob"), "mpeg")
_TRANSPORT = FileType("video/mp2t", (".ts", ".m2ts", ".mts"), "mpegts")
_ZIP = FileType("application/zip", (".zip",), family=True)
_OLE = FileType("application/x-ole-storage", (".doc", ".xls", ".ppt", ".msi"), family=True)
_HTML = FileType("text/html", (".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".jsp", ".cgi"), text=True)
_XML = FileType("text/xml", (".xml", ".xsl"), text=True, family=True)
_SVG = FileType("image/svg+xml", (".svg",), text=True)
_JSON = FileType("application/json", (".json",), text=True, family=True)
_TEXT = FileType("text/plain", (".txt", ".ts"), text=True, family=True)  # .ts is TypeScript, too

# ISO base media brands (https://mp4ra.org/registered-types/brands); any other one is MP4
_BRANDS = {
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), M4A),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), _HEIF),
    **dict.fromkeys((b"avif", b"avis"), _AVIF),
    **dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3g2a", b"3g2b"), _3GPP),
    b"qt  ": QUICKTIME,
}

# formats that begin like text
_WRITTEN: tuple[tuple[bytes, FileType], ...] = (
    (b"%PDF-", FileType("application/pdf", (".pdf",))),
    (b"%!PS", FileType("application/postscript", (".ps", ".eps", ".ai"))),
    (b"{\\rtf", FileType("application/rtf", (".rtf",))),
    (b"d8:announce", FileType("application/x-bittorrent", (".torrent",))),
)

# where, what, and which type, for what isn't text; from https://www.garykessler.net/library/file_sigs.html and file(1)
_TABLE: tuple[tuple[int, bytes, FileType], ...] = (
    *((4, atom, QUICKTIME) for atom in (b"moov", b"mdat", b"wide", b"free", b"skip")),
    (4, b"styp", MP4),
    (0, b"ID3", MP3),
    *((0, sync, MP3) for sync in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")),
    *((0, sync, _AAC) for sync in (b"\xff\xf1", b"\xff\xf9")),
    (0, b"fLaC", FileType("audio/flac", (".flac",), "flac")),
    (8, b"WAVE", FileType("audio/x-wav", (".wav",), "wav")),
    (8, b"AVI ", FileType("video/x-msvideo", (".avi",), "avi")),
    (8, b"AIFF", FileType("audio/aiff", (".aiff", ".aif"), "aiff")),
    (8, b"WEBP", WEBP),
    (0, b"FLV\x01", FileType("video/x-flv", (".flv",), "flv")),
    (0, b"#!AMR", FileType("audio/amr", (".amr",), "amr")),
    (0, b"MThd", FileType("audio/midi", (".mid", ".midi"))),
    (0, b"0&\xb2u\x8ef\xcf\x11", _ASF),
    (0, b"\x00\x00\x01\xba", _MPEG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"BM", FileType("image/bmp", (".bmp",))),
    (0, b"II*\x00", FileType("image/tiff", (".tif", ".tiff", ".dng", ".nef", ".arw", ".cr2"))),
    (0, b"MM\x00*", FileType("image/tiff", (".tif", ".tiff", ".dng", ".nef"))),
    (0, b"8BPS", FileType("image/vnd.adobe.photoshop", (".psd",))),
    (0, b"\x00\x00\x01\x00", FileType("image/x-icon", (".ico",))),
    (0, b"PK\x03\x04", _ZIP),
    (0, b"PK\x05\x06", _ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (0, b"\x1f\x8b", FileType("application/gzip", (".gz", ".tgz", ".svgz"))),
    (0, b"BZh", FileType("application/x-bzip2", (".bz2", ".tbz2"))),
    (0, b"\xfd7zXZ\x00", FileType("application/x-xz", (".xz", ".txz"))),
    (0, b"(\xb5/\xfd", FileType("application/zstd", (".zst",))),
    (0, b"7z\xbc\xaf\x27\x1c", FileType("application/x-7z-compressed", (".7z",))),
    (0, b"Rar!\x1a\x07", FileType("application/vnd.rar", (".rar",))),
    (257, b"ustar", FileType("application/x-tar", (".tar",))),
    (0, b"MZ", FileType("application/vnd.microsoft.portable-executable", (".exe", ".dll", ".sys", ".scr"))),
    (0, b"\x7fELF", FileType("application/x-elf", ("", ".elf", ".so", ".o", ".bin", ".run", ".appimage"))),
    (0, b"SQLite format 3\x00", FileType("application/vnd.sqlite3", (".sqlite", ".db", ".sqlite3"))),
    (0, b"wOF2", FileType("font/woff2", (".woff2",))),
)


def recognise(head: bytes) -> FileType | None:
    """The type that a file's first bytes show (HEAD of them suffice), or None.

    >>> recognise(b"%PDF-1.7 ...").mime, recognise(b"Dear all,").mime, recognise(b"\\x00\\x01\\x02")
    ('application/pdf', 'text/plain', None)
    """
    if kind := next((kind for magic, kind in _WRITTEN if head.startswith(magic)), None) or _textual(head):
        return kind
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], MP4)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else MATROSKA
    if head.startswith(b"OggS"):
        return OGG_VIDEO if b"\x80theora" in head[:64] else OGG
    if head[:1] == head[188:189] == head[376:377] == b"G":
        return _TRANSPORT
    return next((kind for start, magic, kind in _TABLE if head.startswith(magic, start)), None)


def _textual(head: bytes) -> FileType | None:
    """Which text it is, if it is one: UTF-8, or UTF-16 with its mark, without control signs."""
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(head, final=len(head) < HEAD)  # a longer text's last character may be cut in two
    except UnicodeDecodeError:
        return None
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text):
        return None
    text = text.lstrip()[:1000].lower()
    if re.match(r"<!doctype html|<(html|head|body|script|!--)\b", text):
        return _HTML
    if text.startswith(("<?xml", "<svg")):
        return _SVG if "<svg" in text else _HTML if "<html" in text else _XML
    return _JSON if re.match(r'\{\s*["}]|\[\s*["{\[\]]', text) else _TEXT


def fitted(name: str, kind: FileType | None) -> str:
    """The name with the extension its content calls for; its own stays unless it's missing or says something else.

    >>> fitted("movie.html", MP4), fitted("Mr. Robot", MP4), fitted("a.bin", None)
    ('movie.mp4', 'Mr. Robot.mp4', 'a.bin')
    """
    stem, ending = split(name)
    last = _last(ending)
    if kind is None or _fits(last, kind):
        return name
    known = last in _owners() or guess(name) is not None
    return (stem if known else name) + kind.extensions[0]


def mime_of(name: str, kind: FileType | None) -> str:
    """The media type: by content, and by the extension only where content leaves it open."""
    owner = _owners().get(_last(split(name)[1]))
    if kind is None:
        # whatever has a signature and doesn't show it is not what its name says
        return (guess(name) if owner is None else None) or "application/octet-stream"
    return (guess(name) if kind.family and owner in (None, kind) else None) or kind.mime


def guess(name: str) -> str | None:
    """The media type that a name's extension stands for, in a table that is the same on every machine."""
    return _MORE_TYPES.get(_last(split(name)[1])) or _builtin_types().guess_type(f"name{split(name)[1]}")[0]


def _last(ending: str) -> str:
    return f".{ending.rpartition('.')[2].lower()}" if ending else ""


def _fits(extension: str, kind: FileType) -> bool:
    if extension in kind.extensions:
        return True
    owner = _owners().get(extension)
    return kind.family and bool(extension) and (owner is None or (kind.text and owner.text))


@cache
def _owners() -> dict[str, FileType]:
    """Which type an extension belongs to."""
    kinds = [kind for _, _, kind in _TABLE] + [kind for _, kind in _WRITTEN] + list(_BRANDS.values())
    kinds += [MP4, MATROSKA, WEBM, OGG, OGG_VIDEO, _TRANSPORT, _HTML, _XML, _SVG, _JSON, _TEXT]
    return {extension: kind for kind in reversed(kinds) for extension in kind.extensions if extension}


@cache
def _builtin_types() -> mimetypes.MimeTypes:
    return mimetypes.MimeTypes()
