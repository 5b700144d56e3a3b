"""What looking at a link has taught, kept in its delivery's folder until the fetch. Light to import."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.domain.found import Found, Height, Item

NAME = "looked.json"

Info = Mapping[str, Any]  # as yt-dlp describes a video or a list, see its extractor/common.py


class Engine(StrEnum):
    """What fetches a link."""

    DIRECT = "direct"
    YTDLP = "yt-dlp"
    GALLERY = "gallery-dl"


@dataclass(frozen=True, slots=True)
class Looked:
    """The engine for a link, and what it has found there."""

    engine: Engine
    site: str | None  # yt-dlp's extractor for the address; None: only the generic one, if any
    found: Found
    # The engine's own words, to go on from without asking the site again; None for a list, and for a plain file.
    info: Info | None = None

    def keep(self, folder: Path) -> None:
        """Leave it in the folder."""
        data = {"engine": self.engine, "site": self.site, "found": asdict(self.found), "info": self.info}
        part = folder / f"{NAME}.part"
        part.write_text(json.dumps(data), encoding="utf-8")
        part.replace(folder / NAME)  # whole or not at all


def is_kept(folder: Path) -> bool:
    """Whether something was left in the folder."""
    return (folder / NAME).exists()


def kept(folder: Path) -> Looked | None:
    """What was left in the folder; None when nothing was."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    found = data["found"]
    found["heights"] = tuple(Height(**height) for height in found["heights"])
    found["items"] = tuple(Item(**item) for item in found["items"])
    found["subtitles"] = tuple(found["subtitles"])
    return Looked(Engine(data["engine"]), data["site"], Found(**found), data["info"])


def clear(folder: Path) -> None:
    """Remove what a fetch that was stopped has left: of another format it must not be gone on with."""
    for left in folder.iterdir():
        if left.is_file() and left.name != NAME:
            left.unlink()
