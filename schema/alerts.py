"""Alerts and the rules that raise them."""

from datetime import datetime

import strawberry

from domain import alerts as domain
from domain.alerts import AlertCondition, AlertDelivery, AlertPriority, AlertStatus
from domain.dimensions import Dimension
from domain.metrics import Metric
from domain.periods import Interval
from realtime.alerts import ALERT_RAISED
from resolvers import alert_rules as rules
from resolvers import alerts as resolve
from schema.connections import PageInfo
from schema.costs import METADATA_KEY, Cost
from schema.errors import payload
from schema.nodes import Node, identified
from schema.topics import Topics

RAISED = Topics(names=frozenset({ALERT_RAISED}), is_delta=True)


@strawberry.type(description="Hours of your wall in which no alert is raised.")
class QuietHours:
    """From and until."""

    from_hour: int = strawberry.field(description="The full hour at which they begin, 0 to 23.")
    until_hour: int = strawberry.field(description="The full hour at which they end, 0 to 23.")


@strawberry.type(description="One dimension of a rule's filter.")
class Narrowing:
    """By and values."""

    by: Dimension = strawberry.field(description="Which property of applications.")
    values: list[str] = strawberry.field(description="The values that are kept.")


@strawberry.type(description="When an alert is raised: a metric expression, a condition on it, and manners.")
class AlertRule(Node):
    """A rule."""

    id: strawberry.ID = identified("AlertRule")
    name: str = strawberry.field(description="What its owner calls it.")
    metric: Metric | None = strawberry.field(description="Which metric; null for MARKET, which is about postings.")
    filter = strawberry.field(
        rules.narrowings,
        graphql_type=list[Narrowing],
        description="Of which applications; of all when it is empty.",
        metadata={METADATA_KEY: Cost(own=0)},
    )
    interval: Interval = strawberry.field(description="How wide a reading is.")
    condition: AlertCondition = strawberry.field(description="What has to be so.")
    threshold: float = strawberry.field(description="What the condition is held against; it says in which unit.")

    consecutive: int = strawberry.field(description="After how many readings in a row.")
    cooldown_hours: int = strawberry.field(description="How many hours lie between two alerts of the rule at least.")
    quiet_hours: QuietHours | None = strawberry.field(
        description="When no alert is raised; null when there is no such time."
    )
    delivery: AlertDelivery = strawberry.field(description="At once, or with the others in the morning.")
    has_small_samples: bool = strawberry.field(description="Whether rates of fewer than five may raise it.")
    is_enabled: bool = strawberry.field(description="Whether it raises alerts at all.")
    is_default: bool = strawberry.field(description="Whether every account has it.")
    created_at: datetime | None = strawberry.field(description="When it was made (UTC); null while it is not kept.")

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain.AlertRule)


@strawberry.type(description="A range of usual values.")
class ExpectedRange:
    """Both ends."""

    low: float = strawberry.field(description="The least that is usual.")
    high: float = strawberry.field(description="The most that is usual.")


@strawberry.type(description="So many out of so many.")
class AlertSample:
    """Numerator and denominator."""

    numerator: int = strawberry.field(description="How many.")
    denominator: int = strawberry.field(description="Out of how many: applications of a rate, the target of a goal.")


@strawberry.type(description="The numbers that made a rule fire, as they were then.")
class AlertEvidence:
    """What was found."""

    value: float = strawberry.field(
        description="What was read: of the metric, days of SILENCE, percent of GOAL_BEHIND, postings of MARKET."
    )
    threshold: float = strawberry.field(description="What the rule held it against.")
    previous: float | None = strawberry.field(
        description="What it was compared with: the reading before, or the even pace of a goal; null without one."
    )
    bucket_at: datetime = strawberry.field(
        name="startsAt",
        description="Start of what was read (UTC): a bucket, the goal's interval, the last day before a silence.",
    )

    expected: ExpectedRange | None = strawberry.field(
        description="What was expected of an ANOMALY; null for other conditions."
    )
    sample: AlertSample | None = strawberry.field(description="What a rate or a goal counted; null for anything else.")


@strawberry.type(description="A rule has fired: told once, with the numbers that made it.")
class Alert(Node):
    """An alert."""

    id: strawberry.ID = identified("Alert")
    rule: AlertRule = strawberry.field(description="The rule as it is now, also when it was taken away since.")
    type: AlertCondition = strawberry.field(description="The condition that was met.")
    priority: AlertPriority = strawberry.field(description="How much it matters to read it soon.")
    title: str = strawberry.field(description="What kind of alert it is, in a few words.")
    message: str = strawberry.field(description="What happened, in plain words.")
    action_url: str = strawberry.field(description="Where to go, as a path on the platform.")
    finding: AlertEvidence = strawberry.field(name="evidence", description="The numbers that made the rule fire.")
    status = strawberry.field(
        resolve.status,
        graphql_type=AlertStatus,
        description="What you did about it.",
        metadata={METADATA_KEY: Cost(own=0)},
    )
    raised_at: datetime = strawberry.field(description="When it was due: found, but not in quiet hours (UTC).")
    acknowledged_at: datetime | None = strawberry.field(description="When it was seen (UTC); null before.")
    snoozed_until: datetime | None = strawberry.field(
        name="snoozeEndsAt", description="Until when it is or was put aside (UTC); null when it never was."
    )

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain.Alert)


@strawberry.type(description="An alert and its place in the list.")
class AlertEdge:
    """Item and cursor."""

    node: Alert = strawberry.field(description="The alert.")
    cursor: str = strawberry.field(description="Where it stands; pass it as `after` to go on from here.")


@strawberry.type(description="A page of alerts.")
class AlertConnection:
    """Items and where they stand."""

    edges: list[AlertEdge] = strawberry.field(description="The alerts with their cursors.")
    nodes: list[Alert] = strawberry.field(description="The alerts alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")


@strawberry.type(description="An alert that a rule would have raised.")
class AlertFiring:
    """When, and why."""

    raised_at: datetime = strawberry.field(description="When it would have been raised (UTC).")
    message: str = strawberry.field(description="What it would have said.")
    finding: AlertEvidence = strawberry.field(name="evidence", description="The numbers, as they are known today.")


@strawberry.type(description="What a rule would have raised on days that are over.")
class AlertBacktest:
    """Firings."""

    days: int = strawberry.field(description="Over how many days up to today.")
    firings: list[AlertFiring] = strawberry.field(
        description="What it would have raised, the first first.", metadata={METADATA_KEY: Cost(own=0, items=50)}
    )


@strawberry.type(description="Alerts that were raised.")
class AlertChange:
    """Alerts."""

    alerts: list[Alert] = strawberry.field(
        description="Those raised since what you have seen, newest first. A snapshot has the 20 newest: ask `alerts` "
        "for the others.",
        metadata={METADATA_KEY: Cost(own=0, per_item=1, items=20)},
    )
    sequence: str = strawberry.field(
        description="Which state this is; pass the last one you have seen as `after` to go on."
    )
    is_snapshot: bool = strawberry.field(
        description="Whether it does not go on from what you have seen: put it in the place of all you have."
    )


CreateAlertRulePayload = payload("CreateAlertRule", "alertRule", AlertRule, "The rule; null when there are errors.")
UpdateAlertRulePayload = payload("UpdateAlertRule", "alertRule", AlertRule, "The rule; null when there are errors.")
RemoveAlertRulePayload = payload(
    "RemoveAlertRule", "alertRule", AlertRule, "The rule that was taken away; null when there are errors."
)
AcknowledgeAlertPayload = payload("AcknowledgeAlert", "alert", Alert, "The alert; null when there are errors.")
SnoozeAlertPayload = payload("SnoozeAlert", "alert", Alert, "The alert; null when there are errors.")
