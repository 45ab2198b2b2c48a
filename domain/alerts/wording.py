"""What alerts say: a title, a message in plain words, and where to go."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alert_rules import AlertCondition, AlertRule
from domain.alerts.alerts import Finding
from domain.metrics import REGISTRY, Metric, Unit
from domain.nodes import encode
from domain.periods import Interval, local_date

TITLES = {
    AlertCondition.ABOVE: "Above your limit",
    AlertCondition.BELOW: "Below your limit",
    AlertCondition.CHANGE: "A change",
    AlertCondition.GOAL_BEHIND: "Goal progress",
    AlertCondition.ANOMALY: "Something unusual",
    AlertCondition.SILENCE: "It has gone quiet",
    AlertCondition.INTERVIEW: "Interview opportunity",
    AlertCondition.MARKET: "Market change",
}
ADVERBS = {Interval.DAY: "daily", Interval.WEEK: "weekly", Interval.MONTH: "monthly"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An alert in words; `action_url` is a path on the platform."""

    title: str
    message: str
    action_url: str


@dataclass(frozen=True, slots=True)
class About:
    """What an alert of a built-in rule is about: an application and its opening, or an industry."""

    application_id: int = 0
    company: str = ""
    job: str = ""
    industry: str = ""


def words(rule: AlertRule, finding: Finding, zone: ZoneInfo, about: About | None = None) -> Told:
    """The alert in words, with days of the owner's `zone`."""
    about = about or About()
    title = TITLES[rule.condition]
    if rule.condition is AlertCondition.INTERVIEW:
        message = f"{about.company} wants to talk: your application for {about.job} has moved to interviewing."
        return Told(title, message, f"/applications/{encode('Application', about.application_id)}")
    if rule.condition is AlertCondition.MARKET:
        change = _change(finding.value, finding.previous)
        message = f"Open postings in {about.industry}: {finding.value:,.0f}, {change} than a week ago."
        return Told(title, message, "/market")
    metric = rule.metric or Metric.APPLICATIONS
    if rule.condition is AlertCondition.GOAL_BEHIND:
        adverb = ADVERBS[rule.interval]
        return Told(title, f"You're {finding.value:.0f}% behind your {adverb} {_noun(metric)} goal", "/goals")
    return Told(title, _measured(rule, metric, finding, zone), f"/metrics/{metric.value}")


def _measured(rule: AlertRule, metric: Metric, finding: Finding, zone: ZoneInfo) -> str:
    name = metric.value.replace("_", " ").capitalize()
    if rule.condition is AlertCondition.SILENCE:
        days = f"{finding.value:.0f} day" + ("" if finding.value == 1 else "s")
        return f"{name}: nothing for {days}, since {_day(finding.bucket_at, zone)}."
    sample = "" if finding.denominator is None else f" ({finding.numerator} of {finding.denominator})"
    told = f"{name} {_bucket(rule.interval, finding.bucket_at, zone)}: {_number(metric, finding.value)}{sample}"
    if rule.condition is AlertCondition.ANOMALY:
        usual = f"{_number(metric, finding.low or 0.0)} to {_number(metric, finding.high or 0.0)}"
        weekday = WEEKDAYS[local_date(finding.bucket_at, zone).weekday()]
        return f"{told}. Usual for a {weekday} is {usual}."
    if rule.condition is AlertCondition.CHANGE:
        before = f"the {rule.interval.value.lower()} before ({_number(metric, finding.previous or 0.0)})"
        return f"{told}, {_change(finding.value, finding.previous)} than {before}."
    side = "above" if rule.condition is AlertCondition.ABOVE else "below"
    return f"{told}, {side} {_number(metric, finding.threshold)}."


def _noun(metric: Metric) -> str:
    return metric.value.replace("_", " ").lower().removesuffix("s").replace("searche", "search")


def _number(metric: Metric, value: float) -> str:
    unit = REGISTRY[metric].unit
    if unit is Unit.RATIO:
        return f"{value:.0%}"
    text = f"{value:,.1f}".removesuffix(".0")
    return {Unit.DAYS: f"{text} days", Unit.SECONDS: f"{text} s"}.get(unit, text)


def _change(value: float, previous: float | None) -> str:
    share = 0.0 if not previous else (value - previous) / previous
    return f"{abs(share):.0%} {'more' if share >= 0 else 'less'}"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    day = local_date(moment, zone)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _bucket(interval: Interval, starts: datetime, zone: ZoneInfo) -> str:
    if interval is Interval.WEEK:
        return f"in the week of {_day(starts, zone)}"
    if interval is Interval.MONTH:
        return f"in {_day(starts, zone).split(' ', 1)[1]}"
    return f"on {_day(starts, zone)}"
