"""What a finished file is, by its content."""

import random
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import av
import imageio_ffmpeg
import pytest

from bot.domain.limits import MB
from bot.domain.media import MediaFile, MediaKind
from bot.download.probe import fits_mp4, probe
from bot.errors import SourceFailed

Make = Callable[..., Path]

PICTURE = ("-f", "lavfi", "-i", "testsrc=s=320x240:r=10:d=2")
SOUND = ("-f", "lavfi", "-i", "sine=d=2")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
TAGS = ("-metadata", "title=Over  the sea", "-metadata", "artist=The Gulls")
# red in the left half, blue in the right one
HALVES = ("-f", "lavfi", "-i", "color=red:s=160x120:d=1:r=5,drawbox=x=80:w=80:h=120:color=blue:t=fill")


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """ffmpeg: makes a file of that name once, with these arguments."""
    folder = tmp_path_factory.mktemp("media")

    def run(name: str, *arguments: str | Path) -> Path:
        path = folder / name
        if not path.exists():
            command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *map(str, arguments), str(path)]
            subprocess.run(command, check=True, timeout=60)
        return path

    return run


@pytest.fixture(scope="session")
def film(make: Make) -> Path:
    return make("film.mp4", *PICTURE, *SOUND, *H264, "-c:a", "aac", "-movflags", "faststart")


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., MediaFile]:
    def run(path: Path, **more: object) -> MediaFile:
        return probe(path, **{"title": None, "folder": tmp_path, **more})

    return run


Look = Callable[..., MediaFile]


@pytest.fixture
def content(tmp_path: Path, look: Look) -> Callable[[str, bytes], MediaFile]:
    """Look at a file of that name with those bytes."""

    def run(name: str, data: bytes) -> MediaFile:
        path = tmp_path / "content"
        path.write_bytes(data)
        return look(path, name=name)

    return run


Content = Callable[[str, bytes], MediaFile]


def colour(picture: Path | None, x: float, y: float) -> str:
    """The strongest colour of a JPEG at a place (parts of width and height), or "black"."""
    assert picture is not None
    with av.open(str(picture)) as container:
        frame = next(container.decode(video=0)).reformat(format="rgb24")
    plane = frame.planes[0]
    start = int(y * frame.height) * plane.line_size + int(x * frame.width) * 3
    rgb = bytes(plane)[start : start + 3]
    return "black" if max(rgb) < 60 else ("red", "green", "blue")[rgb.index(max(rgb))]


def size_of(picture: Path | None) -> tuple[int, int]:
    assert picture is not None
    assert picture.read_bytes().startswith(b"\xff\xd8\xff")
    assert picture.stat().st_size <= 200_000
    with av.open(str(picture)) as container:
        return container.streams.video[0].width, container.streams.video[0].height


# videos


def test_a_film_in_mp4_is_a_video_with_its_facts(film: Path, look: Look, tmp_path: Path) -> None:
    media = look(film)
    assert (media.kind, media.mime, media.name, media.title) == (MediaKind.VIDEO, "video/mp4", "film.mp4", "film")
    assert (media.width, media.height, media.path, media.size) == (320, 240, film, film.stat().st_size)
    assert media.duration == pytest.approx(2, abs=0.2)
    assert size_of(media.thumbnail) == (320, 240)
    assert media.thumbnail is not None
    assert media.thumbnail.parent == tmp_path


@pytest.mark.parametrize(
    ("degrees", "size", "red", "blue"),
    [
        (90, (120, 160), (0.5, 0.9), (0.5, 0.1)),
        (-90, (120, 160), (0.5, 0.1), (0.5, 0.9)),
        (180, (160, 120), (0.9, 0.5), (0.1, 0.5)),
    ],
)
def test_a_turned_video_has_the_size_and_thumbnail_people_see(
    make: Make,
    look: Look,
    degrees: int,
    size: tuple[int, int],
    red: tuple[float, float],
    blue: tuple[float, float],
) -> None:
    straight = make("halves.mp4", *HALVES, *H264)
    media = look(make(f"turned{degrees}.mp4", "-display_rotation", str(degrees), "-i", straight, "-c", "copy"))
    assert (media.width, media.height) == size == size_of(media.thumbnail)
    assert colour(media.thumbnail, *red) == "red"
    assert colour(media.thumbnail, *blue) == "blue"


def test_an_anamorphic_video_is_as_wide_as_it_is_shown(make: Make, look: Look, film: Path) -> None:
    media = look(make("anamorphic.mp4", "-i", film, "-vf", "setsar=2/1", *H264))
    assert (media.width, media.height) == (640, 240)
    assert size_of(media.thumbnail) == (320, 120)


def test_the_thumbnail_of_a_film_that_begins_black_is_not_black(make: Make, look: Look) -> None:
    black = ("-f", "lavfi", "-i", "color=black:s=160x120:d=4:r=5")
    joined = ("-filter_complex", "[0][1]concat", "-g", "5")
    media = look(make("black.mp4", *black, *HALVES, *H264, *joined))
    assert colour(media.thumbnail, 0.1, 0.5) == "red"


def test_a_film_that_is_black_throughout_has_a_thumbnail_all_the_same(make: Make, look: Look) -> None:
    media = look(make("night.mp4", "-f", "lavfi", "-i", "color=black:s=160x120:d=1:r=5", *H264))
    assert colour(media.thumbnail, 0.5, 0.5) == "black"


def test_a_noisy_frame_still_makes_a_small_thumbnail(make: Make, look: Look) -> None:
    noise = "nullsrc=s=320x320:d=0.2:r=5,format=yuv444p,geq=random(1)*255:random(2)*255:random(3)*255"
    media = look(make("noise.mp4", "-f", "lavfi", "-i", noise, "-c:v", "libx264", "-qp", "0"))
    assert size_of(media.thumbnail) == (320, 320)


def test_a_frame_too_large_to_decode_leaves_the_facts_and_no_thumbnail(make: Make, look: Look) -> None:
    grey = ("-f", "lavfi", "-i", "color=gray:s=8192x4320:d=0.1:r=10", *SOUND, "-shortest")
    media = look(make("8k.mp4", *grey, *H264))
    assert (media.kind, media.width, media.height, media.thumbnail) == (MediaKind.VIDEO, 8192, 4320, None)


def test_a_quicktime_film_is_a_video(make: Make, look: Look, film: Path) -> None:
    media = look(make("film.mov", "-i", film, "-c", "copy"))
    assert (media.kind, media.mime, media.name) == (MediaKind.VIDEO, "video/quicktime", "film.mov")


@pytest.mark.parametrize(
    ("name", "arguments", "mime", "fits"),
    [
        ("film.mkv", (*H264, "-c:a", "aac"), "video/x-matroska", True),
        ("film.ts", (*H264, "-c:a", "aac"), "video/mp2t", True),
        ("film.flv", (*H264, "-c:a", "aac"), "video/x-flv", True),
        ("film.avi", ("-c:v", "mpeg4", "-c:a", "mp3"), "video/x-msvideo", True),
        ("film.mpg", ("-r", "25"), "video/mpeg", False),
        ("film.wmv", (), "video/x-ms-asf", False),
        ("vorbis.mkv", (*H264, "-c:a", "libvorbis"), "video/x-matroska", False),
        ("film.webm", ("-c:v", "libvpx", "-c:a", "libopus"), "video/webm", False),
        ("theora.ogv", ("-c:v", "libtheora", "-c:a", "libvorbis"), "video/ogg", False),
        ("vp9.mp4", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-c:a", "aac"), "video/mp4", False),
    ],
)
def test_a_film_telegram_does_not_play_is_a_document_that_may_fit_into_mp4(
    make: Make, look: Look, name: str, arguments: tuple[str, ...], mime: str, fits: bool
) -> None:
    path = make(name, *PICTURE, *SOUND, *arguments)
    media = look(path)
    assert (media.kind, media.mime, media.name) == (MediaKind.DOCUMENT, mime, name)
    assert (media.width, media.height) == (320, 240)
    assert size_of(media.thumbnail) == (320, 240)
    assert fits_mp4(path) is fits


def test_only_a_film_outside_mp4_fits_into_it(make: Make, film: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a film")
    (tmp_path / "cut.mkv").write_bytes(b"\x1aE\xdf\xa3 and no more")
    song = make("song.mka", *SOUND, "-c:a", "aac")
    assert not any(fits_mp4(path) for path in (film, song, tmp_path / "text", tmp_path / "cut.mkv"))


# animations


def test_a_short_silent_film_is_an_animation(make: Make, look: Look) -> None:
    media = look(make("silent.mp4", *PICTURE, *H264))
    assert (media.kind, media.mime) == (MediaKind.ANIMATION, "video/mp4")
    assert media.thumbnail is not None


def test_a_long_silent_film_is_a_video(make: Make, look: Look) -> None:
    assert look(make("long.mp4", "-f", "lavfi", "-i", "testsrc=s=64x64:r=1:d=62", *H264)).kind is MediaKind.VIDEO


def test_a_silent_film_that_is_not_h264_is_a_video(make: Make, look: Look) -> None:
    assert look(make("silent-mpeg4.mp4", *PICTURE, "-c:v", "mpeg4")).kind is MediaKind.VIDEO


def test_a_gif_is_an_animation(make: Make, look: Look) -> None:
    media = look(make("moving.gif", "-f", "lavfi", "-i", "testsrc=s=64x48:r=5:d=1"))
    assert (media.kind, media.mime, media.width, media.height) == (MediaKind.ANIMATION, "image/gif", 64, 48)
    assert size_of(media.thumbnail) == (64, 48)


# audio


@pytest.fixture(scope="session")
def cover(make: Make) -> Path:
    return make("cover.png", "-f", "lavfi", "-i", "color=red:s=600x600", "-frames:v", "1")


@pytest.mark.parametrize(("name", "mime"), [("song.mp3", "audio/mpeg"), ("song.m4a", "audio/mp4")])
def test_a_song_has_its_title_performer_and_cover(make: Make, look: Look, cover: Path, name: str, mime: str) -> None:
    pictured = ("-map", "0", "-map", "1", "-c:v", "mjpeg", "-disposition:v", "attached_pic")
    media = look(make(name, *SOUND, "-i", cover, *pictured, *TAGS))
    assert (media.kind, media.mime) == (MediaKind.AUDIO, mime)
    assert (media.title, media.performer, media.width) == ("Over the sea", "The Gulls", None)
    assert media.duration == pytest.approx(2, abs=0.2)
    assert size_of(media.thumbnail) == (320, 320)
    assert colour(media.thumbnail, 0.5, 0.5) == "red"


def test_what_is_given_comes_before_the_tags(make: Make, look: Look) -> None:
    media = look(make("tagged.mp3", *SOUND, *TAGS), title="Mine", performer="Me")
    assert (media.title, media.performer) == ("Mine", "Me")


def test_a_song_without_tags_is_called_like_its_file(make: Make, look: Look) -> None:
    media = look(make("bare.mp3", *SOUND), name="Sailing by.mp3")
    assert (media.kind, media.title, media.performer, media.thumbnail) == (MediaKind.AUDIO, "Sailing by", None, None)


def test_an_mp4_without_a_picture_is_a_song(make: Make, look: Look) -> None:
    media = look(make("sound-only.mp4", *SOUND, "-c:a", "aac"))
    assert (media.kind, media.name, media.mime) == (MediaKind.AUDIO, "sound-only.m4a", "audio/mp4")


@pytest.mark.parametrize(
    ("name", "mime", "arguments"),
    [
        ("song.ogg", "audio/ogg", ("-c:a", "libvorbis")),
        ("song.opus", "audio/ogg", ()),
        ("song.flac", "audio/flac", ()),
        ("song.wav", "audio/x-wav", ()),
        ("opus.m4a", "video/mp4", ("-c:a", "libopus", "-f", "mp4")),
    ],
)
def test_sound_that_is_neither_mp3_nor_m4a_is_a_document(
    make: Make, look: Look, name: str, mime: str, arguments: tuple[str, ...]
) -> None:
    media = look(make(name, *SOUND, *TAGS, *arguments))
    assert (media.kind, media.mime) == (MediaKind.DOCUMENT, mime)
    assert media.title == "Over the sea"
    assert media.duration == pytest.approx(2, abs=0.2)


def test_bare_aac_is_a_document(make: Make, look: Look) -> None:
    media = look(make("song.aac", *SOUND))
    assert (media.kind, media.mime, media.name) == (MediaKind.DOCUMENT, "audio/aac", "song.aac")


# pictures


@pytest.mark.parametrize(("ending", "mime"), [("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")])
def test_a_still_picture_is_a_photo(make: Make, look: Look, ending: str, mime: str) -> None:
    still = ("-f", "lavfi", "-i", "testsrc=s=200x150", "-frames:v", "1")
    media = look(make(f"still.{ending}", *still), name="photo")
    assert (media.kind, media.mime, media.name) == (MediaKind.PHOTO, mime, f"photo.{ending}")
    assert (media.width, media.height, media.thumbnail) == (200, 150, None)


def test_a_lossless_webp_is_a_photo(make: Make, look: Look) -> None:
    still = ("-f", "lavfi", "-i", "testsrc=s=201x153", "-frames:v", "1", "-lossless", "1")
    media = look(make("lossless.webp", *still))
    assert (media.kind, media.width, media.height) == (MediaKind.PHOTO, 201, 153)


@pytest.mark.parametrize("name", ["moving.webp", "moving.apng"])
def test_a_moving_picture_is_a_document_since_a_photo_stands_still(make: Make, look: Look, name: str) -> None:
    media = look(make(name, "-f", "lavfi", "-i", "testsrc=s=64x48:r=5:d=1"))
    assert (media.kind, media.name, media.width, media.height) == (MediaKind.DOCUMENT, name, 64, 48)


def png(width: int, height: int) -> bytes:
    """The beginning of a PNG file of that size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"\x00\x00\x00\x00IDAT"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize(
    ("width", "height", "kind"),
    [
        (5000, 5000, MediaKind.PHOTO),
        (5001, 5000, MediaKind.DOCUMENT),
        (100_000, 100_000, MediaKind.DOCUMENT),
        (2000, 100, MediaKind.PHOTO),
        (100, 2001, MediaKind.DOCUMENT),
    ],
)
def test_a_picture_of_sizes_telegram_refuses_is_a_document(
    content: Content, width: int, height: int, kind: MediaKind
) -> None:
    media = content("a.png", png(width, height))
    assert (media.kind, media.width, media.height, media.thumbnail) == (kind, width, height, None)


def test_a_picture_of_too_many_bytes_is_a_document_with_a_thumbnail(cover: Path, content: Content) -> None:
    data = cover.read_bytes()
    assert content("a.png", data + bytes(10 * MB - len(data))).kind is MediaKind.PHOTO
    media = content("a.png", data + bytes(10 * MB))
    assert media.kind is MediaKind.DOCUMENT
    assert size_of(media.thumbnail) == (320, 320)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\xff\xd8\xff\xff\xe0\x00\x04abnothing",
        b"\x89PNG\r\n\x1a\n",
        png(0, 7),
        b"RIFF\x00\x00\x00\x00WEBPVP8 \x00",
        b"RIFF\x00\x00\x00\x00WEBPNONE\x00\x00\x00",
    ],
)
def test_a_picture_without_a_readable_header_is_a_document(content: Content, data: bytes) -> None:
    assert content("a.jpg", data).kind is MediaKind.DOCUMENT


def exif(order: str, orientation: int) -> bytes:
    mark = {"<": b"II*\x00", ">": b"MM\x00*"}[order]
    entries = struct.pack(f"{order}HHHIHH", 2, 0x0100, 3, 1, 7, 0) + struct.pack(
        f"{order}HHIHH", 0x0112, 3, 1, orientation, 0
    )
    tiff = b"Exif\x00\x00" + mark + struct.pack(f"{order}I", 8) + entries
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 2) + tiff


@pytest.mark.parametrize(
    ("segment", "size"),
    [
        (exif("<", 6), (30, 40)),
        (exif(">", 8), (30, 40)),
        (exif("<", 3), (40, 30)),
        (exif("<", 6)[:14] + b"\xff" * 8, (40, 30)),
        (b"\xff\xe1\x00\x06http", (40, 30)),
    ],
)
def test_a_jpeg_has_the_size_its_exif_turns_it_to(content: Content, segment: bytes, size: tuple[int, int]) -> None:
    segment = segment[:2] + struct.pack(">H", len(segment) - 2) + segment[4:]
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 30, 40)
    media = content("a.jpg", b"\xff\xd8" + segment + frame)
    assert (media.width, media.height) == size


# thumbnails that the source gave


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_given_picture_becomes_the_thumbnail(make: Make, look: Look, film: Path, ending: str) -> None:
    blue = ("-f", "lavfi", "-i", "color=blue:s=1000x500", "-frames:v", "1")
    media = look(film, thumbnail=make(f"blue.{ending}", *blue))
    assert size_of(media.thumbnail) == (320, 160)
    assert colour(media.thumbnail, 0.5, 0.5) == "blue"


def test_a_given_picture_of_extreme_shape_is_scaled_too(make: Make, look: Look, film: Path) -> None:
    media = look(film, thumbnail=make("line.png", "-f", "lavfi", "-i", "color=s=4000x1", "-frames:v", "1"))
    assert size_of(media.thumbnail) == (320, 2)


def test_an_unreadable_given_picture_leaves_the_frame_of_the_film(make: Make, look: Look, film: Path, tmp_path: Path):
    broken, huge, text = tmp_path / "broken.png", tmp_path / "huge.png", tmp_path / "text.jpg"
    broken.write_bytes(png(300, 200))
    text.write_text("<html>not found</html>")
    header, _, _ = png(5000, 4000).partition(b"\x00\x00\x00\x00IDAT")
    rows = zlib.compress(bytes(4000 * (1 + 3 * 5000)), 1)
    huge.write_bytes(header + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    heavy = tmp_path / "heavy.png"
    with heavy.open("wb") as file:
        file.truncate(21 * MB)
    moving = make("moving.webp", "-f", "lavfi", "-i", "testsrc=s=64x48:r=5:d=1")
    for given in (broken, huge, text, heavy, moving, tmp_path / "missing.jpg"):
        assert size_of(look(film, thumbnail=given).thumbnail) == (320, 240)


def test_a_document_carries_a_given_picture(make: Make, look: Look, cover: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7\n")
    assert size_of(look(paper, thumbnail=cover).thumbnail) == (320, 320)


# broken files and everything else


def test_an_empty_file_is_refused(content: Content) -> None:
    with pytest.raises(SourceFailed):
        content("empty.mp4", b"")


def test_a_film_cut_off_is_what_is_left_of_it(film: Path, content: Content) -> None:
    media = content("half.mp4", film.read_bytes()[: film.stat().st_size // 2])
    assert (media.kind, media.width, media.height) == (MediaKind.VIDEO, 320, 240)


def test_a_film_without_its_index_is_a_document(make: Make, film: Path, content: Content) -> None:
    data = make("plain.mp4", "-i", film, "-c", "copy").read_bytes()
    media = content("half.html", data[: len(data) // 2])
    assert (media.kind, media.mime, media.name) == (MediaKind.DOCUMENT, "video/mp4", "half.mp4")


def test_a_film_of_an_unknown_codec_is_a_document(film: Path, content: Content) -> None:
    media = content("film.mp4", film.read_bytes().replace(b"avc1", b"zzz1"))
    assert (media.kind, media.width, media.thumbnail) == (MediaKind.DOCUMENT, None, None)
    assert media.duration == pytest.approx(2, abs=0.2)


def test_a_film_that_says_it_is_a_song_is_a_film(film: Path, content: Content) -> None:
    data = film.read_bytes()
    media = content("film.m4a", data[:8] + b"M4A " + data[12:])
    assert (media.kind, media.mime, media.name) == (MediaKind.VIDEO, "video/mp4", "film.mp4")


def test_damaged_files_are_documents_or_what_is_left_never_errors(
    make: Make, film: Path, cover: Path, content: Content
) -> None:
    draw = random.Random(3)
    flv = make("film.flv", *PICTURE, *SOUND, *H264, "-c:a", "aac")
    for source in [film, flv, cover] * 20:
        data = bytearray(source.read_bytes())
        for at in draw.sample(range(8, len(data)), 30) + draw.sample(range(8, 600), 5):
            data[at] = draw.choice([0, 255, draw.randrange(256)])
        assert content(source.name, bytes(data)).size == len(data)


@pytest.mark.parametrize(
    "magic",
    [
        b"\x00\x00\x00\x20ftypisom",
        b"\x00\x00\x00\x20moov",
        b"\x1aE\xdf\xa3\x01webm",
        b"OggS\x00",
        b"ID3\x04\x00",
        b"\xff\xfb\x90\x00",
        b"fLaC\x00",
        b"RIFF\x00\x00\x00\x00AVI ",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"GIF89a\x01",
        b"FLV\x01",
        (b"G" + bytes(187)) * 3,
    ],
)
def test_what_only_begins_like_media_is_a_document(content: Content, magic: bytes) -> None:
    assert content("a", magic + bytes(range(256)) * 20).kind is MediaKind.DOCUMENT


def test_a_playlist_on_disk_is_text_and_opens_nothing(film: Path, content: Content) -> None:
    media = content("a.mp4", f"#EXTM3U\n#EXTINF:2,\n{film}\n".encode())
    assert (media.kind, media.mime, media.name, media.width) == (MediaKind.DOCUMENT, "text/plain", "a.txt", None)


def test_a_film_gets_the_name_of_a_film(film: Path, look: Look) -> None:
    names = ("movie.html", "download.php", "movie.MP4", "movie", "Mr. Robot", "movie.webm", "a/../b", "", "x" * 300)
    assert [look(film, name=name).name for name in names] == [
        "movie.mp4",
        "download.mp4",
        "movie.MP4",
        "movie.mp4",
        "Mr. Robot.mp4",
        "movie.mp4",
        "a_.._b.mp4",
        "film.mp4",
        "x" * 116 + ".mp4",
    ]


@pytest.mark.parametrize(
    ("name", "data", "mime", "shown"),
    [
        ("a.bin", b"\x00\x01\x02", "application/octet-stream", "a.bin"),
        ("a", b"\x00\x01\x02", "application/octet-stream", "a"),
        ("a.mp4", b"\x00\x01\x02", "application/octet-stream", "a.mp4"),
        ("a.wasm", b"\x00asm\x01", "application/wasm", "a.wasm"),
        ("paper", b"%PDF-1.7", "application/pdf", "paper.pdf"),
        ("paper.mp4", b"%PDF-1.7", "application/pdf", "paper.pdf"),
        ("a.zip", b"PK\x03\x04\x14\x00", "application/zip", "a.zip"),
        ("a.docx", b"PK\x03\x04\x14\x00", (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ), "a.docx"),
        ("a.php", b"PK\x03\x04\x14\x00", "application/zip", "a.zip"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword", "a.doc"),
        ("a.tar.gz", b"\x1f\x8b\x08\x00", "application/gzip", "a.tar.gz"),
        ("a", b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "a.7z"),
        ("a", b"Rar!\x1a\x07\x01\x00", "application/vnd.rar", "a.rar"),
        ("a", b"x\x00" + bytes(255) + b"ustar", "application/x-tar", "a.tar"),
        ("a", b"MZ\x90\x00", "application/vnd.microsoft.portable-executable", "a.exe"),
        ("photo.jpg", b"MZ\x90\x00", "application/vnd.microsoft.portable-executable", "photo.exe"),
        ("tool", b"\x7fELF\x02", "application/x-elf", "tool"),
        ("a", b"\x00\x00\x00\x20ftypheic", "image/heic", "a.heic"),
        ("a.jpg", b"\x00\x00\x00\x20ftypavif", "image/avif", "a.avif"),
        ("a.mp4", b"Dear all,", "text/plain", "a.txt"),
        ("a.md", b"# Title", "text/markdown", "a.md"),
        ("a.csv", "نام,شهر\n".encode(), "text/csv", "a.csv"),
        ("a.ts", b"const a: number = 1", "text/plain", "a.ts"),
        ("sales.csv", b"BMW,MZ\n", "text/csv", "sales.csv"),
        ("a", "UTF-16".encode("utf-16"), "text/plain", "a.txt"),
        ("a", "я".encode() * 5000, "text/plain", "a.txt"),
        ("a", b"x" + "я".encode() * 5000, "text/plain", "a.txt"),
        ("a", b"caf\xe9 in Latin-1", "application/octet-stream", "a"),
        ("a.mp4", b" <!DOCTYPE html><p>", "text/html", "a.html"),
        ("a", b"<?xml version='1.0'?><html xmlns=''>", "text/html", "a.html"),
        ("a", b"<?xml version='1.0'?><rss>", "text/xml", "a.xml"),
        ("a", b"<svg xmlns=''>", "image/svg+xml", "a.svg"),
        ("a", b'{ "a": 1}', "application/json", "a.json"),
        ("a", b'[{"a": 1}]', "application/json", "a.json"),
    ],
)  # fmt: skip
def test_everything_else_is_a_document_with_a_type_by_content(
    content: Content, name: str, data: bytes, mime: str, shown: str
) -> None:
    media = content(name, data)
    assert (media.kind, media.mime, media.name) == (MediaKind.DOCUMENT, mime, shown)
