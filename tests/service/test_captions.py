"""What stands below a file, and the commands that join its pieces, as shells understand them."""

import subprocess
from pathlib import Path

import pytest

from bot.domain.limits import CAPTION_LENGTH, MESSAGE_LENGTH
from bot.domain.link import Link
from bot.domain.media import MediaFile, MediaKind
from bot.i18n import LANGUAGES
from bot.service.captions import caption, joining, part_caption, unix_join, windows_join
from tests.service.delivering import bare, delivery


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_fits_whatever_the_title(language: str) -> None:
    media = MediaFile(Path("x"), "x", "😀&" * 2000, 12_900_000, MediaKind.VIDEO)
    link = Link(f"https://{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 57}.com/")
    sent = delivery(link=link, language=language)
    for shown in (caption(sent, media), part_caption(sent, media, 102, 205)):
        read = shown.replace("&amp;", "&").replace("<b>", "").replace("</b>", "")
        assert len(read.encode("utf-16-le")) // 2 <= CAPTION_LENGTH


def test_the_caption_of_a_part_says_which_and_has_its_own_size() -> None:
    part = MediaFile(Path("y"), "x.zip.002", "A <title>", 4_300_000, MediaKind.DOCUMENT)
    shown = bare(part_caption(delivery(), part, 2, 3))
    assert shown == "<b>A &lt;title&gt;</b>\npart 2 of 3 · 4.1 MB · example.com"


@pytest.mark.parametrize("count", [2, 9, 150])
@pytest.mark.parametrize("name", ["name.zip", "it's; $(touch x) `touch x`.zip", "-rf", "a b  c*.bin", "خبر.rar"])
def test_the_unix_command_joins_the_pieces_whatever_the_name(tmp_path: Path, name: str, count: int) -> None:
    parts = [f"{name}.{number:03}" for number in range(1, count + 1)]
    for part in parts:
        (tmp_path / part).write_text(f"{part}\n", encoding="utf-8")
    subprocess.run(["sh", "-c", unix_join(parts)], cwd=tmp_path, check=True)
    assert (tmp_path / name).read_text(encoding="utf-8").splitlines() == parts
    assert len(list(tmp_path.iterdir())) == count + 1


def test_the_windows_command_never_takes_the_file_itself_for_a_piece() -> None:
    parts = [f"name.zip.{number:03}" for number in range(1, 151)]
    assert windows_join(parts) == 'cmd /c copy /b "name.zip.0*"+"name.zip.1*" "name.zip"'


def test_nothing_in_a_name_is_a_command_to_windows() -> None:
    command = windows_join(["$(calc) `whoami` %PATH% ”x”.zip.001"])
    assert command == 'cmd /c copy /b "?(calc) ?whoami? ?PATH? ?x?.zip.0*" "_(calc) _whoami_ _PATH_ _x_.zip"'


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_are_copied_as_they_are(language: str) -> None:
    """Nothing invisible, no other digits, nothing that is HTML."""
    shown = joining(language, ["a<b & c.7z.001", "a<b & c.7z.002"])
    assert "<code>cat -- 'a&lt;b &amp; c.7z.0'* &gt; 'a&lt;b &amp; c.7z'</code>" in shown
    assert '<code>cmd /c copy /b "a&lt;b &amp; c.7z.0*" "a&lt;b &amp; c.7z"</code>' in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_names_fit_into_one_message(language: str) -> None:
    parts = [f"{'&' * 116}.{number:04}" for number in range(1, 1200)]
    assert len(joining(language, parts)) <= MESSAGE_LENGTH
