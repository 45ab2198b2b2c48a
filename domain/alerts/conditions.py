"""Conditions: whether the newest readings of a metric are what a rule is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alert_rules import AlertCondition, AlertRule
from domain.alerts.alerts import Finding
from domain.alerts.anomalies import expected
from domain.goals import GoalProgress
from domain.metrics import REGISTRY, Metric, Unit
from domain.rates import SMALL_SAMPLE


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of one bucket, `starts` to `ends` (UTC), on an ISO `weekday` of the owner's where it is a day.

    `sample` is how many applications a rate is of; None for what is no rate.
    """

    starts: datetime
    ends: datetime
    value: float | None
    weekday: int = 1
    sample: int | None = None


def is_read_early(rule: AlertRule) -> bool:
    """Whether a bucket counts before it is over: a count above a limit stays there, and a level is a level."""
    if rule.metric is None or rule.condition not in (AlertCondition.ABOVE, AlertCondition.BELOW):
        return False
    if rule.metric is Metric.OPEN_APPLICATIONS:
        return True
    is_growing = REGISTRY[rule.metric].unit in (Unit.COUNT, Unit.SECONDS)
    return is_growing and rule.condition is AlertCondition.ABOVE


def readable(rule: AlertRule, readings: Sequence[Reading], now: datetime) -> Sequence[Reading]:
    """What the rule may be judged by at `now`: buckets that are over, and the running one where that is read early."""
    if is_read_early(rule):
        return [each for each in readings if each.starts <= now]
    return [each for each in readings if each.ends <= now]


def judge(rule: AlertRule, readings: Sequence[Reading], now: datetime) -> Finding | None:
    """What ABOVE, BELOW, CHANGE and ANOMALY find in readable `readings`, oldest first: as many in a row as it takes.

    A reading without a value, or a rate of fewer than five where the rule does not allow it, finds nothing.
    """
    wanted = rule.manners.consecutive
    found = None
    for end in range(len(readings), len(readings) - wanted, -1):
        each = _judge_last(rule, readings[: max(end, 0)], now)
        if each is None:
            return None
        found = found or each
    return found


def _judge_last(rule: AlertRule, readings: Sequence[Reading], now: datetime) -> Finding | None:
    if not readings or readings[-1].value is None:
        return None
    last, value = readings[-1], readings[-1].value
    if rule.condition is AlertCondition.ANOMALY:
        return _anomaly(rule, readings, value, now)
    if _is_small(rule, last):
        return None
    previous = None
    if rule.condition is AlertCondition.ABOVE:
        is_met = value > rule.threshold
    elif rule.condition is AlertCondition.BELOW:
        is_met = value < rule.threshold
    elif rule.condition is AlertCondition.CHANGE and len(readings) > 1 and not _is_small(rule, readings[-2]):
        previous = readings[-2].value
        is_met = bool(previous) and abs(value - (previous or 0.0)) >= rule.threshold * abs(previous or 0.0)
    else:
        is_met = False
    return _finding(rule, last, value, now, previous=previous) if is_met else None


def _anomaly(rule: AlertRule, readings: Sequence[Reading], value: float, now: datetime) -> Finding | None:
    history = [(each.weekday, each.value) for each in readings[:-1] if each.value is not None]
    is_count = rule.metric is not None and REGISTRY[rule.metric].unit is Unit.COUNT
    usual = expected(history, readings[-1].weekday, deviations=rule.threshold, is_count=is_count)
    if usual is None or usual.low <= value <= usual.high:
        return None
    return _finding(rule, readings[-1], value, now, low=usual.low, high=usual.high)


def _is_small(rule: AlertRule, reading: Reading) -> bool:
    return not rule.has_small_samples and reading.sample is not None and reading.sample < SMALL_SAMPLE


def _finding(
    rule: AlertRule,
    reading: Reading,
    value: float,
    now: datetime,
    *,
    previous: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> Finding:
    numerator = None if reading.sample is None else round(value * reading.sample)
    return Finding(
        bucket_at=reading.starts,
        at=min(reading.ends, now),
        value=value,
        threshold=rule.threshold,
        previous=previous,
        low=low,
        high=high,
        numerator=numerator,
        denominator=reading.sample,
    )


def judge_silence(rule: AlertRule, days: Sequence[Reading], now: datetime) -> Finding | None:
    """A SILENCE after the last of the `days` (oldest first, the running one too) on which anything happened.

    Its value is how many days of the owner's are over since, today not counted. Where nothing ever happened there is
    nothing to miss.
    """
    last = next((index for index in range(len(days) - 1, -1, -1) if days[index].value), None)
    if last is None:
        return None
    silent = sum(1 for each in days[last + 1 :] if each.ends <= now)
    if silent < rule.threshold:
        return None
    return Finding(days[last].starts, now, float(silent), rule.threshold)


def judge_goal(rule: AlertRule, stands: GoalProgress, now: datetime) -> Finding | None:
    """GOAL_BEHIND of one goal, once 2/7 of its interval are over; its value is percent, of an even pace."""
    is_early = 7 * (now - stands.starts) < 2 * (stands.ends - stands.starts)
    if is_early or stands.percent_behind < rule.threshold:
        return None
    return Finding(
        stands.starts, now, float(stands.percent_behind), rule.threshold,
        previous=stands.expected, numerator=stands.current, denominator=stands.target,
    )  # fmt: skip


def judge_market(rule: AlertRule, *, now_postings: int, then_postings: int, at: datetime) -> Finding | None:
    """MARKET: postings against a week before; nothing where there were fewer than five then. Its bucket is a week."""
    if then_postings < SMALL_SAMPLE:
        return None
    if abs(now_postings - then_postings) < rule.threshold * then_postings:
        return None
    monday = at.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=at.weekday())
    return Finding(monday, at, float(now_postings), rule.threshold, previous=float(then_postings))
