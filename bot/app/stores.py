"""The database, every store on it, and the threads in which they are asked."""

from pathlib import Path

from bot.concurrency.workers import Workers
from bot.domain.health import Component, Status
from bot.store.broadcasts import BroadcastStore
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.files import FileStore
from bot.store.links import LinkStore
from bot.store.marks import MarkStore
from bot.store.people import PeopleStore
from bot.store.personal import PersonalStore
from bot.store.preferences import PreferenceStore
from bot.store.secrets import SecretStore
from bot.store.statistics import StatisticsStore

THREADS = 4


class Stores:
    """One of each."""

    def __init__(self, path: Path, secret: str) -> None:
        """Open the database; raises ConfigInvalid. `secret` encrypts what must not be read by others."""
        self.database = database = Database(path)
        self.workers = Workers("store", THREADS)
        self.broadcasts = BroadcastStore(database)
        self.deliveries = DeliveryStore(database)
        self.files = FileStore(database)
        self.links = LinkStore(database)
        self.marks = MarkStore(database)
        self.people = PeopleStore(database)
        self.personal = PersonalStore(database)
        self.preferences = PreferenceStore(database)
        self.secrets = SecretStore(database, secret)
        self.statistics = StatisticsStore(database)

    def close(self) -> None:
        self.workers.close()
        self.database.close()


class DatabaseProbe:
    """The probe "database"."""

    name = "database"

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self) -> Component:
        self._database.ping()
        return Component(Status.OK)
