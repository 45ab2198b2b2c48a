"""A goal: so many of a metric in every day, week or month, and whether its owner is on the way there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.errors import Refusal
from domain.periods import ONE_DAY, DateRange, Interval, plus_months, start_of_day, today_in, week_of

ATTENTION_PERCENT = 25
MAX_TARGET = 1_000_000


@dataclass(frozen=True, slots=True)
class Goal:
    """`target` of `metric` (the name of a count) in every `interval`, which is DAY, WEEK or MONTH; else `Refusal`."""

    id: int
    metric: str
    target: int
    interval: Interval

    def __post_init__(self) -> None:
        """Refuse a target that nobody can miss or reach, and goals for an hour."""
        if not 1 <= self.target <= MAX_TARGET:
            message = f"`target` is {self.target}: give a number from 1 to {MAX_TARGET:,}."
            raise Refusal(message, path=("target",))
        if self.interval is Interval.HOUR:
            raise Refusal("A goal is for a DAY, a WEEK or a MONTH: choose one as `interval`.", path=("interval",))


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """Where a goal stands at one moment of its running interval.

    `expected` is what an even pace would have counted by now: the target times the share of the interval that is over.
    `percent_behind` is how far `current` is below that, in whole percent of it, rounded down: 0 on or ahead of pace,
    100 with nothing done. `needs_attention`: at least 25 % behind once 2/7 of the interval are over (in a week, two
    days; in a month, about nine). `starts` and `ends` are UTC instants, the end not included.
    """

    current: int
    target: int
    expected: float
    percent_behind: int
    needs_attention: bool
    starts: datetime
    ends: datetime


def goal_dates(goal: Goal, *, today: date, week_start: int) -> DateRange:
    """The local dates of the whole interval that holds `today`: what `current` is to be counted over."""
    if goal.interval is Interval.DAY:
        return DateRange(today, today + ONE_DAY)
    if goal.interval is Interval.WEEK:
        start = week_of(today, week_start=week_start)
        return DateRange(start, start + 7 * ONE_DAY)
    first = today.replace(day=1)
    return DateRange(first, plus_months(first, 1))


def progress(goal: Goal, *, current: int, now: datetime, zone: ZoneInfo, week_start: int) -> GoalProgress:
    """Where `goal` stands at the aware instant `now`, with `current` counted so far in the owner's interval.

    Time is elapsed time: of a week with a 25-hour day, half is over after 84.5 hours.
    """
    dates = goal_dates(goal, today=today_in(now, zone), week_start=week_start)
    starts, ends = start_of_day(dates.start, zone), start_of_day(dates.until, zone)
    # In whole microseconds and multiplied out, every comparison is exact.
    whole = (ends - starts) // timedelta.resolution
    elapsed = min((now - starts) // timedelta.resolution, whole)
    due = goal.target * elapsed
    percent_behind = max(0, 100 * (due - current * whole) // due) if due else 0
    return GoalProgress(
        current=current,
        target=goal.target,
        expected=due / whole,
        percent_behind=percent_behind,
        needs_attention=percent_behind >= ATTENTION_PERCENT and 7 * elapsed >= 2 * whole,
        starts=starts,
        ends=ends,
    )
