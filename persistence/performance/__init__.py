"""How the system fares, for operators: read from what it has written down, and from what PostgreSQL knows."""

from persistence.performance.answers import first_hour, requests
from persistence.performance.reports import batches, cache_uses, checks, faults, verdicts
from persistence.performance.storage import activity, index_uses, known_sizes, table_sizes

__all__ = [
    "activity", "batches", "cache_uses", "checks", "faults", "first_hour", "index_uses", "known_sizes", "requests",
    "table_sizes", "verdicts",
]  # fmt: skip
