"""Career reports: a week or a month of a search, counted once and kept as it was."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.changes import Change
from domain.errors import Refusal
from domain.funnels import Funnel
from domain.metrics import Metric
from domain.periods import FIRST_DAY, LAST_DAY, ONE_DAY, DateRange, Period, plus_months, week_of
from domain.series import TimeSeries
from domain.skills.gaps import SkillDemand
from domain.summaries import Summary

SERIES = (
    Metric.APPLICATIONS,
    Metric.RESPONSES,
    Metric.INTERVIEWS,
    Metric.OFFERS,
    Metric.REJECTIONS,
    Metric.RESPONSE_RATE,
)
TOP_SKILLS = 10


class ReportKind(StrEnum):
    """How much time a report is about."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"

    @property
    def period(self) -> Period:
        """The named range it covers."""
        return Period.WEEK if self is ReportKind.WEEKLY else Period.MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a report says. `range` are dates of the owner's calendar when it was made.

    `summary` and `funnel` are about the applications submitted in `range`; `series` are by day, each beside the period
    before. `skills` are the skills that would open the most jobs, of all jobs, the best first. `changes` are the most
    important ones against the period before.
    """

    range: DateRange
    summary: Summary
    series: tuple[TimeSeries, ...]
    funnel: Funnel
    skills: tuple[SkillDemand, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Findings):
    """Findings as they were at `created_at` (UTC), whatever has been recorded or corrected since."""

    id: int
    kind: ReportKind
    created_at: datetime


def report_dates(kind: ReportKind, *, on: date | None, today: date, week_start: int) -> DateRange:
    """The owner's week or month that holds `on`, as far as it has come: it never reaches beyond the local date `today`.

    Without `on`, the last one that is over. `Refusal` for days to come and outside 1970 to 2100; weeks that reach over
    those years are clipped to them.
    """
    if on is None:
        on = _first_day(kind, today, week_start) - ONE_DAY
    elif not FIRST_DAY <= on <= LAST_DAY:
        raise Refusal(f"`on` is {on}: give a date within the years 1970 to 2100.", path=("on",))
    elif on > today:
        raise Refusal(f"`on` is {on}, which is still to come: give a day up to today, {today}.", path=("on",))
    start = _first_day(kind, on, week_start)
    until = start + 7 * ONE_DAY if kind is ReportKind.WEEKLY else plus_months(start, 1)
    return DateRange(max(start, FIRST_DAY), min(until, today + ONE_DAY, LAST_DAY + ONE_DAY))


def before_phrase(kind: ReportKind, dates: DateRange, *, today: date) -> str:
    """When the comparison of a report is, as an adverb."""
    unit = "week" if kind is ReportKind.WEEKLY else "month"
    return f"the {unit} before" if dates.until <= today else f"in the same days of the {unit} before"


def _first_day(kind: ReportKind, day: date, week_start: int) -> date:
    return week_of(day, week_start=week_start) if kind is ReportKind.WEEKLY else day.replace(day=1)
