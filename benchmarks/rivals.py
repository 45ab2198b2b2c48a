"""The rivals, each an application for the same uvicorn: what our server would be without what it does for speed."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from strawberry.asgi import GraphQL

from benchmarks import statements
from benchmarks.mixes import ROW_BY_ROW
from persistence.database import Database, connect
from resolvers.context import Context
from schema.operations import Operation
from schema.plans import Plans
from schema.root import schema
from server import logs
from server.app import build
from server.auth import Authenticator
from server.settings import Settings

SUBJECT = "BENCHMARK_SUBJECT"


def written_by_hand() -> ASGIApp:
    """(a) One SQL statement that builds the JSON, served as bytes by bare Starlette; it does not ask who asks."""
    pool: list[Any] = []

    def answering(statement: str) -> Callable[[Request], Any]:
        async def answer(_: Request) -> Response:
            text = await pool[0].fetchval(statement, os.environ[SUBJECT])
            return Response(text.encode(), media_type="application/json")

        return answer

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        settings = {"TimeZone": "UTC"}
        async with asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10, server_settings=settings) as opened:
            pool.append(opened)
            yield

    return Starlette(
        routes=[
            Route("/graphql", answering(statements.OVERVIEW), methods=["POST"]),
            Route("/thousand", answering(statements.THOUSAND), methods=["POST"]),
        ],
        lifespan=lifespan,
    )


def row_by_row() -> ASGIApp:
    """(a) How events are usually taken in: each a row, inserted and committed by itself; nothing is looked at."""
    pool: list[Any] = []

    async def collect(request: Request) -> Response:
        events = orjson.loads(await request.body())["events"]
        now = datetime.now(UTC)
        for event in events:
            properties = orjson.dumps(event["properties"]).decode()
            occurred_at = datetime.fromisoformat(event["occurredAt"])
            told = (event["id"], 1, event["name"], occurred_at, now, event["sessionId"], properties)
            await pool[0].execute(ROW_BY_ROW, *told)
        answer = {"accepted": len(events), "verdicts": [{"id": event["id"]} for event in events]}
        return Response(orjson.dumps(answer), status_code=202, media_type="application/json")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=10, max_size=10) as opened:
            pool.append(opened)
            yield

    return Starlette(routes=[Route("/collect", collect, methods=["POST"])], lifespan=lifespan)


def strawberry_alone() -> ASGIApp:
    """(b) The same schema in Strawberry's own application, look-ups one by one: nothing cached, nothing batched."""
    return _strawberry(is_batched=False)


def strawberry_as_usual() -> ASGIApp:
    """The same with its DataLoaders: how one usually builds it."""
    return _strawberry(is_batched=True)


def unplanned() -> ASGIApp:
    """(c) Our server without plans: every answer by the reference executor."""

    class Unplanned(Plans):
        async def execute(self, operation: Operation, variables: Any, context: object, *, source: object = None) -> Any:
            return await self.refer(operation, variables, context, source=source)

    settings = Settings()
    logs.configure(level=settings.log_level)
    return build(settings, os.environ["DATABASE_URL"], plans=Unplanned(schema))


def _strawberry(*, is_batched: bool) -> ASGIApp:
    parts: list[tuple[Database, Authenticator]] = []

    class Alone(GraphQL[Context, None]):
        async def get_context(self, request: Any, response: Any) -> Context:
            del response
            database, authenticator = parts[0]
            identity = await authenticator.identify(request.headers.get("authorization"))
            context = Context(database, identity.user, identity.grant, datetime.now(UTC))
            if not is_batched:
                for loader in vars(context.loaders).values():
                    loader.max_batch_size, loader.cache = 1, False
            return context

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with connect(os.environ["DATABASE_URL"], connections=10) as database:
            secret = os.environ["AUTH_JWT_SECRET"]
            parts.append((database, Authenticator(database, secret=secret, jwks=None, audience=None)))
            yield

    return Starlette(routes=[Route("/graphql", Alone(schema, graphql_ide=None))], lifespan=lifespan)
