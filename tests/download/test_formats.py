"""What comes when something else is asked for than the default: with the real engines, in the tests' own process."""

import subprocess
from pathlib import Path

import av
import pytest

from bot.domain.format import Format, Only, Span, Subtitles
from bot.domain.found import Height
from bot.domain.media import MediaFile, MediaKind, Progress
from bot.download.formats import _side, order
from bot.download.streams import codecs
from bot.errors import FileTooLarge, LinkNotSupported, SpanOutside

FILM = "pages/film"
FILE = "film/film.mp4"  # the same film, as a plain file
KEYFRAMES_EVERY = 2  # seconds, in the film
LATE = 0.5  # seconds: pictures that are decoded by a piece's end, but shown after it; five of the film's


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(**{kind: 0}) if packet.size]


def plays(path: Path, ffmpeg: Path) -> bool:
    done = subprocess.run([ffmpeg, "-v", "error", "-i", path, "-f", "null", "-"], capture_output=True, check=False)
    return done.returncode == 0 and not done.stderr


# heights


def test_the_heights_that_exist_are_found_each_with_what_would_be_fetched_for_it(delivery):
    found = delivery.look(FILM)
    rates = {270: 300 + 64, 180: 200 + 64, 90: 100 + 64}  # kbit/s of the picture, and of the AAC beside it
    assert found.heights == tuple(Height(pixels, rate * 1000 * 20 // 8) for pixels, rate in rates.items())
    assert (found.sound, found.sound_size) == (True, 64_000 * 20 // 8)


def test_a_film_is_described_as_its_page_does(delivery, origin):
    found = delivery.look(FILM)
    assert (found.title, found.duration, found.picture) == ("A Film", 20, f"{origin.url}/photo.jpg")
    assert (found.subtitles, found.described, found.items, found.more) == (("en", "fa"), True, (), False)


def test_a_plain_file_is_described_by_its_name_and_size(delivery, origin):
    found = delivery.look(FILE)
    assert (found.title, found.size) == ("film.mp4", len(origin.content(f"/{FILE}")))
    assert (found.heights, found.sound) == ((), True)


@pytest.mark.parametrize(
    ("height", "got", "codec"),
    [
        (None, 180, "h264"),  # what every phone plays, though there is a larger one
        (1080, 270, "vp9"),
        (270, 270, "vp9"),
        (200, 180, "h264"),
        (180, 180, "h264"),  # of two with this height
        (100, 90, "h264"),
        (50, 90, "h264"),  # there is none so small
    ],
)
def test_the_nearest_height_below_is_fetched_and_of_that_what_phones_play(delivery, height, got, codec):
    media = delivery.fetch(FILM, Format(height=height))
    assert media.height == got
    assert codecs(media.path, "mov" if codec == "h264" else "matroska") == (codec, "aac")


def test_a_height_means_the_shorter_side():
    upright, lying = {"height": 1920, "width": 1080}, {"height": 480, "width": 854}
    assert [_side(upright), _side(lying)] == [1080, 480]


def test_a_plain_file_has_but_one_height(delivery):
    assert delivery.fetch(FILE, Format(height=90)).height == 180


def test_without_a_height_the_order_is_that_of_phones():
    assert order(Format())[0] == "vcodec:h264"
    assert order(Format(height=720))[:2] == ["res:720", "vcodec:h264"]
    assert order(Format(only=Only.M4A))[1] == "acodec:aac"


# sound


def test_sound_as_m4a_is_copied_and_its_picture_is_never_fetched(delivery, origin):
    media = delivery.fetch(FILM, Format(only=Only.M4A))
    assert (media.kind, media.name, media.title) == (MediaKind.AUDIO, "A Film.m4a", "A Film")
    assert media.thumbnail is not None
    assert packets(media.path, "audio") == packets(origin.folder / "film" / "sound.m4a", "audio")
    assert not any(request.path.endswith((".mp4", "sound.webm")) for request in origin.requests)


def test_sound_as_mp3_is_encoded(delivery):
    media = delivery.fetch(FILM, Format(only=Only.MP3))
    assert (media.kind, media.name, media.mime) == (MediaKind.AUDIO, "A Film.mp3", "audio/mpeg")
    assert media.duration == pytest.approx(20, abs=0.1)


@pytest.mark.parametrize(
    ("path", "only", "name", "codec"),
    [
        (FILE, Only.M4A, "film.m4a", "aac"),
        (FILE, Only.MP3, "film.mp3", "mp3"),
        ("clip.webm", Only.M4A, "clip.ogg", "opus"),  # copied, not encoded
        ("song.mp3", Only.M4A, "song.mp3", "mp3"),
        ("song.mp3", Only.MP3, "song.mp3", "mp3"),
        ("song.ogg", Only.M4A, "song.ogg", "vorbis"),
        ("song.ogg", Only.MP3, "song.mp3", "mp3"),
        ("hls/master.m3u8", Only.M4A, "master.m4a", "aac"),
    ],
)
def test_sound_of_any_file_is_copied_into_its_own_kind_or_becomes_mp3(delivery, path, only, name, codec):
    media = delivery.fetch(path, Format(only=only))
    assert media.name == name
    with av.open(str(media.path)) as container:
        assert [stream.codec_context.name.removesuffix("float") for stream in container.streams.audio] == [codec]


@pytest.mark.parametrize("path", ["song.mp3", "song.m4a"])
def test_sound_that_is_already_what_was_asked_for_stays_as_it_is(delivery, origin, path):
    media = delivery.fetch(path, Format(only=Only.M4A))
    assert media.path.read_bytes() == origin.content(f"/{path}")


def test_what_a_song_says_of_itself_goes_with_its_mp3(delivery):
    media = delivery.fetch("song.ogg", Format(only=Only.MP3))
    assert (media.title, media.performer) == ("A Test Song", "The Testers")
    with av.open(str(media.path)) as container:
        assert (container.metadata["title"], container.metadata["artist"]) == ("A Test Song", "The Testers")


@pytest.mark.parametrize("path", ["silent.mp4", "text.txt", "photo.jpg"])
@pytest.mark.parametrize("only", [Only.M4A, Only.MP3])
def test_without_sound_there_is_none_to_be_had(delivery, path, only):
    with pytest.raises(LinkNotSupported):
        delivery.fetch(path, Format(only=only))


def test_a_file_that_will_be_made_into_another_is_not_shown_arriving(delivery, reports):
    delivery.fetch(FILE, Format(only=Only.MP3))
    steps = [report for report in reports if isinstance(report, Progress)]
    assert any(step.done for step in steps)
    assert {step.file for step in steps} == {None}


# picture and words


def test_the_picture_of_a_page_comes_as_a_photo_without_its_film(delivery, origin):
    media = delivery.fetch(FILM, Format(only=Only.PICTURE))
    assert (media.kind, media.name, media.title) == (MediaKind.PHOTO, "A Film.jpg", "A Film")
    assert media.path.read_bytes() == origin.content("/photo.jpg")
    assert not any("/film/" in request.path for request in origin.requests if "manifest" not in request.path)


def test_the_picture_of_a_plain_film_is_one_of_its_own(delivery):
    media = delivery.fetch(FILE, Format(only=Only.PICTURE))
    assert (media.kind, media.name, media.height) == (MediaKind.PHOTO, "film.jpg", 180)


def test_a_picture_is_its_own(delivery):
    assert delivery.fetch("photo.png", Format(only=Only.PICTURE)).mime == "image/png"


@pytest.mark.parametrize("path", ["text.txt", "hls/master.m3u8"])
def test_without_a_picture_there_is_none_to_be_had(delivery, path):
    with pytest.raises(LinkNotSupported):
        delivery.fetch(path, Format(only=Only.PICTURE))


def test_the_words_of_a_page_come_as_a_document(delivery):
    media = delivery.fetch(FILM, Format(only=Only.DESCRIPTION))
    assert (media.kind, media.name, media.mime) == (MediaKind.DOCUMENT, "A Film.txt", "text/plain")
    assert media.path.read_text(encoding="utf-8") == "Twenty seconds.\n\nتوصیف فیلم."


@pytest.mark.parametrize("path", ["text.txt", "pages/og-video"])
def test_without_words_there_are_none_to_be_had(delivery, path):
    with pytest.raises(LinkNotSupported):
        delivery.fetch(path, Format(only=Only.DESCRIPTION))


# pieces


@pytest.mark.parametrize("path", [FILM, FILE])
@pytest.mark.parametrize(("start", "end"), [(0, 3), (1.9, 4), (5, 9), (8, 9), (8.05, 12), (13.5, 60), (19, 19.5)])
def test_a_piece_of_a_film_begins_at_the_keyframe_before_it_and_plays(delivery, ffmpeg, origin, path, start, end):
    media = delivery.fetch(path, Format(span=Span(start, end)))
    keyframe = int(start // KEYFRAMES_EVERY) * KEYFRAMES_EVERY
    assert media.kind is MediaKind.VIDEO
    assert media.thumbnail is not None
    assert min(end, 20) - keyframe - 0.1 <= media.duration <= min(end, 20) - keyframe + LATE
    assert plays(media.path, ffmpeg)
    pictures, whole = packets(media.path, "video"), packets(origin.folder / "film" / "180.mp4", "video")
    assert whole.index(pictures[0]) == keyframe * 10
    assert pictures == whole[keyframe * 10 :][: len(pictures)]


def test_a_piece_is_found_where_a_container_has_no_index(delivery, site, ffmpeg):
    film = site.folder / "film" / "film.mp4"
    subprocess.run([ffmpeg, "-v", "error", "-i", film, "-c", "copy", film.with_suffix(".ts")], check=True)
    media = delivery.fetch("film/film.ts", Format(span=Span(9, 12)), site=site)
    assert 3.9 <= media.duration < 5


def test_a_piece_of_a_song_is_cut_where_it_is_asked_for(delivery):
    media = delivery.fetch("song.mp3", Format(span=Span(0.5, 1.5)))
    assert (media.kind, media.title, media.performer) == (MediaKind.AUDIO, "A Test Song", "The Testers")
    assert media.duration == pytest.approx(1, abs=0.06)
    assert media.thumbnail is not None


@pytest.mark.parametrize("only", [Only.M4A, Only.MP3])
def test_a_piece_of_a_films_sound_begins_where_it_is_asked_for(delivery, only):
    media = delivery.fetch(FILE, Format(span=Span(5, 9), only=only))
    assert media.duration == pytest.approx(4, abs=0.1)


def test_a_piece_without_sound_is_no_animation(delivery):
    assert delivery.fetch("silent.mp4", Format(span=Span(0, 1))).kind is MediaKind.VIDEO


@pytest.mark.parametrize("path", [FILM, FILE, "song.mp3"])
def test_a_piece_behind_the_end_is_refused(delivery, path):
    with pytest.raises(SpanOutside, match="behind the end"):
        delivery.fetch(path, Format(span=Span(30, 40)))


def test_a_piece_behind_the_end_is_refused_before_anything_is_fetched_where_that_is_known(delivery, origin):
    with pytest.raises(SpanOutside):
        delivery.fetch(FILM, Format(span=Span(30, 40)))
    assert not any(request.path.endswith(".mp4") for request in origin.requests)


def test_what_is_no_film_has_no_pieces(delivery):
    with pytest.raises(LinkNotSupported):
        delivery.fetch("text.txt", Format(span=Span(0, 1)))


# subtitles


def beside(media: MediaFile) -> dict[str, str]:
    return {file.name: file.path.read_text(encoding="utf-8") for file in media.beside}


def test_subtitles_come_as_files_beside_the_film(delivery):
    media = delivery.fetch(FILM, Format(subtitles=Subtitles.FILE, languages=("fa", "en")))
    texts = beside(media)
    assert list(texts) == ["A Film.fa.srt", "A Film.en.srt"]
    assert texts["A Film.en.srt"].startswith("1\n00:00:00,000 --> 00:00:01,000\nSecond 0\n\n2\n")
    assert {(file.kind, file.mime) for file in media.beside} == {(MediaKind.DOCUMENT, "application/x-subrip")}
    assert {file.size for file in media.beside} == {file.path.stat().st_size for file in media.beside}


def test_a_language_that_is_missing_is_no_error(delivery):
    assert list(beside(delivery.fetch(FILM, Format(subtitles=Subtitles.FILE, languages=("de", "fa"))))) == [
        "A Film.fa.srt"
    ]


def test_subtitles_that_cannot_be_had_leave_the_film_alone(delivery, site):
    (site.folder / "film" / "en.vtt").unlink()
    media = delivery.fetch("film/manifest.mpd", Format(subtitles=Subtitles.FILE, languages=("en", "fa")), site=site)
    assert list(beside(media)) == ["manifest.fa.srt"]


def test_soft_subtitles_are_in_the_film_with_their_languages(delivery, origin):
    media = delivery.fetch(FILM, Format(subtitles=Subtitles.SOFT, languages=("fa", "en")))
    assert (media.kind, media.beside) == (MediaKind.VIDEO, ())
    with av.open(str(media.path)) as container:
        assert [stream.language for stream in container.streams.subtitles] == ["fas", "eng"]
        assert {stream.codec_context.name for stream in container.streams.subtitles} == {"mov_text"}
    assert packets(media.path, "video") == packets(origin.folder / "film" / "180.mp4", "video")


def test_soft_subtitles_of_what_an_mp4_does_not_hold_are_in_matroska(delivery):
    media = delivery.fetch(FILM, Format(height=270, subtitles=Subtitles.SOFT, languages=("en",)))
    assert media.mime == "video/x-matroska"
    with av.open(str(media.path)) as container:
        assert len(container.streams.subtitles) == 1


def test_the_subtitles_of_a_piece_begin_with_it(delivery):
    media = delivery.fetch(FILM, Format(span=Span(5, 7), subtitles=Subtitles.FILE, languages=("en",)))
    (text,) = beside(media).values()
    assert "\n00:00:00,200 --> 00:00:01,200\nSecond 4\n" in text  # the piece begins with the keyframe's decoding
    assert "Second 2" not in text
    assert "Second 7" not in text


# the limit, the document


def test_a_height_that_fits_is_fetched_where_a_larger_one_would_be_too_large(delivery):
    with pytest.raises(FileTooLarge):
        delivery.fetch(FILM, limit=600_000)
    assert delivery.fetch(FILM, Format(height=90), limit=600_000).height == 90


def test_as_a_document_it_is_the_same_file(delivery):
    media = delivery.fetch("clip.mp4", Format(document=True))
    assert (media.kind, media.mime, media.height) == (MediaKind.DOCUMENT, "video/mp4", 180)
