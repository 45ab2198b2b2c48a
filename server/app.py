"""The application: what is opened when it starts, and which address leads where."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TypedDict

import structlog
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection
from starlette.routing import Route
from starlette.types import ASGIApp

from domain.skills import find_skills
from persistence.idempotency import IdempotencyKeys
from realtime.door import Entrance
from realtime.system import Recorder
from resolvers.context import Context
from schema.documents import Documents
from schema.plans import Plans
from schema.root import schema
from server import logs
from server.announcing import broadcast_gauges
from server.caching import cache_gauges
from server.collect import COLLECT_AT, Collect, allowance_of, sender_of
from server.demo import SIGN_IN_AT, sign_in_routes, surroundings_of
from server.draining import Draining, draining
from server.execution import Execution
from server.explorer import Explorer
from server.graphql import Edge, GraphQL
from server.guards import Guarded
from server.health import Check, health_routes
from server.origins import Origins
from server.pages import TRACKER, Pages
from server.parts import Parts, opened_parts
from server.places import ROOT, database_dsn
from server.problems import Problem, error_handlers
from server.protocols import BoundedProtocol
from server.pushing import pushing_of
from server.settings import Settings
from server.staying import Staying
from server.subscriptions import Subscriptions
from server.telemetry import Telemetry
from server.tracing import from_environment as tracing_from_environment

PATHS = (
    "/graphql",
    "/",
    *COLLECT_AT,
    "/dashboard.json",
    SIGN_IN_AT,
    *TRACKER,
    "/health/live",
    "/health/ready",
    "/metrics",
)

PACKED_FROM = 1_000
"""Bytes; what is shorter fits into one packet as it is."""
PACKED_BY = 4
"""Of gzip's levels: 42 kB become 10.4 kB in 0.3 ms; by the ninth they are an eleventh shorter in five times as long."""


class State(TypedDict):
    """What lives as long as the process and is handed to every request."""

    parts: Parts
    settings: Settings
    draining: Draining
    subscriptions: Subscriptions


def create() -> ASGIApp:
    """The application of one process, set up from the environment; what `uvicorn --factory` calls."""
    settings = Settings()
    logs.configure(level=settings.log_level)
    BoundedProtocol.receive_within = settings.receive_timeout_seconds
    return build(settings, database_dsn(settings))


def build(settings: Settings, dsn: str, *, plans: Plans | None = None) -> ASGIApp:
    """The application over one database; `plans` execute its operations, those of the schema unless given."""
    recorder = Recorder(
        interval=settings.analytics_metrics_interval_seconds, is_enabled=settings.analytics_enable_metrics
    )
    tracing = tracing_from_environment()
    telemetry = Telemetry(paths=PATHS, recorder=recorder, span=None if tracing is None else tracing.operation)
    opened: list[Parts] = []
    documents = Documents(schema)
    execution = Execution(schema, documents, telemetry, plans=plans)
    staying = Staying(execution, telemetry, settings, context=_context)
    graphql = GraphQL(
        execution,
        Edge(
            context=_context,
            keys=_keys,
            origins=Origins(settings.allowed_origins),
            explorer=Explorer(ROOT / "dashboard" / "dist" / "explorer"),
        ),
        telemetry,
        streams=staying.streams,
    )

    async def is_database_ready() -> bool:
        return await opened[0].database.is_ready()

    telemetry.figures(
        lambda: opened[0].database if opened else None,
        ("database_connections", "Connections open.", lambda database: database.pool_size()[0]),
        ("database_connections_idle", "Connections idle.", lambda database: database.pool_size()[1]),
        ("database_statements", "Statements sent.", lambda database: database.statements),
    )
    cache_gauges(telemetry, lambda: opened[0].cache.statistics() if opened else None)
    broadcast_gauges(telemetry, lambda: opened[0].broadcast.statistics() if opened else None)
    checks = [Check("postgresql", is_database_ready)]
    if settings.redis_url is not None:
        checks.append(Check("redis", lambda: opened[0].cache.is_shared_ready(), is_vital=False))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[State]:
        async with AsyncExitStack() as stack:
            # The lexicon is compiled at its first use, about 0.2 s that nobody's request should wait for.
            await asyncio.to_thread(find_skills, "")
            if tracing is not None:
                await stack.enter_async_context(tracing.sending())
            opened.append(await stack.enter_async_context(opened_parts(settings, dsn, telemetry)))
            stack.callback(documents.close)
            logs.log_loop_faults(asyncio.get_running_loop())
            # A full collection walks the whole schema: 80 ms in which nobody is answered, for nothing.
            gc.collect()
            gc.freeze()
            stopping = await stack.enter_async_context(draining())
            structlog.stdlib.get_logger("server").info("ready")
            yield {
                "parts": opened[0],
                "settings": settings,
                "draining": stopping,
                "subscriptions": staying.subscriptions(opened[0]),
            }
            opened.clear()

    # Answers are read by token and never by cookie, so that no page of another's can have them asked for and guess at
    # what is in them by how long they are.
    packed = GZipMiddleware(graphql, minimum_size=PACKED_FROM, compresslevel=PACKED_BY)
    collect = Collect(lambda: opened[0], settings, Origins(settings.allowed_origins), telemetry)
    pages = Pages(ROOT / "dashboard" / "dist", surroundings_of(settings))
    starlette = Starlette(
        routes=[
            Route("/graphql", packed, methods=None),
            Route("/", pages.front(packed), methods=None),
            *staying.routes(),
            *pages.routes(),
            *sign_in_routes(settings),
            *health_routes(checks),
            telemetry.route(),
        ],
        lifespan=lifespan,
        exception_handlers=error_handlers(),
    )
    starlette.router.default = pages.rest(starlette.router.default)
    guarded = Guarded(collect.before(starlette), telemetry)
    return guarded if tracing is None else tracing.around(guarded, telemetry.label)


def _keys(context: Context) -> IdempotencyKeys:
    if context.grant.dashboard is not None:
        # The answers that are kept are the owner's, and what a visitor sends has none.
        raise Problem(403, "FORBIDDEN", "A link to a dashboard is for looking only: leave the Idempotency-Key out.")
    return IdempotencyKeys(context.database, context.owner)


async def _context(request: HTTPConnection) -> Context:
    parts: Parts = request.state.parts
    identity = await parts.authenticator.identify_visitor(request.headers.get("authorization"))
    entrance = Entrance(parts.door, sender_of(request.scope, identity), allowance_of(identity, request.state.settings))
    return Context(
        parts.database,
        identity.user,
        identity.grant,
        datetime.now(UTC),
        cache=parts.cache,
        entrance=entrance,
        waiting=parts.waiting,
        announce=parts.alerting.announce,
        pushing=pushing_of(request.state.settings),
    )
