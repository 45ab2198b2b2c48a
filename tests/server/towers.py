"""What those meet who stay connected to the house: something to follow, and bounds."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import HTTPConnection

from domain.errors import Unavailable
from realtime.frames import Frame
from server.execution import Task
from server.problems import Unauthenticated
from server.seats import Seats
from server.sockets.connections import Bounds
from server.sockets.endpoint import Sockets
from server.sockets.operations import Guest
from server.streams import Streams

SECRET = "tok_9f8e7d6c5b4a"


class Tower:
    """What is followed in the house: everybody is given the newest of what the tower tells."""

    def __init__(self) -> None:
        self.feeds: set[TowerFeed] = set()
        self.begin()

    def begin(self) -> None:
        """As if nothing had been told yet."""
        self.frame, self.version, self.entered = Frame(b'{"data":{"ticks":0}}'), 1, 0

    @asynccontextmanager
    async def follow(self, task: Task, caller: HTTPConnection) -> AsyncIterator["TowerFeed"]:
        assert task.is_subscription
        if caller.headers.get("authorization") == "Bearer revoked":
            raise Unauthenticated
        self.entered += 1
        feed = TowerFeed(self)
        self.feeds.add(feed)
        try:
            yield feed
        finally:
            self.feeds.remove(feed)

    def tell(self, value: Any) -> None:
        """Something new."""
        self.tell_bytes(json.dumps({"data": {"ticks": value}}).encode())

    def tell_bytes(self, payload: bytes) -> None:
        self.frame, self.version = Frame(payload), self.version + 1
        for feed in self.feeds:
            feed.changed.set()

    def end(self, error: Exception) -> None:
        """Nothing more, for everybody."""
        for feed in self.feeds:
            feed.error = error
            feed.changed.set()


class TowerFeed:
    def __init__(self, tower: Tower) -> None:
        self.offer: Callable[[Frame], bool] | None = None
        self.tower, self.seen = tower, 0
        self.changed = asyncio.Event()
        self.error: Exception | None = None
        self.given: list[int] = []

    async def next(self) -> Frame:
        while self.seen == self.tower.version and self.error is None:
            self.changed.clear()
            await self.changed.wait()
        if self.error is not None:
            raise self.error
        self.seen = self.tower.version
        self.given.append(self.seen)
        return self.tower.frame


@dataclass
class Stay:
    """What those who stay connected meet."""

    tower: Tower = field(default_factory=Tower)
    seats: Seats = field(default_factory=Seats)
    bounds: Bounds = field(default_factory=Bounds)
    alive_every: float = 12.0
    sockets: Sockets | None = None
    streams: Streams | None = None

    @property
    def open(self) -> int:
        assert self.sockets is not None
        assert self.streams is not None
        return self.sockets.open + self.streams.open


async def guest(caller: HTTPConnection) -> Guest:
    given = caller.headers.get("authorization")
    if given in (None, "Bearer stranger"):
        raise Unauthenticated
    if given == "Bearer outage":
        raise Unavailable(SECRET)
    if given == "Bearer fault":
        raise ValueError(SECRET)
    return Guest(given, lambda _: nullcontext())
