"""Answers that are kept: which kinds there are, how long each may be, and how well that works."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Family(StrEnum):
    """A kind of answer that is kept."""

    SUMMARY = "SUMMARY"
    METRICS = "METRICS"
    TRENDS = "TRENDS"
    FUNNEL = "FUNNEL"
    FLOW = "FLOW"
    RESPONSE_CURVE = "RESPONSE_CURVE"
    BREAKDOWN = "BREAKDOWN"
    SKILLS = "SKILLS"
    PLATFORM = "PLATFORM"
    PERFORMANCE = "PERFORMANCE"


# In terms of the one setting. An owner's own change is seen at once whatever stands here: this is how long they may be
# without what others change (public postings, the whole platform) and what the hour does to an answer (how many of the
# applications are old enough to have been answered).
_SHARES: dict[Family, float] = {
    Family.SUMMARY: 1,
    Family.METRICS: 1,
    Family.TRENDS: 3,
    Family.FUNNEL: 1,
    Family.FLOW: 1,
    Family.RESPONSE_CURVE: 1,
    Family.BREAKDOWN: 1,
    Family.SKILLS: 6,
    Family.PLATFORM: 3,
    Family.PERFORMANCE: 0.2,
}


def lifetimes(minutes: float) -> dict[Family, timedelta]:
    """How long an answer of each family is kept, for a setting of so many `minutes`; nothing for 0."""
    return {family: timedelta(minutes=share * minutes) for family, share in _SHARES.items()}


@dataclass(frozen=True, slots=True)
class FamilyStatistics:
    """One family in one process since it started: how often it was asked for, and what became of that.

    An answer was found in the process (`memory_hits`), found in Redis (`shared_hits`), counted (`computed`), counted
    for somebody who asked at the same moment (`joined`), or could not be given (`failed`). What was found and could not
    be read (`unreadable`) was counted anew. `hit_seconds` and `miss_seconds` are the sums of how long those who asked
    waited; `stored_bytes` is the sum of what was kept, as encoded.
    """

    family: Family
    memory_hits: int = 0
    shared_hits: int = 0
    joined: int = 0
    computed: int = 0
    failed: int = 0
    unreadable: int = 0
    stored_bytes: int = 0
    hit_seconds: float = 0.0
    miss_seconds: float = 0.0

    @property
    def hits(self) -> int:
        """Answers that were there."""
        return self.memory_hits + self.shared_hits

    @property
    def misses(self) -> int:
        """Answers that were not there."""
        return self.joined + self.computed + self.failed

    @property
    def hit_rate(self) -> float | None:
        """Share of the answers that were there, 0 to 1; None before anybody has asked."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else None


@dataclass(frozen=True, slots=True)
class CacheStatistics:
    """One process: its families, what it holds now (`size` in bytes, as encoded), and how Redis does.

    `shared_failures` counts questions to Redis that got no answer; `is_shared` says whether there is one, and
    `is_shared_away` whether it is left alone for the moment.
    """

    families: tuple[FamilyStatistics, ...]
    entries: int
    size: int
    is_shared: bool
    is_shared_away: bool
    shared_failures: int
