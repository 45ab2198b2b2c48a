"""API keys at rest: only their hashes."""

from collections.abc import Collection

from sqlalchemy import ARRAY, LargeBinary, any_, bindparam, func, select

from domain.access import Scope
from domain.keys import ApiKey
from domain.users import User
from persistence.database import Database, Record, Statement
from persistence.tables import api_keys, users
from persistence.users import COLUMNS, user_of

_KEY = (
    api_keys.c.id,
    api_keys.c.owner_id,
    api_keys.c.name,
    api_keys.c.prefix,
    api_keys.c.scopes,
    api_keys.c.created_at,
    api_keys.c.revoked_at,
)
_OWNER = api_keys.c.owner_id == bindparam("owner")
_ALL = Statement(select(*_KEY).where(_OWNER).order_by(api_keys.c.id))
_ADD = Statement(
    api_keys.insert()
    .values(
        owner_id=bindparam("owner"),
        name=bindparam("name"),
        prefix=bindparam("prefix"),
        hash=bindparam("hash"),
        scopes=bindparam("scopes"),
    )
    .returning(*_KEY)
)
_REVOKE = Statement(
    api_keys.update()
    .where(_OWNER, api_keys.c.id == bindparam("key"))
    .values(revoked_at=func.coalesce(api_keys.c.revoked_at, func.now()))
    .returning(*_KEY)
)
_BY_HASH = Statement(
    select(*COLUMNS, api_keys.c.scopes)
    .join(api_keys, api_keys.c.owner_id == users.c.id)
    .where(api_keys.c.hash == bindparam("hash"), api_keys.c.revoked_at.is_(None))
)


_LIVE = Statement(
    select(api_keys.c.hash, api_keys.c.scopes).where(
        api_keys.c.hash == any_(bindparam("hashes", type_=ARRAY(LargeBinary))), api_keys.c.revoked_at.is_(None)
    )
)


def _key(row: Record) -> ApiKey:
    return ApiKey(row[0], row[1], row[2], row[3], tuple(map(Scope, row[4])), row[5], row[6])


async def owner_of(database: Database, digest: bytes) -> tuple[User, frozenset[Scope]] | None:
    """Whose live key this is, and what it may do; the way in, hence before there is an owner."""
    row = await database.fetch_row(_BY_HASH, hash=digest)
    if row is None:
        return None
    return user_of(row), frozenset(map(Scope, row["scopes"]))


async def live_scopes(database: Database, digests: Collection[bytes]) -> dict[bytes, frozenset[Scope]]:
    """What those of the keys may do that are live."""
    rows = await database.fetch(_LIVE, hashes=list(digests))
    return {row[0]: frozenset(map(Scope, row[1])) for row in rows}


class Keys:
    """One owner's keys."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def all(self) -> list[ApiKey]:
        """Every key, revoked ones too, oldest first."""
        return [_key(row) for row in await self._database.fetch(_ALL, owner=self._owner.id)]

    async def add(self, name: str, *, prefix: str, digest: bytes, scopes: frozenset[Scope]) -> ApiKey:
        """Remember a new key by its hash."""
        row = await self._database.write(
            lambda session: session.fetch_row(
                _ADD, owner=self._owner.id, name=name, prefix=prefix, hash=digest, scopes=sorted(scopes)
            )
        )
        assert row is not None  # noqa: S101 - INSERT … RETURNING always answers
        return _key(row)

    async def revoke(self, key_id: int) -> ApiKey | None:
        """Switch a key off for good; None when there is no such key of this owner."""
        row = await self._database.write(lambda session: session.fetch_row(_REVOKE, owner=self._owner.id, key=key_id))
        return None if row is None else _key(row)
