"""Roll-ups made again from what they count, or only compared with it, while everybody goes on working.

A part is a month, or some owners: what differs in it is found by one statement, which sees events and counts as of one
moment, whoever stores more meanwhile. Only a part in which something differs is locked, and put right within one
transaction; batches of events wait for that long. Rows whose events are gone stay as they are.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import text

from persistence.database import Database, Record, Session, Statement
from persistence.rollups import declared
from persistence.rollups.comparing import Month, Owners, Part, differing, put_right
from persistence.rollups.counting import TAKE_TURNS
from persistence.rollups.declared import ACTIVITY, DECLARED, LEDGER, RollUp

Progress = Callable[[int, int], None]
"""Is told how many parts are done, and of how many."""

PART_SECONDS: Final = 600.0
OWNERS_AT_ONCE: Final = 2_000
MOST_TOLD: Final = 1_000
_LAST: Final = 2**63 - 1
_AT_LARGE: Final = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"

# A day of somebody's may belong to the month before or after that of its events.
_MONTHS: Final = Statement(
    text("""
    SELECT DISTINCT (date_trunc('month', day::timestamp) + near.months * INTERVAL '1 month')::date AS month
    FROM (
        SELECT date AS day FROM daily_user_metrics
        UNION SELECT start FROM active_users
        UNION SELECT date FROM platform_daily
        UNION SELECT (hour AT TIME ZONE 'UTC')::date FROM operation_hours
        UNION SELECT to_date(substring(relname FROM 'y(.*)$'), 'YYYY"m"MM')
              FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'events'::regclass
    ) AS found, (VALUES (-1), (0), (1)) AS near (months)
    ORDER BY 1
    """)
)
_OWNERS: Final = Statement(
    text(f"""
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM users) AS placed
    WHERE place % {OWNERS_AT_ONCE} = 1 ORDER BY id
    """)  # noqa: S608 - a number of ours
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of a roll-up that is not as its events tell; None where there is no row."""

    rollup: str
    key: Mapping[str, Any]
    kept: Mapping[str, Any] | None
    told: Mapping[str, Any] | None


async def verify(database: Database, progress: Progress | None = None) -> list[Difference]:
    """Compare every row with a count from events and ledgers; the differences, the first 1,000 if there are more."""
    found: list[Difference] = []
    async for rollup, part in _parts(database, progress):
        rows = await _differing(database, rollup, part, MOST_TOLD - len(found))
        found += [_difference(rollup, row) for row in rows]
        if len(found) == MOST_TOLD:
            break
    return found


async def rebuild(database: Database, progress: Progress | None = None) -> int:
    """Make every row as events and ledgers tell; how many parts had to be put right."""
    righted = 0
    async for rollup, part in _parts(database, progress):
        if await _differing(database, rollup, part, 1):
            await database.write(lambda session: _put_right(session, rollup, part), seconds=PART_SECONDS)  # noqa: B023 - awaited at once
            righted += 1
    return righted


async def recount(session: Session, owner_id: int) -> None:
    """Make the days of an account anew, in the transaction that has changed its time zone.

    Days whose events are gone keep the dates of the zone before; those of the ledger all move.
    """
    for rollup in (ACTIVITY, LEDGER):
        await _put_right(session, rollup, Owners(owner_id, owner_id + 1))


async def _parts(database: Database, progress: Progress | None) -> AsyncIterator[tuple[RollUp, Part]]:
    firsts = [row[0] for row in await _bulk(database, _MONTHS)]
    months = [Month(first, (first + timedelta(days=31)).replace(day=1)) for first in firsts]
    starts = [row[0] for row in await _bulk(database, _OWNERS)]
    owners = [Owners(first, after) for first, after in zip(starts, [*starts[1:], _LAST], strict=True)]
    all_parts = [
        (rollup, part) for rollup in DECLARED for part in (months if rollup.part is declared.Part.MONTH else owners)
    ]
    for done, (rollup, part) in enumerate(all_parts):
        if progress is not None:
            progress(done, len(all_parts))
        yield rollup, part
    if progress is not None:
        progress(len(all_parts), len(all_parts))


async def _differing(database: Database, rollup: RollUp, part: Part, most: int) -> list[Record]:
    keys = ", ".join(rollup.keys)
    sql = f"{differing(rollup, part)} ORDER BY {keys} LIMIT {most}"
    return await _bulk(database, Statement(text(sql)))


async def _bulk(database: Database, statement: Statement) -> list[Record]:
    async def work(session: Session) -> list[Record]:
        await session.script(_AT_LARGE)
        return await session.fetch(statement)

    return await database.write(work, seconds=PART_SECONDS)


async def _put_right(session: Session, rollup: RollUp, part: Part) -> None:
    await session.script(TAKE_TURNS)
    await session.script(put_right(rollup, part))


def _difference(rollup: RollUp, row: Record) -> Difference:
    def side(which: str) -> Mapping[str, Any] | None:
        return {each: row[f"{which}_{each}"] for each in rollup.columns} if row[f"is_{which}"] else None

    return Difference(rollup.name, {key: row[key] for key in rollup.keys}, side("kept"), side("told"))
