"""What stands below a file in the chat, and how pieces become one file again."""

from collections.abc import Sequence
from html import escape

from bot.domain.delivery import Delivery
from bot.domain.limits import shorten
from bot.domain.media import KnownFile, MediaFile
from bot.i18n import Html, say
from bot.i18n.format import length, size

LONGEST_TITLE = 300  # UTF-16 units of a caption's 1024; size and host must find room too

# Within double quotes PowerShell evaluates the first two and cmd the third; to PowerShell the others are quotes, too.
# https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
_MEANT_OTHERWISE = "$`%“”„"


def caption(delivery: Delivery, file: MediaFile | KnownFile) -> str:
    """Title, size, source host, as HTML within Telegram's limit; nothing where its person wants none."""
    if not delivery.captioned:
        return ""
    language, span = delivery.language, delivery.format.span
    text = say(
        language,
        "delivery-caption",
        title=shorten(file.title, LONGEST_TITLE),
        size=size(language, file.size),
        host=delivery.link.host,
    )
    if span is None:
        return text
    return f"{text}\n{say(language, 'choose-span', start=length(language, span.start), end=length(language, span.end))}"


def part_caption(delivery: Delivery, part: MediaFile | KnownFile, number: int, count: int) -> str:
    """The same below `part`, one of the pieces of a file; says which. Said to everybody: without it, who'd know?"""
    return say(
        delivery.language,
        "delivery-caption-part",
        title=shorten(part.title, LONGEST_TITLE),
        number=number,
        count=count,
        size=size(delivery.language, part.size),
        host=delivery.link.host,
    )


def album_caption(delivery: Delivery, title: str) -> str:
    """What stands below several pictures of a list."""
    if not delivery.captioned:
        return ""
    return say(delivery.language, "delivery-album", title=shorten(title, LONGEST_TITLE), host=delivery.link.host)


def known_caption(delivery: Delivery, file: KnownFile, of: Sequence[KnownFile]) -> str:
    """What stands below `file`, one of those that Telegram has of a link."""
    if file.piece is None:
        return caption(delivery, file)
    return part_caption(delivery, file, file.piece, sum(one.piece is not None for one in of))


def joining(language: str, parts: Sequence[str]) -> str:
    """How to make one file of numbered pieces with these names, as HTML."""
    return say(language, "large-join", unix=_code(unix_join(parts)), windows=_code(windows_join(parts)))


def unix_join(parts: Sequence[str]) -> str:
    """The command for Linux and macOS.

    >>> print(unix_join(["Ann's.zip.001", "Ann's.zip.002"]))
    cat -- 'Ann'\\''s.zip.0'* > 'Ann'\\''s.zip'
    """
    return f"cat -- {' '.join(f'{_quoted(start)}*' for start in _starts(parts))} > {_quoted(_joined(parts))}"


def windows_join(parts: Sequence[str]) -> str:
    """The command for Windows, harmless in PowerShell as well.

    >>> print(windows_join(["a $b.zip.001", "a $b.zip.002"]))
    cmd /c copy /b "a ?b.zip.0*" "a _b.zip"
    """
    sources = "+".join(f'"{_harmless(start, "?")}*"' for start in _starts(parts))
    return f'cmd /c copy /b {sources} "{_harmless(_joined(parts), "_")}"'


def _joined(parts: Sequence[str]) -> str:
    """The name without the number."""
    return parts[0].rpartition(".")[0]


def _starts(parts: Sequence[str]) -> list[str]:
    """What the names begin with: up to their first digit, since "name.*" on Windows is "name" as well."""
    return list(dict.fromkeys(part[: len(_joined(parts)) + 2] for part in parts))


def _harmless(text: str, instead: str) -> str:
    """For double quotes on Windows."""
    return "".join(instead if sign in _MEANT_OTHERWISE else sign for sign in text)


def _quoted(text: str) -> str:
    """For a Unix shell, always in quotes: a name is never a pattern or an option."""
    return "'" + text.replace("'", "'\\''") + "'"


def _code(command: str) -> Html:
    """As HTML that a tap copies, the marks of isolation outside."""
    return Html(f"<code>{escape(command, quote=False)}</code>")
