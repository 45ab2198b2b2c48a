"""Talking graphql-transport-ws to the house, over a real socket, with the public client library."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PROTOCOL = Subprotocol("graphql-transport-ws")
TICKS = "subscription { ticks }"


class Served(Protocol):
    """Anything that answers at an address."""

    @property
    def url(self) -> str: ...


class Talk:
    """One connection."""

    def __init__(self, client: ClientConnection) -> None:
        self.client = client

    async def say(self, kind: str, **more: Any) -> None:
        await self.client.send(json.dumps({"type": kind, **more}))

    async def hear(self) -> Any:
        return json.loads(await self.client.recv())

    async def init(self, authorization: str | None = "Bearer ada") -> None:
        await self.say("connection_init", payload={"authorization": authorization})
        assert await self.hear() == {"type": "connection_ack"}

    async def subscribe(self, query: str = TICKS, id: str = "1", **payload: Any) -> None:  # noqa: A002 - as on the wire
        await self.say("subscribe", id=id, payload={"query": query, **payload})

    async def closed(self) -> tuple[int, str]:
        """Code and reason, whatever comes before."""
        with suppress(ConnectionClosed):
            async for _ in self.client:
                pass
        assert self.client.close_code is not None
        return self.client.close_code, self.client.close_reason or ""


@asynccontextmanager
async def talking(home: Served, **options: Any) -> AsyncIterator[Talk]:
    """A connection on which nothing has been said yet."""
    url = home.url.replace("http", "ws", 1) + "/graphql"
    async with connect(url, **{"subprotocols": [PROTOCOL], "compression": None, **options}) as client:
        yield Talk(client)


@asynccontextmanager
async def acknowledged(home: Served, authorization: str = "Bearer ada", **options: Any) -> AsyncIterator[Talk]:
    """A connection that is ready for operations."""
    async with talking(home, **options) as talk:
        await talk.init(authorization)
        yield talk
