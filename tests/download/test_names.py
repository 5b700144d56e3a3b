"""The file name people see."""

import random
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from bot.download.names import file_name, safe, split

URL = "https://example.com/files/from%20address.bin?download=1"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="plain.txt"', "plain.txt"),
        ("attachment; filename=token.txt", "token.txt"),
        ("ATTACHMENT; FILENAME=upper.txt", "upper.txt"),
        ("filename=no-type.txt", "no-type.txt"),
        ("inline; filename=with spaces.txt", "with spaces.txt"),
        ('attachment; filename="never closed.txt', "never closed.txt"),
        ('attachment; filename="a;b.txt"; size=3', "a;b.txt"),
        ('attachment; filename="a \\"b\\".txt"', "a _b_.txt"),
        ("attachment; filename=fallback.txt; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt"),
        ("attachment; filename*=UTF-8''na%C3%AFve.txt; filename=fallback.txt", "naïve.txt"),
        ("attachment; filename*=iso-8859-1'en'%A3.txt", "£.txt"),
        ("attachment; filename*=\"UTF-8''quoted%20anyway.txt\"", "quoted anyway.txt"),
        ("attachment; filename*=no%20charset.txt", "no charset.txt"),
        ("attachment; filename*=undefined''x.txt; filename=rest.txt", "rest.txt"),
        ("attachment; filename*=klingon''x.txt", "x.txt"),
        ('attachment; filename*0="first-"; filename*1="second.txt"', "first-second.txt"),
        ('attachment; filename="=?UTF-8?B?0YTQsNC50Ls=?=.txt"', "файл.txt"),
        ('attachment; filename="=?klingon?B?0YTQ?=.txt"', "=_klingon_B_0YTQ_=.txt"),
        ('attachment; filename="файл.txt"', "файл.txt"),
        ('attachment; filename="файл.txt"'.encode().decode("latin-1"), "файл.txt"),
        ('attachment; filename="na\xefve.txt"', "naïve.txt"),
        ('attachment; filename="50%20off.pdf"', "50 off.pdf"),
        ('attachment; filename="100%ff.pdf"', "100%ff.pdf"),
        ('attachment; filename="C:\\Users\\me\\report.pdf"', "report.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ("attachment; filename*=UTF-8''..%2f..%5cboot.ini", "boot.ini"),
        ('attachment; filename="two\r\n lines.txt"', "two lines.txt"),
    ],
)
def test_a_name_is_read_from_content_disposition(disposition: str, name: str) -> None:
    assert file_name(disposition=disposition, url=URL) == name


@pytest.mark.parametrize(
    "disposition",
    [None, "", "inline", "attachment", ";;=;", 'attachment; filename=""', "a; filename=..", "filename*=x''"],
)
def test_without_a_name_in_the_header_the_address_is_asked(disposition: str | None) -> None:
    assert file_name(disposition=disposition, url=URL) == "from address.bin"


@pytest.mark.parametrize(
    ("url", "title", "extension", "name"),
    [
        ("https://example.com/a/b.mp3#t=1", "Song", None, "b.mp3"),
        ("https://example.com/a/b.tar.gz", None, "zip", "b.tar.gz"),
        ("https://example.com/watch?v=1", "Over the sea", "mp4", "Over the sea.mp4"),
        ("https://example.com/watch?v=1", None, ".mp4", "watch.mp4"),
        ("https://example.com/watch", None, None, "watch"),
        ("https://example.com/folder/", None, None, "folder"),
        ("https://example.com/", "", "jpg", "file.jpg"),
        ("https://example.com", None, None, "file"),
        ("https://example.com/..%2F..%2Fetc%2Fpasswd", None, None, "passwd"),
        ("https://example.com/%D1%84%D0%B0%D0%B9%D0%BB.txt", None, None, "файл.txt"),
        ("https://example.com/a+b.txt", None, None, "a+b.txt"),
        ("https://example.com/x", "Mr. Robot S01.E02", "mkv", "Mr. Robot S01.E02.mkv"),
    ],
)
def test_the_address_gives_the_name_or_the_title_does(
    url: str, title: str | None, extension: str | None, name: str
) -> None:
    assert file_name(disposition=None, url=url, title=title, extension=extension) == name


def test_a_declared_name_without_extension_gets_the_one_known() -> None:
    assert file_name(disposition="attachment; filename=clip", url=URL, extension="mp4") == "clip.mp4"
    assert file_name(disposition="attachment; filename=clip.mov", url=URL, extension="mp4") == "clip.mov"


@pytest.mark.parametrize(
    ("text", "extension", "name"),
    [
        ("AC/DC: live?", "mp3", "AC_DC_ live_.mp3"),
        ("already.MP4", "mp4", "already.MP4"),
        ("  . hidden . ", "", "hidden"),
        (".htaccess", "", "htaccess"),
        ("con", "", "_con"),
        ("NUL.txt", "", "_NUL.txt"),
        ("com1.tar.gz", "", "_com1.tar.gz"),
        ("LPT¹", "", "_LPT¹"),
        ("aux .txt", "", "_aux.txt"),
        ("con" + "." * 200 + "x.txt", "", "_con.txt"),
        ("console.log", "", "console.log"),
        ("", "", "file"),
        ("", ".mp4", "file.mp4"),
        ("///", "", "___"),
        ("\u3164\u2800", "txt", "file.txt"),
        ("tab\tand\u2028line\x00\x1b", "", "tab and line"),
        ("cafe\u0301", "", "caf\u00e9"),
        ("photo\u202egpj.exe", "", "photogpj.exe"),
        ("a\u2066b\u2069c\u200bd\ufeffe\u00adf", "", "abcdef"),
        ("می\u200cخواهم", "mp4", "می\u200cخواهم.mp4"),
        ("\u200cمی\u200c\u200cخواهم\u200c ", "", "می\u200cخواهم"),
        ("ex\u200ce.txt", "", "exe.txt"),
        ("👨\u200d👩\u200d👧", "", "👨\u200d👩\u200d👧"),
        ("bad \udcff byte", "", "bad byte"),
        ("x", "../e/x\u202ee", "x.exe"),
    ],
)
def test_a_safe_name_is_harmless_and_readable(text: str, extension: str, name: str) -> None:
    assert safe(text, extension) == name


@pytest.mark.parametrize("letter", ["a", "я", "語", "👍", "\u200dक"])
@pytest.mark.parametrize("extension", [".mp4", ".tar.gz"])
def test_a_long_name_is_cut_before_its_extension(letter: str, extension: str) -> None:
    name = safe(letter * 500 + extension)
    assert name.endswith(extension)
    assert len(name) <= 120
    assert len(name.encode()) <= 200
    assert len(name) == 120 or len(name.encode()) > 190


def test_whatever_comes_in_a_safe_name_comes_out() -> None:
    draw = random.Random(2)
    alphabet = "ab.. /\\:\"'%;=*?\x00\n\u200c\u200d\u202e\u0301é語👍\ud800\xff" + "=?utf-8?q?" + "filename*"
    for _ in range(1000):
        text = "".join(draw.choices(alphabet, k=draw.randrange(40)))
        for name in (
            safe(text),
            safe(text, "mp4"),
            file_name(disposition=f"a; filename{text}", url=f"http://x/{text}"),
        ):
            assert name == safe(name)
            assert PurePosixPath(name).name == PureWindowsPath(name).name == name
            assert name.strip(" .") == name == unicodedata.normalize("NFC", name)
            assert not any(unicodedata.category(c) in ("Cc", "Cs") or c == "\u202e" for c in name)


def test_an_extension_is_told_from_a_dot_in_a_title() -> None:
    assert split("backup.tar.gz") == ("backup", ".tar.gz")
    assert split("Mr. Robot") == ("Mr. Robot", "")
    assert split("v.extensionfartoolong") == ("v.extensionfartoolong", "")
    assert split(".profile") == (".profile", "")
