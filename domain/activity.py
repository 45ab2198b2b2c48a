"""What somebody has just been doing: the newest events, and how many there were by the minute."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.events.catalogue import CATALOGUE
from domain.series import Point

HOUR: Final = 60
FEED_DAYS: Final = 7
MOST_NAMES: Final = 20
SESSION_MINUTES: Final = 30
"""A visit counts as not over for so long after its last event."""

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as its owner may see it; instants are UTC."""

    name: str
    occurred_at: datetime
    received_at: datetime

    @property
    def description(self) -> str | None:
        """What an event of this name says; None for a name that the catalogue does not have."""
        declared = CATALOGUE.get(self.name)
        return None if declared is None else declared.description


@dataclass(frozen=True, slots=True)
class Minute:
    """How many events of a name happened in the minute that starts at `start` (UTC)."""

    name: str
    start: datetime
    events: int


@dataclass(frozen=True, slots=True)
class EventCount:
    """How many events of a name there were, in all and by the minute: dense, ordered."""

    name: str
    events: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class RecentEvents:
    """How many events there were of all names, and the up to 20 most frequent names, most frequent first."""

    events: int
    names: tuple[EventCount, ...]


def last_hour(now: datetime) -> tuple[datetime, datetime]:
    """The instants (UTC) between which the last 60 minutes lie, the one that is not over among them."""
    until = now.astimezone(UTC).replace(second=0, microsecond=0) + _MINUTE
    return until - HOUR * _MINUTE, until


def recent(minutes: Iterable[Minute], now: datetime) -> RecentEvents:
    """The last 60 minutes of what was counted; names that are as frequent in alphabetical order."""
    counted: defaultdict[str, dict[datetime, int]] = defaultdict(dict)
    for each in minutes:
        counted[each.name][each.start] = each.events
    since, until = last_hour(now)
    starts = [since + place * _MINUTE for place in range(HOUR)]
    found = [
        EventCount(
            name,
            sum(by_minute.values()),
            tuple(Point(start, float(by_minute.get(start, 0)), start + _MINUTE == until) for start in starts),
        )
        for name, by_minute in counted.items()
    ]
    found.sort(key=lambda each: (-each.events, each.name))
    return RecentEvents(sum(each.events for each in found), tuple(found[:MOST_NAMES]))
