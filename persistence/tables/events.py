"""Tables of the pipeline: what waits, what is stored, which ids were ever seen, and what could not be taken."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from persistence.tables.shared import Instant, metadata, number, stamped

# Accepted, durable, not worked yet. The owner is no foreign key: an account may be erased while its events wait.
# Properties and context are JSON as text: the worker parses them, so that the door need not.
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("priority", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("id", UUID(as_uuid=True), nullable=False),
    sa.Column("owner_id", sa.BigInteger),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("occurred_at", Instant, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("session_id", sa.Text),
    sa.Column("properties", sa.Text, nullable=False),
    sa.Column("context", sa.Text),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Index("ix_inbox_urgent", "position", postgresql_where=sa.text("priority > 0")),
    sa.Index("ix_inbox_tried", "position", postgresql_where=sa.text("attempts > 0")),
)

# One partition a month of `occurred_at`. Its keys are in `event_ids`: a unique key of a partitioned table would have to
# contain the month, and the same id with another time would count twice.
events = sa.Table(
    "events",
    metadata,
    sa.Column("id", UUID(as_uuid=True), nullable=False),
    sa.Column("owner_id", sa.BigInteger),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("occurred_at", Instant, nullable=False),
    stamped("received_at"),
    sa.Column("session_id", sa.Text),
    sa.Column("properties", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
    sa.Column("context", JSONB),
    sa.Index(None, "owner_id", "name", "occurred_at"),
    sa.Index(
        "ix_events_application",
        "owner_id",
        sa.text("(properties ->> 'applicationId')"),
        postgresql_where=sa.text("properties ? 'applicationId'"),
    ),
    postgresql_partition_by="RANGE (occurred_at)",
)

event_ids = sa.Table(
    "event_ids",
    metadata,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    # The UTC month of the event: its id is forgotten when its partition is dropped.
    sa.Column("month", sa.Date, nullable=False),
    sa.Index(None, "month", postgresql_using="brin"),
)

# Months whose events are, or were once, gone: what was counted from them cannot be counted again.
retired_months = sa.Table("retired_months", metadata, sa.Column("month", sa.Date, primary_key=True))

quarantine = sa.Table(
    "quarantine",
    metadata,
    number(),
    sa.Column("event_id", sa.Text),
    sa.Column("owner_id", sa.BigInteger),
    sa.Column("name", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("field", sa.Text),
    sa.Column("message", sa.Text, nullable=False),
    # As it came, redacted, as JSON text.
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Index(None, "owner_id"),
    sa.Index(None, "reason", "id"),
)

# Who was erased, as a hash of the subject: what still comes of them is dropped.
erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("subject_hash", sa.LargeBinary, primary_key=True),
    stamped("erased_at"),
)
