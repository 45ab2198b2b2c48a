"""How well we answer: times counted in buckets, what they say of a percentile, failures, and how many a second."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.rates import Rate

# Upper ends in seconds, inclusive. No bucket but the first two is wider than two thirds of its lower end.
BOUNDS: Final = (
    0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.035, 0.05, 0.075,
    0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5, 3.5, 5.0,
)  # fmt: skip
BUCKETS: Final = len(BOUNDS) + 1
LARGEST_COUNT: Final = 2**31 - 1


class Ending(StrEnum):
    """How a request ended, as far as we are concerned."""

    ANSWERED = "answered"  # without an error
    REFUSED = "refused"  # the error was in the request
    FAILED = "failed"  # the error was ours
    ABANDONED = "abandoned"  # the client had gone


def bucket_of(seconds: float) -> int:
    """The number of the bucket a time falls into: the first whose upper end is not below it; the last has none."""
    return bisect_left(BOUNDS, seconds)


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests counted by bucket: how many of them failed, their seconds in all, and how long we counted (seconds)."""

    buckets: tuple[int, ...]
    failures: int
    seconds: float
    observed_seconds: float

    @property
    def count(self) -> int:
        """How many requests."""
        return sum(self.buckets)

    @property
    def error_rate(self) -> Rate | None:
        """The failures among the requests; None where there are more than a 32-bit number can say."""
        return Rate(self.failures, self.count) if self.count <= LARGEST_COUNT else None

    @property
    def per_second(self) -> float | None:
        """Requests a second while we counted; None for no time at all."""
        return self.count / self.observed_seconds if self.observed_seconds > 0 else None

    @property
    def mean_milliseconds(self) -> float | None:
        """The mean time, exactly; None without requests."""
        return self.seconds / self.count * 1000 if self.count else None

    def percentile(self, percent: int) -> float | None:
        """The time (seconds) that `percent` of 100 requests took at most; None without requests.

        The nearest rank, counted exactly as far as its bucket and placed within it in proportion, so never farther off
        than the bucket is wide: by two thirds at most, 1 ms below 2 ms. Beyond the last bound (5 s) it is that bound.
        """
        rank, passed = max(1, -(-percent * self.count // 100)), 0
        for bucket, count in enumerate(self.buckets):
            if passed < rank <= passed + count:
                if bucket == len(BOUNDS):
                    return BOUNDS[-1]
                low = BOUNDS[bucket - 1] if bucket else 0.0
                return low + (BOUNDS[bucket] - low) * (rank - passed) / count
            passed += count
        return None

    @property
    def p50_milliseconds(self) -> float | None:
        """The median; None without requests."""
        return _milliseconds(self.percentile(50))

    @property
    def p95_milliseconds(self) -> float | None:
        """What 95 of 100 took at most; None without requests."""
        return _milliseconds(self.percentile(95))

    @property
    def p99_milliseconds(self) -> float | None:
        """What 99 of 100 took at most; None without requests."""
        return _milliseconds(self.percentile(99))


@dataclass(frozen=True, slots=True)
class OperationMeasured(Measured):
    """The requests of one operation, by our own name for it."""

    operation: str


@dataclass(frozen=True, slots=True)
class MomentMeasured(Measured):
    """The requests from `start_at` (UTC) to the next moment; partial while that has not come."""

    start_at: datetime
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one bucket of something."""

    bucket: int
    requests: int
    failures: int
    seconds: float


def measured(tallies: Iterable[Tally], *, observed_seconds: float) -> Measured:
    """The tallies together; one of a bucket that we do not have (any more) counts in the last."""
    buckets, failures, seconds = [0] * BUCKETS, 0, 0.0
    for each in tallies:
        buckets[each.bucket if 0 <= each.bucket < BUCKETS else -1] += each.requests
        failures += each.failures
        seconds += each.seconds
    return Measured(tuple(buckets), failures, seconds, observed_seconds)


def whole(parts: Sequence[Measured], *, observed_seconds: float) -> Measured:
    """All of them as one."""
    buckets = tuple(map(sum, zip(*(each.buckets for each in parts), strict=True))) or (0,) * BUCKETS
    failures, seconds = sum(each.failures for each in parts), sum(each.seconds for each in parts)
    return Measured(buckets, failures, seconds, observed_seconds)


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000
