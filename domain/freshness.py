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


def live(now: datetime) -> Freshness:
    """Read from the ledger for this very answer."""
    return Freshness(as_of=now, source=FreshnessSource.LIVE, lag_seconds=0.0)
