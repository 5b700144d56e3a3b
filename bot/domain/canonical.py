"""The one address of what several addresses lead to: by it, a file is known that was delivered before."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from bot.domain.found import numbered, unnumbered
from bot.domain.link import Link

# What marks a visit, never what is visited. Names as their makers document them, or as browsers' own lists have them
# (https://firefox.settings.services.mozilla.com, collection query-stripping; https://github.com/brave/adblock-lists).
TRACKING = re.compile(
    r"utm_\w+|(fb|g|tw|y|tt|ys)clid|[gw]braid|msclkid|dclid|li_fat_id|igshid?|mc_[ce]id|mkt_tok|_ga|_gl|_hsenc"
    r"|_hsmi|__hs\w+|vero_id|oly_(anon|enc)_id|_openstat|rb_clickid|wickedid|ml_subscriber(_hash)?|guce_\w+|spm|scm"
    r"|ref_(src|url)|fb_(action|ref|source)\w*|__tn__|__xts__.*|__cft__.*|rdid"
)

# Hosts that show the same under several names, by the ends of the names.
SAME = {
    "m.youtube.com": "youtube.com",
    "music.youtube.com": "youtube.com",
    "youtube-nocookie.com": "youtube.com",
    "m.facebook.com": "facebook.com",
    "mbasic.facebook.com": "facebook.com",
    "touch.facebook.com": "facebook.com",
    "web.facebook.com": "facebook.com",
    "twitter.com": "x.com",
    "mobile.twitter.com": "x.com",
    "mobile.x.com": "x.com",
    "m.tiktok.com": "tiktok.com",
    "old.reddit.com": "reddit.com",
    "new.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "m.reddit.com": "reddit.com",
    "m.vk.com": "vk.com",
    "vk.ru": "vk.com",
    "m.soundcloud.com": "soundcloud.com",
    "m.twitch.tv": "twitch.tv",
    "m.bilibili.com": "bilibili.com",
    "m.imdb.com": "imdb.com",
    "touch.dailymotion.com": "dailymotion.com",
    "m.ok.ru": "ok.ru",
    "mobile.ok.ru": "ok.ru",
}

# What these sites add of their own: where a link was shared, who looks, from which second on.
NOISE = {
    "youtube.com": {"si", "t", "start", "time_continue", "feature", "pp", "ab_channel", "app", "index", "themeRefresh"},
    "x.com": {"s", "t", "ref", "lang"},
    "instagram.com": {"igsh", "hl", "taken-by"},
    "tiktok.com": {"is_from_webapp", "sender_device", "is_copy_url", "lang", "_r", "_t", "web_id", "sender_web_id"},
    "facebook.com": {"mibextid", "sfnsn", "ref", "refsrc", "locale"},
    "reddit.com": {"share_id", "context", "rdt"},
    "soundcloud.com": {"si", "in"},
    "open.spotify.com": {"si", "nd", "context"},
    "vimeo.com": {"share", "fl", "fe"},
    "bilibili.com": {"spm_id_from", "vd_source", "share_source", "share_medium", "bbid", "ts"},
    "twitch.tv": {"tt_content", "tt_medium", "sr"},
}

# What names a place in the page or film (https://wicg.github.io/scroll-to-text-fragment, https://www.w3.org/TR/media-frags).
# Any other fragment may say what is shown: pages have been named so for long.
_PLACE = re.compile(r"(.*:~:.*)?|t=[\d.,:hms]*")

_VIDEO = re.compile(r"/(?:shorts|live|embed|v|e)/(?P<id>[\w-]{11})(?:/.*)?")


def canonical(link: Link) -> str:
    """What the address has in common with all that lead to the same: no marks of the visit, one name of the host.

    >>> {canonical(Link(f"https://{url}")) for url in ("youtu.be/dQw4w9WgXcQ?si=x", "m.youtube.com/shorts/dQw4w9WgXcQ")}
    {'https://youtube.com/watch?v=dQw4w9WgXcQ'}
    >>> canonical(Link("https://www.example.com/a?b=2&utm_source=mail&a=1#t=42"))
    'https://example.com/a?a=1&b=2'
    """
    url, item = unnumbered(link.url)
    parts = urlsplit(url)
    user, at, _ = parts.netloc.rpartition("@")
    host = SAME.get(link.host, link.host)
    path, query = parts.path, parse_qsl(parts.query, keep_blank_values=True)
    if host == "youtu.be" and len(path) > 1:
        host, path, query = "youtube.com", "/watch", [("v", path.strip("/"))]
    elif host == "youtube.com" and (video := _VIDEO.fullmatch(path)):
        path, query = "/watch", [("v", video["id"])]
    if path == "/watch" and host == "youtube.com":
        query = [pair for pair in query if pair[0] == "v"]  # one video, wherever it was come upon
    kept = sorted(pair for pair in query if _says_what(host, pair[0]))
    name = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    fragment = "" if _PLACE.fullmatch(parts.fragment) else parts.fragment
    path = quote(path, safe="/%:@!$&'()*+,;=~")
    address = urlunsplit(("https", f"{user}{at}{name}{port}", path, urlencode(kept), fragment))
    return address if item is None else numbered(address, item)


def _says_what(host: str, name: str) -> bool:
    return name not in NOISE.get(host, ()) and TRACKING.fullmatch(name) is None
