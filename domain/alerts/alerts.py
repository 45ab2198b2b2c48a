"""Alerts: what made a rule fire, kept once, and what its owner did about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alert_rules import AlertCondition, AlertRule
from domain.alerts.anomalies import Expected


class AlertPriority(StrEnum):
    """How much it matters that it is read soon."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"


class AlertStatus(StrEnum):
    """Whether its owner still has to look."""

    ACTIVE = "ACTIVE"
    SNOOZED = "SNOOZED"
    ACKNOWLEDGED = "ACKNOWLEDGED"


_PRIORITIES = {AlertCondition.INTERVIEW: AlertPriority.HIGH, AlertCondition.MARKET: AlertPriority.LOW}


@dataclass(frozen=True, slots=True)
class Sample:
    """So many out of so many."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's condition is met. `bucket_at` (UTC) and `subject` are what a rule fires about, once.

    `previous` is what a CHANGE is against. `low` and `high` are what was expected of an ANOMALY. `numerator` of
    `denominator` are there for rates. `at` (UTC) is when the reading was complete, or the moment of looking.
    """

    bucket_at: datetime
    at: datetime
    value: float
    threshold: float
    subject: str = ""
    previous: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def expected(self) -> Expected | None:
        """What was expected, of an ANOMALY."""
        return None if self.low is None or self.high is None else Expected(self.low, self.high)

    @property
    def sample(self) -> Sample | None:
        """What was counted, of a rate or a goal."""
        if self.numerator is None or self.denominator is None:
            return None
        return Sample(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Alert:
    """A firing as it was kept; `number` counts what was raised for its owner, `raised_at` is UTC as all else."""

    id: int
    number: int
    rule: AlertRule
    finding: Finding
    title: str
    message: str
    action_url: str
    raised_at: datetime
    acknowledged_at: datetime | None = None
    snoozed_until: datetime | None = None

    @property
    def type(self) -> AlertCondition:
        """The condition that was met."""
        return self.rule.condition

    @property
    def priority(self) -> AlertPriority:
        """How much it matters that it is read soon."""
        return _PRIORITIES.get(self.rule.condition, AlertPriority.NORMAL)

    def status(self, now: datetime) -> AlertStatus:
        """What its owner did about it, as of `now`."""
        if self.acknowledged_at is not None:
            return AlertStatus.ACKNOWLEDGED
        is_snoozed = self.snoozed_until is not None and self.snoozed_until > now
        return AlertStatus.SNOOZED if is_snoozed else AlertStatus.ACTIVE
