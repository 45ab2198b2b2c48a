"""What most commands begin with: settings, the database behind them, and somebody's account."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import typer

from domain.errors import ErrorCode, Refusal
from domain.users import User
from persistence.database import Database, connect
from persistence.migrations import is_current
from persistence.users import Users
from server.places import ensured_database
from server.settings import Settings

NOT_MIGRATED = "The database is not migrated. Run `python -m server migrate` first."


def tell(sentence: str) -> None:
    """A sentence for the person at the terminal; not part of any output."""
    typer.echo(sentence, err=True)


@asynccontextmanager
async def migrated_database(settings: Settings) -> AsyncIterator[Database]:
    """The database, open. Refusal when it is not at the newest migration."""
    with ensured_database(settings, tell=tell) as dsn:
        if not await is_current(dsn):
            raise Refusal(NOT_MIGRATED, code=ErrorCode.CONFLICT)
        async with connect(dsn, connections=2) as database:
            yield database


async def account(database: Database, name: str) -> User:
    """The account with this e-mail address or subject. Refusal when there is none."""
    user = await Users(database).by_subject(name)
    if user is None:
        message = f"There is no account {name!r}. Make it with `python -m server token --user {name} --create`."
        raise Refusal(message, code=ErrorCode.NOT_FOUND)
    return user


def is_terminal() -> bool:
    """Whether a person watches: only then are progress bars drawn."""
    return sys.stderr.isatty()
