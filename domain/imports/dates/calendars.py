"""Reading the date cells of one table: the order and the years of its columns are settled first, then every cell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.imports.dates.orders import Decision, Order, Votes, as_date, decide
from domain.imports.dates.tokens import DateToken, find_dates, is_missing
from domain.imports.dates.years import Timeline, first_after, last_before, nearest_year
from domain.periods import noon

When = date | datetime
"""A calendar date in the owner's zone, a naive time of day there, or an aware instant."""

_EARLIEST = date(1970, 1, 1)
_TOMORROW = timedelta(days=1)
_BOUND = re.compile(r"\s*(?:before|after|until|since|earlier than|vor|nach|bis|до|после|avant|antes)\b", re.IGNORECASE)


class Fault(StrEnum):
    """Why a cell gives no date although something is written in it."""

    UNREADABLE = "is not a date"
    IMPOSSIBLE = "is no day of the calendar"
    VAGUE = "names no day"
    TOO_EARLY = "lies before 1970"
    FUTURE = "lies in the future"


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a cell says: its first date, every date in it, and what is wrong with the first one if anything is."""

    when: When | None = None
    all: tuple[When, ...] = ()
    fault: Fault | None = None
    is_swappable: bool = False


@dataclass(slots=True)
class Calendar:
    """The dates of one table. `count` every cell, `settle`, `mark` every cell if `needs_years`, then `read`."""

    today: date
    day_first: bool = False
    fixed: Order | None = None
    _votes: dict[int, Votes] = field(default_factory=dict)
    _orders: dict[int, dict[str, Decision]] = field(default_factory=dict)
    _timelines: dict[int, Timeline] = field(default_factory=dict)

    def count(self, column: int, text: str) -> None:
        """First walk: what this cell allows."""
        votes = self._votes.setdefault(column, Votes())
        if not is_missing(text):
            tokens = find_dates(text)
            votes.dates += bool(tokens)
            votes.words += not tokens
            for token in tokens:
                votes.count(token, today=self.today)

    def has_only_words(self, column: int) -> bool:
        """After the first walk: whether a column has filled cells and none of them holds a date."""
        votes = self._votes.get(column)
        return votes is not None and votes.words > 0 and votes.dates == 0

    def settle(self) -> None:
        """After the first walk: decide the order of every column."""
        for column, votes in self._votes.items():
            others = [other for place, other in self._votes.items() if place != column]
            decided = decide(votes, others=others, day_first=self.day_first)
            if self.fixed is not None:
                decided = {separator: Decision(self.fixed) for separator in decided}
            self._orders[column] = decided
            if votes.yearless:
                self._timelines[column] = Timeline()

    @property
    def needs_years(self) -> bool:
        """Whether some dates leave out the year, so that a second walk must collect those that have one."""
        return bool(self._timelines)

    def mark(self, column: int, text: str, *, line: int) -> None:
        """Second walk: remember where whole dates stand in a column that also has dates without a year."""
        timeline = self._timelines.get(column)
        if timeline is None or is_missing(text):
            return
        for token in find_dates(text)[:1]:
            day = self._day(token, self._orders[column])
            if day is not None and self._fault(day) is None:
                timeline.add(line, day)

    def notes(self, names: Mapping[int, str]) -> list[str]:
        """What was decided without certainty, in sentences that name the columns."""
        return [
            f'Dates like 3{separator}4 in column "{names[column]}" are read {decision.order}: {decision.reason}.'
            for column, decided in self._orders.items()
            for separator, decision in decided.items()
            if decision.reason is not None
        ]

    def read(
        self, column: int, text: str, *, line: int, after: date | None = None, before: Iterable[date] = ()
    ) -> DateReading | None:
        """The dates of one cell; None when it says there is none.

        A missing year is that of another date in the cell; else, with `after` (the day of applying), the first such
        day on or after it; else the one nearest to the whole dates above and below in the column; else the last such
        day on or before the earliest of `before` (the row's other dates); else the last one that is not in the
        future.
        """
        if is_missing(text):
            return None
        tokens = find_dates(text)
        if not tokens:
            return DateReading(fault=Fault.UNREADABLE)
        orders = self._orders.get(column, {})
        clocks = self._votes[column].clocks if column in self._votes else 1
        readings: list[When] = []
        first_fault: Fault | None = None
        for place, token in enumerate(tokens):
            day = self._day(token, orders)
            if day is None and token.is_whole and token.year is None and token.instant is None:
                shared = next((other.year for other in tokens if other.year is not None), None)
                day = self._completed(token, orders, column, line, shared, after, tuple(before))
            fault = self._fault(day) if day is not None else (Fault.IMPOSSIBLE if token.is_whole else Fault.VAGUE)
            if fault is None and _BOUND.match(text) is not None:
                fault = Fault.VAGUE
            if place == 0:
                first_fault = fault
            if fault is None and day is not None:
                readings.append(_moment(token, day, is_timed=clocks > 0))
        when = readings[0] if readings and first_fault is None else None
        return DateReading(when, tuple(readings), first_fault, _is_swappable(tokens[0]))

    def _fault(self, day: date) -> Fault | None:
        if day < _EARLIEST:
            return Fault.TOO_EARLY
        return Fault.FUTURE if day > self.today + _TOMORROW else None

    def _month_and_day(self, token: DateToken, orders: Mapping[str, Decision]) -> tuple[int, int]:
        if token.numbers is None:
            return token.month or 0, token.day or 0
        decision = orders.get(token.separator)
        return (decision.order if decision else Order.MONTH_FIRST).of(token.numbers)

    def _day(self, token: DateToken, orders: Mapping[str, Decision]) -> date | None:
        if token.instant is not None:
            return token.instant.date()
        if token.year is None or not token.is_whole:
            return None
        return as_date(token.year, *self._month_and_day(token, orders))

    def _completed(
        self, token: DateToken, orders: Mapping[str, Decision], column: int, line: int,
        shared: int | None, after: date | None, before: tuple[date, ...],
    ) -> date | None:  # fmt: skip
        month, day = self._month_and_day(token, orders)
        if shared is not None:
            return as_date(shared, month, day)
        if after is not None:
            return first_after(month, day, start=after)
        around = self._timelines[column].around(line) if column in self._timelines else ()
        if around:
            return nearest_year(month, day, around=around, today=self.today)
        return last_before(month, day, end=min((*before, self.today + _TOMORROW)))


def _moment(token: DateToken, day: date, *, is_timed: bool) -> When:
    """With its time of day, unless every time in the column is midnight: then a program put it there."""
    if token.instant is not None:
        return token.instant
    if token.clock is None or not is_timed:
        return day
    return datetime.combine(day, token.clock, tzinfo=token.zone)


def _is_swappable(token: DateToken) -> bool:
    return token.numbers is not None and max(token.numbers) <= 12 and token.numbers[0] != token.numbers[1]


def calendar_day(when: When) -> date:
    """The calendar date as written."""
    return when.date() if isinstance(when, datetime) else when


def as_instant(when: When, zone: ZoneInfo) -> datetime:
    """The instant in UTC: noon of a date, a time of day in the owner's zone, or the instant itself."""
    if not isinstance(when, datetime):
        return noon(when, zone)
    return (when if when.tzinfo is not None else when.replace(tzinfo=zone)).astimezone(UTC)
