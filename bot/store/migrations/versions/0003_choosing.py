"""Preferences, formats, files that Telegram has, the owner's say over people, broadcasts."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from bot.domain.expiring import expiry_of
from bot.domain.link import Link
from bot.domain.search import searchable
from bot.store.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 1000  # links read at once
LINKS = sa.table(
    "links",
    sa.column("id", sa.Uuid()),
    *(sa.column(name, sa.Text()) for name in ("url", "title", "host", "search")),
    sa.column("gone_at", UtcDateTime()),
)


def upgrade() -> None:
    _links()
    for column in (
        sa.Column("format", sa.Text(), nullable=False, server_default="best"),
        sa.Column("captioned", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("fresh", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("not_before", UtcDateTime()),
        sa.Column("begun_at", UtcDateTime()),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("way", sa.Text()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("site", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("deliveries", column)
    for column in (
        sa.Column("name", sa.Text()),
        sa.Column("username", sa.Text()),
        sa.Column("access", sa.Text()),
        sa.Column("links_a_day", sa.Integer()),
        sa.Column("bytes_a_day", sa.BigInteger()),
        sa.Column("asked_at", UtcDateTime()),
        sa.Column("told_at", UtcDateTime()),
    ):
        op.add_column("people", column)
    op.create_index("people_by_last_seen", "people", ["last_seen"])
    op.create_index("deliveries_of_person", "deliveries", ["user_id", "created_at"])
    op.create_index("deliveries_by_end", "deliveries", ["ended_at"])
    op.create_table(
        "preferences",
        sa.Column("chat_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("address", sa.Text(), primary_key=True),
        sa.Column("format", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("piece", sa.Integer()),
        sa.Column("playable", sa.Boolean(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
    )
    op.create_index("files_by_age", "files", ["sent_at"])
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("after", sa.BigInteger()),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("begun_at", UtcDateTime()),
        sa.Column("status_id", sa.BigInteger()),
    )


def _links() -> None:
    """The host of each link, which was part of its address only, what it is found by, and those just deleted."""
    op.add_column("links", sa.Column("host", sa.Text(), nullable=False, server_default=""))
    op.add_column("links", sa.Column("search", sa.Text(), nullable=False, server_default=""))
    for name in ("gone_at", "gone_told_at", "snoozed_until"):
        op.add_column("links", sa.Column(name, UtcDateTime()))
    for index, column in (("links_by_end", "gone_at"), ("links_by_snooze", "snoozed_until")):
        few = sa.text(f"{column} IS NOT NULL")
        op.create_index(index, "links", [column], sqlite_where=few, postgresql_where=few)
    _fill(op.get_bind())
    if op.get_context().dialect.name == "sqlite":  # see tables.py
        covered = ["user_id", "added_at", "id", "expires_at", "host", "search"]
        op.create_index("links_of_person_covering", "links", covered)
    op.create_table(
        "deleted_links",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("gone_at", UtcDateTime()),
        sa.Column("gone_told_at", UtcDateTime()),
        sa.Column("snoozed_until", UtcDateTime()),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("notice_id", sa.Uuid()),
        sa.Column("announced_at", UtcDateTime()),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("deletion_id", sa.Uuid(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=False),
    )
    op.create_index("deleted_links_of_deletion", "deleted_links", ["deletion_id"])
    op.create_index("deleted_links_of_person", "deleted_links", ["user_id", "deleted_at"])
    op.create_index("deleted_links_by_age", "deleted_links", ["deleted_at"])


def _fill(connection: sa.Connection) -> None:
    """What the new columns of the links there are follow from."""
    after, now = sa.true(), datetime.now(UTC)
    while found := connection.execute(
        sa.select(LINKS.c.id, LINKS.c.url, LINKS.c.title).where(after).order_by(LINKS.c.id).limit(BATCH)
    ).all():
        for row in found:
            host, search, gone_at = Link(row.url).host, searchable(row.title, row.url), expiry_of(row.url, now)
            values = {"host": host, "search": search, "gone_at": gone_at}
            connection.execute(sa.update(LINKS).where(LINKS.c.id == row.id).values(values))
        after = LINKS.c.id > found[-1].id
