"""Preferences, formats, files that Telegram has, the owner's say over people, broadcasts."""

import sqlalchemy as sa
from alembic import op

from bot.domain.link import Link
from bot.store.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LINKS = sa.table("links", sa.column("id", sa.Uuid()), sa.column("url", sa.Text()), sa.column("host", sa.Text()))


def upgrade() -> None:
    _links()
    for column in (
        sa.Column("format", sa.Text(), nullable=False, server_default="best"),
        sa.Column("captioned", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("fresh", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("begun_at", UtcDateTime()),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("way", sa.Text()),
        sa.Column("size", sa.BigInteger()),
    ):
        op.add_column("deliveries", column)
    for column in (
        sa.Column("name", sa.Text()),
        sa.Column("username", sa.Text()),
        sa.Column("access", sa.Text()),
        sa.Column("links_a_day", sa.Integer()),
        sa.Column("bytes_a_day", sa.BigInteger()),
    ):
        op.add_column("people", column)
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
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
    )
    op.create_index("files_by_age", "files", ["sent_at"])
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("after", sa.BigInteger()),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
    )


def _links() -> None:
    """The host of each link, which was part of its address only."""
    op.add_column("links", sa.Column("host", sa.Text(), nullable=False, server_default=""))
    op.add_column("links", sa.Column("gone_at", UtcDateTime()))
    op.create_index("links_of_person_by_expiry", "links", ["user_id", "expires_at"])
    connection = op.get_bind()
    for row in connection.execute(sa.select(LINKS.c.id, LINKS.c.url)).all():
        connection.execute(sa.update(LINKS).where(LINKS.c.id == row.id).values(host=Link(row.url).host))
