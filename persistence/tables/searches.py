"""Tables of the main job: people and their keys, jobs, applications with their ledger, skills, goals, reports."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB, UUID

from persistence.tables.shared import Instant, metadata, number, owned, stamped

# Where an application without a date stands among the dated ones: before them all.
UNDATED = "'1900-01-01 00:00:00+00'::timestamptz"

users = sa.Table(
    "users",
    metadata,
    number(),
    sa.Column("subject", sa.Text, nullable=False, unique=True),
    sa.Column("email", sa.Text),
    sa.Column("name", sa.Text),
    sa.Column("role", sa.Text, nullable=False, server_default="MEMBER"),
    sa.Column("time_zone", sa.Text, nullable=False, server_default="UTC"),
    sa.Column("week_start", sa.SmallInteger, nullable=False, server_default="1"),
    sa.Column("ghosted_after_days", sa.SmallInteger, nullable=False, server_default="30"),
    stamped("created_at"),
    sa.CheckConstraint("role IN ('MEMBER', 'ANALYST', 'OPERATOR')", name="role"),
    sa.CheckConstraint("week_start BETWEEN 1 AND 7", name="week_start"),
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    number(),
    owned(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
    sa.Column("hash", BYTEA, nullable=False, unique=True),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    stamped("created_at"),
    sa.Column("revoked_at", Instant),
    sa.Index(None, "owner_id"),
)

# An owner of NULL makes a company or a job public: it came with postings and belongs to nobody.
companies = sa.Table(
    "companies",
    metadata,
    number(),
    owned(nullable=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.Text),
    sa.Column("industry", sa.Text),
    sa.UniqueConstraint("owner_id", "key", postgresql_nulls_not_distinct=True),
)

jobs = sa.Table(
    "jobs",
    metadata,
    number(),
    owned(nullable=True),
    sa.Column("company_id", sa.BigInteger, sa.ForeignKey("companies.id", ondelete="CASCADE"), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("location", sa.Text),
    sa.Column("workplace", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("salary_low_minor", sa.BigInteger),
    sa.Column("salary_high_minor", sa.BigInteger),
    sa.Column("salary_currency", sa.Text),
    sa.Column("salary_period", sa.Text),
    sa.Column("posted_at", sa.Date),
    sa.Column("description", sa.Text),
    sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.true()),
    stamped("created_at"),
    # How events spell the company of a job that they tell of.
    sa.Column("told_company", sa.Text),
    sa.UniqueConstraint("owner_id", "key", postgresql_nulls_not_distinct=True),
    sa.Index(None, "company_id"),
)

job_skills = sa.Table(
    "job_skills",
    metadata,
    sa.Column("job_id", sa.BigInteger, sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("skill", sa.Text, primary_key=True),
)

applications = sa.Table(
    "applications",
    metadata,
    number(),
    owned(),
    sa.Column("job_id", sa.BigInteger, sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    # Derived from the ledger in the transaction that writes it; see domain.transitions.derive.
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("reached", sa.SmallInteger, nullable=False),
    sa.Column("applied_at", Instant),
    sa.Column("responded_at", Instant),
    sa.Column("interviewed_at", Instant),
    sa.Column("offered_at", Instant),
    sa.Column("closed_at", Instant),
    sa.Column("last_moved_at", Instant),
    sa.Column("source", sa.Text),
    sa.Column("resume_version", sa.Text),
    sa.Column("notes", sa.Text),
    # Who the application is in the file it was imported from, and what its row said last time.
    sa.Column("import_key", sa.Text),
    sa.Column("import_hash", BYTEA),
    stamped("created_at"),
    sa.UniqueConstraint("owner_id", "import_key"),
    sa.Index("ix_applications_newest", "owner_id", sa.text(f"COALESCE(applied_at, {UNDATED})"), "id"),
    sa.Index(None, "job_id"),
)

transitions = sa.Table(
    "transitions",
    metadata,
    number(),
    owned(),
    sa.Column("application_id", sa.BigInteger, sa.ForeignKey("applications.id", ondelete="CASCADE"), nullable=False),
    sa.Column("target", sa.Text),
    sa.Column("occurred_at", Instant),
    stamped("recorded_at"),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("replaces", sa.BigInteger, sa.ForeignKey("transitions.id", ondelete="CASCADE")),
    # Which event said so, for lines of the origin EVENT; no foreign key, events are dropped when they are old.
    sa.Column("event_id", UUID(as_uuid=True)),
    sa.Index(None, "application_id", "id"),
    sa.Index(None, "owner_id", "id"),
    sa.Index(None, "replaces", postgresql_where=sa.text("replaces IS NOT NULL")),
    sa.Index(None, "event_id", "target", unique=True, postgresql_where=sa.text("event_id IS NOT NULL")),
)

profile_skills = sa.Table(
    "profile_skills",
    metadata,
    sa.Column("owner_id", sa.BigInteger, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("skill", sa.Text, primary_key=True),
)

goals = sa.Table(
    "goals",
    metadata,
    number(),
    owned(),
    sa.Column("metric", sa.Text, nullable=False),
    sa.Column("interval", sa.Text, nullable=False),
    sa.Column("target", sa.Integer, nullable=False),
    stamped("created_at"),
    sa.UniqueConstraint("owner_id", "metric", "interval"),
    sa.CheckConstraint("target > 0", name="target"),
)

reports = sa.Table(
    "reports",
    metadata,
    number(),
    owned(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("range_from", sa.Date, nullable=False),
    sa.Column("range_until", sa.Date, nullable=False),
    sa.Column("content", JSONB, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Index(None, "owner_id", "created_at", "id"),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    owned(),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("body_hash", BYTEA, nullable=False),
    # NULL while the first request with this key is being answered.
    sa.Column("status", sa.SmallInteger),
    sa.Column("answer", BYTEA),
    stamped("created_at"),
    sa.PrimaryKeyConstraint("owner_id", "key"),
    sa.Index(None, "created_at"),
)
