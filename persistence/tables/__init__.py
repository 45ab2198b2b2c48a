"""The tables, in one place; migrations/ brings a database to this shape and a test compares the two."""

from persistence.tables.alerts import alert_rules, alerts
from persistence.tables.dashboards import dashboards
from persistence.tables.events import erasures, event_ids, events, inbox, quarantine, retired_months
from persistence.tables.pushes import pushes
from persistence.tables.rollups import (
    active_users,
    activity_spans,
    daily_user_metrics,
    job_market_trends,
    operation_hours,
    platform_daily,
    revisions,
    sessions,
)
from persistence.tables.searches import (
    UNDATED,
    api_keys,
    applications,
    companies,
    goals,
    idempotency_keys,
    job_skills,
    jobs,
    profile_skills,
    reports,
    transitions,
    users,
)
from persistence.tables.shared import Instant, metadata

__all__ = [
    "UNDATED", "Instant", "active_users", "activity_spans", "alert_rules", "alerts", "api_keys", "applications",
    "companies", "daily_user_metrics", "dashboards", "erasures", "event_ids", "events", "goals", "idempotency_keys",
    "inbox", "job_market_trends", "job_skills", "jobs", "metadata", "operation_hours", "platform_daily",
    "profile_skills", "pushes", "quarantine", "reports", "retired_months", "revisions", "sessions", "transitions",
    "users",
]  # fmt: skip
