"""Rules for alerts, and the alerts that they raised."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tables.shared import Instant, metadata, number, owned, stamped

alert_rules = sa.Table(
    "alert_rules",
    metadata,
    number(),
    owned(),
    # Which of the rules that every account gets when it is made (a trigger on users); NULL for one's own.
    sa.Column("default_name", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("metric", sa.Text),
    sa.Column("filter", JSONB, nullable=False, server_default="{}"),
    sa.Column("interval", sa.Text, nullable=False, server_default="DAY"),
    sa.Column("condition", sa.Text, nullable=False),
    sa.Column("threshold", sa.Float, nullable=False),
    sa.Column("consecutive", sa.SmallInteger, nullable=False, server_default="1"),
    sa.Column("cooldown_hours", sa.SmallInteger, nullable=False, server_default="24"),
    sa.Column("quiet_from", sa.SmallInteger),
    sa.Column("quiet_until", sa.SmallInteger),
    sa.Column("delivery", sa.Text, nullable=False, server_default="INSTANT"),
    sa.Column("has_small_samples", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_enabled", sa.Boolean, nullable=False, server_default=sa.true()),
    stamped("created_at"),
    # A rule taken away stays for the alerts it raised, and so that a default one does not come back.
    sa.Column("removed_at", Instant),
    sa.UniqueConstraint("owner_id", "default_name"),
    sa.CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet"),
)

alerts = sa.Table(
    "alerts",
    metadata,
    number(),
    owned(),
    sa.Column("rule_id", sa.BigInteger, sa.ForeignKey("alert_rules.id", ondelete="CASCADE"), nullable=False),
    # What it is about: a rule fires once for each.
    sa.Column("bucket_at", Instant, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, server_default=""),
    sa.Column("found_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    # Given when it is raised, in the owner's turn, so that numbers come to be seen in their order; NULL until then.
    sa.Column("number", sa.BigInteger),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("threshold", sa.Float, nullable=False),
    sa.Column("previous", sa.Float),
    sa.Column("low", sa.Float),
    sa.Column("high", sa.Float),
    sa.Column("numerator", sa.BigInteger),
    sa.Column("denominator", sa.BigInteger),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("action_url", sa.Text, nullable=False),
    sa.Column("acknowledged_at", Instant),
    sa.Column("snoozed_until", Instant),
    sa.UniqueConstraint("rule_id", "bucket_at", "subject"),
    sa.Index(None, "owner_id", "number", unique=True),
    sa.Index("ix_alerts_waiting", "due_at", postgresql_where=sa.text("number IS NULL")),
)
