"""What is found before anything is fetched, and that the fetch goes on from there."""

import pytest

from bot.domain.format import Format
from bot.domain.found import Found
from bot.download import child
from bot.download.choose import extractor
from bot.download.looked import kept
from bot.download.options import Options
from bot.errors import NothingThere, SeveralFound
from tests.servers.origin import MediaOrigin

LIMIT = 50_000_000


@pytest.fixture
def delivery(origin, environment, tmp_path, reports):
    """A delivery in the tests' own process: `look(path)` and `fetch(path)` share its folder."""

    class Delivery:
        folder = tmp_path / "delivery"

        def look(self, path: str, site: MediaOrigin = origin) -> Found:
            url = f"{site.url}/{path}"
            return child.look(url, extractor(url), self.folder, Options(), reports.append)

        def fetch(self, path: str, format: Format = Format(), site: MediaOrigin = origin):
            url = f"{site.url}/{path}"
            return child.fetch(url, extractor(url), self.folder, format, LIMIT, Options(), reports.append)

    return Delivery()


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
