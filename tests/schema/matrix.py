"""The matrix of everything that can be asked, done and followed, and who may."""

from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from domain.access import Role
from schema.root import schema

BUILT = schema._schema
QUERY, MUTATION, SUBSCRIPTION = (BUILT.type_map[name] for name in ("Query", "Mutation", "Subscription"))
assert isinstance(QUERY, GraphQLObjectType)
assert isinstance(MUTATION, GraphQLObjectType)
assert isinstance(SUBSCRIPTION, GraphQLObjectType)
ROOTS = {name: field.type for name, field in QUERY.fields.items()}
CHANGES = set(MUTATION.fields)
FOLLOWS = {name: field.type for name, field in SUBSCRIPTION.fields.items()}
MARKER = "zqbmarker"
TABLES = {
    "alert_rules": "AlertRule",
    "alerts": "Alert",
    "dashboards": "Dashboard",
    "applications": "Application",
    "jobs": "Job",
    "companies": "Company",
    "transitions": "Transition",
    "goals": "Goal",
    "reports": "Report",
    "api_keys": "ApiKey",
    "users": "User",
}


# Everything that can be asked: a field without an entry fails the first test.


def selection(kind: GraphQLOutputType, depth: int = 4) -> str:
    """Every field of a type that needs no argument, so deep."""
    named = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    if isinstance(named, GraphQLInterfaceType):
        return "{ __typename id }"
    assert isinstance(named, GraphQLObjectType)
    told = []
    for name, field in named.fields.items():
        inner = get_named_type(field.type)
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        if is_leaf_type(inner) or depth > 1:
            told.append(f"{name} {selection(field.type, depth - 1)}")
    return "{ __typename " + " ".join(told) + " }"


QUESTIONS: dict[str, list[str]] = {
    "viewer": [""],
    "node": [],  # every id that there is: see below
    "summary": ["(range: {period: ALL_TIME})"],
    "metrics": [
        "(metrics: [APPLICATIONS, RESPONSES, JOB_VIEWS, SESSIONS, OPEN_APPLICATIONS, RESPONSE_RATE], "
        "range: {period: ALL_TIME}, interval: MONTH)",
        f'(metrics: [APPLICATIONS], filter: {{companies: ["{MARKER}"], sources: ["{MARKER}"]}})',
    ],
    "trends": ["(range: {period: ALL_TIME}, interval: MONTH)", f'(industry: "{MARKER}", location: "{MARKER}")'],
    "breakdown": [
        f"(metric: APPLICATIONS, by: [{dimension}], first: 100)"
        for dimension in ("SOURCE", "COMPANY", "INDUSTRY", "LOCATION", "ROLE", "RESUME_VERSION", "SALARY_BAND")
    ],
    "funnel": ["", f'(filter: {{companies: ["{MARKER}"]}})'],
    "flow": ["", f'(filter: {{sources: ["{MARKER}"]}})'],
    "responseCurve": ["", f'(filter: {{roles: ["{MARKER}"]}})'],
    "skills": ["(first: 50)"],
    "applications": ["(first: 20)", f'(first: 20, filter: {{search: "{MARKER}"}})', "(last: 20, orderBy: LAST_MOVED)"],
    "transitions": ["(first: 20)"],
    "silences": ["", f'(filter: {{companies: ["{MARKER}"]}})'],
    "jobs": ["(first: 20)", f'(first: 20, filter: {{search: "{MARKER}"}})', "(first: 20, filter: {isOwn: true})"],
    "goals": [""],
    "dashboards": [""],
    "dashboard": ["", "(range: {period: ALL_TIME})"],
    "sharedDashboard": [],  # by a link alone: see tests/journeys/test_links.py
    "alerts": ["(first: 20)", "(status: ACTIVE)"],
    "alertRules": [""],
    "backtestAlertRule": [
        f'(input: {{name: "{MARKER}", metric: APPLICATIONS, condition: ABOVE, threshold: 0}}, days: 365)',
        f'(input: {{name: "x", metric: OFFERS, condition: ABOVE, threshold: 0, filter: {{roles: ["{MARKER}"]}}}})',
    ],
    "activity": ["(first: 100)"],
    "reports": ["(first: 5)"],
    "platform": ["(range: {period: ALL_TIME})"],
    "performance": ["", "(range: {period: ALL_TIME})"],
    "quarantine": ["", f'(first: 5, reason: TOO_OLD, name: "{MARKER}")'],
}

# The numbers of every dashboard at once are too much to ask for.
DEPTHS = {"dashboards": 2}

FOLLOWED: dict[str, list[str]] = {
    "metricsChanged": QUESTIONS["metrics"][:1],
    "summaryChanged": ["(range: {period: ALL_TIME})", '(after: "0.0")'],
    "applicationChanged": ["", '(after: "0")', '(after: "1")'],
    "dashboardChanged": ["", "(range: {period: ALL_TIME})"],
    "reportChanged": ['(id: "$Report")'],  # of one's own
    "alertRaised": ["", '(after: "0")'],
    "activityChanged": ["(first: 100)"],
    "platformChanged": ["(range: {period: ALL_TIME})"],
}

# What not everybody may ask, and the least role for it.
NEEDED = {"platform": Role.ANALYST, "performance": Role.OPERATOR, "quarantine": Role.OPERATOR}
OPERATED = {"replayQuarantinedEvents", "discardQuarantinedEvents"}

# Every mutation as asked about what is somebody else's ($…), and whether it must be refused; without an entry, fail.
Given = dict[str, Any]
FOREIGN: dict[str, list[tuple[Given, bool | str]]] = {
    "recordEvents": [
        (
            {
                "input": {
                    "events": [
                        {"name": "job_view", "occurredAt": "2026-02-01T12:00Z", "sessionId": "s", "userId": MARKER}
                    ]
                }
            },
            False,
        )
    ],
    "recordApplication": [
        ({"input": {"jobId": "$Job"}}, True),
        ({"input": {"jobId": "$Application"}}, True),
        ({"input": {"job": {"title": MARKER, "company": MARKER, "location": MARKER}}}, False),
    ],
    "advanceApplication": [({"id": "$Application", "input": {"stage": "OFFERED"}}, True)],
    "closeApplication": [({"id": "$Application", "input": {"outcome": "REJECTED"}}, True)],
    "reopenApplication": [({"id": "$Application", "input": {}}, True)],
    "correctApplication": [
        ({"id": "$Application", "input": {"transitionId": "$Transition", "retract": True}}, True),
        ({"id": "$own", "input": {"transitionId": "$Transition", "retract": True}}, True),
    ],
    "annotateApplication": [({"id": "$Application", "input": {"notes": "mine now"}}, True)],
    "importApplications": [
        ({"input": {"content": f"Company,Title,Date Applied\n{MARKER},{MARKER},2026-02-01\n"}}, False)
    ],
    "setSkills": [({"input": {"skills": ["Python"]}}, False)],
    "updateProfile": [({"input": {"weekStart": 7}}, False)],
    "setGoal": [({"input": {"metric": "APPLICATIONS", "interval": "WEEK", "target": 3}}, False)],
    "removeGoal": [({"id": "$Goal"}, True), ({"id": "$Application"}, True)],
    "saveDashboard": [
        ({"id": "$Dashboard", "input": {"name": "mine now", "tiles": []}}, True),
        ({"id": "$Application", "input": {"name": "mine now", "tiles": []}}, True),
        ({"input": {"name": "mine", "tiles": []}}, False),
    ],
    "removeDashboard": [({"id": "$Dashboard"}, True)],
    "shareDashboard": [({"id": "$Dashboard"}, True), ({"id": "$Application"}, True)],
    "unshareDashboard": [({"id": "$Dashboard"}, True)],
    "createAlertRule": [
        ({"input": {"name": "mine", "metric": "APPLICATIONS", "condition": "ABOVE", "threshold": 5}}, False)
    ],
    "updateAlertRule": [({"id": "$AlertRule", "input": {"name": "mine now"}}, True)],
    "removeAlertRule": [({"id": "$AlertRule"}, True)],
    "acknowledgeAlert": [({"id": "$Alert"}, True)],
    "snoozeAlert": [({"id": "$Alert", "input": {"endsAt": "2026-03-01T12:00Z"}}, "INVALID_INPUT")],
    "generateReport": [({"input": {"kind": "WEEKLY"}}, False)],
    "createApiKey": [({"input": {"name": "mine"}}, False)],
    "revokeApiKey": [({"id": "$ApiKey"}, True)],
    # Where it is Bob's, and nobody but a browser has the keys.
    "registerPush": [
        ({"input": {"endpoint": f"https://push.example/{MARKER}", "p256dh": "BA", "auth": "AA"}}, "INVALID_INPUT")
    ],
    "removePush": [({"input": {"endpoint": f"https://push.example/{MARKER}"}}, True)],
    "eraseMyData": [({"input": {"confirm": MARKER}}, "INVALID_INPUT")],
    "replayQuarantinedEvents": [
        ({"input": {"ids": ["$Application"]}}, True),
        ({"input": {"reason": "TOO_OLD"}}, False),
    ],
    "discardQuarantinedEvents": [({"input": {"ids": ["$Application"]}}, True)],
}
