"""A real Redis that can be killed, frozen and started again, and caches to try on it."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import pytest

from domain.access import Role
from domain.caching import Family, lifetimes
from persistence.cache import Cache, Key, Memory, Shared

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
TODAY = NOW.date()
MINUTE = timedelta(minutes=1)


def key(
    family: Family = Family.SUMMARY,
    *,
    owner: int | None = 1,
    role: Role = Role.MEMBER,
    revision: str = "ledger1",
    settings: tuple[str | int, ...] = ("UTC", 1, 30),
    today: date = TODAY,
    **parameters: object,
) -> Key:
    return Key(
        family=family, owner=owner, role=role, revision=revision, settings=settings, today=today, parameters=parameters
    )


def cache(
    shared: Shared | None = None,
    *,
    version: str = "1",
    minutes: float = 5,
    memory: Memory | None = None,
    kept: Mapping[Family, timedelta] | None = None,
) -> Cache:
    return Cache(memory or Memory(), shared, kept or lifetimes(minutes), version=version)


class Counting:
    """Computes the same answer again and again, and knows how often."""

    def __init__(self, value: object = 42) -> None:
        self.value, self.times = value, 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> Any:
        self.times += 1
        await self.gate.wait()
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class RedisServer:
    """One process at one port, whose life is in the test's hands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self._folder),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        deadline = monotonic() + 10
        while monotonic() < deadline:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    probe.sendall(b"PING\r\n")
                    if probe.recv(100).startswith(b"+PONG"):
                        return
            assert self._process.poll() is None, "redis-server ended by itself"
            os.sched_yield()
        pytest.fail("redis-server does not answer")

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(timeout=10)
            self._process = None

    def freeze(self) -> None:
        """Connections stay, new ones are accepted by the system, and nothing is ever answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A Redis of the test's own."""
    if shutil.which("redis-server") is None:
        pytest.skip("needs redis-server on PATH")
    with TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()
