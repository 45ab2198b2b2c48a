"""Who is believed while nobody can be asked."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Role, Scope
from domain.errors import Unavailable
from domain.keys import fingerprint, new_secret
from domain.users import User
from persistence.database import connect
from persistence.keys import Keys
from persistence.subjects import Subjects
from server.auth import Authenticator, issue
from server.identities import Identities
from server.problems import Unauthenticated
from tests.builders import person
from tests.faults import network
from tests.patience import PATIENCE

SECRET = "a secret for tests, and long enough for any algorithm"


def bearer(user: User, lifetime: timedelta = timedelta(hours=1)) -> str:
    now = datetime.now(UTC)
    return f"Bearer {issue(user.subject, Role.MEMBER, secret=SECRET, now=now, lifetime=lifetime, audience=None)}"


async def asked_on(identities: Identities, authorization: str) -> None:
    while True:
        await identities.identify(authorization)
        await asyncio.sleep(0.05)


async def test_whom_the_database_knew_is_believed_while_it_is_away(dsn: str) -> None:
    async with network(dsn) as way, connect(way.dsn, connections=2) as database:
        ada, bob = [await person(database, name) for name in ("ada", "bob")]
        secret = new_secret()
        await Keys(database, ada).add(
            "k", prefix=secret[:8], digest=fingerprint(secret), scopes=frozenset({Scope.WRITE})
        )
        authenticator = Authenticator(database, secret=SECRET, jwks=None, audience=None)
        identities = Identities(authenticator, seconds=0)
        key, token, stranger = f"Bearer {secret}", bearer(ada), bearer(bob)
        assert (await identities.identify(key)).user.id == (await identities.identify(token)).user.id == ada.id
        way.refuse()
        assert (await identities.identify(key)).user.id == (await identities.identify(token)).user.id == ada.id
        with pytest.raises(Unavailable):
            await identities.identify(stranger)


async def test_a_token_that_is_over_is_not_believed(dsn: str) -> None:
    async with network(dsn) as way, connect(way.dsn, connections=2) as database:
        ada = await person(database)
        # Within the difference of clocks that is forgiven, and then beyond it.
        nearly_over = bearer(ada, timedelta(seconds=-9))
        identities = Identities(Authenticator(database, secret=SECRET, jwks=None, audience=None), seconds=0)
        await identities.identify(nearly_over)
        way.refuse()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(Unauthenticated):
                await asked_on(identities, nearly_over)


async def test_a_key_that_was_revoked_is_not_believed_again(dsn: str) -> None:
    async with network(dsn) as way, connect(way.dsn, connections=2) as database:
        ada, secret = await person(database), new_secret()
        key = await Keys(database, ada).add(
            "k", prefix=secret[:8], digest=fingerprint(secret), scopes=frozenset({Scope.WRITE})
        )
        identities = Identities(Authenticator(database, secret=SECRET, jwks=None, audience=None), seconds=0)
        await identities.identify(f"Bearer {secret}")
        await Keys(database, ada).revoke(key.id)
        with pytest.raises(Unauthenticated):
            await identities.identify(f"Bearer {secret}")
        way.refuse()
        with pytest.raises(Unavailable):
            await identities.identify(f"Bearer {secret}")


async def test_numbers_of_accounts_are_believed_while_the_database_is_away(dsn: str) -> None:
    async with network(dsn) as way, connect(way.dsn, connections=2) as database:
        subjects = Subjects(database)
        known = await subjects.owners({"a", "b"}, now=0)
        way.refuse()
        assert await subjects.owners({"a", "b"}, now=10_000) == known
        with pytest.raises(Unavailable):
            await subjects.owners({"a", "c"}, now=10_000)
