"""The long-lived parts of one process: opened in one place, in the order in which they need each other."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import jwt

from persistence.cache import Cache
from persistence.database import Database, connect
from persistence.subjects import Subjects
from realtime.alerts import Alerting
from realtime.announcements import after_batch
from realtime.broadcast import Broadcast
from realtime.door import Door
from realtime.geography import Geography
from realtime.inbox import Inbox
from realtime.inbox.ringing import RingingInbox
from realtime.ingestion import Ingestion, Limits
from realtime.waiting import Waiting
from server.alerting import opened_alerting
from server.announcing import opened_broadcast
from server.auth import Authenticator
from server.caching import opened_cache
from server.chores import doing_chores
from server.commands.working import opened_inbox, working
from server.identities import Identities
from server.places import shared_secret
from server.settings import Settings
from server.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class Parts:
    """What requests are answered with."""

    database: Database
    authenticator: Authenticator
    identities: Identities
    cache: Cache
    inbox: Inbox
    door: Door
    waiting: Waiting | None
    broadcast: Broadcast
    alerting: Alerting


@asynccontextmanager
async def opened_parts(settings: Settings, dsn: str, telemetry: Telemetry) -> AsyncIterator[Parts]:
    """Everything, for the time of the block. With `with_worker` in the settings, what comes in is worked here too."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(connect(dsn, connections=settings.database_connections))
        cache = await stack.enter_async_context(opened_cache(settings, telemetry))
        broadcast = await stack.enter_async_context(opened_broadcast(settings))
        inbox = RingingInbox(await stack.enter_async_context(opened_inbox(settings, database)), broadcast.ring)
        checks = {"postgresql": database.is_ready}
        if settings.redis_url is not None:
            checks["redis"] = cache.is_shared_ready
        telemetry.watch_inbox(inbox.depth)
        await stack.enter_async_context(telemetry.recorder.writing(inbox, checks))
        alerting = await stack.enter_async_context(opened_alerting(database, broadcast.announce))
        if settings.with_worker:
            await stack.enter_async_context(broadcast.ringing(inbox.rung))
            after = after_batch(alerting.announce)
            work = working(settings, inbox, after=after, told=telemetry.batch, rung=inbox.rung)
            await stack.enter_async_context(work)
            announce, told = broadcast.announce, telemetry.job
            chores = doing_chores(settings, dsn, database, inbox, cache=cache, announce=announce, on_job=told)
            await stack.enter_async_context(chores)
        await broadcast.announce_doubt()
        authenticator = _authenticator(settings, database)
        geography = None if settings.geoip_database is None else stack.enter_context(Geography(settings.geoip_database))
        ingestion = Ingestion(
            limits=Limits(settings.analytics_event_bytes, settings.analytics_request_events),
            retention_days=settings.analytics_retention_days,
            geography=geography,
        )
        telemetry.watch_steps(ingestion.steps)
        door = Door(ingestion, inbox, Subjects(database), told=telemetry.verdict)
        waiting = None if settings.redis_url is None else Waiting(inbox)
        yield Parts(
            database, authenticator, Identities(authenticator), cache, inbox, door, waiting, broadcast, alerting
        )


def _authenticator(settings: Settings, database: Database) -> Authenticator:
    jwks: Any = None
    if settings.auth_jwks_url is not None:
        jwks = jwt.PyJWKClient(settings.auth_jwks_url, cache_keys=True, lifespan=300, timeout=3)
    return Authenticator(
        database,
        secret=None if jwks is not None and settings.auth_jwt_secret is None else shared_secret(settings),
        jwks=jwks,
        audience=settings.auth_jwt_audience,
    )
