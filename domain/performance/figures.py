"""What else an operator wants to know: the database, the way in, the cache, faults, health."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TableSize:
    """A table (a partitioned one as a whole) with its indexes; `rows` as PostgreSQL guesses.

    `growth_bytes` is by how much it has grown since `grown_since_at` (UTC), both None while nothing older is known.
    """

    name: str
    rows: int
    bytes: int
    growth_bytes: int | None = None
    grown_since_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IndexUse:
    """An index (a partitioned one as a whole), and how often it was used since PostgreSQL began to count."""

    name: str
    table: str
    bytes: int
    scans: int


@dataclass(frozen=True, slots=True)
class DatabaseActivity:
    """What PostgreSQL counts of the whole database since it began to; `active_seconds` of all statements together."""

    connections: int
    transactions: int
    active_seconds: float
    blocks_found: int
    blocks_read: int
    bytes: int

    @property
    def mean_transaction_milliseconds(self) -> float | None:
        """Time a transaction spent in statements; None before the first."""
        return self.active_seconds * 1000 / self.transactions if self.transactions else None

    @property
    def buffer_hit_rate(self) -> float | None:
        """Share of the blocks that were in memory; None before the first."""
        blocks = self.blocks_found + self.blocks_read
        return self.blocks_found / blocks if blocks else None


@dataclass(frozen=True, slots=True)
class Fault:
    """Errors of one kind at one place of our code."""

    fingerprint: str
    kind: str
    code: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many events got a verdict; no reason where none is needed."""

    verdict: str
    reason: str | None
    count: int


@dataclass(frozen=True, slots=True)
class BatchCount:
    """Batches that were worked, with their events and seconds."""

    batches: int
    events: int
    seconds: float

    @property
    def events_per_second(self) -> float | None:
        """Events a second of work; None without work."""
        return self.events / self.seconds if self.seconds else None


@dataclass(frozen=True, slots=True)
class CacheUse:
    """Answers of a family that were found (hits) or had to be made (misses), with how long both took in all."""

    family: str
    hits: int
    misses: int
    hit_seconds: float
    miss_seconds: float

    @property
    def hit_rate(self) -> float | None:
        """Share that was found; None before anybody asked."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else None

    @property
    def miss_rate(self) -> float | None:
        """Share that had to be made; None before anybody asked."""
        return self.misses / (self.hits + self.misses) if self.hits + self.misses else None

    @property
    def hit_milliseconds(self) -> float | None:
        """Mean time of an answer that was found; None without any."""
        return self.hit_seconds * 1000 / self.hits if self.hits else None

    @property
    def miss_milliseconds(self) -> float | None:
        """Mean time of an answer that was made; None without any."""
        return self.miss_seconds * 1000 / self.misses if self.misses else None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How a part was when it was last looked at, and how often it was found healthy and not."""

    name: str
    is_healthy: bool
    milliseconds: float
    checked_at: datetime
    healthy: int
    unhealthy: int
