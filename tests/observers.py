"""Somebody who watches a database from outside, over a connection of their own."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from tests.patience import PATIENCE

OURS = "datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'career-copilot-analytics'"
BUSY = f"SELECT count(*) FROM pg_stat_activity WHERE {OURS} AND state <> 'idle'"  # noqa: S608 - our own text
HANG_UP = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {OURS}"  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class Observer:
    """What the server knows about the pools that are open on this database."""

    dsn: str
    connection: asyncpg.Connection

    async def ask(self, question: str) -> Any:
        """The first value of an answer."""
        return await self.connection.fetchval(question)

    async def busy(self) -> int:
        """How many connections run a statement or hold a transaction open."""
        return int(await self.ask(BUSY))

    async def until_busy(self, count: int, *, seconds: float = PATIENCE) -> None:
        """Return when so many connections are busy; TimeoutError when that does not come to pass."""
        async with asyncio.timeout(seconds):
            while await self.busy() != count:
                await asyncio.sleep(0.005)

    def hang_up(self) -> int:
        """End all connections before our event loop can notice any of it; how many there were."""
        ended = []

        async def end() -> None:
            connection = await asyncpg.connect(self.dsn)
            ended.append(await connection.fetchval(HANG_UP))
            await connection.close()

        thread = threading.Thread(target=lambda: asyncio.run(end()))
        thread.start()
        thread.join()
        return int(ended[0])


@asynccontextmanager
async def observer(dsn: str) -> AsyncIterator[Observer]:
    """Watch one database for the time of the block."""
    connection = await asyncpg.connect(dsn)
    try:
        yield Observer(dsn, connection)
    finally:
        await connection.close()
