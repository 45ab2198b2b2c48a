"""`token` and `push-key`: a way in for people and programs, and a way out to browsers."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from delivery.keys import new_private_key
from domain.access import Role
from domain.errors import ErrorCode, Refusal
from persistence.erasures import erased
from persistence.users import Users
from server.auth import issue
from server.commands.opened import account, migrated_database
from server.places import shared_secret
from server.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(token)
    app.command()(push_key)


def push_key() -> None:
    """Print a new VAPID_PRIVATE_KEY and nothing else."""
    typer.echo(new_private_key())


def token(
    user: Annotated[str, typer.Option(help="E-mail address of the account.")],
    role: Annotated[Role | None, typer.Option(help="Role to give the account.", case_sensitive=False)] = None,
    create: Annotated[bool, typer.Option("--create", help="Make the account if there is none.")] = False,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long the token is valid.")] = 30,
) -> None:
    """Print a bearer token and nothing else."""
    typer.echo(asyncio.run(_token(Settings(), user, role, create=create, lifetime=timedelta(days=days))))


async def _token(settings: Settings, name: str, role: Role | None, *, create: bool, lifetime: timedelta) -> str:
    if settings.auth_jwks_url is not None and settings.auth_jwt_secret is None:
        message = (
            "Tokens are checked with the keys at AUTH_JWKS_URL alone. Set AUTH_JWT_SECRET to take tokens of ours too."
        )
        raise Refusal(message, code=ErrorCode.CONFLICT)
    async with migrated_database(settings) as database:
        users = Users(database)
        if create:
            if await erased(database, [name]):
                message = "This account was erased, as its owner asked, and is not made again. Use another name."
                raise Refusal(message, code=ErrorCode.CONFLICT)
            email = name if "@" in name else None
            found = await users.ensure(name, email=email, role=role or Role.MEMBER)
        else:
            found = await account(database, name)
        if role is not None and role is not found.role:
            await users.set_role(found.id, role)
        return issue(
            found.subject,
            role or found.role,
            secret=shared_secret(settings),
            now=datetime.now(UTC),
            lifetime=lifetime,
            audience=settings.auth_jwt_audience,
        )
