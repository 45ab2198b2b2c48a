"""Numbers of the whole platform, read from its own roll-ups and counted by the database: of nobody a number leaves it.

Days are those of UTC, weeks begin on Monday.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ARRAY, Date, Integer, Text, bindparam, text

from domain.events.catalogue import CATALOGUE
from domain.periods import DateRange, Interval
from domain.platform import MOST_UNKNOWN, OUR_OWN, Usage
from persistence.database import Database, Statement

_RANGE = (bindparam("from_day", type_=Date), bindparam("until_day", type_=Date))
_FIRST: Final = Statement(text("SELECT min(date) FROM platform_daily"))
# Names of the catalogue first, so that a flood of unknown ones crowds out none of them.
_USAGE: Final = Statement(
    text("""
    SELECT people.count, waiting.since, used.*
    FROM (SELECT count(*) FROM (
            SELECT DISTINCT owner_id FROM daily_active_users WHERE date >= :from_day AND date < :until_day
         ) AS active) AS people
    CROSS JOIN (SELECT (SELECT received_at FROM inbox ORDER BY position LIMIT 1) AS since) AS waiting
    LEFT JOIN (
        SELECT name, sum(events)::bigint AS events, sum(seconds) AS seconds, sum(sum(events)) OVER ()::bigint AS total
        FROM platform_daily
        WHERE date >= :from_day AND date < :until_day AND name <> ALL (:ours)
        GROUP BY name
        ORDER BY (name = ANY (:known)) DESC, 2 DESC, name
        LIMIT :most
    ) AS used ON true
    """).bindparams(
        *_RANGE,
        bindparam("ours", type_=ARRAY(Text)),
        bindparam("known", type_=ARRAY(Text)),
        bindparam("most", type_=Integer),
    )
)
_ACTIVE: Final = Statement(
    text("""
    WITH active AS (
        SELECT date, owner_id FROM daily_active_users WHERE date >= :from_day AND date < :until_day
    ), weekly AS (
        SELECT DISTINCT greatest(date_trunc('week', date::timestamp)::date, :from_day) AS start, owner_id FROM active
    ), monthly AS (
        SELECT DISTINCT greatest(date_trunc('month', date::timestamp)::date, :from_day) AS start, owner_id FROM active
    )
    SELECT 'DAY', date, count(*) FROM active GROUP BY date
    UNION ALL SELECT 'WEEK', start, count(*) FROM weekly GROUP BY start
    UNION ALL SELECT 'MONTH', start, count(*) FROM monthly GROUP BY start
    """).bindparams(*_RANGE)
)
_RETENTION: Final = Statement(
    text("""
    WITH active AS MATERIALIZED (
        SELECT DISTINCT owner_id, date_trunc('week', date::timestamp)::date AS week
        FROM daily_active_users WHERE date >= :from_day AND date < :until_day
    ), cohorts AS (
        SELECT owner_id, min(week) AS first FROM active GROUP BY owner_id
    )
    SELECT cohorts.first, active.week, count(*)
    FROM cohorts JOIN active USING (owner_id)
    WHERE NOT EXISTS (SELECT FROM daily_active_users AS before
                      WHERE before.owner_id = cohorts.owner_id AND before.date < :from_day)
    GROUP BY 1, 2
    """).bindparams(*_RANGE)
)
_SIZES: Final = Statement(
    text("""
    SELECT (SELECT count(*) FROM users),
           (SELECT count(*) FROM sessions
            WHERE started_at >= CAST(:from_day AS timestamp) AT TIME ZONE 'UTC'
              AND started_at < CAST(:until_day AS timestamp) AT TIME ZONE 'UTC')
    """).bindparams(*_RANGE)
)


@dataclass(frozen=True, slots=True)
class Used:
    """What happened in a range: names, the events of all of them, people active, and since when (UTC) one waits."""

    names: tuple[Usage, ...]
    events: int
    people: int
    waiting_since: datetime | None


class PlatformNumbers:
    """Aggregates over everybody. It has no owner; who may ask it is for the schema to say."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def first_day(self) -> date | None:
        """The day of the first event of all (UTC); None before there is one."""
        day: date | None = await self._database.fetch_value(_FIRST)
        return day

    async def used(self, dates: DateRange) -> Used:
        """What happened in a range, known names first; of others the most frequent, 100 at least."""
        rows = await self._database.fetch(
            _USAGE,
            from_day=dates.start,
            until_day=dates.until,
            ours=sorted(OUR_OWN),
            known=sorted(CATALOGUE),
            most=len(CATALOGUE) + MOST_UNKNOWN,
        )
        names = tuple(Usage(row[2], row[3], row[4]) for row in rows if row[2] is not None)
        return Used(names, events=rows[0][5] or 0, people=rows[0][0], waiting_since=rows[0][1])

    async def active(self, dates: DateRange) -> dict[tuple[Interval, date], int]:
        """Distinct people by day, week and month, each told by its first day in the range; nobody, no entry."""
        rows = await self._database.fetch(_ACTIVE, from_day=dates.start, until_day=dates.until)
        return {(Interval(row[0]), row[1]): row[2] for row in rows}

    async def retained(self, dates: DateRange) -> list[tuple[date, date, int]]:
        """(Monday of the week of the first activity ever, Monday of a week of activity, people), within a range."""
        rows = await self._database.fetch(_RETENTION, from_day=dates.start, until_day=dates.until)
        return [(row[0], row[1], row[2]) for row in rows]

    async def sizes(self, dates: DateRange) -> tuple[int, int]:
        """(accounts there are, visits begun in the range)."""
        (row,) = await self._database.fetch(_SIZES, from_day=dates.start, until_day=dates.until)
        return row[0], row[1]
