"""What the samples' site has besides media, as Jinja templates: pages, a feed, manifests.

`site` is the site's address with a slash at its end.
"""

STYLE = """<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 1.1rem/1.5 system-ui, sans-serif;
       background: #16224a; color: #fff4e0 }
video, img { width: 100%; border-radius: 1rem }
</style>
"""

WATCH = (
    """<!doctype html>
<html lang="en">
<head>
"""
    + STYLE
    + """<title>A boat leaves the harbour</title>
<meta property="og:type" content="video.other">
<meta property="og:title" content="A boat leaves the harbour">
<meta property="og:description" content="Sixteen quiet seconds at sea.">
<meta property="og:image" content="{{ site }}{{ poster }}">
<meta property="og:video" content="{{ site }}{{ film }}">
<meta property="og:video:type" content="video/mp4">
<meta property="og:video:width" content="1280">
<meta property="og:video:height" content="720">
</head>
<body>
<h1>A boat leaves the harbour</h1>
<video controls poster="/{{ poster }}" src="/{{ film }}"></video>
<p>Sixteen quiet seconds at sea.</p>
</body>
</html>
"""
)

# How a site tells search engines, and everyone else, of a video: https://schema.org/VideoObject.
VIDEO = (
    """<!doctype html>
<html lang="en">
<head>
"""
    + STYLE
    + """<title>{{ title }}</title>
<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject", "name": {{ title|tojson }},
 "description": {{ description|tojson }}, "author": {{ author|tojson }},
 "thumbnailUrl": {{ (site + poster)|tojson }}, "contentUrl": {{ (site + manifest)|tojson }}
 {%- if seconds %}, "duration": "PT{{ seconds }}S"{% endif %}}
</script>
</head>
<body>
<h1>{{ title }}</h1>
<img src="/{{ poster }}" alt="">
<p>{{ description }}</p>
</body>
</html>
"""
)

# Of the crossing: MPEG-DASH (ISO/IEC 23009-1), with whole files, as its on-demand profile has them.
STREAMS = """<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT{{ seconds }}S"
     profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" minBufferTime="PT2S">
<Period>
<AdaptationSet mimeType="video/mp4" codecs="avc1.42c028">
{%- for height, rate in rates.items() %}
  <Representation id="{{ height }}" bandwidth="{{ rate * 1000 }}" width="{{ height * 16 // 9 }}" height="{{ height }}">
    <BaseURL>{{ height }}.mp4</BaseURL></Representation>
{%- endfor %}
</AdaptationSet>
<AdaptationSet mimeType="audio/mp4" codecs="mp4a.40.2">
  <Representation id="sound" bandwidth="{{ sound_rate * 1000 }}"><BaseURL>{{ sound }}</BaseURL></Representation>
</AdaptationSet>
{%- for language in languages %}
<AdaptationSet mimeType="text/vtt" lang="{{ language }}">
  <Representation id="{{ language }}"><BaseURL>{{ language }}.vtt</BaseURL></Representation>
</AdaptationSet>
{%- endfor %}
</Period>
</MPD>
"""

# Of something that goes on; afterwards of the recording.
LIVE = """<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="{{ 'dynamic' if on_air else 'static' }}"
     profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" minBufferTime="PT2S">
<Period>
<AdaptationSet mimeType="video/mp4" codecs="avc1.42c028, mp4a.40.2">
  <Representation id="720" bandwidth="400000" width="1280" height="720"><BaseURL>/{{ film }}</BaseURL></Representation>
</AdaptationSet>
</Period>
</MPD>
"""

# https://www.rssboard.org/rss-specification and https://help.apple.com/itc/podcasts_connect/#/itcb54353390
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel>
<title>{{ title }}</title>
<link>{{ site }}</link>
<description>From one harbour to the next.</description>
{%- for name, path in items.items() %}
<item>
  <title>{{ name }}</title>
  {% if seconds %}<itunes:duration>{{ seconds }}</itunes:duration>{% endif %}
  <enclosure url="{{ site }}{{ path }}"/>
</item>
{%- endfor %}
</channel>
</rss>
"""
