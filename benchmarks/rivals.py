"""The rivals, each an application for the same uvicorn: what our server would be without what it does for speed."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
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


class _Base(DeclarativeBase):
    """What SQLAlchemy wants of models."""


class _Analytics(_Base):
    """The table of the source document."""

    __tablename__ = "analytics"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(index=True)
    type: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)


def documented() -> ASGIApp:
    """(a) `collect_event` of the source document as it stands there: to a session a row is added, and committed.

    Its session is one of SQLAlchemy's, for each request, in an endpoint of bare Starlette, which is quicker than what
    the document has around it. What the document does to events later is not done.
    """
    pool: list[async_sessionmaker[AsyncSession]] = []

    async def collect_event(db: AsyncSession, event_type: str, data: dict[str, Any], user_id: int) -> None:
        told = {
            "event_data": data,
            "timestamp": datetime.now(UTC).isoformat(),
            "event_type": event_type,
            "processed": False,
        }
        db.add(_Analytics(user_id=user_id, type=event_type, data=told))
        await db.commit()

    async def collect(request: Request) -> Response:
        events = orjson.loads(await request.body())["events"]
        async with pool[0]() as db:
            for event in events:
                await collect_event(db, event["name"], event, 1)
        return _taken(events)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(url, pool_size=10, pool_timeout=90)  # each of 32 clients has its turn
        async with engine.begin() as connection:
            await connection.run_sync(_Base.metadata.create_all)
        pool.append(async_sessionmaker(engine))
        yield
        await engine.dispose()

    return Starlette(routes=[Route("/collect", collect, methods=["POST"])], lifespan=lifespan)


def row_by_row() -> ASGIApp:
    """The same without an ORM, by the fastest driver: each a row, inserted and committed by itself."""
    pool: list[Any] = []

    async def collect(request: Request) -> Response:
        events = orjson.loads(await request.body())["events"]
        now = datetime.now(UTC)
        for event in events:
            properties = orjson.dumps(event["properties"]).decode()
            occurred_at = datetime.fromisoformat(event["occurredAt"])
            told = (event["id"], 1, event["name"], occurred_at, now, event["sessionId"], properties)
            await pool[0].execute(ROW_BY_ROW, *told)
        return _taken(events)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=10, max_size=10) as opened:
            pool.append(opened)
            yield

    return Starlette(routes=[Route("/collect", collect, methods=["POST"])], lifespan=lifespan)


def _taken(events: list[Any]) -> Response:
    answer = {"accepted": len(events), "verdicts": [{"id": event["id"]} for event in events]}
    return Response(orjson.dumps(answer), status_code=202, media_type="application/json")


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
