"""Tokens are believed for a moment without checking their signature again, and not a moment longer."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Role
from persistence.database import Database
from persistence.users import Users
from server.auth import Authenticator, issue
from server.problems import Unauthenticated
from server.tokens import GenuineTokens

NOW = 1_800_000_000.0
SECRET = "a secret of this test, and of nothing else"


def test_what_was_genuine_is_known_by_its_exact_text() -> None:
    tokens = GenuineTokens()
    tokens.remember("a.b.c", {"sub": "ada", "exp": NOW + 3_600}, now=NOW, leeway=10)
    assert tokens.claims("a.b.c", now=NOW) == {"sub": "ada", "exp": NOW + 3_600}
    assert tokens.claims("a.b.d", now=NOW) is None


def test_it_is_believed_for_a_minute() -> None:
    tokens = GenuineTokens(seconds=60)
    tokens.remember("a.b.c", {"exp": NOW + 3_600}, now=NOW, leeway=10)
    assert tokens.claims("a.b.c", now=NOW + 59.9) is not None
    assert tokens.claims("a.b.c", now=NOW + 60) is None
    assert tokens.claims("a.b.c", now=NOW) is None


def test_it_is_not_believed_past_its_end() -> None:
    tokens = GenuineTokens(seconds=60)
    tokens.remember("a.b.c", {"exp": NOW + 5}, now=NOW, leeway=10)
    assert tokens.claims("a.b.c", now=NOW + 14.9) is not None
    assert tokens.claims("a.b.c", now=NOW + 15) is None


def test_the_longest_unused_is_forgotten_first() -> None:
    tokens = GenuineTokens(most=2)
    for token in ("a", "b"):
        tokens.remember(token, {"exp": NOW + 100}, now=NOW, leeway=0)
    assert tokens.claims("a", now=NOW) is not None
    tokens.remember("c", {"exp": NOW + 100}, now=NOW, leeway=0)
    assert [tokens.claims(token, now=NOW) is None for token in ("a", "b", "c")] == [False, True, False]


def token(role: Role = Role.MEMBER, *, secret: str = SECRET, age: timedelta = timedelta(0)) -> str:
    now = datetime.now(UTC) - age
    return issue("ada", role, secret=secret, now=now, lifetime=timedelta(hours=1), audience=None)


async def test_who_asks_is_read_anew_for_every_request(database: Database) -> None:
    authenticator = Authenticator(database, secret=SECRET, jwks=None, audience=None)
    header = f"Bearer {token()}"
    before = await authenticator.identify(header)
    await Users(database).update(before.user.id, name="Ada", time_zone="Europe/Berlin")
    after = await authenticator.identify(header)
    assert (after.user.name, after.user.time_zone) == ("Ada", "Europe/Berlin")
    assert after.grant == before.grant


async def test_a_token_alike_is_another_token(database: Database) -> None:
    authenticator = Authenticator(database, secret=SECRET, jwks=None, audience=None)
    genuine = token()
    await authenticator.identify(f"Bearer {genuine}")
    forged = [token(secret="somebody else's secret, just as long"), token(Role.OPERATOR)[:-2] + "AA", genuine[:-3]]
    for each in (*forged, token(age=timedelta(hours=2))):
        with pytest.raises(Unauthenticated):
            await authenticator.identify(f"Bearer {each}")
