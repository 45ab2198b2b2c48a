"""A small schema and a real server around it, for trying the edge."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from strawberry.scalars import JSON

from domain.errors import ErrorCode, Refusal, TooSlow, Unavailable
from persistence.idempotency import Answered, Claim, Claimed, Mismatched, Running
from realtime.system import Recorder
from schema.documents import Documents
from server.execution import Execution
from server.explorer import Explorer
from server.graphql import Edge, GraphQL
from server.guards import Guarded
from server.health import Check, health_routes
from server.idempotency import Keys
from server.origins import Origins
from server.problems import Unauthenticated, error_handlers
from server.protocols import UVICORN, BoundedProtocol
from server.sockets.endpoint import Sockets
from server.sockets.operations import Operations
from server.streams import Streams
from server.telemetry import Telemetry
from server.tracing import Tracing
from tests.patience import PATIENCE
from tests.server.towers import SECRET, Stay, guest

CONFESSION = "SELECT, secret, /etc/passwd: " + SECRET


@dataclass
class Witness:
    """What really happened behind the edge."""

    started: int = 0
    finished: int = 0
    cancelled: int = 0
    effects: int = 0
    contexts: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)


Info = strawberry.Info[Witness, None]


@strawberry.type
class Row:
    name: str = "row"

    @strawberry.field
    async def row(self) -> "Row":
        await asyncio.sleep(0)
        return Row()

    @strawberry.field
    async def bad(self) -> str | None:
        raise ValueError(CONFESSION)


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"hello {name}"

    @strawberry.field
    def numbers(self, of: list[int]) -> list[int]:
        return of

    @strawberry.field
    def number(self, of: float) -> float:
        return of

    @strawberry.field
    def anything(self, of: JSON) -> JSON:
        return of

    @strawberry.field
    def row(self) -> Row:
        return Row()

    @strawberry.field
    def rows(self, first: int = 10) -> list[Row]:
        return [Row()] * min(first, 10)

    @strawberry.field
    async def slow(self, info: Info, seconds: float = 30) -> str:
        info.context.started += 1
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            info.context.cancelled += 1
            raise
        info.context.finished += 1
        return "done"

    @strawberry.field
    def fault(self) -> str | None:
        raise ValueError(CONFESSION)

    @strawberry.field
    def required_fault(self) -> str:
        raise ValueError(CONFESSION)

    @strawberry.field
    def wrong_type(self) -> int | None:
        return SECRET  # type: ignore[return-value] # the fault under test

    @strawberry.field
    def refused(self) -> str | None:
        raise Refusal("There is no such goal. List your goals.", code=ErrorCode.NOT_FOUND, path=("input", "id"))

    @strawberry.field
    def unavailable(self) -> str | None:
        raise Unavailable(SECRET)

    @strawberry.field
    def too_slow(self) -> str | None:
        raise TooSlow(SECRET)

    @strawberry.field
    def not_a_number(self) -> float | None:
        return math.nan

    @strawberry.field
    def hidden_infinity(self) -> JSON:
        return JSON({"a": [math.inf, -math.inf, math.nan, 1]})


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def change(self, info: Info, wait: bool = False, fail: bool = False) -> int:
        info.context.started += 1
        if wait:
            await info.context.gate.wait()
        await asyncio.sleep(0)
        if fail:
            raise ValueError(SECRET)
        info.context.effects += 1
        return info.context.effects


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


def make_schema() -> strawberry.Schema:
    return strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)


class KeysInMemory:
    """The idempotency store as PostgreSQL keeps it, without PostgreSQL."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[bytes, datetime, bytes | None]] = {}

    async def claim(self, key: str, body_hash: bytes, *, now: datetime) -> Claim:
        await asyncio.sleep(0)
        if key not in self.rows:
            self.rows[key] = (body_hash, now, None)
            return Claimed(now)
        known, _, answer = self.rows[key]
        if known != body_hash:
            return Mismatched()
        return Running() if answer is None else Answered(200, answer)

    async def settle(self, key: str, claim: Claimed, *, status: int, answer: bytes) -> None:
        assert status == 200
        self.rows[key] = (self.rows[key][0], claim.since, answer)

    async def release(self, key: str, claim: Claimed) -> None:
        assert self.rows[key][1] == claim.since
        del self.rows[key]


@dataclass
class House:
    """A running server and what is known about it."""

    url: str
    port: int
    client: httpx.AsyncClient
    witness: Witness
    telemetry: Telemetry
    documents: Documents
    server: uvicorn.Server
    stay: Stay

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None, **headers: str) -> httpx.Response:
        """POST in the new media type."""
        body: dict[str, Any] = {"query": query}
        if variables is not None:
            body["variables"] = variables
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post("/graphql", json=body, headers={"accept": GRAPHQL} | named)


GRAPHQL = "application/graphql-response+json"


class Patient(BoundedProtocol):
    """However busy the machine, no request is late."""

    receive_within = PATIENCE
    send_within = PATIENCE


class Hasty(BoundedProtocol):
    """Half a second instead of ten."""

    receive_within = 0.5
    send_within = 0.5


def make_app(
    witness: Witness,
    telemetry: Telemetry,
    documents: Documents,
    *,
    keys: Callable[[Any], Keys] | None = None,
    seconds: float = 4.5,
    explorer: Explorer | None = None,
    checks: tuple[Check, ...] = (),
    stay: Stay | None = None,
) -> ASGIApp:
    async def context(request: HTTPConnection) -> object:
        witness.contexts += 1
        if request.headers.get("authorization") == "Bearer stranger":
            raise Unauthenticated
        if request.headers.get("authorization") == "Bearer outage":
            raise Unavailable(SECRET)
        if request.headers.get("authorization") == "Bearer fault":
            raise ValueError(SECRET)
        return witness

    async def crash(_: Request) -> Response:
        raise RuntimeError(SECRET)

    async def echo(request: Request) -> Response:
        return JSONResponse({"size": len(await request.body())})

    stay, origins = stay or Stay(), Origins(["https://app.example.com"])
    edge = Edge(context, keys=keys, origins=origins, explorer=explorer, seconds=seconds)
    execution = Execution(make_schema(), documents, telemetry)
    operations = Operations(execution, stay.tower, telemetry, context, guest, seconds=seconds)
    stay.streams = Streams(operations, seats=stay.seats, alive_every=stay.alive_every)
    stay.sockets = Sockets(operations, origins=origins, seats=stay.seats, bounds=stay.bounds)
    endpoint = GraphQL(execution, edge, telemetry, streams=stay.streams)
    routes = [
        Route("/graphql", endpoint),
        WebSocketRoute("/graphql", stay.sockets),
        Route("/crash", crash),
        Route("/echo", echo, methods=["POST"]),
        *health_routes(checks, within=0.2),
        telemetry.route(),
    ]
    return Guarded(Starlette(routes=routes, exception_handlers=error_handlers()), telemetry)


@asynccontextmanager
async def running(app: ASGIApp, *, protocol: type[BoundedProtocol] = Patient) -> AsyncIterator[uvicorn.Server]:
    options = {**UVICORN, "http": protocol}
    if protocol is Patient:
        options["timeout_keep_alive"] = int(PATIENCE)
    config = uvicorn.Config(app, port=0, lifespan="off", **options)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    await until(lambda: server.started)
    try:
        yield server
    finally:
        server.should_exit = True
        server.force_exit = True
        await serving


@asynccontextmanager
async def house(
    *,
    recorder: Recorder | None = None,
    tracing: Tracing | None = None,
    stay: Stay | None = None,
    protocol: type[BoundedProtocol] = Patient,
    **options: Any,
) -> AsyncIterator[House]:
    """Open a house for the time of the block."""
    telemetry = Telemetry(
        paths={"/graphql", "/crash", "/health/live", "/health/ready", "/metrics"},
        recorder=recorder,
        span=None if tracing is None else tracing.operation,
    )
    witness, documents, stay = Witness(), Documents(make_schema()), stay or Stay()
    app = make_app(witness, telemetry, documents, stay=stay, **options)
    around = tracing.around(app, telemetry.label) if tracing else app
    async with running(around, protocol=protocol) as server:
        port = server.servers[0].sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
            yield House(url, port, client, witness, telemetry, documents, server, stay)
    documents.close()


async def until(condition: Callable[[], bool], *, within: float = PATIENCE) -> None:
    """Wait for a condition, not for a time."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.005)


async def raw(
    port: int, *parts: bytes, read: Callable[[asyncio.StreamReader], Awaitable[bytes]] | None = None
) -> bytes:
    """Send bytes as they are and return all that comes back until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await writer.drain()
    try:
        return await (read(reader) if read else reader.read())
    finally:
        writer.close()
