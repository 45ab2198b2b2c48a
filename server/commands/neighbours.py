"""What `doctor` finds of the parts that need not be there: Redis and the archive."""

from typing import Final

from domain.errors import Refusal, Unavailable
from persistence.cache.shared import opened as opened_shared
from persistence.clusters import is_cluster
from persistence.retention import archive_at
from realtime.inbox.streams import Streams, client_of
from server.settings import Settings

Finding = tuple[bool, str]

CLUSTER_SECONDS: Final = 2.0
NO_CLUSTER: Final = (
    "ANALYTICS_INBOX is `redis`, and REDIS_URL is a cluster, which keeps no events. "
    "Leave ANALYTICS_INBOX at `postgres`, or give the address of a single Redis."
)
ADDRESSES: Final = "REDIS_URL is no address of Redis. Give it as redis://host:6379/0, or redis+cluster://host:6379."


async def redis_finding(settings: Settings) -> Finding:
    """Whether Redis is as it is used: as a cache, or as the place where events wait."""
    is_chosen = settings.analytics_inbox == "redis"
    if settings.redis_address is None:
        if is_chosen:
            return False, "ANALYTICS_INBOX is `redis`, and REDIS_URL is unset. Set it, or use the inbox `postgres`."
        return (
            True,
            "No Redis is set: each process caches for itself, and no events are taken while PostgreSQL is away.",
        )
    if is_cluster(settings.redis_address):
        return (False, NO_CLUSTER) if is_chosen else await _cluster_finding(settings.redis_address)
    try:
        client = client_of(settings.redis_address)
    except ValueError:
        return False, ADDRESSES
    try:
        return await _durability(Streams(client, always_synced=is_chosen), is_chosen=is_chosen)
    finally:
        await client.aclose()


async def _cluster_finding(url: str) -> Finding:
    try:
        async with opened_shared(url, within=CLUSTER_SECONDS) as shared:
            is_ready = await shared.is_ready()
    except ValueError:
        return False, ADDRESSES
    if not is_ready:
        return False, "The cluster of Redis does not answer. Check REDIS_URL, and that all of its slots are served."
    return (
        True,
        "The cluster of Redis answers. No events go there: while PostgreSQL is away, none are taken.",
    )


async def _durability(streams: Streams, *, is_chosen: bool) -> Finding:
    try:
        await streams.waiting()
    except Unavailable:
        return False, "Redis does not answer. Check REDIS_URL, and that it runs."
    try:
        await streams.ensure_durable()
    except Unavailable as error:
        until_then = "no events are taken" if is_chosen else "it serves as a cache alone"
        return not is_chosen, f"{error} Until then {until_then}."
    return True, "Redis answers, and keeps what it takes."


async def archive_finding(settings: Settings) -> Finding:
    """Whether old events can go where they are to go."""
    try:
        archive = archive_at(settings.archive_url)
        if archive is None:
            return True, f"No archive is set: events are dropped after {settings.analytics_retention_days} days."
        await archive.check()
    except Refusal as refusal:
        return False, refusal.message
    except OSError:
        return False, "The archive cannot be written. Check that ARCHIVE_URL exists and this account may write there."
    return True, "The archive can be written."
