"""Readings: what rules for alerts are judged by, counted by the function that answers `metrics`."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from domain.alert_rules import LONGEST_SILENCE
from domain.alerts import AlertCondition, AlertRule, Reading
from domain.alerts.anomalies import MOST_HISTORY
from domain.metrics import REGISTRY, Metric, Unit
from domain.periods import ONE_DAY, DateRange, Interval, bounds, local_date, plus_months, today_in, week_of
from domain.periods import zone as zone_named
from domain.series import TimeSeries
from resolvers.context import Context
from resolvers.metrics import series_of
from resolvers.ranges import Asked

MEASURED = frozenset(
    {
        AlertCondition.ABOVE, AlertCondition.BELOW, AlertCondition.CHANGE, AlertCondition.ANOMALY,
        AlertCondition.SILENCE,
    }
)  # fmt: skip
"""Conditions on the readings of a metric."""


async def readings(context: Context, rules: Sequence[AlertRule], *, days: int = 0) -> dict[int, list[Reading]]:
    """By the place of each rule in `rules`, its readings up to now, oldest first, and of `days` more before those.

    One statement for every interval and filter there is among the rules, however many rules there are.
    """
    groups: dict[tuple[Interval, str], list[int]] = defaultdict(list)
    for place, rule in enumerate(rules):
        if rule.condition in MEASURED:
            groups[rule.interval, repr(rule.filter)].append(place)
    found: dict[int, list[Reading]] = {}
    for (interval, _), places in groups.items():
        together = [rules[place] for place in places]
        series = await _series(context, together, interval, days)
        for place in places:
            found[place] = _readings(context, rules[place], interval, series)
    return found


async def _series(
    context: Context, rules: Sequence[AlertRule], interval: Interval, days: int
) -> dict[Metric, TimeSeries]:
    metrics = {rule.metric for rule in rules if rule.metric is not None}
    if any(REGISTRY[metric].unit is Unit.RATIO for metric in metrics):
        # What a rate is a share of: the applications submitted in the same bucket.
        metrics.add(Metric.APPLICATIONS)
    today = today_in(context.now, zone_named(context.owner.time_zone))
    first = _first(today - timedelta(days=days), interval, max(map(_needed, rules)), context.owner.week_start)
    when = Asked(None, DateRange(first, today + ONE_DAY), context.owner.time_zone)
    asked = sorted(metrics)
    return dict(zip(asked, await series_of(context, asked, when, interval, rules[0].filter), strict=True))


def _first(day: date, interval: Interval, buckets: int, week_start: int) -> date:
    if interval is Interval.WEEK:
        return week_of(day, week_start=week_start) - timedelta(days=7 * buckets)
    if interval is Interval.MONTH:
        return plus_months(day.replace(day=1), -buckets)
    return day - timedelta(days=buckets)


def _needed(rule: AlertRule) -> int:
    """How many buckets before the running one it looks at."""
    if rule.condition is AlertCondition.SILENCE:
        # So far back is looked for what happened last.
        return LONGEST_SILENCE + 35
    history = MOST_HISTORY if rule.condition is AlertCondition.ANOMALY else 1
    return rule.manners.consecutive + history


def _readings(context: Context, rule: AlertRule, interval: Interval, series: dict[Metric, TimeSeries]) -> list[Reading]:
    assert rule.metric is not None  # noqa: S101 - rules without one have no readings
    zone = zone_named(context.owner.time_zone)
    points = series[rule.metric].points
    is_rate = REGISTRY[rule.metric].unit is Unit.RATIO
    samples = [int(each.value or 0) for each in series[Metric.APPLICATIONS].points] if is_rate else None
    last = local_date(points[-1].start, zone)
    whole = _whole(last, interval, context.owner.week_start)
    ends = [each.start for each in points[1:]] + [bounds(whole, Interval.MONTH, zone=zone, week_start=1)[-1]]
    return [
        Reading(
            starts=each.start,
            ends=end,
            value=each.value,
            weekday=local_date(each.start, zone).isoweekday(),
            sample=None if samples is None else samples[place],
        )
        for place, (each, end) in enumerate(zip(points, ends, strict=True))
    ]


def _whole(day: date, interval: Interval, week_start: int) -> DateRange:
    """The dates of the bucket that holds the day, to its end."""
    if interval is Interval.WEEK:
        first = week_of(day, week_start=week_start)
        return DateRange(first, first + timedelta(days=7))
    if interval is Interval.MONTH:
        return DateRange(day.replace(day=1), plus_months(day.replace(day=1), 1))
    return DateRange(day, day + ONE_DAY)
