"""What chats have set, in the database: of each only what differs from the defaults."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.domain.format import Subtitles
from bot.domain.preferences import Preferences, Quality
from bot.store.database import Database
from bot.store.tables import preferences

# JSON knows neither enumerations nor tuples; every other field is kept as it is.
_READ: dict[str, Callable[[Any], Any]] = {
    "quality": Quality,
    "subtitles": Subtitles,
    "subtitle_languages": tuple,
    "quiet": tuple,
}


class PreferenceStore:
    """`ports.PreferenceStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, chat_id: int) -> Preferences:
        """What a person (by their id) or a group has set; the defaults when that is nothing."""
        return self.get_many([chat_id]).get(chat_id, Preferences())

    def get_many(self, chat_ids: Sequence[int]) -> dict[int, Preferences]:
        """The same of those among them who have set something; ask for some hundreds at once at most."""
        query = select(preferences).where(preferences.c.chat_id.in_(chat_ids))
        with self._database.read() as connection:
            return {row.chat_id: _preferences(row.chosen) for row in connection.execute(query)}

    def set(self, chat_id: int, wanted: Preferences) -> None:
        """Keep this instead of what was set; the defaults leave nothing behind."""
        one, chosen = preferences.c.chat_id == chat_id, _chosen(wanted)
        with self._database.write() as connection:
            if not chosen:
                connection.execute(delete(preferences).where(one))
            elif not connection.execute(update(preferences).where(one).values(chosen=chosen)).rowcount:
                connection.execute(insert(preferences).values(chat_id=chat_id, chosen=chosen))


def _chosen(wanted: Preferences) -> dict[str, Any]:
    return {field.name: value for field in fields(wanted) if (value := getattr(wanted, field.name)) != field.default}


def _preferences(chosen: Mapping[str, Any]) -> Preferences:
    """What an older or newer version has written and this one doesn't know is as if it had never been set."""
    known = {}
    for field in fields(Preferences):
        value = chosen.get(field.name)
        if value is not None:
            try:
                known[field.name] = _READ.get(field.name, lambda kept: kept)(value)
            except ValueError:
                continue
    return Preferences(**known)
