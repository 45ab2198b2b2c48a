"""How large everything is and how PostgreSQL fares with it, by its own word."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, text

from domain.performance import DatabaseActivity, IndexUse, TableSize
from persistence.database import Database, Statement
from persistence.tables import Instant

_MOST: Final = 100
# A partition counts as what it is a part of. What PostgreSQL has never looked at, it guesses to have -1 rows.
# What is dropped at this very moment is still listed, and has no size.
_TABLES = Statement(
    text(f"""
    SELECT coalesce(whole.relname, part.relname)::text, sum(greatest(part.reltuples, 0))::bigint,
           sum(pg_total_relation_size(part.oid))::bigint
    FROM pg_class AS part
    LEFT JOIN pg_inherits ON inhrelid = part.oid
    LEFT JOIN pg_class AS whole ON whole.oid = inhparent
    WHERE part.relkind IN ('r', 'm') AND part.relnamespace = current_schema()::regnamespace
    GROUP BY 1 HAVING sum(pg_total_relation_size(part.oid)) IS NOT NULL ORDER BY 3 DESC, 1 LIMIT {_MOST}
    """)  # noqa: S608 - a number of ours
)
_INDEXES = Statement(
    text(f"""
    SELECT coalesce(whole.relname, used.indexrelname)::text, coalesce(of_whole.relname, used.relname)::text,
           sum(pg_relation_size(used.indexrelid))::bigint, sum(used.idx_scan)::bigint
    FROM pg_stat_user_indexes AS used
    LEFT JOIN pg_inherits ON inhrelid = used.indexrelid
    LEFT JOIN pg_class AS whole ON whole.oid = inhparent
    LEFT JOIN pg_index ON pg_index.indexrelid = whole.oid
    LEFT JOIN pg_class AS of_whole ON of_whole.oid = pg_index.indrelid
    WHERE used.schemaname = current_schema()
    GROUP BY 1, 2 HAVING sum(pg_relation_size(used.indexrelid)) IS NOT NULL ORDER BY 3 DESC, 1 LIMIT {_MOST}
    """)  # noqa: S608 - a number of ours
)
_ACTIVITY = Statement(
    text("""
    SELECT numbackends, xact_commit + xact_rollback, active_time / 1000, blks_hit, blks_read,
           pg_database_size(datid)::bigint
    FROM pg_stat_database WHERE datname = current_database()
    """)
)
_KNOWN = Statement(
    text("""
    SELECT occurred_at, properties -> 'bytes' FROM events
    WHERE owner_id IS NULL AND session_id IS NULL AND name = 'table_sizes' AND occurred_at >= :from_at
      AND jsonb_typeof(properties -> 'bytes') = 'object'
    ORDER BY occurred_at LIMIT 1
    """).bindparams(bindparam("from_at", type_=Instant))
)


async def table_sizes(database: Database) -> Sequence[TableSize]:
    """The largest 100 tables, the largest first."""
    return [TableSize(*row) for row in await database.fetch(_TABLES)]


async def index_uses(database: Database) -> Sequence[IndexUse]:
    """The largest 100 indexes, the largest first."""
    return [IndexUse(*row) for row in await database.fetch(_INDEXES)]


async def activity(database: Database) -> DatabaseActivity:
    """What is counted of the whole database."""
    (row,) = await database.fetch(_ACTIVITY)
    return DatabaseActivity(*row)


async def known_sizes(database: Database, *, from_at: datetime) -> tuple[datetime, Mapping[str, int]] | None:
    """The first sizes (bytes) of tables that were written down at or after that moment, and when that was."""
    row = await database.fetch_row(_KNOWN, from_at=from_at)
    return None if row is None else (row[0], row[1])
