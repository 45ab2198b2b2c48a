"""Browsers that are told of alerts."""

import sqlalchemy as sa

from persistence.tables.shared import Instant, metadata, number, owned, stamped

pushes = sa.Table(
    "pushes",
    metadata,
    number(),
    owned(),
    sa.Column("endpoint", sa.Text, nullable=False),
    # Keys of the browser: nothing can be told to it without them.
    sa.Column("p256dh", sa.LargeBinary, nullable=False),
    sa.Column("auth", sa.LargeBinary, nullable=False),
    stamped("created_at"),
    sa.Column("delivered_at", Instant),
    sa.UniqueConstraint("endpoint"),
    sa.Index(None, "owner_id"),
)
