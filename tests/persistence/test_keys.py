"""API keys at rest: found by their hash while they work, and by nobody but their owner."""

import pytest

from domain.access import EVERYTHING, Scope
from domain.keys import PREFIX, fingerprint, new_secret
from persistence.database import Database
from persistence.keys import Keys, owner_of
from tests.builders import person


async def test_a_key_leads_to_its_owner_and_what_it_may(database: Database) -> None:
    ada = await person(database, week_start=7)
    secret = new_secret()
    made = await Keys(database, ada).add(
        "k", prefix=secret[:8], digest=fingerprint(secret), scopes=frozenset({Scope.READ})
    )
    assert (made.owner_id, made.name, made.scopes, made.revoked_at) == (ada.id, "k", (Scope.READ,), None)
    assert await owner_of(database, fingerprint(secret)) == (ada, frozenset({Scope.READ}))
    assert await owner_of(database, fingerprint(secret + " ")) is None
    assert await owner_of(database, b"") is None


async def test_a_key_is_revoked_once_and_by_its_owner_alone(database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    secret = new_secret()
    made = await Keys(database, ada).add("k", prefix="p", digest=fingerprint(secret), scopes=EVERYTHING)
    assert await Keys(database, bob).revoke(made.id) is None
    assert await Keys(database, bob).all() == []
    assert await owner_of(database, fingerprint(secret)) is not None
    revoked = await Keys(database, ada).revoke(made.id)
    assert revoked is not None
    assert revoked.revoked_at is not None
    assert await owner_of(database, fingerprint(secret)) is None
    assert await Keys(database, ada).revoke(made.id) == revoked
    assert await Keys(database, ada).all() == [revoked]
    assert await Keys(database, ada).revoke(2**62) is None


@pytest.mark.parametrize("_", range(3))
def test_secrets_are_long_and_unlike(_: int) -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(each.startswith(PREFIX) and len(each) >= 47 and each.isascii() for each in secrets)
    assert len({fingerprint(each) for each in secrets}) == 100
