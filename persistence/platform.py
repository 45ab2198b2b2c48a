"""Numbers of the whole platform, read from its own roll-ups and counted by the database: of nobody a number leaves it.

Days are those of UTC, weeks begin on Monday.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, Date, Integer, Text, bindparam, text

from domain.events.catalogue import CATALOGUE
from domain.periods import DateRange, Interval, week_of
from domain.platform import MONDAY, MOST_UNKNOWN, OUR_OWN, WIDTHS, Usage, pieces
from persistence.database import Database, Statement
from persistence.tables import Instant

_RANGE = (bindparam("from_day", type_=Date), bindparam("until_day", type_=Date))
_FIRST: Final = Statement(text("SELECT min(date) FROM platform_daily"))
# Whoever began or was last seen in the range was active in it; the others are looked up, and there are none of them
# in a range that lasts until today. Names of the catalogue come first, so that a flood of unknown ones crowds out none.
_USAGE: Final = Statement(
    text("""
    SELECT people.count, waiting.since, used.*
    FROM (
        SELECT count(*) FROM activity_spans AS span
        WHERE first_on < :until_day AND last_on >= :from_day
          AND (first_on >= :from_day OR last_on < :until_day OR EXISTS (
              SELECT FROM active_users AS active
              WHERE active.owner_id = span.owner_id AND grain = 'DAY' AND start >= :from_day AND start < :until_day
          ))
    ) AS people
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
# Of a width, who was active is counted in the order of the key, without looking at the table.
_COUNTED: Final = """
    SELECT grain, start, count(*) FROM active_users
    WHERE grain = '{0}' AND start >= :{0}_from_ AND start < :{0}_until GROUP BY grain, start
"""
# What the range cuts is counted from days: two weeks and two months at most.
_ACTIVE: Final = Statement(
    text(f"""
    {" UNION ALL ".join(_COUNTED.format(grain) for grain in WIDTHS)}
    UNION ALL
    SELECT grain, from_day,
           (SELECT count(*) FROM (
               SELECT DISTINCT owner_id FROM active_users
               WHERE grain = 'DAY' AND start >= clipped.from_day AND start < clipped.until_day
            ) AS active)
    FROM unnest(:grains, :starts, :ends) AS clipped (grain, from_day, until_day)
    """).bindparams(  # noqa: S608 - names of ours
        *(bindparam(f"{grain}_{end}", type_=Date) for grain in WIDTHS for end in ("from_", "until")),
        bindparam("grains", type_=ARRAY(Text)),
        bindparam("starts", type_=ARRAY(Date)),
        bindparam("ends", type_=ARRAY(Date)),
    )
)
# Weeks are numbered from a Monday long ago: numbers are quicker than dates. The last one may be clipped.
_RETENTION: Final = Statement(
    text("""
    SELECT (first_on - date '0001-01-01') / 7 AS cohort, (start - date '0001-01-01') / 7 AS week, count(*)
    FROM active_users JOIN activity_spans USING (owner_id)
    WHERE grain = 'WEEK' AND start >= :from_week AND start < :last_week AND first_on >= :from_day
    GROUP BY 1, 2
    UNION ALL
    SELECT (first_on - date '0001-01-01') / 7, (:last_week - date '0001-01-01') / 7, count(DISTINCT owner_id)
    FROM active_users JOIN activity_spans USING (owner_id)
    WHERE grain = 'DAY' AND start >= :last_week AND start < :until_day AND first_on >= :from_day
    GROUP BY 1
    """).bindparams(*_RANGE, bindparam("from_week", type_=Date), bindparam("last_week", type_=Date))
)
_SIZES: Final = Statement(
    text("""
    SELECT (SELECT count(*) FROM users),
           (SELECT count(*) FROM sessions
            WHERE started_at >= CAST(:from_day AS timestamp) AT TIME ZONE 'UTC'
              AND started_at < CAST(:until_day AS timestamp) AT TIME ZONE 'UTC'),
           (SELECT count(*) FROM sessions WHERE ended_at > :active_since)
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

    async def active(self, dates: DateRange) -> dict[tuple[Interval, date], int]:
        """How many people were active in each day, week and month of a range, by its first day within that.

        Those in which nobody was are left out, or 0.
        """
        parts = {width: pieces(dates, width) for width in WIDTHS}
        whole = {f"{width}_{end}": getattr(each, end) for width, each in parts.items() for end in ("from_", "until")}
        clipped = [(width, *days) for width, each in parts.items() for days in each.clipped]
        rows = await self._database.fetch(
            _ACTIVE,
            **whole,
            grains=[each[0] for each in clipped],
            starts=[each[1] for each in clipped],
            ends=[each[2] for each in clipped],
        )
        return {(Interval(row[0]), row[1]): row[2] for row in rows}

    async def retained(self, dates: DateRange) -> list[tuple[date, date, int]]:
        """(Monday of the week of the first activity ever, Monday of a week of activity, people), within a range."""
        rows = await self._database.fetch(
            _RETENTION,
            from_day=dates.start,
            until_day=dates.until,
            from_week=week_of(dates.start, week_start=MONDAY),
            last_week=week_of(dates.until, week_start=MONDAY),
        )
        return [(_monday(row[0]), _monday(row[1]), row[2]) for row in rows]

    async def sizes(self, dates: DateRange, *, active_since: datetime) -> Sizes:
        """What there is now, and what began in the range; a visit with an event after `active_since` is active."""
        (row,) = await self._database.fetch(
            _SIZES, from_day=dates.start, until_day=dates.until, active_since=active_since
        )
        return Sizes(*row)


def _monday(week: int) -> date:
    return date.min + timedelta(weeks=week)
