"""The tables as the code sees them. Their history is in `migrations`; a test compares the two."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
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
    Column("host", Text, nullable=False),
    Column("title", Text),
    Column("size", BigInteger),
    Column("search", Text, nullable=False),  # its title and address, folded: what it is found by
    Column("gone_at", UtcDateTime),  # when the address itself stops working, where it says so
    Column("gone_told_at", UtcDateTime),  # when it was claimed for the notice that says so
    Column("added_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("notice_id", Uuid),  # the last notice that named it; stays when the link is kept
    Column("announced_at", UtcDateTime),  # claimed for that notice; emptied when the link is kept
    Column("confirmed", Boolean, nullable=False),  # that notice has surely arrived
    Column("snoozed_until", UtcDateTime),  # not to be announced before
    Index("links_of_person_by_url", "user_id", "url", unique=True),
    Index("links_of_person_newest", "user_id", "added_at"),
    Index("links_by_expiry", "expires_at"),
    Index(
        "links_by_end",
        "gone_at",
        sqlite_where=text("gone_at IS NOT NULL"),
        postgresql_where=text("gone_at IS NOT NULL"),
    ),
    Index(
        "links_by_snooze",
        "snoozed_until",
        sqlite_where=text("snoozed_until IS NOT NULL"),
        postgresql_where=text("snoozed_until IS NOT NULL"),
    ),
    Index("links_of_notice", "notice_id"),
)

# A person's links lie scattered among everybody's. SQLite answers what is asked of a whole list from this index alone;
# elsewhere an entry may be too long for one (2704 bytes, postgresql.org/docs/current/btree.html).
Index(
    "links_of_person_covering",
    links.c.user_id,
    links.c.added_at,
    links.c.id,
    links.c.expires_at,
    links.c.host,
    links.c.search,
).ddl_if("sqlite")

# What was deleted stays for the minute in which that can be undone.
deleted_links = Table(
    "deleted_links",
    metadata,
    *(Column(column.name, column.type, primary_key=column.primary_key, nullable=column.nullable) for column in links.c),
    Column("deletion_id", Uuid, nullable=False),  # of all that went at one press
    Column("deleted_at", UtcDateTime, nullable=False),
    Index("deleted_links_of_deletion", "deletion_id"),
    Index("deleted_links_of_person", "user_id", "deleted_at"),
    Index("deleted_links_by_age", "deleted_at"),
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
    Column("format", Text, nullable=False),  # a Format's key
    Column("captioned", Boolean, nullable=False),
    Column("asks", Boolean, nullable=False),
    Column("fresh", Boolean, nullable=False),
    Column("not_before", UtcDateTime),
    Column("begun_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("way", Text),
    Column("size", BigInteger),
    Column("site", Text, nullable=False),  # the host of its canonical address; empty: begun before there was this
    Index("deliveries_by_age", "created_at"),
    Index("deliveries_by_end", "ended_at"),
    Index("deliveries_of_person", "user_id", "created_at"),
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
    Column("name", Text),  # as Telegram shows it
    Column("username", Text),
    Column("access", Text),  # an Access: what the owner or a stranger has said; empty: what the settings say
    Column("links_a_day", Integer),  # what the owner grants; empty: any number
    Column("bytes_a_day", BigInteger),
    Column("asked_at", UtcDateTime),  # when the owner was asked to let them in
    Column("told_at", UtcDateTime),  # when they heard last that they may not come in
    Index("people_by_last_seen", "last_seen"),
)

preferences = Table(
    "preferences",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),  # a person's private chat has their id
    Column("chosen", JSON, nullable=False),  # what differs from the defaults of Preferences, by its fields
)

files = Table(
    "files",
    metadata,
    Column("address", Text, primary_key=True),  # canonical
    Column("format", Text, primary_key=True),  # a Format's key
    Column("number", Integer, primary_key=True),  # from 1: what goes in parts is several, and so is what goes beside
    Column("file_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # a MediaKind
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("piece", Integer),
    Column("playable", Boolean, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Index("files_by_age", "sent_at"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", BigInteger, nullable=False),  # who sends it
    Column("text", Text, nullable=False),  # HTML
    Column("created_at", UtcDateTime, nullable=False),
    Column("stage", Text, nullable=False),  # a Stage
    Column("after", BigInteger),  # the last person it has gone to, in order of their ids
    Column("sent", Integer, nullable=False),
    Column("blocked", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("begun_at", UtcDateTime),
    Column("status_id", BigInteger),  # the message that shows how far it is
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
