"""How the system fares, for operators: read from what it has written down, and from what PostgreSQL knows."""

from persistence.performance.answers import by_both, first_hour
from persistence.performance.reports import batches, cache_uses, checks, faults, verdicts
from persistence.performance.storage import activity, index_uses, known_sizes, table_sizes

__all__ = [
    "activity", "batches", "by_both", "cache_uses", "checks", "faults", "first_hour", "index_uses",
    "known_sizes", "table_sizes", "verdicts",
]  # fmt: skip
