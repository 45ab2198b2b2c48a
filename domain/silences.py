"""Open applications by how long their employers have said nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

EDGES: Final = (0, 7, 14, 30)


@dataclass(frozen=True, slots=True)
class SilenceBand:
    """How many have been silent for `from_days` to less than `until_days` local days; None for without end.

    `is_long` from the limit of their owner on.
    """

    from_days: int
    until_days: int | None
    count: int
    is_long: bool


def silence_bands(silent: Iterable[tuple[int, int]], *, limit: int) -> tuple[SilenceBand, ...]:
    """Of (days, how many), the bands between 0, 7, 14, 30 and the owner's limit, shortest first, empty ones too.

    A silence of less than 0 days, of something that is still to come, is one of 0.
    """
    known = [(max(0, days), count) for days, count in silent]
    edges: list[int | None] = [*sorted({*EDGES, limit}), None]
    found = []
    for start, until in pairwise(edges):
        assert start is not None  # noqa: S101 - only the last edge is none
        count = sum(count for days, count in known if days >= start and (until is None or days < until))
        found.append(SilenceBand(start, until, count, start >= limit))
    return tuple(found)
