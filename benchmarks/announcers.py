"""Rivals that tell many subscribers of one topic what has changed, so often a second: ours, and two others.

Each is asked for `activityChanged`, and each makes the changes itself once `/begin/RATE` is asked for: `sequence` ends
with the microsecond at which the change was begun.
"""

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
import sqlalchemy as sa
import strawberry
from broadcaster import Broadcast
from sqlalchemy.dialects.postgresql import insert
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import GraphQL

from benchmarks.rivals import SUBJECT
from domain.revisions import Part
from persistence.statements import Statement
from persistence.tables import revisions, users
from realtime import live
from realtime.announcements import of_change
from server import logs, subscriptions
from server.app import build
from server.parts import Parts
from server.settings import Settings

TOPIC: Final = "changes"
NOBODY_LIMITS: Final = 1_000_000
HAPPENED: Final = ("job_view", "page_view", "job_search", "job_view", "time_spent")

_SOMEBODY: Final = sa.select(users.c.id).where(users.c.subject == sa.bindparam("subject")).scalar_subquery()
_STAMP: Final = sa.bindparam("stamp", type_=sa.BigInteger)
CHANGE: Final = Statement(
    insert(revisions)
    .values(owner_id=_SOMEBODY, activity=_STAMP)
    .on_conflict_do_update(index_elements=["owner_id"], set_={"activity": _STAMP})
    .returning(revisions.c.owner_id)
)

Tick = Callable[[Mapping[str, Any], int], Awaitable[None]]
"""Makes and announces one change, begun at this microsecond; it is given what lives as long as the server."""


class Announcing:
    """An application that begins to tell of changes when it is told to."""

    def __init__(self, app: ASGIApp, tick: Tick) -> None:
        """Nothing changes yet."""
        self._app, self._tick = app, tick
        self._changing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/begin/RATE`, and all that the application answers."""
        _, _, rate = scope.get("path", "").partition("/begin/")
        if not rate:
            await self._app(scope, receive, send)
            return
        changing = self._change(scope.get("state", {}), float(rate))
        self._changing = asyncio.get_running_loop().create_task(changing)
        await Response(status_code=204)(scope, receive, send)

    async def _change(self, state: Mapping[str, Any], rate: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            await self._tick(state, time.time_ns() // 1_000)
            # What was not made in time is not made up for: nobody who is late gets later by it.
            due = max(due + 1 / rate, loop.time())
            await asyncio.sleep(due - loop.time())


def followed() -> ASGIApp:
    """(c) Our server, which may answer as often as there are changes, and has no bound on what one person follows.

    A change is a row that is updated and committed, and a hint through its own broadcast.
    """
    vars(live)["MOST_RATE"] = float(NOBODY_LIMITS)
    vars(subscriptions)["MOST_OF_A_PERSON"] = NOBODY_LIMITS
    free = {"live_answers_per_second": float(NOBODY_LIMITS)}
    free |= {"live_connections_per_user": NOBODY_LIMITS, "live_connections_per_address": NOBODY_LIMITS}
    settings = Settings().model_copy(update=free)
    logs.configure(level=settings.log_level)
    subject = os.environ[SUBJECT]

    async def tick(state: Mapping[str, Any], stamp: int) -> None:
        parts: Parts = state["parts"]
        told = await parts.database.write(lambda session: session.fetch_value(CHANGE, subject=subject, stamp=stamp))
        await parts.broadcast.announce(of_change(told, {Part.ACTIVITY}))

    return Announcing(build(settings, os.environ["DATABASE_URL"]), tick)


@strawberry.type
class Happening:
    """As ours."""

    name: str
    occurred_at: datetime
    received_at: datetime


@strawberry.type
class Activity:
    """As ours, with what is asked for."""

    active_sessions: int
    newest: list[Happening]


@strawberry.type
class Change:
    """As ours."""

    sequence: str
    is_snapshot: bool
    activity: Activity


def _changed(stamp: int) -> Change:
    now = datetime.fromtimestamp(stamp / 1e6, UTC)
    moments = [now - timedelta(minutes=number) for number in range(len(HAPPENED))]
    newest = [Happening(name=name, occurred_at=at, received_at=at) for name, at in zip(HAPPENED, moments, strict=True)]
    return Change(sequence=f"100.{stamp}", is_snapshot=False, activity=Activity(active_sessions=1, newest=newest))


def plain() -> ASGIApp:
    """(a) Strawberry's own websockets; every subscriber listens to broadcaster, and what comes is the change."""
    logging.disable(logging.CRITICAL)  # when its subscribers have gone it prints thousands of tracebacks
    broadcast = Broadcast("memory://")

    @strawberry.type
    class Query:
        @strawberry.field
        def nothing(self) -> int:
            return 0

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def activity_changed(self, first: int) -> AsyncGenerator[Change, None]:
            del first
            async with broadcast.subscribe(channel=TOPIC) as subscriber:
                yield _changed(0)
                while True:
                    yield _changed(int((await subscriber.get()).message))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with broadcast:
            yield

    async def tick(state: Mapping[str, Any], stamp: int) -> None:
        del state
        await broadcast.publish(channel=TOPIC, message=str(stamp))

    endpoint: Any = GraphQL(strawberry.Schema(Query, subscription=Subscription), graphql_ide=None)
    routes = [Route("/graphql", endpoint), WebSocketRoute("/graphql", endpoint)]
    return Announcing(Starlette(routes=routes, lifespan=lifespan), tick)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What (b) writes: the bytes of a message, encoded once."""

    text: str

    @classmethod
    def of(cls, stamp: int) -> "_Prepared":
        change = _changed(stamp)
        newest = [
            {"name": each.name, "occurredAt": each.occurred_at, "receivedAt": each.received_at}
            for each in change.activity.newest
        ]
        activity = {"activeSessions": change.activity.active_sessions, "newest": newest}
        told = {"sequence": change.sequence, "isSnapshot": False, "activity": activity}
        data = {"id": "1", "type": "next", "payload": {"data": {"activityChanged": told}}}
        return cls(orjson.dumps(data).decode())


def bare() -> ASGIApp:
    """(b) No GraphQL at all: a message made once is written to one websocket after the other."""
    following: set[WebSocket] = set()

    async def endpoint(socket: WebSocket) -> None:
        await socket.accept(subprotocol="graphql-transport-ws")
        try:
            await socket.receive_text()
            await socket.send_text('{"type":"connection_ack"}')
            await socket.receive_text()
            await socket.send_text(_Prepared.of(0).text)
            following.add(socket)
            await socket.receive_text()
        except WebSocketDisconnect:
            following.discard(socket)

    async def tick(state: Mapping[str, Any], stamp: int) -> None:
        del state
        message = {"type": "websocket.send", "text": _Prepared.of(stamp).text}
        for each in list(following):
            with suppress(WebSocketDisconnect):
                await each._send(message)  # past Starlette's bookkeeping: bare ASGI

    return Announcing(Starlette(routes=[WebSocketRoute("/graphql", endpoint)]), tick)
