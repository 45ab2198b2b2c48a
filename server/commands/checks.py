"""`doctor`: what is wrong, and what to do."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import typer
from pydantic import ValidationError

from domain.errors import Unavailable
from persistence.database import connect
from persistence.embedded import EmbeddedDatabaseError
from persistence.health import clock, version
from persistence.migrations import is_current
from server.commands.neighbours import archive_finding, redis_finding
from server.commands.opened import NOT_MIGRATED, tell
from server.places import ROOT, ensured_database
from server.settings import Settings

OLDEST_POSTGRESQL = 15
MOST_CLOCK_SECONDS = 5.0


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(doctor)


def doctor() -> None:
    """Check configuration, Redis, archive, database, migrations and clock; say what is wrong and what to do."""
    findings = asyncio.run(_findings())
    for is_well, sentence in findings:
        typer.echo(f"{'ok' if is_well else 'NOT OK':7} {sentence}")
    if not all(is_well for is_well, _ in findings):
        sys.exit(1)


async def _findings() -> list[tuple[bool, str]]:
    try:
        settings = Settings()
    except ValidationError as error:
        faults = [f"{'_'.join(map(str, each['loc'])).upper()} {each['msg']}" for each in error.errors()]
        return [(False, f"Configuration: {fault}. See docs/operating.md.") for fault in faults]
    found = [(True, "Configuration is readable."), _signing(settings), _pushes(settings), _explorer()]
    found += [await redis_finding(settings), await archive_finding(settings)]
    try:
        with ensured_database(settings, tell=tell) as dsn:
            found += [each async for each in _database(dsn)]
    except EmbeddedDatabaseError as error:
        found.append((False, str(error)))
    except (Unavailable, ValueError) as error:
        found.append((False, f"Database: {error}. Check DATABASE_URL, and that the server runs."))
    return found


def _signing(settings: Settings) -> tuple[bool, str]:
    if settings.auth_jwks_url is not None or settings.auth_jwt_secret is not None:
        return True, "Tokens are checked with the key you set."
    return (
        True,
        "Tokens are signed with a secret of this machine's own (.data/jwt-secret); set AUTH_JWT_SECRET to share it.",
    )


def _pushes(settings: Settings) -> tuple[bool, str]:
    if settings.vapid_private_key is not None:
        return True, "Alerts are pushed to browsers, signed with the key you set."
    if settings.database_url is None:
        return True, "Alerts are pushed to browsers, signed with a key of this machine's own (.data/push-key)."
    return (
        True,
        "Alerts are not pushed to browsers: set VAPID_PRIVATE_KEY (`python -m server push-key` makes one) and "
        "VAPID_SUBJECT.",
    )


def _explorer() -> tuple[bool, str]:
    if (ROOT / "dashboard" / "dist" / "explorer" / "index.html").is_file():
        return True, "The explorer is built."
    return True, "The explorer is not built, so browsers get no page; `make dashboard` builds it."


async def _database(dsn: str) -> AsyncIterator[tuple[bool, str]]:
    async with connect(dsn, connections=2) as database:
        major = await version(database)
        yield major >= OLDEST_POSTGRESQL, f"PostgreSQL {major}; at least {OLDEST_POSTGRESQL} is needed."
        apart = abs((await clock(database) - datetime.now(UTC)).total_seconds())
        yield apart <= MOST_CLOCK_SECONDS, f"Clocks of server and database are {apart:.1f} s apart."
    current = await is_current(dsn)
    yield current, "The database is migrated." if current else NOT_MIGRATED
