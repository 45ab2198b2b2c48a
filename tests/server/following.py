"""People who follow, over a database and a broadcast of the test's choice, without sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.requests import HTTPConnection

from domain.access import Role
from domain.revisions import Part
from domain.users import User
from persistence.database import Database
from realtime.broadcast import Broadcast
from realtime.feeds import Feed
from realtime.live import Live
from realtime.topics import Hint, hint
from schema.documents import Documents
from schema.root import schema
from server.auth import Authenticator, issue
from server.bodies import Parameters
from server.execution import Execution
from server.subscriptions import Contexts, Subscriptions, contexts
from server.telemetry import Telemetry
from server.watching import Watch
from tests.patience import PATIENCE

SECRET = "a secret for those who follow, which is long enough for anybody"
SUMMARY = """subscription($after: String) {
  summaryChanged(after: $after) { sequence isSnapshot summary { totalApplications } }
}"""
APPLICATIONS = """subscription($after: String) {
  applicationChanged(after: $after) { sequence isSnapshot applications { id status } }
}"""


def bearer(user: User, *, role: Role | None = None, lifetime: timedelta = timedelta(hours=1)) -> str:
    """An Authorization header."""
    now = datetime.now(UTC)
    made = issue(user.subject, role or user.role, secret=SECRET, now=now, lifetime=lifetime, audience=None)
    return f"Bearer {made}"


def caller(authorization: str | None) -> HTTPConnection:
    """One who comes with this header."""
    headers = [] if authorization is None else [(b"authorization", authorization.encode())]
    return HTTPConnection({"type": "http", "headers": headers})


@dataclass(slots=True)
class Follower:
    """One who reads."""

    feed: Feed
    frames: list[bytes] = field(default_factory=list)

    async def next(self, seconds: float = PATIENCE) -> Any:
        """The root field of the next frame; fails when it holds errors or does not come."""
        async with asyncio.timeout(seconds):
            self.frames.append((await self.feed.next()).payload)
        answer = orjson.loads(self.frames[-1])
        assert "errors" not in answer, answer
        return next(iter(answer["data"].values()))


class House:
    """Everything that following needs."""

    def __init__(
        self, database: Database, broadcast: Broadcast, *, seconds: float = 4.0, context: Contexts | None = None
    ) -> None:
        self.database, self.broadcast, self.live = database, broadcast, Live(broadcast)
        self.authenticator = Authenticator(database, secret=SECRET, jwks=None, audience=None)
        identify = self.authenticator.identify
        self.telemetry, self.watch = Telemetry(), Watch(self.authenticator.reexamined, seconds=seconds)
        self.execution = Execution(schema, Documents(schema), self.telemetry)
        self.subscriptions = Subscriptions(
            self.execution,
            self.live,
            self.watch,
            identify=identify,
            context=context or contexts(database),
            rate=20.0,
        )

    @asynccontextmanager
    async def follow(self, query: str, authorization: str | None, **variables: Any) -> AsyncIterator[Follower]:
        """Follow for the time of the block."""
        task = await self.execution.plan(
            Parameters(query=query, variables=variables, operation_name=None), may_stream=True
        )
        async with self.subscriptions.follow(task, caller(authorization)) as feed:
            yield Follower(feed)

    async def announce(self, user: User, *parts: Part) -> None:
        """Say that something of theirs has changed."""
        await self.broadcast.announce([hint(user.id, parts=parts or [Part.LEDGER])])

    async def tell(self, *hints: Hint) -> None:
        """Announce these."""
        await self.broadcast.announce(hints)


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.001)
