"""The rhythm of a search: working days, the quiet days at the end of the year, hours on the wall."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)

# How eagerly people apply, Monday to Sunday.
_EAGERNESS = (1.1, 1.3, 1.2, 1.05, 0.8, 0.25, 0.35)
_QUIET = 0.12


def stream(seed: int, *names: str) -> Random:
    """Chance of its own for each part, so that changing one part of the demo leaves the others as they are."""
    return Random("/".join((str(seed), *names)))  # noqa: S311 - invented people need no secrets


def is_quiet(day: date) -> bool:
    """Whether hardly anybody works: from 22 December to 2 January."""
    return (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2)


def eagerness(day: date) -> float:
    """How likely somebody applies on that date, in relation to other dates."""
    return _EAGERNESS[day.weekday()] * (_QUIET if is_quiet(day) else 1.0)


def working_day(day: date) -> date:
    """The date itself, or the next one on which an office answers."""
    while day.weekday() >= 5 or is_quiet(day):
        day += ONE_DAY
    return day


def days(start: date, until: date) -> Iterator[date]:
    """Every date from `start` up to but not including `until`."""
    for number in range((until - start).days):
        yield start + number * ONE_DAY


def drawn(rng: Random, among: Sequence[date], *, pace: Sequence[float], count: int) -> list[date]:
    """`count` dates of those given (ascending), in order and with repetitions.

    Weekdays and holidays have their say, and so has `pace`: one weight for each equal part of the dates. One week
    nobody works is drawn as well: everybody needs one.
    """
    week_off = rng.randrange(len(among) // 4, len(among) - 7)
    weights = [
        eagerness(day) * pace[place * len(pace) // len(among)] * (_QUIET if 0 <= place - week_off < 7 else 1.0)
        for place, day in enumerate(among)
    ]
    return sorted(rng.choices(among, weights, k=count))


def at(rng: Random, day: date, zone: ZoneInfo, *, around: float) -> datetime:
    """A moment of that local date, within some three hours before and two after the hour `around`, in UTC."""
    hour = rng.triangular(around - 3, around + 2, around)
    minutes = min(max(int(hour * 60), 6 * 60), 23 * 60 + 29)
    wall = datetime.combine(day, time(minutes // 60, minutes % 60, rng.randrange(60)), tzinfo=zone)
    return wall.astimezone(UTC)
