"""How old an answer is, and where it came from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FreshnessSource(StrEnum):
    """Where the numbers of an answer were read."""

    LIVE = "LIVE"
    ROLL_UP = "ROLL_UP"
    CACHE = "CACHE"


@dataclass(frozen=True, slots=True)
class Freshness:
    """The numbers are true as of `as_of` (UTC), `lag_seconds` before they were answered."""

    as_of: datetime
    source: FreshnessSource
    lag_seconds: float


def live(now: datetime, *, waiting_since: datetime | None = None) -> Freshness:
    """Read from what is stored, for this very answer; what came at `waiting_since` or later may be missing from it."""
    return _aged(FreshnessSource.LIVE, now, waiting_since)


def rolled_up(now: datetime, *, waiting_since: datetime | None = None) -> Freshness:
    """Read from aggregates, which have all that is stored; what came at `waiting_since` or later may be missing."""
    return _aged(FreshnessSource.ROLL_UP, now, waiting_since)


def _aged(source: FreshnessSource, now: datetime, waiting_since: datetime | None) -> Freshness:
    as_of = now if waiting_since is None else min(now, waiting_since)
    return Freshness(as_of=as_of, source=source, lag_seconds=(now - as_of).total_seconds())
