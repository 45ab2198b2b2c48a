"""The real application on a real port, over a database of the test's choice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import uvicorn

from domain.access import Role
from domain.users import User
from persistence.database import Database, connect
from server.app import build
from server.auth import issue
from server.protocols import UVICORN
from server.settings import Settings
from tests.patience import PATIENCE
from tests.server.house import until

SECRET = "a secret for tests, and long enough for any algorithm that anybody may try"
Answer = dict[str, Any]


@dataclass(slots=True)
class Service:
    """A running server, and a way into its database for preparing tests."""

    url: str
    client: httpx.AsyncClient
    database: Database

    async def post(self, query: str, bearer: str | None, variables: dict[str, Any] | None = None) -> httpx.Response:
        """One request, as it comes back."""
        headers = {"accept": "application/graphql-response+json"}
        if bearer is not None:
            headers["authorization"] = f"Bearer {bearer}"
        return await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def answer(self, query: str, bearer: str, **variables: Any) -> Answer:
        """The whole answer of a request that was not refused at the door."""
        response = await self.post(query, bearer, variables)
        assert response.status_code < 500, response.text
        found: Answer = response.json()
        return found

    async def ask(self, query: str, bearer: str, **variables: Any) -> Any:
        """The data of an answer without errors; of a single root field, its value."""
        answer = await self.answer(query, bearer, **variables)
        assert "errors" not in answer, answer["errors"]
        data = answer["data"]
        return next(iter(data.values())) if len(data) == 1 else data


def token(user: User, *, role: Role | None = None) -> str:
    """A bearer token of our own."""
    return issue(
        user.subject,
        role or user.role,
        secret=SECRET,
        now=datetime.now(UTC),
        lifetime=timedelta(hours=1),
        audience=None,
    )


@asynccontextmanager
async def serving(dsn: str, **settings: Any) -> AsyncIterator[Service]:
    """Serve a database for the time of the block."""
    chosen = Settings(**{"auth_jwt_secret": SECRET, "database_connections": 4, **settings})
    # However long a machine stalls between two questions, the connection stays.
    options = {**UVICORN, "timeout_keep_alive": int(PATIENCE)}
    config = uvicorn.Config(build(chosen, dsn), host="127.0.0.1", port=0, lifespan="on", **options)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    await until(lambda: server.started or running.done())
    if running.done():
        await running
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client, connect(dsn, connections=4) as database:
            yield Service(url, client, database)
    finally:
        server.should_exit = True
        await running
