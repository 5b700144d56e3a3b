"""What each message with a list shows of it: a search, an order, links being chosen. Buttons carry its id only."""

import secrets
from dataclasses import dataclass, replace

from bot.domain.search import EVERYTHING, Choice, Search

REMEMBERED = 1000  # views; some 100 bytes each, one with links being chosen up to 15 kB
ID_BYTES = 8  # 11 letters of callback data


@dataclass(frozen=True, slots=True)
class View:
    """One message's view of its person's list. Without an id it is the plain list."""

    search: Search = EVERYTHING
    typed: str = ""  # what is searched for, as it was typed
    choice: Choice | None = None  # links being chosen
    sites: tuple[str, ...] = ()  # hosts that the buttons of the message stand for
    id: str = ""


class Views:
    """The views of late. One that is forgotten, or was before a restart, is shown as the plain list again."""

    def __init__(self) -> None:
        self._views: dict[str, tuple[int, View]] = {}

    def get(self, user_id: int, view_id: str) -> View | None:
        """A person's view; None when it is forgotten or somebody else's."""
        if not view_id:
            return View()
        owner, view = self._views.get(view_id, (None, None))
        return view if owner == user_id else None

    def put(self, user_id: int, view: View) -> View:
        """Remember it, in place of the one with its id; with an id, if it had none."""
        if not view.id:
            view = replace(view, id=secrets.token_urlsafe(ID_BYTES))
        self._views.pop(view.id, None)
        self._views[view.id] = user_id, view
        if len(self._views) > REMEMBERED:
            del self._views[next(iter(self._views))]  # the one not used for longest
        return view
