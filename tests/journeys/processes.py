"""Our own processes and the PostgreSQL behind them, real ones, to be killed with `kill -9` and started again."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis
from sqlalchemy import text

from persistence.database import Database, Statement
from persistence.embedded.holders import Holder, door
from persistence.embedded.places import ELSEWHERE, Place, settle
from persistence.embedded.servers import PORT, Server
from realtime.inbox.streams import STREAMS
from tests.patience import PATIENCE
from tests.redis_servers import RedisServer

ROOT = Path(__file__).parents[2]
NAME = "journeys"
WAITING = Statement(text("SELECT count(*) FROM inbox"))


async def soon(condition: Callable[[], bool], *, within: float = PATIENCE) -> None:
    """Wait for a condition of other processes."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.02)


@dataclass(eq=False, slots=True)
class Program:
    """`python -m server …`, started again whenever it ends, as whatever supervises it does.

    `ends` has how it ended by itself: (exit code, whether it had been ready before).
    """

    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    pause: Callable[[], float] = lambda: 0.2
    starts: int = 0
    ends: list[tuple[int, bool]] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _running: asyncio.Task[None] | None = None
    _began: int = 0

    @property
    def url(self) -> str:
        """Where it serves, if it does."""
        return f"http://127.0.0.1:{self.arguments[self.arguments.index('--port') + 1]}"

    def start(self) -> None:
        """Start it; `until_ready` says when it is."""
        self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while True:
            with self.log.open("ab") as output:
                self._began = output.tell()
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "server", *self.arguments),
                    cwd=ROOT,
                    env={**os.environ, "LOG_LEVEL": "INFO", **self.environment},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                )
            self.starts += 1
            code = await self._process.wait()
            if code != -signal.SIGKILL:
                self.ends.append((code, self._is_ready()))
            await asyncio.sleep(self.pause())

    def _is_ready(self) -> bool:
        return b'"event":"ready"' in self.log.read_bytes()[self._began :]

    async def until_ready(self) -> None:
        """Until the present one says that it is."""
        await soon(lambda: self._process is not None and self._process.returncode is None and self._is_ready())

    async def kill(self) -> None:
        """`kill -9`; another is started after the pause."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """Ask it to stop and start no other; how it ended. Whoever never does is killed."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._process.wait()
        await self.kill()
        return await self._process.wait()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL that keeps what it has committed through every end; `dsn` stays the same."""

    server: Server
    dsn: str

    async def kill(self) -> None:
        """`kill -9`; its other processes notice, and go."""
        told = (self.server.place.cluster / "postmaster.pid").read_text()
        os.kill(int(told.split()[0]), signal.SIGKILL)

    async def start(self) -> None:
        """Start it over the same data; returns when it accepts connections."""
        await asyncio.to_thread(self.server.ensure_running)


@asynccontextmanager
async def cluster() -> AsyncIterator[Cluster]:
    """A fresh one with an empty database, gone afterwards with its data."""
    folder, place = _fresh_place()
    server = Server(place, durable=True)
    try:
        with door(place):
            holder = Holder.enter(place, disposable=True)
        try:
            await asyncio.to_thread(server.ensure_running)
            server.ensure_database(NAME)
            yield Cluster(server, f"postgresql://postgres@/{NAME}?host={server.socket_folder()}&port={PORT}")
        finally:
            with door(place):
                await asyncio.to_thread(holder.leave)
    finally:
        for made in {folder, place.folder}:
            shutil.rmtree(made, ignore_errors=True)  # the guard may be at it too


def _fresh_place() -> tuple[Path, Place]:
    folder = Path(tempfile.mkdtemp(prefix="career-copilot-"))
    folder.chmod(0o711)  # as root the server runs under another account, which has to come through
    return folder, settle(folder, elsewhere=ELSEWHERE, tell=print)


async def drained(database: Database, redis: RedisServer | None = None, *, within: float = PATIENCE) -> None:
    """Until nothing waits anywhere."""
    async with asyncio.timeout(within), AsyncExitStack() as stack:
        client = None
        if redis is not None:
            client = await stack.enter_async_context(Redis.from_url(redis.url, protocol=2))
        while True:
            streams = [] if client is None else [await client.xlen(stream) for stream in STREAMS]
            if not any(streams) and not await database.fetch_value(WAITING):
                return
            await asyncio.sleep(0.1)


async def command(*arguments: str, environment: Mapping[str, str]) -> tuple[int, str]:
    """`python -m server …` to its end: (exit code, all it said)."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", *arguments),
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()
