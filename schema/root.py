"""The roots of the schema: every field says who may ask it."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from resolvers import activity as resolve_activity
from resolvers import alert_rules as resolve_alert_rules
from resolvers import alerts as resolve_alerts
from resolvers import applications as resolve_applications
from resolvers import erasures as resolve_erasures
from resolvers import events as resolve_events
from resolvers import funnels as resolve_funnels
from resolvers import goals as resolve_goals
from resolvers import imports as resolve_imports
from resolvers import jobs as resolve_jobs
from resolvers import keys as resolve_keys
from resolvers import metrics as resolve_metrics
from resolvers import moves as resolve_moves
from resolvers import nodes as resolve_nodes
from resolvers import performance as resolve_performance
from resolvers import platform as resolve_platform
from resolvers import quarantine as resolve_quarantine
from resolvers import reports as resolve_reports
from resolvers import skills as resolve_skills
from resolvers import summaries as resolve_summaries
from resolvers import users as resolve_users
from schema import enums as _registered  # noqa: F401 - importing it registers the enums
from schema.activity import Activity
from schema.alerts import (
    AcknowledgeAlertPayload,
    Alert,
    AlertBacktest,
    AlertConnection,
    AlertRule,
    CreateAlertRulePayload,
    RemoveAlertRulePayload,
    SnoozeAlertPayload,
    UpdateAlertRulePayload,
)
from schema.applications import (
    AdvanceApplicationPayload,
    AnnotateApplicationPayload,
    Application,
    ApplicationConnection,
    CloseApplicationPayload,
    CorrectApplicationPayload,
    RecordApplicationPayload,
    ReopenApplicationPayload,
)
from schema.costs import Cost
from schema.erasures import EraseMyDataPayload
from schema.events import RecordEventsPayload
from schema.fields import answered, done
from schema.funnels import Flow, Funnel, ResponseCurve
from schema.goals import Goal, RemoveGoalPayload, SetGoalPayload
from schema.imports import ImportApplicationsPayload
from schema.jobs import Company, Job, JobConnection
from schema.metrics import Breakdown, TimeSeries, Trends
from schema.nodes import Node
from schema.performance import Performance
from schema.permissions import Analyses, Operates, OperatesAndWrites
from schema.platform import Platform
from schema.quarantine import (
    DiscardQuarantinedEventsPayload,
    QuarantinedEventConnection,
    ReplayQuarantinedEventsPayload,
)
from schema.reports import GenerateReportPayload, Report, ReportConnection
from schema.scalars import SCALARS
from schema.skills import SkillAnalysis
from schema.subscriptions import Subscription
from schema.summaries import Summary
from schema.users import CreateApiKeyPayload, RevokeApiKeyPayload, SetSkillsPayload, UpdateProfilePayload, Viewer


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


@strawberry.type(description="What you may do. A refused mutation changes nothing and says why in `errors`.")
class Mutation:
    """What can be done."""

    record_events = done(
        resolve_events.record_events,
        RecordEventsPayload,
        "Take events in; each gets a verdict, and what is accepted counts exactly once.",
        cost=Cost(own=50),
    )
    record_application = done(
        resolve_moves.record_application,
        RecordApplicationPayload,
        "Record a new application, or a job saved for later.",
    )
    advance_application = done(
        resolve_moves.advance_application, AdvanceApplicationPayload, "Record that an application has come further."
    )
    close_application = done(
        resolve_moves.close_application, CloseApplicationPayload, "Record how an application ended."
    )
    reopen_application = done(
        resolve_moves.reopen_application, ReopenApplicationPayload, "Record that an ended application is open again."
    )
    correct_application = done(
        resolve_moves.correct_application, CorrectApplicationPayload, "Correct or retract an entry of the ledger."
    )
    annotate_application = done(
        resolve_moves.annotate_application, AnnotateApplicationPayload, "Change source, résumé version or notes."
    )
    import_applications = done(
        resolve_imports.import_applications,
        ImportApplicationsPayload,
        "Import a log of applications; importing it again adds only what is new.",
        cost=Cost(own=500),
    )
    generate_report = done(
        resolve_reports.generate_report,
        GenerateReportPayload,
        "Make a report of a week or a month, and keep it.",
        cost=Cost(own=100),
    )
    set_skills = done(resolve_skills.set_skills, SetSkillsPayload, "Replace your skills.")
    update_profile = done(resolve_users.update_profile, UpdateProfilePayload, "Change your settings.")
    set_goal = done(resolve_goals.set_goal, SetGoalPayload, "Set a goal, or change its target.")
    remove_goal = done(resolve_goals.remove_goal, RemoveGoalPayload, "Take a goal away.")
    create_alert_rule = done(
        resolve_alert_rules.create_alert_rule, CreateAlertRulePayload, "Make a rule for alerts; 50 at most."
    )
    update_alert_rule = done(resolve_alert_rules.update_alert_rule, UpdateAlertRulePayload, "Change a rule for alerts.")
    remove_alert_rule = done(
        resolve_alert_rules.remove_alert_rule, RemoveAlertRulePayload, "Take a rule away; its alerts stay."
    )
    acknowledge_alert = done(resolve_alerts.acknowledge_alert, AcknowledgeAlertPayload, "Say that an alert was seen.")
    snooze_alert = done(
        resolve_alerts.snooze_alert, SnoozeAlertPayload, "Put an alert aside for a while; its rule is quiet as long."
    )
    create_api_key = done(
        resolve_keys.create_api_key, CreateApiKeyPayload, "Make an API key; its secret is shown once."
    )
    revoke_api_key = done(resolve_keys.revoke_api_key, RevokeApiKeyPayload, "Switch an API key off for good.")
    replay_quarantined_events = done(
        resolve_quarantine.replay_quarantined_events,
        ReplayQuarantinedEventsPayload,
        "Try held events again, by the rules for past events; those that pass count, the others stay.",
        cost=Cost(own=500),
        permission=OperatesAndWrites,
    )
    discard_quarantined_events = done(
        resolve_quarantine.discard_quarantined_events,
        DiscardQuarantinedEventsPayload,
        "Throw held events away. It cannot be undone.",
        cost=Cost(own=50),
        permission=OperatesAndWrites,
    )
    erase_my_data = done(
        resolve_erasures.erase_my_data,
        EraseMyDataPayload,
        "Erase everything about you, and your account. It cannot be undone.",
        cost=Cost(own=500),
    )


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Alert, AlertRule, Application, Job, Company, Goal, Report, Viewer],
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS),
)
