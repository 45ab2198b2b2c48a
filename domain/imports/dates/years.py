"""The year that a date leaves out, from the dates around it."""

from array import array
from bisect import bisect_left
from datetime import date, timedelta

from domain.imports.dates.orders import as_date

_TOMORROW = timedelta(days=1)


class Timeline:
    """The whole dates of one column by line, 16 bytes each."""

    __slots__ = ("_days", "_lines")

    def __init__(self) -> None:
        """Start empty; `add` in order of lines."""
        self._lines = array("q")
        self._days = array("q")

    def add(self, line: int, day: date) -> None:
        """A whole date written on a line."""
        self._lines.append(line)
        self._days.append(day.toordinal())

    def around(self, line: int) -> tuple[date, ...]:
        """The nearest whole date above and the nearest one below, those that exist."""
        place = bisect_left(self._lines, line)
        near = [self._days[index] for index in (place - 1, place) if 0 <= index < len(self._days)]
        return tuple(date.fromordinal(day) for day in near)


def nearest_year(month: int, day: int, *, around: tuple[date, ...], today: date) -> date | None:
    """The date whose distances to the dates around it add up to the least, among those not in the future."""
    years = sorted({near.year + shift for near in around for shift in (-1, 0, 1)})
    candidates = [
        whole for year in years if (whole := as_date(year, month, day)) is not None and whole <= today + _TOMORROW
    ]
    return min(candidates, key=lambda whole: sum(abs((whole - near).days) for near in around), default=None)


def first_after(month: int, day: int, *, start: date) -> date | None:
    """The first such day on or after another."""
    return next(
        (
            whole
            for year in range(start.year, start.year + 9)
            if (whole := as_date(year, month, day)) and whole >= start
        ),
        None,
    )


def last_before(month: int, day: int, *, end: date) -> date | None:
    """The last such day on or before another."""
    return next(
        (whole for year in range(end.year, end.year - 9, -1) if (whole := as_date(year, month, day)) and whole <= end),
        None,
    )
