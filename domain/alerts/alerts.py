"""Alerts: what made a rule fire, kept once, and what its owner did about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alerts.rules import AlertCondition, AlertRule


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


def priority_of(condition: AlertCondition) -> AlertPriority:
    """How much alerts of this condition matter."""
    return _PRIORITIES.get(condition, AlertPriority.NORMAL)


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

    def status(self, now: datetime) -> AlertStatus:
        """What its owner did about it, as of `now`."""
        if self.acknowledged_at is not None:
            return AlertStatus.ACKNOWLEDGED
        is_snoozed = self.snoozed_until is not None and self.snoozed_until > now
        return AlertStatus.SNOOZED if is_snoozed else AlertStatus.ACTIVE
