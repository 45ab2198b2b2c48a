"""Dashboards, and the links by which others may look at them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tables.shared import Instant, metadata, number, owned, stamped

dashboards = sa.Table(
    "dashboards",
    metadata,
    number(),
    owned(),
    # Every account has one, whether or not it is kept here.
    sa.Column("is_default", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("period", sa.Text),
    sa.Column("from_day", sa.Date),
    sa.Column("until_day", sa.Date),
    sa.Column("tiles", JSONB, nullable=False),
    # Of the secret in the link, which nobody can read again.
    sa.Column("share_hash", sa.LargeBinary),
    sa.Column("shared_at", Instant),
    sa.Column("share_expires_at", Instant),
    stamped("created_at"),
    stamped("updated_at"),
    sa.UniqueConstraint("share_hash"),
    sa.CheckConstraint("(period IS NULL) = (from_day IS NOT NULL AND until_day IS NOT NULL)", name="range"),
    sa.CheckConstraint("(share_hash IS NULL) = (shared_at IS NULL)", name="share"),
    sa.Index(None, "owner_id"),
    sa.Index("ix_dashboards_default", "owner_id", unique=True, postgresql_where=sa.text("is_default")),
)
