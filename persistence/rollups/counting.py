"""New events added to the roll-ups, in the transaction that stores them."""

from collections.abc import Collection
from typing import Final

from persistence.database import Session
from persistence.rollups.declared import DECLARED, PLATFORM, RollUp

TAKE_TURNS: Final = "SELECT pg_advisory_xact_lock(724634)"
"""Who adds to roll-ups, or puts them right, does so one after the other, from here to the end of the transaction.

They would wait for each other anyway, at the row of today's page views; this way never in a circle.
"""


def upserted(rollup: RollUp, select: str) -> str:
    """SQL that adds the rows of a SELECT of keys and columns."""
    names = (*rollup.keys, *rollup.columns)
    values = {name: how.value.format(name) for name, how in rollup.columns.items()}
    updated = ", ".join(f"{name} = {value}" for name, value in values.items())
    keys = ", ".join(rollup.keys)
    conflict = f"({keys}) DO UPDATE SET {updated}" if updated else "DO NOTHING"
    if updated and not any(how.is_summed for how in rollup.columns.values()):
        # Most of the time a least or a greatest stays, and no row has to be written.
        conflict += " WHERE " + " OR ".join(f"kept.{name} <> {value}" for name, value in values.items())
    return (
        f"INSERT INTO {rollup.table} AS kept ({', '.join(names)})"  # noqa: S608 - names of ours
        f" SELECT {', '.join(names)} FROM ({select}) AS told ORDER BY {keys} ON CONFLICT {conflict}"
    )


_ADDED: Final = tuple(
    (each.names, upserted(each, each.select.format(source="new_events"))) for each in DECLARED if each.is_of_events
)
_REVISE: Final = """
INSERT INTO revisions AS kept (owner_id, activity)
SELECT DISTINCT owner_id, 1 FROM new_events WHERE owner_id IS NOT NULL ORDER BY 1
ON CONFLICT (owner_id) DO UPDATE SET activity = kept.activity + 1
"""
_TAKEN_BACK: Final = ", ".join(f"-{name} AS {name}" for name in PLATFORM.columns)
_TIDY: Final = f"DELETE FROM {PLATFORM.table} WHERE events <= 0"  # noqa: S608 - a name of ours


async def add(session: Session, names: Collection[str]) -> None:
    """Add the events of `new_events`, which have these names, and make a new revision of what their owners did.

    The turns of the owners (persistence.turns) have been taken, so that their time zones stay.
    """
    added = [sql for counted, sql in _ADDED if counted is None or not counted.isdisjoint(names)]
    await session.script(";\n".join([TAKE_TURNS, _REVISE, *added]))


async def take_back(session: Session, *owners: int) -> None:
    """Take the events of accounts out of what the platform counts; they have to be deleted in the same transaction.

    What they were counted into for the accounts themselves goes with these.
    """
    if not owners:
        return
    owned = f"(SELECT * FROM events WHERE owner_id IN ({', '.join(f'{each:d}' for each in owners)}))"  # noqa: S608 - numbers
    counted = PLATFORM.select.format(source=owned)
    taken = f"SELECT {', '.join(PLATFORM.keys)}, {_TAKEN_BACK} FROM ({counted}) AS counted"  # noqa: S608 - names of ours
    await session.script(f"{TAKE_TURNS}; {upserted(PLATFORM, taken)}; {_TIDY}")
