"""The product as people meet it: commands in a shell, a server with an address."""

import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile

import asyncpg
import pytest

from tests.browsers import opened_browser
from tests.conftest import database_named
from tests.docs.pages import ROOT

__all__ = ["opened_browser"]

SECRET = "a secret for the documentation's own tests"
ADDRESS = "http://127.0.0.1:8000"
PATIENCE_SECONDS = 180

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs what the documentation tells people to type, against a database of the test's own."""

    environment: dict[str, str]

    def run(self, script: str, *command: str, **more: str) -> str:
        """What a script prints; it fails where any of its lines does."""
        told = script.replace(".venv/bin/python", sys.executable)
        done = subprocess.run(  # noqa: S603 - our own documentation
            command or ("bash", "-euo", "pipefail", "-c", told),
            cwd=ROOT,
            env=self.environment | more,
            input=told if command else None,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def token(self, user: str = "you@example.com") -> str:
        """A token for an account, made if there is none."""
        return self.run(f".venv/bin/python -m server token --user {user} --create").strip()

    @contextmanager
    def serving(self, *options: str) -> Iterator[str]:
        """The address of a running server."""
        command = [sys.executable, "-m", "server", "serve", "--port", "0", *options]
        with (
            NamedTemporaryFile("w+", suffix=".log") as log,
            subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, text=True) as server,  # noqa: S603 - ours
        ):
            try:
                yield _address(server, Path(log.name))
            finally:
                server.terminate()


def _address(server: "subprocess.Popen[str]", log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        said = re.search(r"running on (http://[\w.:]+)", log.read_text())
        if said:
            return said[1]
        time.sleep(0.05)
    raise AssertionError("the server is not up")


def _shell(dsn: str) -> Shell:
    return Shell({**os.environ, "DATABASE_URL": dsn, "AUTH_JWT_SECRET": SECRET})


Served = tuple[Shell, Callable[[str], str]]


@pytest.fixture
def shell(dsn: str) -> Shell:
    """A shell with a database of its own."""
    return _shell(dsn)


@pytest.fixture(scope="module")
async def page_dsn(template: str) -> AsyncIterator[str]:
    """One migrated database for all examples of a page."""
    name = f"page_{next(_numbers)}"
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_main STRATEGY FILE_COPY")
        yield database_named(template, name)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest.fixture(scope="module")
def served(page_dsn: str) -> Iterator[Served]:
    """A shell with a token and the README's log, and a function that puts the server's real address into a text."""
    empty = _shell(page_dsn)
    ready = Shell({**empty.environment, "TOKEN": empty.token()})
    ready.run(".venv/bin/python -m server import docs/example-log.csv --user you@example.com")
    with ready.serving() as address:
        yield ready, lambda text: text.replace(ADDRESS, address)
