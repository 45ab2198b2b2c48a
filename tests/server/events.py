"""Reading server-sent events as they come."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

EVENTS = "text/event-stream"


class Listening:
    """An event stream; `events` are those read so far, comments left out."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()
        self.comments = 0

    async def next(self) -> tuple[str, Any]:
        """The next event and its data, which is None when there is none."""
        event, data = "", ""
        async for line in self._lines:
            if line.startswith(":"):
                self.comments += 1
            elif line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data:"):
                data = line.removeprefix("data:").strip()
            elif not line and event:
                return event, json.loads(data) if data else None
        raise EOFError

    async def rest(self) -> list[tuple[str, Any]]:
        """All that still comes."""
        told = []
        try:
            while True:
                told.append(await self.next())
        except EOFError:
            return told


@asynccontextmanager
async def listening(
    client: httpx.AsyncClient, query: str, variables: Mapping[str, Any] | None = None, **headers: str
) -> AsyncIterator[Listening]:
    """Ask with POST, and listen for the time of the block."""
    body = {"query": query, "variables": variables or {}}
    given = {"accept": EVENTS} | {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("POST", "/graphql", json=body, headers=given) as response:
        yield Listening(response)
