"""What somebody has just been doing: stored events, counted by the minute, and visits that are not over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, BigInteger, Integer, Text, bindparam, text

from domain.activity import FEED_DAYS, Happening, Minute
from domain.platform import OUR_OWN
from domain.users import User
from persistence.database import Database, Record, Statement
from persistence.tables import Instant

_OWNER = bindparam("owner", type_=BigInteger)
_SINCE = bindparam("since", type_=Instant)
_OURS = bindparam("ours", type_=ARRAY(Text))
# Bounded by time, so that only the partitions of the last days are looked at, each by its index on owner and name.
_NEWEST: Final = Statement(
    text("""
    SELECT name, occurred_at, received_at FROM events
    WHERE owner_id = :owner AND occurred_at >= :since AND name <> ALL (:ours)
    ORDER BY occurred_at DESC, id DESC
    LIMIT :most
    """).bindparams(_OWNER, _SINCE, _OURS, bindparam("most", type_=Integer))
)
_MINUTES: Final = Statement(
    text("""
    SELECT name, date_bin('1 minute', occurred_at, :since), count(*)
    FROM events
    WHERE owner_id = :owner AND occurred_at >= :since AND occurred_at < :until AND name <> ALL (:ours)
    GROUP BY 1, 2
    """).bindparams(_OWNER, _SINCE, _OURS, bindparam("until", type_=Instant))
)
_PRESENT: Final = Statement(
    text("""
    SELECT (SELECT count(*) FROM sessions WHERE owner_id = :owner AND ended_at > :since),
           (SELECT received_at FROM inbox ORDER BY position LIMIT 1)
    """).bindparams(_OWNER, _SINCE)
)


@dataclass(frozen=True, slots=True)
class Present:
    """How many visits are not over, and since when (UTC) an event of anybody waits to be stored."""

    active_sessions: int
    waiting_since: datetime | None


class Activity:
    """Events of one owner; those that this service writes about itself are nobody's activity."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def present(self, *, since: datetime) -> Present:
        """Visits with an event after `since`."""
        row = await self._database.fetch_row(_PRESENT, owner=self._owner.id, since=since)
        return Present(*row) if row is not None else Present(0, None)

    async def newest(self, now: datetime, *, most: int) -> list[Happening]:
        """The newest events of the last 7 days, newest first; one statement, or two where the last hour has too few."""
        rows: list[Record] = []
        # Of somebody who has sent 100,000 in the week the first takes 1 ms, the second 65.
        for span in (timedelta(hours=1), timedelta(days=FEED_DAYS)):
            rows = await self._database.fetch(
                _NEWEST, owner=self._owner.id, since=now - span, most=most, ours=sorted(OUR_OWN)
            )
            if len(rows) >= most:
                break
        return [Happening(*row) for row in rows]

    async def minutes(self, *, since: datetime, until: datetime) -> list[Minute]:
        """How many events of each name happened in each minute from `since` on; none for a minute without any."""
        rows = await self._database.fetch(
            _MINUTES, owner=self._owner.id, since=since, until=until, ours=sorted(OUR_OWN)
        )
        return [Minute(*row) for row in rows]
