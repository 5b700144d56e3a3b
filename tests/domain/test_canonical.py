"""One address for all that lead to the same, and never one for two things."""

import pytest

from bot.domain.canonical import canonical
from bot.domain.link import Link


def of(url: str) -> str:
    return canonical(Link.parse(url))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&index=3&pp=x", "https://youtu.be/dQw4w9WgXcQ?t=43"),
        ("https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ", "https://music.youtube.com/watch?v=dQw4w9WgXcQ&si=a"),
        ("https://youtube.com/shorts/dQw4w9WgXcQ?feature=share", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtube.com/playlist?list=PL1&si=x", "http://youtube.com:80/playlist?list=PL1"),
        ("https://twitter.com/a/status/1?s=20&t=x", "https://x.com/a/status/1"),
        ("https://www.instagram.com/reel/abc/?igsh=1&utm_source=ig_web", "https://instagram.com/reel/abc/"),
        ("https://m.facebook.com/watch/?v=1&mibextid=2", "https://www.facebook.com/watch/?v=1"),
        ("https://old.reddit.com/r/a/comments/b/c/?share_id=1", "https://www.reddit.com/r/a/comments/b/c/"),
        ("http://example.com", "https://www.EXAMPLE.com:443/#:~:text=part"),
        ("https://example.com/a?b=1&a=2&utm_campaign=x&fbclid=y&gclid=z", "https://example.com/a?a=2&b=1"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("https://www.example.com/post?fbclid=1#ferry-item=2", "https://example.com/post#ferry-item=2"),
        ("https://[2001:db8::1]/a?utm_term=1", "https://[2001:db8::1]/a"),
    ],
)
def test_what_leads_to_the_same_has_one_address(one: str, other: str) -> None:
    assert of(one) == of(other)
    assert of(of(one)) == of(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://youtube.com/watch?v=dQw4w9WgXcQ", "https://youtube.com/watch?v=dQw4w9WgXcR"),
        ("https://youtube.com/results?search_query=a", "https://youtube.com/results?search_query=b"),
        ("https://facebook.com/photo?fbid=1", "https://facebook.com/photo?fbid=2"),
        ("https://instagram.com/p/abc/?img_index=1", "https://instagram.com/p/abc/?img_index=2"),
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/a?x=", "https://example.com/a"),
        ("https://example.com/A", "https://example.com/a"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://ann@example.com/a", "https://example.com/a"),
        ("https://m.example.com/a", "https://example.com/a"),
        ("https://example.com/#!/a", "https://example.com/#!/b"),
        ("https://music.163.com/#/song?id=1", "https://music.163.com/#/song?id=2"),
        ("https://music.youtube.com/search?q=a#albums", "https://music.youtube.com/search?q=a#songs"),
        ("https://example.com/post#ferry-item=1", "https://example.com/post#ferry-item=2"),
        ("https://example.com/post#ferry-item=1", "https://example.com/post"),
    ],
)
def test_two_things_keep_two_addresses(one: str, other: str) -> None:
    assert of(one) != of(other)
