"""Questions: every field says who may ask it."""

import strawberry

from resolvers import activity as resolve_activity
from resolvers import alert_rules as resolve_alert_rules
from resolvers import alerts as resolve_alerts
from resolvers import applications as resolve_applications
from resolvers import dashboards as resolve_dashboards
from resolvers import funnels as resolve_funnels
from resolvers import goals as resolve_goals
from resolvers import jobs as resolve_jobs
from resolvers import links as resolve_links
from resolvers import metrics as resolve_metrics
from resolvers import nodes as resolve_nodes
from resolvers import performance as resolve_performance
from resolvers import platform as resolve_platform
from resolvers import quarantine as resolve_quarantine
from resolvers import reports as resolve_reports
from resolvers import silences as resolve_silences
from resolvers import skills as resolve_skills
from resolvers import summaries as resolve_summaries
from resolvers import transitions as resolve_transitions
from resolvers import users as resolve_users
from schema.activity import Activity
from schema.alerts import (
    AlertBacktest,
    AlertConnection,
    AlertRule,
)
from schema.applications import (
    ApplicationConnection,
)
from schema.costs import Cost
from schema.dashboards import Dashboard, SharedDashboard
from schema.fields import answered
from schema.funnels import Flow, Funnel, ResponseCurve
from schema.goals import Goal
from schema.jobs import JobConnection
from schema.metrics import Breakdown, TimeSeries, Trends
from schema.nodes import Node
from schema.performance import Performance
from schema.permissions import Analyses, Operates, Visits
from schema.platform import Platform
from schema.quarantine import (
    QuarantinedEventConnection,
)
from schema.reports import ReportConnection
from schema.silences import SilenceBand
from schema.skills import SkillAnalysis
from schema.summaries import Summary
from schema.transitions import TransitionConnection
from schema.users import Viewer


@strawberry.type(
    description="Questions. Every answer is about the viewer's own search, but for those about the whole platform."
)
class Query:
    """What can be asked."""

    viewer = answered(resolve_users.viewer, Viewer, "Who asks.", cost=Cost(own=1))
    node = answered(
        resolve_nodes.node, Node | None, "The object with this id; null when there is none, or it is not yours."
    )
    summary = answered(
        resolve_summaries.summary,
        Summary,
        "What became of the applications submitted in a range (ALL_TIME by default).",
    )
    metrics = answered(
        resolve_metrics.metrics,
        list[TimeSeries],
        "Metrics over a range (LAST_30_DAYS by default), in buckets of an interval (one that suits the range).",
        cost=Cost(own=10, per_item=5, by=("metrics",)),
    )
    trends = answered(
        resolve_metrics.trends, Trends, "How the search develops (LAST_90_DAYS by default).", cost=Cost(own=50)
    )
    breakdown = answered(
        resolve_metrics.breakdown,
        Breakdown,
        "A metric split by one to three dimensions, over a range (ALL_TIME by default).",
    )
    funnel = answered(
        resolve_funnels.funnel, Funnel, "How far the applications submitted in a range (ALL_TIME by default) ever got."
    )
    flow = answered(
        resolve_funnels.flow, Flow, "Which way the applications submitted in a range (ALL_TIME by default) went."
    )
    response_curve = answered(
        resolve_funnels.response_curve,
        ResponseCurve,
        "How the share that has an answer grows with the days since applying (ALL_TIME by default).",
    )
    applications = answered(
        resolve_applications.applications,
        ApplicationConnection,
        "Your applications, 20 a page by default and 1,000 at most.",
        cost=Cost(own=5, per_item=1),
    )
    transitions = answered(
        resolve_transitions.transitions,
        TransitionConnection,
        "Your ledger, all applications together: what happened last first, without what was corrected or taken back, "
        "20 a page by default and 100 at most.",
        cost=Cost(own=5, per_item=1),
    )
    silences = answered(
        resolve_silences.silences,
        list[SilenceBand],
        "Your open applications by how long their employers have said nothing, shortest first; those whose last move "
        "has no date are left out.",
    )
    jobs = answered(
        resolve_jobs.jobs,
        JobConnection,
        "The jobs of your log and the public postings, 20 a page by default and 100 at most.",
        cost=Cost(own=5, per_item=1),
    )
    skills = answered(
        resolve_skills.skills,
        SkillAnalysis,
        "What jobs ask for, what you can do, and what is missing.",
        cost=Cost(own=30),
    )
    reports = answered(
        resolve_reports.reports,
        ReportConnection,
        "Your reports, newest first, 20 a page by default and 100 at most.",
        cost=Cost(own=5, per_item=5),
    )
    goals = answered(resolve_goals.goals, list[Goal], "Your goals, oldest first.")
    dashboards = answered(
        resolve_dashboards.dashboards,
        list[Dashboard],
        "Your dashboards, the default one first, then oldest first; ask `dashboard` for the numbers of one.",
        cost=Cost(own=5, items=51),
    )
    dashboard = answered(
        resolve_dashboards.dashboard,
        Dashboard,
        "One dashboard with the numbers of all its tiles, over its own range unless another is given.",
        cost=Cost(own=5),
    )
    shared_dashboard = answered(
        resolve_links.shared_dashboard,
        SharedDashboard,
        "The dashboard that a link leads to, for whoever sends the link's token as `Authorization: Bearer`. No other "
        "question is answered to that token, and none when the link has ended, was taken back, or never was.",
        cost=Cost(own=5),
        permission=Visits,
    )
    alerts = answered(
        resolve_alerts.alerts,
        AlertConnection,
        "Your alerts, newest first, 20 a page by default and 100 at most.",
        cost=Cost(own=5, per_item=1),
    )
    alert_rules = answered(resolve_alert_rules.alert_rules, list[AlertRule], "Your rules for alerts, oldest first.")
    backtest_alert_rule = answered(
        resolve_alert_rules.backtest_alert_rule,
        AlertBacktest,
        "On which days that are over a rule would have raised an alert, before you make it.",
        cost=Cost(own=50),
    )
    activity = answered(
        resolve_activity.activity,
        Activity,
        "What you have just been doing, with your 20 newest events by default and 100 at most.",
        cost=Cost(own=5),
    )
    platform = answered(
        resolve_platform.platform,
        Platform,
        "The whole platform in numbers, without people, over a range of days of UTC (LAST_90_DAYS by default).",
        cost=Cost(own=30),
        permission=Analyses,
    )
    performance = answered(
        resolve_performance.measure,
        Performance,
        "How the system itself fares, over a range (LAST_7_DAYS by default).",
        cost=Cost(own=10),
        permission=Operates,
    )
    quarantine = answered(
        resolve_quarantine.quarantine,
        QuarantinedEventConnection,
        "Events that could not be taken, newest first, 20 a page by default and 100 at most.",
        cost=Cost(own=5, per_item=1),
        permission=Operates,
    )
