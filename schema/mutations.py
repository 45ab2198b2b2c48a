"""Acts: every field says who may do it."""

import strawberry

from resolvers import alert_rules as resolve_alert_rules
from resolvers import alerts as resolve_alerts
from resolvers import dashboards as resolve_dashboards
from resolvers import erasures as resolve_erasures
from resolvers import events as resolve_events
from resolvers import goals as resolve_goals
from resolvers import imports as resolve_imports
from resolvers import keys as resolve_keys
from resolvers import links as resolve_links
from resolvers import moves as resolve_moves
from resolvers import pushes as resolve_pushes
from resolvers import quarantine as resolve_quarantine
from resolvers import reports as resolve_reports
from resolvers import skills as resolve_skills
from resolvers import users as resolve_users
from schema.alerts import (
    AcknowledgeAlertPayload,
    CreateAlertRulePayload,
    RemoveAlertRulePayload,
    SnoozeAlertPayload,
    UpdateAlertRulePayload,
)
from schema.applications import (
    AdvanceApplicationPayload,
    AnnotateApplicationPayload,
    CloseApplicationPayload,
    CorrectApplicationPayload,
    RecordApplicationPayload,
    ReopenApplicationPayload,
)
from schema.costs import Cost
from schema.dashboards import RemoveDashboardPayload, SaveDashboardPayload
from schema.erasures import EraseMyDataPayload
from schema.events import RecordEventsPayload
from schema.fields import done
from schema.goals import RemoveGoalPayload, SetGoalPayload
from schema.imports import ImportApplicationsPayload
from schema.links import ShareDashboardPayload, UnshareDashboardPayload
from schema.permissions import OperatesAndWrites
from schema.pushes import RegisterPushPayload, RemovePushPayload
from schema.quarantine import (
    DiscardQuarantinedEventsPayload,
    ReplayQuarantinedEventsPayload,
)
from schema.reports import GenerateReportPayload
from schema.users import CreateApiKeyPayload, RevokeApiKeyPayload, SetSkillsPayload, UpdateProfilePayload


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
    save_dashboard = done(
        resolve_dashboards.save_dashboard, SaveDashboardPayload, "Keep a dashboard, whole; 50 at most, and the default."
    )
    remove_dashboard = done(
        resolve_dashboards.remove_dashboard,
        RemoveDashboardPayload,
        "Take a dashboard away, and the link to it; the default one is again as it was in the beginning.",
    )
    share_dashboard = done(
        resolve_links.share_dashboard,
        ShareDashboardPayload,
        "Make a link by which anybody who has it may look at a dashboard without signing in: its name, tiles and "
        "numbers over its range, with the names in every tile that is split (companies, by COMPANY), and nothing else. "
        "It takes the place of the one there was.",
    )
    unshare_dashboard = done(
        resolve_links.unshare_dashboard, UnshareDashboardPayload, "Take the link to a dashboard back, at once."
    )
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
    register_push = done(
        resolve_pushes.register_push,
        RegisterPushPayload,
        "Have a browser told of your alerts while no page is open; 20 browsers at most. Again, it takes new keys.",
    )
    remove_push = done(resolve_pushes.remove_push, RemovePushPayload, "Have a browser told of nothing any more.")
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
