"""Tables that events and ledgers are counted into; each can be made again from them (see persistence.rollups)."""

import sqlalchemy as sa

from persistence.tables.shared import Instant, metadata, owned


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def _seconds(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=False, server_default="0")


# Days are the owner's. The three columns of the ledger are kept by triggers on `applications`, whoever writes there.
daily_user_metrics = sa.Table(
    "daily_user_metrics",
    metadata,
    owned(primary_key=True),
    sa.Column("date", sa.Date, primary_key=True),
    _count("page_views"),
    _count("job_views"),
    _count("job_saves"),
    _count("searches"),
    _seconds("time_spent_seconds"),
    _count("applications_submitted"),
    _count("interviews_scheduled"),
    _count("offers_received"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    owned(primary_key=True),
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant, nullable=False),
    _count("events"),
    sa.Index(None, "owner_id", "started_at"),
    # Of everybody: visits begun in a range, and those that are not over.
    sa.Index(None, "started_at"),
    sa.Index(None, "ended_at"),
)

# Days of UTC from here on: the platform has no time zone of its own.
# Who did anything, by DAY, WEEK (from Monday) and MONTH: `start` is the first day of it.
active_users = sa.Table(
    "active_users",
    metadata,
    sa.Column("grain", sa.Text, primary_key=True),
    sa.Column("start", sa.Date, primary_key=True),
    owned(primary_key=True),
    sa.Index(None, "owner_id", "grain", "start"),
)

# The first and the last day on which somebody did anything.
activity_spans = sa.Table(
    "activity_spans",
    metadata,
    owned(primary_key=True),
    sa.Column("first_on", sa.Date, nullable=False),
    sa.Column("last_on", sa.Date, nullable=False),
)

platform_daily = sa.Table(
    "platform_daily",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    _count("events"),
    _seconds("seconds"),
)

# Answers of ours by hour and by how long they took: `bucket` numbers domain.performance's bounds.
operation_hours = sa.Table(
    "operation_hours",
    metadata,
    sa.Column("hour", Instant, primary_key=True),
    sa.Column("operation", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, primary_key=True),
    sa.Column("bucket", sa.SmallInteger, primary_key=True),
    _count("requests"),
    _seconds("seconds"),
)

job_market_trends = sa.Table(
    "job_market_trends",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("industry", sa.Text, primary_key=True),
    sa.Column("location", sa.Text, primary_key=True),
    # A year's pay in minor units of the currency most postings of the group are in; NULL when none says it.
    sa.Column("average_salary_minor", sa.BigInteger),
    sa.Column("currency", sa.Text),
    _count("salaries_count"),
    _count("job_postings_count"),
    sa.Column("competition_level", sa.Numeric(3, 2)),
)

# How often what an owner's answers are made of has changed. Part of every cache key, so nothing stale is ever found.
revisions = sa.Table(
    "revisions",
    metadata,
    owned(primary_key=True),
    _count("ledger"),
    _count("activity"),
)
