"""The cache of one process: opened by the settings, and what telemetry shows of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from domain.caching import CacheStatistics, Family
from persistence.cache import Cache, code_version, opened
from server.settings import Settings
from server.telemetry import Telemetry


@asynccontextmanager
async def opened_cache(settings: Settings, telemetry: Telemetry) -> AsyncIterator[Cache]:
    """The cache for the time of the block; every answer is told to telemetry. Redis need not be there."""

    def tell(family: Family, seconds: float, is_hit: bool) -> None:
        telemetry.cache(family.lower(), seconds, is_hit=is_hit)

    # Reads every file that answers are made by.
    version = await asyncio.to_thread(code_version)
    minutes = settings.analytics_cache_ttl_minutes
    async with opened(redis_url=settings.redis_address, minutes=minutes, version=version, on_answer=tell) as cache:
        yield cache


def cache_gauges(telemetry: Telemetry, read: Callable[[], CacheStatistics | None]) -> None:
    """Show what the process holds, and how Redis does; nothing before there is a cache."""
    telemetry.figures(
        read,
        ("cache_entries", "Answers kept in this process.", lambda found: found.entries),
        ("cache_bytes", "Their size, encoded.", lambda found: found.size),
        ("cache_shared_away", "1 while Redis is left alone.", lambda found: found.is_shared_away),
        ("cache_shared_failures", "Questions to Redis without an answer.", lambda found: found.shared_failures),
    )
