"""Idempotency keys in PostgreSQL: one taker, a day's memory, owners apart."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.users import User
from persistence.database import Database, connect
from persistence.idempotency import Answered, Claimed, IdempotencyKeys, Mismatched, Running
from persistence.users import Users

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
HASH, OTHER = b"h" * 32, b"o" * 32


@pytest.fixture
async def owner(database: Database) -> User:
    return await Users(database).ensure("ada")


@pytest.fixture
def keys(database: Database, owner: User) -> IdempotencyKeys:
    return IdempotencyKeys(database, owner)


async def claimed(keys: IdempotencyKeys, now: datetime = NOW) -> Claimed:
    claim = await keys.claim("k", HASH, now=now)
    assert isinstance(claim, Claimed)
    return claim


async def test_from_claim_to_answer(keys: IdempotencyKeys) -> None:
    claim = await claimed(keys)
    assert await keys.claim("k", HASH, now=NOW) == Running()
    assert await keys.claim("k", OTHER, now=NOW) == Mismatched()
    await keys.settle("k", claim, status=200, answer=b'{"data":1}')
    assert await keys.claim("k", HASH, now=NOW) == Answered(200, b'{"data":1}')
    assert await keys.claim("k", OTHER, now=NOW) == Mismatched()


async def test_a_released_key_is_free(keys: IdempotencyKeys) -> None:
    await keys.release("k", await claimed(keys))
    assert isinstance(await keys.claim("k", OTHER, now=NOW), Claimed)


async def test_fifty_at_once_have_one_taker(dsn: str, owner: User) -> None:
    async with connect(dsn, connections=10) as database:
        keys = IdempotencyKeys(database, owner)
        claims = await asyncio.gather(*(keys.claim("k", HASH, now=NOW + timedelta(microseconds=n)) for n in range(50)))
    assert sum(isinstance(claim, Claimed) for claim in claims) == 1
    assert sum(claim == Running() for claim in claims) == 49


@pytest.mark.parametrize(
    ("later", "is_remembered"),
    [
        (timedelta(hours=23, minutes=59), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
    ],
)
async def test_an_answer_is_remembered_for_a_day(
    keys: IdempotencyKeys, later: timedelta, *, is_remembered: bool
) -> None:
    await keys.settle("k", await claimed(keys), status=200, answer=b"1")
    claim = await keys.claim("k", HASH, now=NOW + later)
    assert claim == (Answered(200, b"1") if is_remembered else Claimed(NOW + later))


async def test_a_key_whose_holder_died_is_taken_over_after_a_minute(keys: IdempotencyKeys) -> None:
    dead = await claimed(keys)
    assert await keys.claim("k", HASH, now=NOW + timedelta(seconds=60)) == Running()
    heir = await claimed(keys, NOW + timedelta(seconds=61))
    await keys.settle("k", dead, status=200, answer=b"dead")
    await keys.release("k", dead)
    assert await keys.claim("k", HASH, now=NOW + timedelta(seconds=62)) == Running()
    await keys.settle("k", heir, status=200, answer=b"heir")
    assert await keys.claim("k", HASH, now=NOW + timedelta(seconds=63)) == Answered(200, b"heir")


async def test_owners_do_not_see_each_others_keys(database: Database, keys: IdempotencyKeys) -> None:
    await keys.settle("k", await claimed(keys), status=200, answer=b"mine")
    others = IdempotencyKeys(database, await Users(database).ensure("grace"))
    assert isinstance(await others.claim("k", OTHER, now=NOW), Claimed)
    assert await keys.claim("k", HASH, now=NOW) == Answered(200, b"mine")
