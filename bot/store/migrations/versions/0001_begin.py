"""Links, deliveries, people and marks."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UNFINISHED = sa.text("NOT (state IN ('done', 'failed', 'cancelled'))")


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("notice_id", sa.Uuid()),
        sa.Column("announced_at", UtcDateTime()),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
    )
    op.create_index("links_of_person_by_url", "links", ["user_id", "url"], unique=True)
    op.create_index("links_of_person_newest", "links", ["user_id", "added_at"])
    op.create_index("links_by_expiry", "links", ["expires_at"])
    op.create_index("links_of_notice", "links", ["notice_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("reply_to", sa.BigInteger()),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status_id", sa.BigInteger()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
    )
    op.create_index("deliveries_by_age", "deliveries", ["created_at"])
    op.create_index(
        "deliveries_unfinished",
        "deliveries",
        ["created_at"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
    op.create_table(
        "people",
        sa.Column("user_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.Column("last_seen", UtcDateTime(), nullable=False),
        sa.Column("blocked_at", UtcDateTime()),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
