"""The root of what can be followed: every field says who may, what it costs, and what changes its answer."""

import strawberry

from resolvers import alerts as resolve_alerts
from resolvers import changes as resolve
from resolvers import dashboards as resolve_dashboards
from resolvers import reports as resolve_reports
from schema.alerts import RAISED, AlertChange
from schema.changes import (
    ACTIVITY,
    MOVES,
    PLATFORM,
    SUMMARY,
    ActivityChange,
    ApplicationChange,
    MetricsChange,
    PlatformChange,
    SummaryChange,
    of_asked_metrics,
)
from schema.costs import Cost
from schema.dashboards import TILES, DashboardChange
from schema.fields import followed
from schema.permissions import Analyses
from schema.reports import MADE, ReportChange


@strawberry.type(
    description="What you may follow. The first answer is the present state; another comes when it has changed."
)
class Subscription:
    """What can be followed: each field yields the state now, once."""

    metrics_changed = followed(
        resolve.metrics_changed,
        MetricsChange,
        "Metrics over a range have changed; as `metrics` answers.",
        topics=of_asked_metrics,
        cost=Cost(own=10, per_item=5, by=("metrics",)),
    )
    summary_changed = followed(
        resolve.summary_changed,
        SummaryChange,
        "The summary of a range has changed; as `summary` answers.",
        topics=SUMMARY,
    )
    application_changed = followed(
        resolve.application_changed,
        ApplicationChange,
        "Applications were recorded or have moved: those with new entries in their ledgers.",
        topics=MOVES,
        cost=Cost(own=5),
    )
    alert_raised = followed(
        resolve_alerts.alert_raised,
        AlertChange,
        "Alerts were raised.",
        topics=RAISED,
        cost=Cost(own=5),
    )
    dashboard_changed = followed(
        resolve_dashboards.dashboard_changed,
        DashboardChange,
        "What a dashboard shows, or the dashboard itself, has changed; as `dashboard` answers. It ends with NOT_FOUND "
        "when the dashboard is taken away.",
        topics=TILES,
        cost=Cost(own=5),
    )
    report_changed = followed(
        resolve_reports.report_changed,
        ReportChange,
        "A report as it was kept. Nothing changes it: a week that is not over, asked for again, is another report. It "
        "ends with NOT_FOUND when it is not there any more, because the account was erased.",
        topics=MADE,
        cost=Cost(own=5, per_item=5),
    )
    activity_changed = followed(
        resolve.activity_changed,
        ActivityChange,
        "You have done something; as `activity` answers.",
        topics=ACTIVITY,
        cost=Cost(own=5),
    )
    platform_changed = followed(
        resolve.platform_changed,
        PlatformChange,
        "Something has happened on the platform; as `platform` answers, once a second at most.",
        topics=PLATFORM,
        cost=Cost(own=30),
        permission=Analyses,
    )
