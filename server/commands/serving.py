"""`serve` and `demo`: the server itself."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
import uvicorn

from domain.demo import generate
from domain.demo.accounts import ACCOUNTS, OPERATOR
from domain.errors import ErrorCode, Refusal
from persistence.database import connect
from persistence.demo import seed
from persistence.migrations import is_current, upgrade
from persistence.users import Users
from server import logs
from server.commands.opened import NOT_MIGRATED, tell
from server.demo import token
from server.places import ensured_database, shared_secret, with_push_key
from server.protocols import UVICORN
from server.settings import Settings

HOST, PORT = "127.0.0.1", 8000
PYTHON = ".venv/bin/python"
DEMO_SEED = 1
WithWorker = Annotated[bool, typer.Option("--with-worker", help="Work what comes in, too, in the same processes.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(demo)


def serve(host: Host = HOST, port: Port = PORT, workers: Workers = 1, with_worker: WithWorker = False) -> None:
    """Answer requests until stopped. The database has to be migrated; what comes in waits for a worker (`work`)."""
    if with_worker:
        os.environ["WITH_WORKER"] = "true"
    settings = Settings()
    with ensured_database(settings, tell=tell) as dsn:
        if not asyncio.run(is_current(dsn)):
            raise Refusal(NOT_MIGRATED, code=ErrorCode.CONFLICT)
        shared_secret(settings)
        if settings.database_url is None:
            with_push_key(settings)
        if workers > 1 and settings.redis_url is None:
            tell(f"REDIS_URL is not set: of {workers} processes each tells only its own subscribers what has changed.")
        _run(host, port, workers)


def demo(host: Host = HOST, port: Port = PORT) -> None:
    """Migrate, fill in three people's searches, print a ready login, and serve."""
    settings = Settings()
    # A person watches: one line a request is too many, unless they ask for it.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    logs.configure(level=os.environ["LOG_LEVEL"])
    with ensured_database(settings, tell=tell) as dsn:
        with_push_key(settings)
        tell("Preparing the database …")
        asyncio.run(_prepare(dsn))
        _greet(settings, host, port)
        os.environ |= {"WITH_WORKER": "true", "DEMO_SIGN_IN": "true"}
        _run(host, port, 1)


async def _prepare(dsn: str) -> None:
    await upgrade(dsn)
    async with connect(dsn, connections=2) as database:
        await seed(database, generate(DEMO_SEED, datetime.now(UTC)))
        await Users(database).ensure(OPERATOR.subject, email=OPERATOR.email, name=OPERATOR.name, role=OPERATOR.role)


def _greet(settings: Settings, host: str, port: int) -> None:
    bearer = token(ACCOUNTS[0], settings, timedelta(days=30))
    where = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104 - compared, not bound
    typer.echo(
        f"""
Career Copilot Analytics, with demo data.

  Dashboard, signed in as Ada  {where}/#token={bearer}
  Explorer, signed in as Ada   {where}/graphql#token={bearer}
  GraphQL                      POST {where}/graphql
  Ready?                       {where}/health/ready

  Authorization: Bearer {bearer}

Others: {PYTHON} -m server token --user demo:grace (or demo:ravi, or you@example.com --create)
Your own log: {PYTHON} -m server import FILE --user you@example.com
Stop with Ctrl-C; what is stored stays.
"""
    )


def _run(host: str, port: int, workers: int) -> None:
    uvicorn.run("server.app:create", factory=True, host=host, port=port, workers=workers, **UVICORN)
