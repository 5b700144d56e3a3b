"""An error as the sentence a person reads. The only place that turns one into the other."""

from bot.errors import FerryError
from bot.i18n import say
from bot.i18n.format import left, size


def explain(language: str, error: FerryError) -> str:
    """What happened and what to do, as HTML."""
    values = error.values
    whole, limit = size(language, values.get("size") or 0), size(language, values.get("limit") or 0)
    known = {
        "known": "yes" if values.get("size") is not None and whole != limit else "no",  # "2 GB, 2 GB at most"
        "size": whole,
        "limit": limit,
        "seconds": values.get("seconds") or 0,
        "time": left(language, values.get("seconds") or 0),
    }
    return say(language, error.code, **known)
