import pytest

from bot.download import choose
from bot.download.choose import Body
from bot.download.client import Client
from bot.download.options import Options
from bot.errors import NothingThere, SignInNeeded, SourceBusy, SourceFailed, SourceRefused, SourceUnreachable
from tests.servers.origin import MediaOrigin


def probe(origin: MediaOrigin, path: str) -> Body:
    return choose.probe(f"{origin.url}/{path}", Client(Options()), sleep=lambda _: None).body


@pytest.mark.parametrize(
    ("kind", "first", "body"),
    [
        ("text/html", b"", Body.PAGE),
        ("text/html", b"Words and <b>tags</b>", Body.PAGE),
        ("text/html", b"\x00\x00\x00\x20ftypisom", Body.FILE),
        ("application/xhtml+xml", b"<?xml version='1.0'?><html>", Body.PAGE),
        ("video/mp4", b"\xef\xbb\xbf \n<!DOCTYPE html><title>", Body.PAGE),
        ("application/octet-stream", b"<!-- hi --><HTML lang=en>", Body.PAGE),
        ("", b"<html>", Body.PAGE),
        ("text/plain", b"<!doctype html> as source", Body.FILE),
        ("image/svg+xml", b"<svg><script>", Body.FILE),
        ("application/xml", b"<?xml version='1.0'?><note>", Body.FILE),
        ("application/pdf", b"%PDF-1.7 <html>", Body.FILE),
        ("audio/mpeg", b"ID3", Body.FILE),
        ("text/plain", b"#EXTM3U\n#EXT-X-VERSION:3", Body.MANIFEST),
        ("application/dash+xml", b"<?xml version='1.0'?><!-- long -->", Body.MANIFEST),
        ("text/xml", b"<?xml version='1.0'?><MPD xmlns=''>", Body.MANIFEST),
        ("application/rss+xml", b"<?xml version='1.0'?><rss version='2.0'>", Body.MANIFEST),
        ("audio/x-mpegurl", b"http://example.com/radio", Body.FILE),
    ],
)
def test_a_body_is_known_by_its_bytes_where_its_type_may_lie(kind, first, body):
    assert choose.of(kind, first) is body


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clip.mp4", Body.FILE),
        ("song.mp3", Body.FILE),
        ("text.txt", Body.FILE),
        ("pages/og-video", Body.PAGE),
        ("hls/master.m3u8", Body.MANIFEST),
        ("dash/manifest.mpd", Body.MANIFEST),
        ("as/text/html/clip.mp4", Body.FILE),
        ("as/video/mp4/pages/og-video", Body.PAGE),
        ("untyped/pages/og-video", Body.PAGE),
        ("untyped/hls/master.m3u8", Body.MANIFEST),
        ("named/plain/pages/og-video", Body.FILE),
        ("named/inline/pages/og-video", Body.PAGE),
        ("head-refused/clip.mp4", Body.FILE),
        ("head-lies/clip.mp4", Body.FILE),
        ("rangeless/clip.mp4", Body.FILE),
        ("status/416/1/size/0.bin", Body.FILE),
        ("status/405/1/clip.mp4", Body.FILE),
        ("gzip/pages/og-video", Body.PAGE),
        ("redirect/3/clip.mp4", Body.FILE),
        ("slam/1/clip.mp4", Body.FILE),
        ("status/503/1/clip.mp4", Body.FILE),
    ],
)
def test_an_address_is_judged_by_what_it_holds(origin, path, body):
    assert probe(origin, path) is body


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("nope", NothingThere),
        ("status/410/always/clip.mp4", NothingThere),
        ("login/clip.mp4", SignInNeeded),
        ("status/403/always/clip.mp4", SourceRefused),
        ("status/451/always/clip.mp4", SourceRefused),
        ("status/429/always/clip.mp4", SourceBusy),
        ("status/500/always/clip.mp4", SourceFailed),
        ("status/418/always/clip.mp4", SourceFailed),
        ("redirect-loop/clip.mp4", SourceFailed),
        ("slam/always/clip.mp4", SourceUnreachable),
    ],
)
def test_an_address_without_anything_says_why(origin, path, error):
    with pytest.raises(error):
        probe(origin, path)


def test_a_probe_of_a_large_file_takes_only_its_first_bytes(origin):
    assert probe(origin, "big/50.mp4") is Body.FILE
    assert origin.wait_idle()
    assert origin.sent <= choose.LOOK_AT


def test_a_host_that_stays_silent_is_unreachable_and_asked_once(origin, monkeypatch):
    monkeypatch.setattr("bot.download.client.READ_WITHIN", 0.2)
    with pytest.raises(SourceUnreachable):
        probe(origin, "hang/clip.mp4")
    assert len(origin.requests) == 1


@pytest.mark.parametrize(("seconds", "requests"), [(5, 2), (3600, 1)])
def test_a_host_that_asks_to_wait_is_asked_again_only_if_it_is_soon(origin, client, seconds, requests):
    pauses = []
    with pytest.raises(SourceBusy):
        choose.probe(f"{origin.url}/retry-after/{seconds}/always/clip.mp4", client, sleep=pauses.append)
    assert len(origin.requests) == requests
    assert [5 < pause < 7 for pause in pauses] == [True] * (requests - 1)


def test_a_closed_port_is_unreachable(origin):
    with MediaOrigin() as closed:
        pass
    with pytest.raises(SourceUnreachable):
        probe(closed, "clip.mp4")


def test_bytes_that_cannot_be_unpacked_leave_the_decision_to_the_type(raw):
    url = raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\nnot gzip at all")
    assert choose.probe(url, Client(Options())).body is Body.PAGE


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.youtube.com/watch?v=BaW_jenozKc", "youtube"),
        ("https://vimeo.com/76979871", "vimeo"),
        ("https://rtd.rt.com/series/on-the-edge/#ferry-item=2", "RTDocumentryPlaylist"),
        ("https://example.com/watch?v=1", None),
        ("http://127.0.0.1:8000/clip.mp4", None),
    ],
)
def test_sites_are_known_by_their_extractor_and_the_generic_one_does_not_count(url, name):
    assert choose.extractor(url) == name


def test_a_short_link_to_a_known_site_is_a_page_whatever_the_site_answers(origin):
    # Through the origin as a proxy, so that the site's address can be asked without leaving the machine.
    client = Client(Options(proxy=origin.url))
    short = "http://short.example/redirect-to/http%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DBaW_jenozKc/x"
    assert choose.probe(short, client).body is Body.PAGE
