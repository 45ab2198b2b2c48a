"""What built-in rules look at: interviews that have just begun, and the market of somebody's industry."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Date, bindparam, text

from domain.users import User
from persistence.database import Database, Statement
from persistence.tables import Instant

_OWNER = bindparam("owner", type_=BigInteger)
_INTERVIEWS = Statement(
    text("""
    SELECT a.id, a.interviewed_at, j.title, c.name
    FROM applications a JOIN jobs j ON j.id = a.job_id JOIN companies c ON c.id = j.company_id
    WHERE a.owner_id = :owner AND a.reached >= 3 AND a.outcome IS NULL
      AND a.interviewed_at >= :since AND a.interviewed_at <= :now
    ORDER BY a.interviewed_at, a.id LIMIT 20
    """).bindparams(_OWNER, bindparam("since", type_=Instant), bindparam("now", type_=Instant))
)
_MARKET = Statement(
    text("""
    WITH own AS (
        SELECT c.industry
        FROM applications a JOIN jobs j ON j.id = a.job_id JOIN companies c ON c.id = j.company_id
        WHERE a.owner_id = :owner AND c.industry IS NOT NULL
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
    ), newest AS (
        SELECT max(date) AS day FROM job_market_trends WHERE date > CAST(:today AS date) - 2 AND date <= :today
    )
    SELECT own.industry,
           sum(t.job_postings_count) FILTER (WHERE t.date = newest.day)::bigint,
           sum(t.job_postings_count) FILTER (WHERE t.date = newest.day - 7)::bigint
    FROM own, newest
    JOIN job_market_trends t ON t.date IN (newest.day, newest.day - 7)
    WHERE t.industry = own.industry
    GROUP BY 1
    """).bindparams(_OWNER, bindparam("today", type_=Date))
)


@dataclass(frozen=True, slots=True)
class Interview:
    """An open application whose first interview was at `at` (UTC)."""

    application_id: int
    at: datetime
    job: str
    company: str


@dataclass(frozen=True, slots=True)
class Postings:
    """Open postings of an industry on the newest day that was counted, and a week before it."""

    industry: str
    now: int
    then: int


class Subjects:
    """One owner's."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def interviews(self, since: datetime, now: datetime) -> list[Interview]:
        """Up to 20 that began in this time, the first first."""
        rows = await self._database.fetch(_INTERVIEWS, owner=self._owner.id, since=since, now=now)
        return [Interview(*row) for row in rows]

    async def market(self, today: date) -> Postings | None:
        """Of the industry most of the owner's applications are in; None unless both days were counted.

        `today` is a day of UTC; the day before counts too while today's has not been counted.
        """
        row = await self._database.fetch_row(_MARKET, owner=self._owner.id, today=today)
        return None if row is None or row[1] is None or row[2] is None else Postings(*row)
