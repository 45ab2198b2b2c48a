"""A real Redis of a test's own, to be killed, stopped and started again."""

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.browsers import need

SECONDS = 10


@dataclass(eq=False, slots=True)
class RedisServer:
    """One that keeps its data through every end; `url` stays the same."""

    program: str
    folder: str
    port: int
    options: tuple[str, ...]
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        arguments = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", "")
        self.process = await asyncio.create_subprocess_exec(
            self.program,
            *arguments,
            *self.options,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(SECONDS):
            while not await self._answers():
                await asyncio.sleep(0.02)

    async def _answers(self) -> bool:
        client = Redis(host="127.0.0.1", port=self.port, protocol=2)
        try:
            return bool(await client.ping())
        except (RedisError, OSError):
            return False
        finally:
            await client.aclose()

    async def kill(self) -> None:
        """`kill -9`."""
        if self.process is not None:
            process, self.process = self.process, None
            process.kill()
            await process.wait()

    async def restart(self) -> None:
        """`kill -9`, and a new one over the same data."""
        await self.kill()
        await self.start()

    def pause(self) -> None:
        """It takes connections, and no answer comes."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """After `pause`."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)


@asynccontextmanager
async def redis_server(*, appendonly: str = "yes", appendfsync: str = "always") -> AsyncIterator[RedisServer]:
    """A fresh one, gone afterwards with its data."""
    program = need("redis-server")
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        options = ("--appendonly", appendonly, "--appendfsync", appendfsync)
        server = RedisServer(program, folder, port, options)
        await server.start()
        try:
            yield server
        finally:
            await server.kill()
