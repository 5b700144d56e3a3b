"""The demo's sample media: two films, a song, a picture and a plain file, drawn and played by the shipped ffmpeg.

A ferry needs a sea: the films show a boat that sails through three layers of waves past a low sun. The sound is a
small arpeggio. Everything repeats after SCENE_SECONDS, so the long HLS film is the short one copied in a loop.
"""

import fcntl
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

VERSION = "1"  # raise it when the media change: an older set is made anew
SCENE_SECONDS = 16  # every movement's period divides it, so the end fits the beginning
NIGHT_ROUNDS = 8  # the HLS film lasts 128 s
FFMPEG_TIMEOUT = 120.0  # seconds for one call; the longest takes 2 s on one core, a small host a tenth of that

FILM = "media/harbour.mp4"
POSTER = "media/harbour.jpg"
HLS = "hls/night-at-sea.m3u8"
SONG = "music/ferry-song.mp3"
PICTURE = "pictures/morning.jpg"
FILE = "files/logbook.zip"


class SampleMediaError(RuntimeError):
    """A sample could not be made; the text says what ffmpeg had to say."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one time of day, as ffmpeg reads them."""

    sky: tuple[str, str, str]  # from top to horizon
    sun: str
    hills: str
    sea: tuple[str, str, str]  # from far to near
    hull: str
    sail: str


DUSK = Palette(
    ("#16224a", "#b4557a", "#ffb46b"), "#ffe9c0", "#3b2a55", ("#2b4c7e", "#1f3a68", "#14284d"), "#7a2e2e", "#fff4e0"
)
NIGHT = Palette(
    ("#050a1c", "#10244a", "#2c5573"), "#f4f1de", "#0b1730", ("#17406b", "#103154", "#0a2340"), "#2a1a1f", "#e8dcc0"
)
MORNING = Palette(
    ("#4f9bd6", "#a9d8ee", "#fdf0d0"), "#fffbe6", "#5f8f7a", ("#3f9fb5", "#2b86a3", "#1d6c8c"), "#b5442e", "#ffffff"
)


def make(folder: Path) -> None:
    """Make all samples in the folder unless they are there; raise SampleMediaError when ffmpeg fails."""
    make_once(folder, VERSION, _make_all)


def make_once(folder: Path, version: str, build: Callable[[Path], None]) -> None:
    """Let build fill the folder once per version, whole or not at all, also when several processes ask at once."""
    marker = folder / "VERSION"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ends with its holder, whose every ffmpeg has a time-out
        if marker.is_file() and marker.read_text() == version:
            return
        partial = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        build(partial)
        (partial / marker.name).write_text(version)
        if folder.exists():
            shutil.rmtree(folder)
        partial.rename(folder)


def ffmpeg(*arguments: str, folder: Path) -> None:
    """Run the shipped ffmpeg in the folder; raise SampleMediaError with its words when it fails or hangs."""
    try:
        program: str = imageio_ffmpeg.get_ffmpeg_exe()  # type: ignore[attr-defined, no-untyped-call]
        command = [program, "-nostdin", "-loglevel", "error", "-y", *arguments]
        subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=FFMPEG_TIMEOUT
        )
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip()
        raise SampleMediaError(f"ffmpeg could not make {arguments[-1]}: {words}") from error
    except subprocess.TimeoutExpired as error:
        raise SampleMediaError(f"ffmpeg took over {FFMPEG_TIMEOUT:g} s for {arguments[-1]}") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: imageio_ffmpeg found no executable
        raise SampleMediaError(f"ffmpeg cannot be started: {error}") from error


def _make_all(folder: Path) -> None:
    for name in (FILM, HLS, SONG, PICTURE, FILE):
        (folder / name).parent.mkdir()
    _make_films(folder)
    ffmpeg("-filter_complex", _scene(MORNING, 1), "-ss", "4", "-frames:v", "1", "-q:v", "2", PICTURE, folder=folder)
    tags = ("-metadata", "title=The Ferry Song", "-metadata", "artist=The Harbour Band", "-metadata", "album=Samples")
    cover = ("-map", "0:v", "-vf", "crop=ih:ih,scale=500:500", "-c:v", "mjpeg", "-disposition:v", "attached_pic")
    sound = ("-filter_complex", f"{_melody()}[sound]", "-map", "[sound]", "-t", "24", "-b:a", "128k")
    ffmpeg("-i", POSTER, *cover, *sound, *tags, SONG, folder=folder)
    with zipfile.ZipFile(folder / FILE, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("logbook.txt", "06:00  Cast off.\n06:20  Calm sea, all files aboard.\n06:40  Delivered.\n")
        archive.write(folder / PICTURE, "morning.jpg")


def _make_films(folder: Path) -> None:
    h264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "100", "-sc_threshold", "0")
    encode = ("-map", "[picture]", "-map", "[sound]", "-t", str(SCENE_SECONDS), *h264, "-c:a", "aac", "-b:a", "96k")
    scene = f"{_scene(DUSK, 1)}[picture];{_melody()}[sound]"
    ffmpeg("-filter_complex", scene, *encode, "-crf", "22", "-movflags", "+faststart", FILM, folder=folder)
    ffmpeg("-ss", "4", "-i", FILM, "-frames:v", "1", "-q:v", "3", POSTER, folder=folder)
    scene = f"{_scene(NIGHT, 0.5)}[picture];{_melody()}[sound]"
    ffmpeg("-filter_complex", scene, *encode, "-crf", "24", "night.mp4", folder=folder)
    loop = ("-stream_loop", str(NIGHT_ROUNDS - 1), "-i", "night.mp4", "-c", "copy")
    ffmpeg(*loop, "-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod", HLS, folder=folder)
    (folder / "night.mp4").unlink()


def _scene(palette: Palette, scale: float) -> str:
    """An ffmpeg filter graph of the boat at sea, drawn for 1280x720 at 25 frames a second, then scaled.

    Each layer is drawn once, pixel by pixel, and held; only the overlays move, which keeps it cheap.
    """
    frame = "r=25:d=0.04"
    resize = f"scale=iw*{scale}:ih*{scale}"
    hold = "format=yuva420p,loop=-1:1"

    def layer(size: str, colour: str, alpha: str) -> str:
        pixel = f"geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*clip({alpha},0,1)'"
        return f"color={colour}:s={size}:{frame},format=rgba,{pixel},{resize}"

    def wave(colour: str, height: int, length: int) -> str:
        edge = f"Y-{height + 2}-{height}*sin(2*PI*X/{length})"
        return f"{layer(f'{1280 + length}x{120 + height}', colour, edge)},{hold}"

    top, middle, horizon = palette.sky
    glow = "max(36-hypot(X-200,Y-200)/2,0.5*exp(-pow(max(hypot(X-200,Y-200)-70,0)/50,2)))"
    ridge = "Y-120+60*sin(X/210+1)+26*sin(X/83)+8*sin(X/29)"
    hull = "between(Y,180,225)*gt(X,10+(Y-180)*0.9)*lt(X,210-(Y-180)*0.9)+between(X,106,111)*between(Y,6,180)"
    sails = "between(Y,14,168)*gt(X,115)*lt(X,115+(Y-14)*0.55)+between(Y,40,168)*lt(X,102)*gt(X,122-Y/2)"
    far, mid, near = palette.sea
    return ";".join(
        (
            f"gradients=s=1280x720:{frame}:n=3:c0={top}:c1={middle}:c2={horizon}"
            f":x0=640:y0=0:x1=640:y1=520:speed=0,{resize}[sky]",
            f"{layer('400x400', palette.sun, glow)}[sun]",
            f"{layer('1280x240', palette.hills, ridge)}[hills]",
            f"{layer('220x240', palette.hull, hull)}[hull]",
            f"{layer('220x240', palette.sail, sails)}[sails]",
            f"{wave(far, 9, 240)}[far]",
            f"{wave(mid, 13, 320)}[mid]",
            f"{wave(near, 17, 480)}[near]",
            f"[sky][sun]overlay=760*{scale}:160*{scale}[shining]",
            f"[shining][hills]overlay=0:330*{scale},format=yuv420p,loop=-1:1[back]",
            f"[hull][sails]overlay=format=rgb,{hold}[boat]",
            f"[back][far]overlay='-{scale}*240*mod(t/8,1)':448*{scale}[sea]",
            f"[sea][boat]overlay='{scale}*(1500*mod(t/16+0.28,1)-220)':'{scale}*(322+9*sin(PI*t/2))'[sailing]",
            f"[sailing][mid]overlay='-{scale}*320*(1-mod(t/8,1))':520*{scale}[hidden]",
            f"[hidden][near]overlay='-{scale}*480*mod(t/8,1)':600*{scale},format=yuv420p",
        )
    )


def _melody() -> str:
    """An ffmpeg sound source: C, G, A minor and F as arpeggios of four notes a second over a held bass."""
    chord = "st(0,mod(floor(t/2),4))"
    root = "st(1,if(eq(ld(0),0),261.63,if(eq(ld(0),1),196,if(eq(ld(0),2),220,174.61))))"  # Hz
    step = "st(2,mod(floor(t*4),4))"
    third = "if(eq(ld(0),2),1.2,1.25)"
    note = f"st(3,ld(1)*if(eq(ld(2),0),1,if(eq(ld(2),1),{third},if(eq(ld(2),2),1.5,2))))"
    plucked = "0.34*exp(-5*mod(t,0.25))*sin(4*PI*ld(3)*t)"
    bass = "0.16*exp(-1.2*mod(t,2))*sin(2*PI*ld(1)*t)+0.14*sin(PI*ld(1)*t)"
    return f"aevalsrc='{chord};{root};{step};{note};{plucked}+{bass}':s=44100,aecho=0.8:0.5:180|320:0.3|0.2,volume=2"
