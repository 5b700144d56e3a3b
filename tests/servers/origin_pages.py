"""The HTML pages of the tests' origin, as video sites write them; `site` is the address that their links begin with."""

import json

PAGES = {
    "og-video": """<title>An og:video page</title>
        <meta property="og:title" content="A Clip by Open Graph">
        <meta property="og:image" content="{site}/photo.jpg">
        <meta property="og:video:type" content="video/mp4">
        <meta property="og:video" content="{site}/clip.mp4">""",
    "video-tag": """<title>A page with a video tag</title>
        <body><video controls poster="{site}/photo.jpg"><source src="{site}/clip.mp4" type="video/mp4"></video>""",
    "tail": """<title>A film with its index at the end</title><body><video src="{site}/clip-tail.mp4"></video>""",
    "audio-tag": """<title>A page with an audio tag</title><body><audio controls src="{site}/song.mp3"></audio>""",
    "json-ld": """<title>A json-ld page</title><script type="application/ld+json">{json_ld}</script>""",
    "hls": """<title>A page with HLS</title><body><video src="{site}/hls/master.m3u8"></video>""",
    "dash": """<title>A page with DASH</title>
        <body><video><source src="{site}/dash/manifest.mpd" type="application/dash+xml"></video>""",
    "playlist": """<title>A playlist page</title><body>
        <video src="{site}/clip.mp4"></video>
        <video src="{site}/clip-tail.mp4"></video>
        <video src="{site}/silent.mp4"></video>""",
    "film": """<title>A page with a film</title><script type="application/ld+json">{film}</script>""",
    "pictures": """<title>Three pictures</title><body>
        <img src="{site}/photo.jpg"><img src="{site}/photo.png"><img src="{site}/photo.webp">""",
    "picture": """<title>One picture</title><body><img src="{site}/photo.jpg">""",
    "nothing": """<title>Nothing here</title><body><p>Only words, no media.""",
    "broken-video": """<title>A video that is gone</title><body><video src="{site}/gone.mp4"></video>""",
}


def page(name: str, site: str) -> bytes:
    """The page's HTML; raise KeyError for an unknown name."""
    clip = _json_ld("A Clip by JSON-LD", "Two seconds.", f"{site}/photo.jpg", "PT2S", f"{site}/clip.mp4")
    words = "Twenty seconds.\n\nتوصیف فیلم."
    film = _json_ld("A Film", words, f"{site}/photo.jpg", "PT20S", f"{site}/film/manifest.mpd")
    return ("<!doctype html>\n" + PAGES[name].format(site=site, json_ld=clip, film=film)).encode()


def _json_ld(name: str, description: str, picture: str, duration: str, address: str) -> str:
    video = {"@context": "https://schema.org", "@type": "VideoObject", "name": name, "description": description}
    return json.dumps(video | {"thumbnailUrl": picture, "duration": duration, "contentUrl": address})
