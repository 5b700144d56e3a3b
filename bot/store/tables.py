"""The tables as the code sees them. Their history is in `migrations`; a test compares the two."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored and given back as UTC. SQLite stores it without a zone, in sortable text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


links = Table(
    "links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", BigInteger, nullable=False),  # Telegram's ids have up to 52 bits
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("size", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("notice_id", Uuid),  # the last notice that named it; stays when the link is kept
    Column("announced_at", UtcDateTime),  # claimed for that notice; emptied when the link is kept
    Column("confirmed", Boolean, nullable=False),  # that notice has surely arrived
    Index("links_of_person_by_url", "user_id", "url", unique=True),
    Index("links_of_person_newest", "user_id", "added_at"),
    Index("links_by_expiry", "expires_at"),
    Index("links_of_notice", "notice_id"),
)

ENDED = "state IN ('done', 'failed', 'cancelled')"

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("reply_to", BigInteger),
    Column("url", Text, nullable=False),
    Column("link_id", Uuid, nullable=False),  # no foreign key: the person may delete the link meanwhile
    Column("language", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("status_id", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("reason", Text),
    Index("deliveries_by_age", "created_at"),
    Index(
        "deliveries_unfinished",
        "created_at",
        sqlite_where=text(f"NOT ({ENDED})"),
        postgresql_where=text(f"NOT ({ENDED})"),
    ),
)

people = Table(
    "people",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("blocked_at", UtcDateTime),
    Column("large_files", Text),  # a LargeFiles
)

marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),  # encrypted
    Column("changed_at", UtcDateTime, nullable=False),
)
