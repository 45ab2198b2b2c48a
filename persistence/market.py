"""The market by day, counted from the public postings and the applications to them."""

from datetime import date
from typing import Final

from sqlalchemy import Date, bindparam, delete, text

from domain.market import MarketTrend, Offers, market_trends
from persistence.database import Database, Record, Session, Statement
from persistence.jobs import salary
from persistence.tables import job_market_trends

SECONDS: Final = 120.0

# One at a time: of two that replace the same day, the second would find the rows of the first.
_TAKE_TURNS: Final = Statement(text("SELECT pg_advisory_xact_lock(92, 1)"))
# Somebody who applied to a posting has it in their own log as the same opening, by the same key.
_OFFERS: Final = Statement(
    text("""
    WITH public AS (
        SELECT j.id, j.key, c.industry, j.location, j.salary_low_minor, j.salary_high_minor, j.salary_currency,
               j.salary_period
        FROM jobs j JOIN companies c ON c.id = j.company_id
        WHERE j.owner_id IS NULL AND j.is_active AND (j.posted_at IS NULL OR j.posted_at <= :day)
    ), applied AS (
        SELECT public.id, count(*) AS count
        FROM public JOIN jobs same ON same.key = public.key JOIN applications a ON a.job_id = same.id
        WHERE a.reached >= 1 AND (a.applied_at IS NULL OR a.applied_at < (:day + 1)::timestamp AT TIME ZONE 'UTC')
        GROUP BY public.id
    )
    SELECT industry, location, salary_low_minor, salary_high_minor, salary_currency, salary_period, count(*),
           coalesce(sum(applied.count), 0)::bigint
    FROM public LEFT JOIN applied USING (id)
    GROUP BY 1, 2, 3, 4, 5, 6
    """).bindparams(bindparam("day", type_=Date))
)
_FORGET: Final = Statement(delete(job_market_trends).where(job_market_trends.c.date == bindparam("day")))
_COLUMNS: Final = (
    "date", "industry", "location", "average_salary_minor", "currency", "salaries_count", "job_postings_count",
    "competition_level",
)  # fmt: skip


async def refresh_market(database: Database, day: date) -> int:
    """Count the market of a day (UTC) from the postings that are open, and put it in the place of what was counted.

    All or nothing, and the same again when it is done again; the number of rows. Nothing remembers which postings were
    open on a day that is over, so each day is to be counted while it is there.
    """

    async def work(session: Session) -> int:
        await session.fetch(_TAKE_TURNS)
        trends = market_trends(_offers(row) for row in await session.fetch(_OFFERS, day=day))
        await session.execute(_FORGET, day=day)
        await session.copy("job_market_trends", _COLUMNS, (_row(day, each) for each in trends))
        return len(trends)

    return await database.write(work, seconds=SECONDS)


def _offers(row: Record) -> Offers:
    return Offers(row[0], row[1], salary(row[2], row[3], row[4], row[5]), postings=row[6], applications=row[7])


def _row(day: date, trend: MarketTrend) -> tuple[object, ...]:
    pay = trend.average_salary
    return (
        day,
        trend.industry,
        trend.location,
        None if pay is None else pay.amount_minor,
        None if pay is None else pay.currency,
        trend.salaries,
        trend.postings,
        trend.competition,
    )
