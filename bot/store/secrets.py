"""Secrets in the database, encrypted: who has a copy of it but not the key reads nothing."""

import base64
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from bot.store.database import Database
from bot.store.tables import secrets

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

log = logging.getLogger(__name__)


class SecretStore:
    """Named secrets. The library that encrypts is imported with the first: it takes 8 MB."""

    def __init__(
        self, database: Database, key: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`key` is long and random (a bot's token will do): it isn't hardened against guessing."""
        self._database = database
        self._key = key
        self._now = now

    def get(self, name: str) -> str | None:
        """The secret; None when there is none, or it was encrypted with another key."""
        with self._database.read() as connection:
            value = connection.execute(select(secrets.c.value).where(secrets.c.name == name)).scalar()
        if value is None:
            return None
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 -- see above

        try:
            return self._cipher(name).decrypt(value).decode()
        except InvalidToken:
            log.warning("secret can't be read: encrypted with another key, or damaged name=%s", name)
            return None

    def set(self, name: str, value: str | None) -> None:
        """Keep it instead of what was kept under this name; None forgets it."""
        row = secrets.c.name == name
        if value is None:
            with self._database.write() as connection:
                connection.execute(delete(secrets).where(row))
            return
        fields = {"value": self._cipher(name).encrypt(value.encode()), "changed_at": self._now()}
        with self._database.write() as connection:
            if not connection.execute(update(secrets).where(row).values(fields)).rowcount:
                connection.execute(insert(secrets).values(name=name, **fields))

    def _cipher(self, name: str) -> "Fernet":
        """Each name has a key of its own, so that no value passes for another's."""
        from cryptography.fernet import Fernet  # noqa: PLC0415 -- see above
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        info = f"ferry secret {name}".encode()
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._key.encode())
        return Fernet(base64.urlsafe_b64encode(key))
