"""Numbers of the whole platform, read from its own roll-ups and counted by the database: of nobody a number leaves it.

Days are those of UTC, weeks begin on Monday.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, Date, Integer, Text, bindparam, text

from domain.events.catalogue import CATALOGUE
from domain.periods import DateRange
from domain.platform import MOST_UNKNOWN, OUR_OWN, ActiveDay, Usage
from persistence.database import Database, Statement
from persistence.tables import Instant

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
# Each row beside the same person's last one before it, in the order of an index: nothing is sorted, and no list of
# people is ever held. Whoever was last seen before the week or the month began is new in it.
_ACTIVE: Final = Statement(
    text("""
    SELECT date, sum(people)::bigint,
           (sum(people) FILTER (WHERE gap IS NULL OR gap >= extract(isodow FROM date)))::bigint,
           (sum(people) FILTER (WHERE gap IS NULL OR gap >= extract(day FROM date)))::bigint
    FROM (
        SELECT date, gap, count(*) AS people
        FROM (
            SELECT date, least(date - lag(date) OVER own, 31) AS gap
            FROM daily_active_users WHERE date >= :from_day AND date < :until_day
            WINDOW own AS (PARTITION BY owner_id ORDER BY date)
        ) AS days
        GROUP BY date, gap
    ) AS gaps
    GROUP BY date
    """).bindparams(*_RANGE)
)
# Weeks are numbered from a Monday long ago: numbers are quicker than dates.
_RETENTION: Final = Statement(
    text("""
    SELECT (first - date '0001-01-01') / 7 AS cohort, (date - date '0001-01-01') / 7 AS week, count(*)
    FROM (
        SELECT date, first_value(date) OVER own AS first, lag(date) OVER own AS before
        FROM daily_active_users WHERE date < :until_day
        WINDOW own AS (PARTITION BY owner_id ORDER BY date)
    ) AS days
    WHERE first >= :from_day
      AND (before IS NULL OR (before - date '0001-01-01') / 7 < (date - date '0001-01-01') / 7)
    GROUP BY 1, 2
    """).bindparams(*_RANGE)
)
_SIZES: Final = Statement(
    text("""
    SELECT (SELECT count(*) FROM users),
           count(*) FILTER (WHERE started_at >= CAST(:from_day AS timestamp) AT TIME ZONE 'UTC'
                              AND started_at < CAST(:until_day AS timestamp) AT TIME ZONE 'UTC'),
           count(*) FILTER (WHERE ended_at > :active_since)
    FROM sessions
    """).bindparams(*_RANGE, bindparam("active_since", type_=Instant))
)


@dataclass(frozen=True, slots=True)
class Used:
    """What happened in a range: names, the events of all of them, people active, and since when (UTC) one waits."""

    names: tuple[Usage, ...]
    events: int
    people: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Sizes:
    """Accounts there are, visits begun in a range, visits that are not over."""

    users: int
    sessions: int
    active_sessions: int


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

    async def active(self, dates: DateRange) -> list[ActiveDay]:
        """How many people were active on each day of a range on which anybody was."""
        rows = await self._database.fetch(_ACTIVE, from_day=dates.start, until_day=dates.until)
        return [ActiveDay(row[0], row[1], row[2] or 0, row[3] or 0) for row in rows]

    async def retained(self, dates: DateRange) -> list[tuple[date, date, int]]:
        """(Monday of the week of the first activity ever, Monday of a week of activity, people), within a range."""
        rows = await self._database.fetch(_RETENTION, from_day=dates.start, until_day=dates.until)
        return [(_monday(row[0]), _monday(row[1]), row[2]) for row in rows]

    async def sizes(self, dates: DateRange, *, active_since: datetime) -> Sizes:
        """What there is now, and what began in the range; a visit with an event after `active_since` is active."""
        (row,) = await self._database.fetch(
            _SIZES, from_day=dates.start, until_day=dates.until, active_since=active_since
        )
        return Sizes(*row)


def _monday(week: int) -> date:
    return date.min + timedelta(weeks=week)
