"""Links to dashboards at rest: only the hashes of their secrets."""

from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, or_, select

from domain.dashboards import DEFAULT, OVERVIEW, Dashboard
from domain.users import User
from persistence import turns
from persistence.dashboards import COLUMNS as DASHBOARD
from persistence.dashboards import ONE, THIS, added, dashboard_of, there
from persistence.database import Database, Record, Session, Statement
from persistence.tables import Instant, dashboards, users
from persistence.users import COLUMNS, user_of

_HASH = bindparam("hash", type_=dashboards.c.share_hash.type)
_SHARE = Statement(
    dashboards.update()
    .where(THIS)
    .values(
        share_hash=_HASH,
        shared_at=case((_HASH.is_not(None), func.now())),
        share_expires_at=bindparam("expires", type_=Instant),
    )
    .returning(*DASHBOARD)
)
_WORKS = and_(
    dashboards.c.share_hash.is_not(None),
    or_(dashboards.c.share_expires_at.is_(None), dashboards.c.share_expires_at > bindparam("now", type_=Instant)),
)
_BY_HASH = Statement(
    select(*COLUMNS, dashboards.c.id.label("dashboard"))
    .join(dashboards, dashboards.c.owner_id == users.c.id)
    .where(dashboards.c.share_hash == _HASH, _WORKS)
)
_SHARED = Statement(
    select(*DASHBOARD).where(
        dashboards.c.owner_id == bindparam("owner"), dashboards.c.id == bindparam("number"), _WORKS
    )
)


async def behind_link(database: Database, digest: bytes, *, now: datetime) -> tuple[User, int] | None:
    """Whose dashboard a link leads to, and its row, while it works; the way in, hence before there is an owner."""
    row = await database.fetch_row(_BY_HASH, hash=digest, now=now)
    return None if row is None else (user_of(row), row["dashboard"])


class Links:
    """Links to one owner's dashboards, one at most for each."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def put(self, number: int, digest: bytes, *, expires_at: datetime | None) -> Dashboard:
        """Make a link by the hash of its secret, in the place of the one there was; Refusal without such a dashboard.

        The default one is kept from then on.
        """

        async def work(session: Session) -> Record | None:
            await turns.take(session, self._owner.id)
            if number == DEFAULT and await session.fetch_row(ONE, owner=self._owner.id, number=number) is None:
                known = [tile.id for tile in OVERVIEW.tiles]
                await added(session, self._owner, OVERVIEW, known, is_default=True)
            return await session.fetch_row(_SHARE, owner=self._owner.id, number=number, hash=digest, expires=expires_at)

        return there(await self._database.write(work))

    async def take_back(self, number: int) -> Dashboard:
        """Let the link work no more. Refusal when there is no such dashboard."""
        row = await self._database.write(
            lambda session: session.fetch_row(_SHARE, owner=self._owner.id, number=number, hash=None, expires=None)
        )
        return there(row, is_default=number == DEFAULT)

    async def dashboard(self, row: int, *, now: datetime) -> Dashboard | None:
        """The dashboard of this row, while the link to it works."""
        found = await self._database.fetch_row(_SHARED, owner=self._owner.id, number=row, now=now)
        return None if found is None else dashboard_of(found)
