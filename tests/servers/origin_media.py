"""The tests' media: tiny files of every kind, made once per machine, and bodies of any size made of nothing."""

import os
import random
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.demo.samples import ffmpeg, make_once

VERSION = "3"  # raise it when the media change
MB = 1_000_000  # bytes; of /big/<mb>.mp4
BLOCK = random.Random(7).randbytes(1_000_003)  # a prime length: no two offsets of a body look the same

TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".txt": "text/plain; charset=utf-8",
    ".bin": "application/octet-stream",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".ts": "video/mp2t",
    ".mpd": "application/dash+xml",
    ".vtt": "text/vtt; charset=utf-8",
    ".rss": "application/rss+xml",
    ".m4s": "video/iso.segment",
    ".html": "text/html; charset=utf-8",
}

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

# As sites with many heights have them: picture and sound apart, and more than one codec of each.
FILM = """<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT20S"
     profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" minBufferTime="PT2S">
<Period>
<AdaptationSet mimeType="video/mp4" codecs="avc1.42c00d">
  <Representation id="low" bandwidth="100000" width="160" height="90"><BaseURL>90.mp4</BaseURL></Representation>
  <Representation id="middle" bandwidth="200000" width="320" height="180"><BaseURL>180.mp4</BaseURL></Representation>
</AdaptationSet>
<AdaptationSet mimeType="video/webm" codecs="vp9">
  <Representation id="vp9" bandwidth="150000" width="320" height="180"><BaseURL>180.webm</BaseURL></Representation>
  <Representation id="high" bandwidth="300000" width="480" height="270"><BaseURL>270.webm</BaseURL></Representation>
</AdaptationSet>
<AdaptationSet mimeType="audio/mp4" codecs="mp4a.40.2">
  <Representation id="aac" bandwidth="64000"><BaseURL>sound.m4a</BaseURL></Representation>
</AdaptationSet>
<AdaptationSet mimeType="audio/webm" codecs="opus">
  <Representation id="opus" bandwidth="96000"><BaseURL>sound.webm</BaseURL></Representation>
</AdaptationSet>
<AdaptationSet mimeType="text/vtt" lang="en">
  <Representation id="english"><BaseURL>en.vtt</BaseURL></Representation>
</AdaptationSet>
<AdaptationSet mimeType="text/vtt" lang="fa">
  <Representation id="persian"><BaseURL>fa.vtt</BaseURL></Representation>
</AdaptationSet>
</Period>
</MPD>
"""
WORDS = {"en": "Second {n}", "fa": "ثانیهٔ {n}"}  # of the film's subtitles, shown a second each


@dataclass(frozen=True, slots=True)
class Body:
    """What an answer carries: real bytes, then filler out of BLOCK, never held in memory."""

    head: bytes
    filler: int = 0  # bytes

    @property
    def size(self) -> int:
        return len(self.head) + self.filler

    def pieces(self, start: int, stop: int) -> Iterator[memoryview]:
        """The bytes from start to stop in pieces of up to a megabyte."""
        if start < len(self.head):
            yield memoryview(self.head)[start:stop]
        position, end = max(start, len(self.head)) - len(self.head), stop - len(self.head)
        while position < end:
            offset = position % len(BLOCK)
            piece = memoryview(BLOCK)[offset : offset + end - position]
            yield piece
            position += len(piece)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        return b"".join(self.pieces(start, self.size if stop is None else min(stop, self.size)))


def big_mp4(film: bytes, size: int) -> Body:
    """The film with a `free` box behind it (ISO 14496-12), so that it plays and has exactly this size."""
    padding = size - len(film)
    if not 8 <= padding < 2**32:
        raise ValueError(f"an mp4 of {size} bytes can't be made")
    return Body(film + padding.to_bytes(4, "big") + b"free", padding - 8)


def shared_folder() -> Path:
    """The folder of the media, made at the first call on this machine; several processes may call at once."""
    folder = Path(tempfile.gettempdir()) / f"ferry-test-media-{VERSION}-{os.getuid()}"
    make_once(folder, VERSION, make)
    return folder


def make(folder: Path) -> None:
    """Make every file; about two seconds of one core."""
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=10:d=2")
    sound = ("-f", "lavfi", "-i", "sine=f=440:d=2")
    h264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10", "-sc_threshold", "0")
    aac = ("-c:a", "aac", "-b:a", "64k")
    titled = ("-metadata", "title=A Test Clip", "-metadata", "artist=The Testers")
    ffmpeg(*picture, *sound, *h264, *aac, *titled, "-movflags", "+faststart", "clip.mp4", folder=folder)
    ffmpeg("-i", "clip.mp4", "-c", "copy", "clip-tail.mp4", folder=folder)
    ffmpeg("-i", "clip.mp4", "-an", "-c", "copy", "-movflags", "+faststart", "silent.mp4", folder=folder)
    vp9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", "-b:a", "48k")
    ffmpeg(*picture, *sound, *vp9, "clip.webm", folder=folder)
    ffmpeg(*picture, "-vf", "scale=160:-2", "loop.gif", folder=folder)
    _make_songs(folder, sound)
    _make_pictures(folder)
    _make_streams(folder, picture, sound, (*h264, *aac))
    _make_film(folder / "film", aac)
    (folder / "text.txt").write_text("Plain words.\nПростые слова.\nواژه‌های ساده.\n", encoding="utf-8")
    (folder / "paper.pdf").write_bytes(PDF)
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.write(folder / "text.txt", "text.txt")


def _make_songs(folder: Path, sound: tuple[str, ...]) -> None:
    tags = ("-metadata", "title=A Test Song", "-metadata", "artist=The Testers")
    cover = ("-f", "lavfi", "-i", "color=teal:s=200x200:d=0.04", "-map", "0:a", "-map", "1:v", "-c:v", "mjpeg")
    ffmpeg(*sound, *cover, "-disposition:v", "attached_pic", "-b:a", "64k", *tags, "song.mp3", folder=folder)
    ffmpeg(*sound, "-c:a", "aac", "-b:a", "64k", *tags, "song.m4a", folder=folder)
    ffmpeg(*sound, "-c:a", "libvorbis", *tags, "song.ogg", folder=folder)


def _make_pictures(folder: Path) -> None:
    for name, size in (("photo.jpg", "640x480"), ("photo.png", "640x480"), ("photo.webp", "640x480")):
        ffmpeg("-f", "lavfi", "-i", f"testsrc2=s={size}", "-frames:v", "1", name, folder=folder)
    huge = "color=teal:s=9000x6000,format=monob"
    ffmpeg("-f", "lavfi", "-i", huge, "-frames:v", "1", "huge.png", folder=folder)


def _make_streams(folder: Path, picture: tuple[str, ...], sound: tuple[str, ...], codecs: tuple[str, ...]) -> None:
    (folder / "hls").mkdir()
    (folder / "dash").mkdir()
    two = ("-filter_complex", "[0:v]split[a][b];[b]scale=160:90[low]", "-map", "[a]", "-map", "1:a")
    hls = ("-f", "hls", "-hls_time", "1", "-hls_playlist_type", "vod", "-master_pl_name", "master.m3u8")
    streams = ("-b:v:0", "300k", "-b:v:1", "80k", "-var_stream_map", "v:0,a:0 v:1,a:1")
    both = (*two, "-map", "[low]", "-map", "1:a")
    ffmpeg(*picture, *sound, *both, *codecs, *streams, *hls, "hls/height-%v.m3u8", folder=folder)
    dash = ("-f", "dash", "-seg_duration", "1", "-adaptation_sets", "id=0,streams=v id=1,streams=a")
    ffmpeg("-i", "../clip.mp4", "-c", "copy", *dash, "manifest.mpd", folder=folder / "dash")


def _make_film(folder: Path, aac: tuple[str, ...]) -> None:
    """Twenty seconds, a keyframe each two."""
    folder.mkdir()
    picture, sound = ("-f", "lavfi", "-i", "testsrc2=s=480x270:r=10:d=20"), ("-f", "lavfi", "-i", "sine=f=440:d=20")
    h264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "2", "-sc_threshold", "0")
    every, front = ("-g", "20", "-keyint_min", "20"), ("-movflags", "+faststart")
    vp9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "150k")
    for height in (90, 180):
        scale = ("-vf", f"scale=-2:{height}")
        ffmpeg(*picture, *scale, *h264, *every, *front, f"{height}.mp4", folder=folder)
    for height in (180, 270):
        ffmpeg(*picture, "-vf", f"scale=-2:{height}", *vp9, *every, f"{height}.webm", folder=folder)
    ffmpeg(*sound, *aac, *front, "sound.m4a", folder=folder)
    ffmpeg(*sound, "-c:a", "libopus", "-b:a", "96k", "sound.webm", folder=folder)
    both = ("-i", "180.mp4", "-i", "sound.m4a", "-c", "copy", *front, "-metadata", "title=A Test Film")
    ffmpeg(*both, "film.mp4", folder=folder)
    (folder / "manifest.mpd").write_text(FILM, encoding="utf-8")
    for language, words in WORDS.items():
        lines = (f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{words.format(n=n)}\n" for n in range(20))
        (folder / f"{language}.vtt").write_text("\n".join(("WEBVTT\n", *lines)), encoding="utf-8")
