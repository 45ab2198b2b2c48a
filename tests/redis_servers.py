"""A real Redis of a test's own, to be killed, stopped and started again."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.crc import key_slot
from redis.exceptions import RedisError

from tests.browsers import need
from tests.patience import PATIENCE
from tests.ports import free_port

SHARES = ((0, 5_460), (5_461, 10_922), (10_923, 16_383))


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
        async with asyncio.timeout(PATIENCE):
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


@dataclass(frozen=True, slots=True)
class RedisCluster:
    """Three servers, each with a third of the slots and no replica."""

    servers: list[RedisServer]

    @property
    def url(self) -> str:
        """Names two of them; the third is found."""
        return "redis+cluster://" + ",".join(f"127.0.0.1:{each.port}" for each in self.servers[:2])

    def owner(self, key: str) -> RedisServer:
        """Whose the key is, as long as no slot was moved."""
        slot = key_slot(key.encode())
        return next(each for each, (first, last) in zip(self.servers, SHARES, strict=True) if first <= slot <= last)

    async def move(self, key: str, target: RedisServer) -> None:
        """The slot of this key, which has to be empty, to another server."""
        slot, name = key_slot(key.encode()), await _ask(target, "CLUSTER MYID")
        for each in (target, *(server for server in self.servers if server is not target)):
            await _ask(each, "CLUSTER SETSLOT", slot, "NODE", name)

    async def until_well(self) -> None:
        """Until every server knows of every slot."""
        async with asyncio.timeout(3 * PATIENCE):
            for each in self.servers:
                while (await _ask(each, "CLUSTER INFO"))["cluster_state"] != "ok":
                    await asyncio.sleep(0.05)


async def _ask(server: RedisServer, *command: str | int) -> Any:
    client: Any = Redis(host="127.0.0.1", port=server.port, protocol=2, decode_responses=True)
    try:
        return await client.execute_command(*command)
    finally:
        await client.aclose()


@asynccontextmanager
async def redis_cluster() -> AsyncIterator[RedisCluster]:
    """A fresh one of three servers."""
    program = need("redis-server")
    async with AsyncExitStack() as stack:
        servers = []
        for _ in SHARES:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="redis-"))
            options = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()), "--appendonly", "yes")
            servers.append(server := RedisServer(program, folder, free_port(), options))
            await server.start()
            stack.push_async_callback(server.kill)
        for number, (each, share) in enumerate(zip(servers, SHARES, strict=True), start=1):
            await _ask(each, "CLUSTER SET-CONFIG-EPOCH", number)
            await _ask(each, "CLUSTER ADDSLOTSRANGE", *share)
            await _ask(each, "CLUSTER MEET", "127.0.0.1", servers[0].port, servers[0].options[3])
        cluster = RedisCluster(servers)
        await cluster.until_well()
        yield cluster


@asynccontextmanager
async def redis_server(*, appendonly: str = "yes", appendfsync: str = "always") -> AsyncIterator[RedisServer]:
    """A fresh one, gone afterwards with its data."""
    program = need("redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        options = ("--appendonly", appendonly, "--appendfsync", appendfsync)
        server = RedisServer(program, folder, port, options)
        await server.start()
        try:
            yield server
        finally:
            await server.kill()
