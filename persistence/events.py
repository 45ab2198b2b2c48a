"""A batch of events becomes part of everything that is counted, in the transaction that takes it out of the inbox."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from domain.occurrences import NAMES
from persistence import occurrences, rollups, turns
from persistence.database import Session, Statement

_TOLD: Final = "id uuid, owner_id bigint, name text, occurred_at timestamptz, received_at timestamptz, session_id text"

COLUMNS: Final = (
    "id", "owner_id", "name", "occurred_at", "received_at", "session_id", "properties", "context",
)  # fmt: skip
"""The columns of `incoming_events`; properties and context are JSON as text, parsed where they are stored."""

# Tables of the connection, emptied by every COMMIT: making and dropping them each time took longer than a batch of 100.
_STAGE: Final = f"""
SET LOCAL work_mem = '64MB';
SET LOCAL jit = off;
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_events ({_TOLD}, properties text, context text) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS new_events ({_TOLD}, properties jsonb, context jsonb) ON COMMIT DELETE ROWS;
"""
_MAKE_ROOM: Final = """
SELECT ensure_events_partition(month)
FROM (SELECT DISTINCT date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date AS month FROM incoming_events) AS found
"""
# Of one id told twice, the one that arrived first counts. Ids are claimed in their order, so that two workers that have
# the same ones wait for each other and never in a circle.
_CLAIM: Final = Statement(
    text("""
    WITH told AS MATERIALIZED (
        SELECT DISTINCT ON (i.id) i.*, i.owner_id IS NOT NULL AND u.id IS NULL AS is_of_nobody
        FROM incoming_events i LEFT JOIN users u ON u.id = i.owner_id
        ORDER BY i.id, is_of_nobody, i.received_at, i.occurred_at, i.name, i.owner_id, i.session_id, i.properties,
                 i.context
    ), claimed AS (
        INSERT INTO event_ids
        SELECT id, date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date FROM told WHERE NOT is_of_nobody
        ON CONFLICT DO NOTHING RETURNING id
    ), fresh AS (
        INSERT INTO new_events
        SELECT id, owner_id, name, occurred_at, received_at, session_id, properties::jsonb, context::jsonb
        FROM told JOIN claimed USING (id)
        RETURNING owner_id, name
    )
    SELECT (SELECT count(*) FROM incoming_events), (SELECT count(*) FROM told WHERE is_of_nobody), count(*),
           array_agg(DISTINCT owner_id), array_agg(DISTINCT name)
    FROM fresh
    """)
)
_KEEP: Final = """
INSERT INTO events (id, owner_id, name, occurred_at, received_at, session_id, properties, context)
SELECT id, owner_id, name, occurred_at, received_at, session_id, properties, context FROM new_events
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: how many events were new, known already, or of accounts that are gone.

    `owners` and `names` are those of the new events: whose numbers have changed, and by what.
    """

    new: int
    duplicates: int
    dropped: int
    owners: frozenset[int]
    names: frozenset[str]


async def stage(session: Session) -> None:
    """Make the empty table `incoming_events` of `COLUMNS` for the rest of the transaction; see `store`."""
    await session.script(_STAGE)


async def store(session: Session) -> Stored:
    """Store the events of `incoming_events` and count them, in the transaction of the session.

    In whatever order and whichever batches events come, the tables are the same in the end: an id counts once, with
    what its first copy said (of one batch: the copy received first); everything counted is a sum, a least or a
    greatest. Events of accounts that are gone are dropped, and their ids not remembered. Whoever erases an account has
    to delete the account before its events: that waits for transactions in which the account was still there.
    """
    await session.script(_MAKE_ROOM)
    row = await session.fetch_row(_CLAIM)
    assert row is not None  # noqa: S101 - aggregates always answer
    told, dropped, new, owners, names = row
    stored = Stored(
        new=new,
        duplicates=told - dropped - new,
        dropped=dropped,
        owners=frozenset(owners or ()) - {None},
        names=frozenset(names or ()),
    )
    if stored.new:
        await session.script(_KEEP)
        if stored.names.isdisjoint(NAMES):
            await turns.take_all(session)
        else:
            await occurrences.apply(session)
        await rollups.add(session, stored.names)
    return stored
