"""What is too old goes: months of events into the archive and away, ids, quarantined events, answers, finished jobs."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Final, Protocol

from sqlalchemy import DateTime, bindparam, text

from domain.errors import ErrorCode, Refusal
from persistence.database import Database, Statement
from persistence.idempotency import KEPT
from persistence.partitions import drop, is_empty, retire
from persistence.tables import idempotency_keys, quarantine

FINISHED_JOBS: Final = timedelta(days=30)
SECONDS: Final = 300.0

_BEFORE = bindparam("before", type_=DateTime(timezone=True))
_QUARANTINED = Statement(quarantine.delete().where(quarantine.c.received_at < _BEFORE))
_ANSWERS = Statement(idempotency_keys.delete().where(idempotency_keys.c.created_at < _BEFORE))
_JOBS = Statement(
    text("""
DELETE FROM procrastinate_jobs AS job WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted')
  AND NOT EXISTS (SELECT FROM procrastinate_events WHERE job_id = job.id AND at >= :before)
""").bindparams(_BEFORE)
)


class Archive(Protocol):
    """Where months go before they are dropped; see persistence.archives."""

    async def check(self) -> None:
        """Write something there and take it away again. Raises OSError."""
        ...

    async def keep(self, database: Database, table: str) -> int:
        """Write a retired month there, whole and durable; how many rows."""
        ...

    async def forget(self, owner_id: int) -> int:
        """Take a person out of all that is there; how many rows."""
        ...


def archive_at(url: str | None) -> Archive | None:
    """The archive at an address; None without one. Raises Refusal when it cannot be used."""
    if url is None:
        return None
    try:
        module: Any = import_module("persistence.archives")
    except ImportError as error:
        message = (
            "ARCHIVE_URL is set, and the extra `archive` is not installed. Install it with "
            "`pip install 'pyarrow>=26'`, or unset ARCHIVE_URL to drop old events without keeping them."
        )
        raise Refusal(message, code=ErrorCode.CONFLICT) from error
    made: Archive = module.Archive(url)
    return made


async def retain(database: Database, now: datetime, days: int, archive: Archive | None) -> list[str]:
    """Archive and drop every month that ended more than so many days ago; their names.

    Whatever was cut short goes on: a month is dropped only after its file has been read back.
    """
    gone = []
    for table in await retire(database, now, days):
        if archive is not None and not await is_empty(database, table):
            await archive.keep(database, table)
        await drop(database, table)
        gone.append(table)
    return gone


def prune_quarantine(database: Database, now: datetime, days: int) -> Awaitable[int]:
    """Delete quarantined events that nobody has decided about for so many days; how many."""
    return _prune(database, _QUARANTINED, now - timedelta(days=days))


def prune_answers(database: Database, now: datetime) -> Awaitable[int]:
    """Delete answers that no repetition of a request can ask for any more; how many."""
    return _prune(database, _ANSWERS, now - KEPT)


def prune_jobs(database: Database, now: datetime) -> Awaitable[int]:
    """Delete what is told of jobs that ended a month ago; how many."""
    return _prune(database, _JOBS, now - FINISHED_JOBS)


async def _prune(database: Database, statement: Statement, before: datetime) -> int:
    return await database.write(lambda session: session.execute(statement, before=before), seconds=SECONDS)
