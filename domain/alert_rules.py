"""Rules: a metric expression, a condition on it, and manners."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import isfinite

from domain.dimensions import EVERYTHING, MetricFilter
from domain.errors import Refusal
from domain.metrics import REGISTRY, Metric, Unit
from domain.periods import Interval

MOST_CONSECUTIVE = 10
MOST_COOLDOWN_HOURS = 24 * 31
LONGEST_SILENCE = 365
LONGEST_NAME = 100


class AlertCondition(StrEnum):
    """What has to be so. The last two are of rules that every account has."""

    ABOVE = "ABOVE"
    BELOW = "BELOW"
    CHANGE = "CHANGE"
    GOAL_BEHIND = "GOAL_BEHIND"
    ANOMALY = "ANOMALY"
    SILENCE = "SILENCE"
    INTERVIEW = "INTERVIEW"
    MARKET = "MARKET"


class AlertDelivery(StrEnum):
    """When an alert is raised."""

    INSTANT = "INSTANT"
    DIGEST = "DIGEST"


BUILT_IN = frozenset({AlertCondition.INTERVIEW, AlertCondition.MARKET})
"""Conditions that nobody can make a rule of: they are about more than a metric."""

ONCE = BUILT_IN | {AlertCondition.GOAL_BEHIND, AlertCondition.SILENCE}
"""Conditions that look at one state, not at readings one after the other."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one full hour of the owner's wall up to another, 0 to 23; across midnight where it is the smaller."""

    from_hour: int
    until_hour: int

    def __post_init__(self) -> None:
        """Refuse hours that no clock shows, and a whole day."""
        for name, hour in (("fromHour", self.from_hour), ("untilHour", self.until_hour)):
            if not 0 <= hour <= 23:
                raise Refusal(f"`{name}` is {hour}: give an hour from 0 to 23.", path=("quietHours", name))
        if self.from_hour == self.until_hour:
            message = "Quiet hours that end when they begin are a whole day: switch the rule off instead."
            raise Refusal(message, path=("quietHours", "untilHour"))

    def cover(self, hour: int) -> bool:
        """Whether it is quiet in this hour of the day."""
        return (hour - self.from_hour) % 24 < (self.until_hour - self.from_hour) % 24


@dataclass(frozen=True, slots=True)
class Manners:
    """How a rule behaves: after how many readings in a row, how often at most, when not, at once or in a digest."""

    consecutive: int = 1
    cooldown_hours: int = 24
    quiet: QuietHours | None = None
    delivery: AlertDelivery = AlertDelivery.INSTANT


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One owner's rule; `metric` is None for MARKET only.

    `threshold` is a value of the metric for ABOVE and BELOW; a share for CHANGE and MARKET (0.3: by 30 %); whole
    percent for GOAL_BEHIND; days for SILENCE; for ANOMALY how many robust standard deviations are still usual.
    `default` names one of those that every account has.
    """

    id: int
    name: str
    metric: Metric | None
    condition: AlertCondition
    threshold: float
    interval: Interval = Interval.DAY
    filter: MetricFilter = field(default=EVERYTHING)
    manners: Manners = Manners()
    has_small_samples: bool = False
    is_enabled: bool = True
    default: str | None = None
    created_at: datetime | None = None

    @property
    def is_default(self) -> bool:
        """Whether every account has it."""
        return self.default is not None

    @property
    def consecutive(self) -> int:
        """Of the manners."""
        return self.manners.consecutive

    @property
    def cooldown_hours(self) -> int:
        """Of the manners."""
        return self.manners.cooldown_hours

    @property
    def quiet_hours(self) -> QuietHours | None:
        """Of the manners."""
        return self.manners.quiet

    @property
    def delivery(self) -> AlertDelivery:
        """Of the manners."""
        return self.manners.delivery


def check(rule: AlertRule) -> None:
    """Refusal, with the way to the input, for a rule that could not be kept."""
    if not 1 <= len(rule.name) <= LONGEST_NAME:
        raise Refusal(f"`name` needs 1 to {LONGEST_NAME} characters.", path=("name",))
    _check_threshold(rule)
    _check_interval(rule)
    _check_manners(rule)
    if rule.metric is None:
        return
    declared = REGISTRY[rule.metric]
    if not rule.filter.is_empty and not declared.is_about_applications:
        message = f"{rule.metric} counts events, which have no properties of applications: leave out `filter` for it."
        raise Refusal(message, path=("filter",))


def _check_threshold(rule: AlertRule) -> None:
    low, high = _LIMITS[rule.condition]
    if not isfinite(rule.threshold) or not low <= rule.threshold <= high:
        wanted = f"{_MEANS[rule.condition]} from {low:g} to {high:,g}"
        raise Refusal(f"`threshold` is {rule.threshold:g}: give {wanted}.", path=("threshold",))
    is_whole = rule.condition in (AlertCondition.SILENCE, AlertCondition.GOAL_BEHIND)
    if is_whole and rule.threshold != int(rule.threshold):
        raise Refusal(f"`threshold` is {rule.threshold:g}: give a whole number.", path=("threshold",))


def _check_interval(rule: AlertRule) -> None:
    by_day = (AlertCondition.ANOMALY, AlertCondition.SILENCE)
    if rule.condition in by_day and rule.interval is not Interval.DAY:
        raise Refusal(f"{rule.condition} looks at days: choose DAY as `interval`.", path=("interval",))
    if rule.interval is Interval.HOUR:
        raise Refusal("A rule looks at a DAY, a WEEK or a MONTH: choose one as `interval`.", path=("interval",))
    if rule.metric is None or rule.condition not in (AlertCondition.SILENCE, AlertCondition.GOAL_BEHIND):
        return
    if REGISTRY[rule.metric].unit is not Unit.COUNT or rule.metric is Metric.OPEN_APPLICATIONS:
        message = f"{rule.metric} is no count of what happens, which {rule.condition} needs: choose a count."
        raise Refusal(message, path=("metric",))


def _check_manners(rule: AlertRule) -> None:
    manners = rule.manners
    most = 1 if rule.condition in ONCE else MOST_CONSECUTIVE
    if not 1 <= manners.consecutive <= most:
        message = f"`consecutive` is {manners.consecutive}: give 1 to {most}."
        if most == 1:
            message = f"{rule.condition} has no readings one after the other: give 1 as `consecutive`, or leave it out."
        raise Refusal(message, path=("consecutive",))
    if not 0 <= manners.cooldown_hours <= MOST_COOLDOWN_HOURS:
        message = f"`cooldownHours` is {manners.cooldown_hours}: give 0 to {MOST_COOLDOWN_HOURS}."
        raise Refusal(message, path=("cooldownHours",))


_LARGEST = 1e9
_LIMITS = {
    AlertCondition.ABOVE: (-_LARGEST, _LARGEST),
    AlertCondition.BELOW: (-_LARGEST, _LARGEST),
    AlertCondition.CHANGE: (0.01, 100.0),
    AlertCondition.GOAL_BEHIND: (1.0, 100.0),
    AlertCondition.ANOMALY: (1.0, 100.0),
    AlertCondition.SILENCE: (1.0, float(LONGEST_SILENCE)),
    AlertCondition.INTERVIEW: (0.0, 0.0),
    AlertCondition.MARKET: (0.01, 100.0),
}
_MEANS = {
    AlertCondition.ABOVE: "a value of the metric",
    AlertCondition.BELOW: "a value of the metric",
    AlertCondition.CHANGE: "a share",
    AlertCondition.GOAL_BEHIND: "a percentage",
    AlertCondition.ANOMALY: "a number of standard deviations (3.5 is a good one)",
    AlertCondition.SILENCE: "a number of days",
    AlertCondition.INTERVIEW: "nothing but 0: it has none,",
    AlertCondition.MARKET: "a share",
}
