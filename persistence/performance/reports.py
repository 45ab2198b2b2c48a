"""What processes have written down of themselves: events without an owner and a session, which only they can send."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, text

from domain.performance import BatchCount, CacheUse, CheckResult, Fault, VerdictCount
from persistence.database import Database, Statement
from persistence.tables import Instant

_OURS: Final = "owner_id IS NULL AND session_id IS NULL AND occurred_at >= :from_at AND occurred_at < :until_at"
_SPAN: Final = (bindparam("from_at", type_=Instant), bindparam("until_at", type_=Instant))
_MOST_KINDS: Final = 100
_HIT: Final = "(name = 'cache_hit')"
_HEALTHY: Final = "(properties ->> 'isHealthy')::boolean"


def _read(columns: str, name: str, rest: str = "") -> Statement:
    asked = f"SELECT {columns} FROM events WHERE {_OURS} AND name {name} {rest}"  # noqa: S608 - words of ours
    return Statement(text(asked).bindparams(*_SPAN))


def _sum(key: str, where: str = "true") -> str:
    return f"coalesce(sum((properties ->> '{key}')::float) FILTER (WHERE {where}), 0)"


_FAULTS = _read(
    f"properties ->> 'fingerprint', min(properties ->> 'kind'), min(properties ->> 'code'),"
    f" {_sum('count')}::bigint AS found, max(occurred_at) AS last_at",
    "= 'error' AND properties ? 'fingerprint'",
    f"GROUP BY 1 ORDER BY last_at DESC LIMIT {_MOST_KINDS}",
)
_VERDICTS = _read(
    f"properties ->> 'verdict', nullif(properties ->> 'reason', ''), {_sum('count')}::bigint AS found",
    "= 'events_received'",
    "GROUP BY 1, 2 ORDER BY found DESC, 1, 2",
)
_BATCHES = _read(f"{_sum('count')}::bigint, {_sum('events')}::bigint, {_sum('seconds')}", "= 'batch_worked'")
_CACHE = _read(
    f"properties ->> 'family', {_sum('count', _HIT)}::bigint, {_sum('count', f'NOT {_HIT}')}::bigint,"
    f" {_sum('seconds', _HIT)}, {_sum('seconds', f'NOT {_HIT}')}",
    "IN ('cache_hit', 'cache_miss') AND properties ? 'family'",
    "GROUP BY 1 ORDER BY 1",
)
_CHECKS = _read(
    f"properties ->> 'check', (array_agg({_HEALTHY} ORDER BY occurred_at DESC))[1],"
    " (array_agg((properties ->> 'milliseconds')::float / (properties ->> 'count')::float"
    " ORDER BY occurred_at DESC))[1], max(occurred_at),"
    f" {_sum('count', _HEALTHY)}::bigint,"
    f" {_sum('count', f'NOT {_HEALTHY}')}::bigint",
    "= 'system_health_check' AND properties ?& ARRAY['check', 'isHealthy', 'milliseconds', 'count']",
    "GROUP BY 1 ORDER BY 1",
)


async def faults(database: Database, *, from_at: datetime, until_at: datetime) -> Sequence[Fault]:
    """Errors of ours by kind and place, the last one first; at most 100 kinds."""
    return [Fault(*row) for row in await database.fetch(_FAULTS, from_at=from_at, until_at=until_at)]


async def verdicts(database: Database, *, from_at: datetime, until_at: datetime) -> Sequence[VerdictCount]:
    """What events were told at the door."""
    return [VerdictCount(*row) for row in await database.fetch(_VERDICTS, from_at=from_at, until_at=until_at)]


async def batches(database: Database, *, from_at: datetime, until_at: datetime) -> BatchCount:
    """What workers have done."""
    (row,) = await database.fetch(_BATCHES, from_at=from_at, until_at=until_at)
    return BatchCount(*row)


async def cache_uses(database: Database, *, from_at: datetime, until_at: datetime) -> Sequence[CacheUse]:
    """How often answers of each family were found in the cache."""
    return [CacheUse(*row) for row in await database.fetch(_CACHE, from_at=from_at, until_at=until_at)]


async def checks(database: Database, *, from_at: datetime, until_at: datetime) -> Sequence[CheckResult]:
    """How the parts were that processes look at."""
    return [CheckResult(*row) for row in await database.fetch(_CHECKS, from_at=from_at, until_at=until_at)]
