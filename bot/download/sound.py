"""The sound of a film or song, by itself. Imports PyAV, so import it late."""

from pathlib import Path

from bot.domain.format import Only
from bot.download import signatures, streams
from bot.download.programs import reading, run_ffmpeg
from bot.errors import LinkNotSupported

ENCODE_WITHIN = 3600.0  # seconds; an hour of sound takes one minute of a whole core, and ten of a tenth

# What holds each codec by itself, so that no player asks what it is; Matroska holds all others
HELD = {"aac": ".m4a", "alac": ".m4a", "mp3": ".mp3", "opus": ".opus", "vorbis": ".ogg", "flac": ".flac"}
OTHERS = ".mka"

# Variable bitrate of about 190 kbit/s, which few can tell from the source (https://trac.ffmpeg.org/wiki/Encode/MP3)
MP3 = ("-c:a", "libmp3lame", "-q:a", "2")


def extract(path: Path, only: Only, tags: dict[str, str | None], folder: Path) -> Path:
    """The sound of the file in a file of its own, in `folder`; the same file when it is that already.

    As m4a it is copied, never encoded: AAC into an .m4a, and what is something else (Opus, Vorbis, MP3 …) into its own
    kind of file. As mp3 it is encoded, unless it comes as MP3. `tags` are written where they are known.

    Raises LinkNotSupported when there is no sound, SourceFailed or DiskFull.
    """
    with path.open("rb") as file:
        kind = signatures.recognise(file.read(signatures.HEAD))
    video, audio = (streams.codecs(path, kind.demuxer) if kind and kind.demuxer else None) or (None, None)
    if kind is None or audio is None:
        raise LinkNotSupported("there is no sound in it")
    encoded = only is Only.MP3 and audio != "mp3"
    extension = ".mp3" if encoded else HELD.get(audio, OTHERS)
    if video is None and not encoded and extension in kind.extensions:
        return path
    made = folder / f"sound{extension}"
    words = [f"{key}={value}" for key, value in tags.items() if value]
    described = [argument for word in words for argument in ("-metadata", word)]
    how = MP3 if encoded else ("-c", "copy")
    front = ("-movflags", "+faststart") if extension == ".m4a" else ()
    arguments = ("-map", "0:a:0", "-map_chapters", "-1", *how, *described, *front, f"file:{made}")
    run_ffmpeg(*reading(path, kind.demuxer), *arguments, within=ENCODE_WITHIN)
    return made
