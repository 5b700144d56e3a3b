"""What is found before anything is fetched, and that the fetch goes on from there."""

import pytest

from bot.domain.format import Format
from bot.domain.found import Found
from bot.download.lists import MOST
from bot.download.looked import Engine, kept
from bot.errors import LinkNotSupported, NothingThere, SeveralFound
from tests.servers.origin import MediaOrigin


def asked(origin: MediaOrigin) -> list[str]:
    return [request.path for request in origin.requests]


PATHS = ["clip.mp4", "hls/master.m3u8", "dash/manifest.mpd", "pages/og-video", "pages/json-ld", "pages/hls"]


@pytest.mark.parametrize("path", PATHS)
def test_a_look_and_a_fetch_together_ask_no_more_than_a_fetch_alone(delivery, origin, tmp_path, path):
    delivery.fetch(path)
    alone = sorted(asked(origin))
    origin.reset()
    delivery.folder = tmp_path / "another"
    delivery.look(path)
    delivery.fetch(path)
    assert sorted(asked(origin)) == alone


@pytest.mark.parametrize("path", PATHS)
def test_a_fetch_says_what_it_has_found_as_a_look_does(delivery, reports, path):
    found = delivery.look(path)
    delivery.fetch(path)
    assert [report for report in reports if isinstance(report, Found)] == [found]


@pytest.fixture
def moving(site):
    """A site whose page names another address of its film after `move()`, and the one before is gone."""
    site.names = iter(f"{n}.mp4" for n in range(9))
    site.name = "clip.mp4"

    def move() -> None:
        name = next(site.names)
        (site.folder / site.name).rename(site.folder / name)
        site.name = name
        page = f'<!doctype html><title>It moves</title><video src="{site.url}/{name}"></video>'
        (site.folder / "page.html").write_text(page)

    site.move = move
    move()
    return site


def test_what_was_known_and_has_expired_is_asked_for_once_more(delivery, moving):
    delivery.look("page.html", site=moving)
    moving.move()
    assert delivery.fetch("page.html", site=moving).title == "It moves"
    assert asked(moving).count("/0.mp4") == 1


def test_another_format_after_a_fetch_that_was_stopped_begins_with_nothing_of_it_and_asks_no_page_again(
    delivery, origin
):
    heights = delivery.look("pages/film").heights
    origin.reset()
    delivery.fetch("pages/film", Format(height=heights[-1].pixels))
    (delivery.folder / "media.mp4.part").write_bytes(b"half of another film")
    media = delivery.fetch("pages/film", Format(height=heights[0].pixels))
    assert media.height == heights[0].pixels > heights[-1].pixels
    assert "/pages/film" not in asked(origin)
    assert not (delivery.folder / "media.mp4.part").exists()


def test_what_expires_for_ever_is_a_failure(delivery, moving):
    delivery.look("page.html", site=moving)
    (moving.folder / moving.name).unlink()
    with pytest.raises(NothingThere):
        delivery.fetch("page.html", site=moving)
    assert asked(moving).count(f"/{moving.name}") == 2


def test_what_nobody_has_looked_at_before_is_not_asked_for_twice(delivery, moving):
    (moving.folder / moving.name).unlink()
    with pytest.raises(NothingThere):
        delivery.fetch("page.html", site=moving)
    assert asked(moving).count(f"/{moving.name}") == 1


def test_what_was_learnt_is_read_as_it_was_written(delivery):
    found = delivery.look("pages/film")
    looked = kept(delivery.folder)
    assert looked is not None
    assert (looked.found, looked.engine, looked.site) == (found, Engine.YTDLP, None)


def test_nothing_is_known_of_a_link_that_nobody_has_looked_at(tmp_path):
    assert kept(tmp_path) is None


# lists


def test_a_list_is_found_as_one_with_an_address_for_each_of_its_items(delivery, origin):
    found = delivery.look("pages/playlist")
    page = f"{origin.url}/pages/playlist"
    assert found.title == "A playlist page"
    assert [(item.number, item.url) for item in found.items] == [(n, f"{page}#ferry-item={n}") for n in (1, 2, 3)]
    assert found.more is False


def test_of_a_list_nothing_is_fetched_but_what_it_holds_is_told(delivery, origin, reports):
    with pytest.raises(SeveralFound) as raised:
        delivery.fetch("pages/playlist")
    assert len(raised.value.found.items) == 3
    assert raised.value.found in reports
    assert not any(path.endswith(".mp4") for path in asked(origin))


def test_a_list_that_was_looked_at_is_not_asked_for_again(delivery, origin):
    delivery.look("pages/playlist")
    before = len(origin.requests)
    with pytest.raises(SeveralFound):
        delivery.fetch("pages/playlist")
    assert len(origin.requests) == before


def test_an_item_without_an_address_of_its_own_is_fetched_by_its_number(delivery, origin):
    found = delivery.look("pages/playlist")
    delivery.folder = delivery.folder.with_name("item")
    media = delivery.fetch(found.items[2].url)
    assert media.title == "A playlist page (3)"
    assert [path for path in asked(origin) if path.endswith(".mp4")] == ["/silent.mp4"]


def test_a_number_behind_the_end_of_a_list_means_nothing(delivery):
    with pytest.raises(LinkNotSupported):
        delivery.fetch("pages/playlist#ferry-item=4")


def feed(site: MediaOrigin, count: int) -> str:
    """A feed of so many songs, each with its own address."""
    items = "".join(
        f"<item><title>Song {n}</title><link>{site.url}/song-{n}</link></item>" for n in range(1, count + 1)
    )
    (site.folder / "feed.rss").write_text(f'<rss version="2.0"><channel><title>Songs</title>{items}</channel></rss>')
    return "feed.rss"


def test_items_with_addresses_of_their_own_keep_them(delivery, site):
    found = delivery.look(feed(site, 2), site=site)
    assert [(item.url, item.title) for item in found.items] == [
        (f"{site.url}/song-1", "Song 1"),
        (f"{site.url}/song-2", "Song 2"),
    ]
    assert len(site.requests) == 2  # the probe, the feed; no song


@pytest.mark.parametrize(("count", "more"), [(MOST, False), (MOST + 1, True)])
def test_of_a_long_list_the_first_items_are_read(delivery, site, count, more):
    found = delivery.look(feed(site, count), site=site)
    assert (len(found.items), found.items[-1].number, found.more) == (MOST, MOST, more)


def test_a_list_of_one_is_that_one(delivery, site):
    (site.folder / "song-1").write_bytes(site.content("/clip.mp4"))
    found = delivery.look(feed(site, 1), site=site)
    assert (found.items, found.title) == ((), "Song 1")
    assert delivery.fetch("feed.rss", site=site).height == 180


def test_an_empty_list_is_nothing(delivery, site):
    with pytest.raises(LinkNotSupported):
        delivery.look(feed(site, 0), site=site)
