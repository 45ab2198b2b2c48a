"""The application: what is opened when it starts, and which address leads where."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict

import jwt
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

from domain.skills import find_skills
from persistence.cache import Cache
from persistence.database import Database, connect
from persistence.idempotency import IdempotencyKeys
from resolvers.context import Context
from schema.documents import Documents
from schema.plans import Plans
from schema.root import schema
from server import logs
from server.auth import Authenticator
from server.caching import cache_gauges, opened_cache
from server.draining import Draining, draining
from server.execution import Execution
from server.explorer import Explorer
from server.graphql import Edge, GraphQL
from server.guards import Guarded
from server.health import Check, health_routes
from server.origins import Origins
from server.places import ROOT, database_dsn, shared_secret
from server.problems import error_handlers
from server.protocols import BoundedProtocol
from server.settings import Settings
from server.telemetry import Telemetry

PATHS = ("/graphql", "/", "/health/live", "/health/ready", "/metrics")


class State(TypedDict):
    """What lives as long as the process and is handed to every request."""

    parts: "Parts"
    draining: Draining


@dataclass(frozen=True, slots=True)
class Parts:
    """The long-lived parts."""

    database: Database
    authenticator: Authenticator
    cache: Cache


def create() -> ASGIApp:
    """The application of one process, set up from the environment; what `uvicorn --factory` calls."""
    settings = Settings()
    logs.configure(level=settings.log_level)
    BoundedProtocol.receive_within = settings.receive_timeout_seconds
    return build(settings, database_dsn(settings))


def build(settings: Settings, dsn: str, *, plans: Plans | None = None) -> ASGIApp:
    """The application over one database; `plans` execute its operations, those of the schema unless given."""
    telemetry = Telemetry(paths=PATHS)
    opened: list[Parts] = []
    documents = Documents(schema)
    graphql = GraphQL(
        Execution(schema, documents, telemetry, plans=plans),
        Edge(
            context=_context,
            keys=lambda context: IdempotencyKeys(context.database, context.owner),
            origins=Origins(settings.allowed_origins),
            explorer=Explorer(ROOT / "dashboard" / "dist" / "explorer"),
        ),
        telemetry,
    )

    async def is_database_ready() -> bool:
        return await opened[0].database.is_ready()

    telemetry.gauge(
        "database_connections", "Connections open.", lambda: opened[0].database.pool_size()[0] if opened else 0
    )
    telemetry.gauge(
        "database_connections_idle", "Connections idle.", lambda: opened[0].database.pool_size()[1] if opened else 0
    )
    telemetry.gauge("database_statements", "Statements sent.", lambda: opened[0].database.statements if opened else 0)
    cache_gauges(telemetry, lambda: opened[0].cache.statistics() if opened else None)
    checks = [Check("postgresql", is_database_ready)]
    if settings.redis_url is not None:
        checks.append(Check("redis", lambda: opened[0].cache.is_shared_ready(), is_vital=False))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[State]:
        async with AsyncExitStack() as stack:
            # The lexicon is compiled at its first use, about 0.2 s that nobody's request should wait for.
            await asyncio.to_thread(find_skills, "")
            database = await stack.enter_async_context(connect(dsn, connections=settings.database_connections))
            cache = await stack.enter_async_context(opened_cache(settings, telemetry))
            opened.append(Parts(database, _authenticator(settings, database), cache))
            stack.callback(documents.close)
            logs.log_loop_faults(asyncio.get_running_loop())
            # A full collection walks the whole schema: 80 ms in which nobody is answered, for nothing.
            gc.collect()
            gc.freeze()
            stopping = await stack.enter_async_context(draining())
            structlog.stdlib.get_logger("server").info("ready")
            yield {"parts": opened[0], "draining": stopping}
            opened.clear()

    explorer = Explorer(ROOT / "dashboard" / "dist" / "explorer")
    return Guarded(
        Starlette(
            routes=[
                Route("/graphql", graphql, methods=None),
                Route("/", graphql, methods=None),
                *explorer.mounts(),
                *health_routes(checks),
                telemetry.route(),
            ],
            lifespan=lifespan,
            exception_handlers=error_handlers(),
        ),
        telemetry,
    )


async def _context(request: Request) -> Context:
    parts: Parts = request.state.parts
    identity = await parts.authenticator.identify(request.headers.get("authorization"))
    return Context(parts.database, identity.user, identity.grant, datetime.now(UTC), cache=parts.cache)


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
