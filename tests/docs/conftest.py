"""The product as people meet it: commands in a shell, a server with an address."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.docs.pages import ROOT

SECRET = "a secret for the documentation's own tests"
ADDRESS = "http://127.0.0.1:8000"


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
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def token(self, user: str = "you@example.com") -> str:
        """A token for an account, made if there is none."""
        return self.run(f".venv/bin/python -m server token --user {user} --create").strip()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The address of a running server."""
        command = [sys.executable, "-m", "server", "serve", "--port", "0"]
        with subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - ours
            try:
                yield _address(server)
            finally:
                server.terminate()


def _address(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    for line in server.stdout:
        said = re.search(r"running on (http://\S+)", json.loads(line)["event"])
        if said:
            return said[1]
    raise AssertionError("the server went before it was up")


@pytest.fixture
def shell(dsn: str) -> Shell:
    return Shell({**os.environ, "DATABASE_URL": dsn, "AUTH_JWT_SECRET": SECRET})


@pytest.fixture
def served(shell: Shell) -> Iterator[tuple[Shell, Callable[[str], str]]]:
    """A shell with a token, and a function that puts the server's real address into a text."""
    with shell.serving() as address:
        ready = Shell({**shell.environment, "TOKEN": shell.token()})
        yield ready, lambda text: text.replace(ADDRESS, address)
