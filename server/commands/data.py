"""`migrate`, `seed` and `schema`."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.demo import generate
from persistence.demo import seed as store
from persistence.migrations import upgrade
from schema.root import schema as built
from server.commands.opened import migrated_database, tell
from server.places import ensured_database
from server.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(migrate)
    app.command()(seed)
    app.command()(schema)


def migrate() -> None:
    """Bring the database to the newest shape; a second run changes nothing."""
    with ensured_database(Settings(), tell=tell) as dsn:
        asyncio.run(upgrade(dsn))
    tell("The database is up to date.")


def seed(number: Annotated[int, typer.Option("--seed", help="Same number, same rows.")] = 1) -> None:
    """Put the demo people and postings in place of those of an earlier run; nobody else's data are touched."""

    async def run() -> int:
        async with migrated_database(Settings()) as database:
            return len(await store(database, generate(number, datetime.now(UTC))))

    tell(f"{asyncio.run(run())} demo people are in place.")


def schema() -> None:
    """Print the GraphQL schema in its definition language."""
    typer.echo(built.as_str())
