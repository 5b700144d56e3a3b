"""Posts with pictures only, found by gallery-dl itself. It reads any page's pictures when it is told to, but knows no
ports in addresses: so the origin is its proxy, and stands for every host."""

import sys

import pytest

from bot.domain.format import Format, Only
from bot.domain.media import MediaKind
from bot.download import gallery
from bot.download.options import Options
from bot.errors import LinkNotSupported, SeveralFound, SignInNeeded, SourceFailed, SourceUnreachable
from tests.download.conftest import Delivery

HOST = "http://pictures.example"


@pytest.fixture
def any_page(monkeypatch):
    monkeypatch.setattr(gallery, "ARGUMENTS", (*gallery.ARGUMENTS, "-o", "extractor.generic.enabled=true"))


@pytest.fixture
def post(tmp_path, origin, environment, reports, any_page):
    return Delivery(tmp_path / "delivery", origin, reports.append, Options(proxy=origin.url))


def test_a_post_with_pictures_is_a_list_of_them(post, origin):
    found = post.look(f"{HOST}/pages/pictures")
    assert found.title == "Three pictures"
    assert [item.url for item in found.items] == [f"{HOST}/pages/pictures#ferry-item={n}" for n in (1, 2, 3)]
    assert not any("photo" in request.path for request in origin.requests)
    with pytest.raises(SeveralFound):
        post.fetch(f"{HOST}/pages/pictures")


def test_a_picture_of_a_post_is_fetched_by_its_number(post, origin):
    media = post.fetch(f"{HOST}/pages/pictures#ferry-item=2")
    assert (media.kind, media.name, media.title) == (MediaKind.PHOTO, "photo.png", "Three pictures")
    assert media.path.read_bytes() == origin.content("/photo.png")
    (asked,) = (request for request in origin.requests if "photo" in request.path)
    assert asked.headers["Referer"] == f"{HOST}/pages/pictures"  # many sites refuse what comes from nowhere


def test_a_post_with_one_picture_is_that_picture(post, origin):
    found = post.look(f"{HOST}/pages/picture")
    assert (found.items, found.picture) == ((), f"{origin.url}/photo.jpg")
    assert post.fetch(f"{HOST}/pages/picture", Format(only=Only.PICTURE)).kind is MediaKind.PHOTO


def test_a_page_that_gallery_dl_does_not_know_stays_unsupported(delivery, reports):
    with pytest.raises(LinkNotSupported, match="Unsupported URL"):
        delivery.look("pages/nothing")
    assert not any("gallery-dl" in str(report) for report in reports)


def test_a_page_without_pictures_has_nothing(post):
    with pytest.raises((LinkNotSupported, SourceFailed)):
        post.look(f"{HOST}/pages/nothing")


def test_a_site_with_films_is_never_asked_for_pictures(post):
    assert post.look(f"{HOST}/pages/og-video").items == ()


def test_a_program_that_takes_too_long_is_ended(post, monkeypatch):
    monkeypatch.setattr(gallery, "LOOK_WITHIN", 0.01)
    with pytest.raises(SourceUnreachable):
        post.look(f"{HOST}/pages/pictures")


def test_the_owners_cookies_are_sent_but_never_written(tmp_path, origin, environment, reports, any_page):
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("# Netscape HTTP Cookie File\npictures.example\tFALSE\t/\tFALSE\t0\tpass\tword\n")
    before = cookies.read_text()
    options = Options(proxy=origin.url, cookies=cookies)
    (tmp_path / "delivery").mkdir()
    there = gallery.look(f"{HOST}/pages/pictures", tmp_path / "delivery", options=options, note=reports.append)
    assert there is not None
    assert origin.requests[0].headers["Cookie"] == "pass=word"
    assert cookies.read_text() == before


def test_what_fails_says_why():
    with pytest.raises(SignInNeeded, match="AuthRequired: cookies"):
        gallery._fail([(2, {}), (-1, {"error": "AuthRequired", "message": "cookies"})])
    with pytest.raises(SourceFailed):
        gallery._fail([(-1, {"error": "HttpError", "message": "500"})])


def test_no_secret_of_an_address_is_in_what_the_log_reads(tmp_path, monkeypatch):
    address = "https://me:word@a.example/p?token=SECRET"
    with pytest.raises(SourceFailed) as failed:
        gallery._fail([(-1, {"error": "HttpError", "message": f"'500 Server Error' for '{address}'"})])
    assert str(failed.value) == "gallery-dl: HttpError: '500 Server Error' for 'https://a.example/p'"
    program = tmp_path / "gallery-dl"
    program.write_text(f"#!/bin/sh\necho \"[error] '{address}'\" >&2\nexit 4\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(SourceFailed) as failed:
        gallery.look(address, tmp_path, options=Options(), note=print)
    assert str(failed.value) == "gallery-dl ended with 4 | [error] 'https://a.example/p'"


def test_films_and_pages_among_pictures_have_addresses_of_their_own():
    items = [
        gallery._item("https://a.example/p", 1, gallery.PICTURE, "https://b.example/1.jpg", {"filename": "1"}),
        gallery._item("https://a.example/p", 2, gallery.PICTURE, "ytdl:https://a.example/film", {}),
        gallery._item("https://a.example/p", 3, gallery.PAGE, "https://a.example/q", {"title": "Another"}),
    ]
    assert [(item.url, item.title) for item in items] == [
        ("https://a.example/p#ferry-item=1", "1"),
        ("https://a.example/film", None),
        ("https://a.example/q", "Another"),
    ]
