"""Batches of events become stored in one transaction each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog

from persistence.database import Database, Session
from realtime.inbox import After, Store

WORK_SECONDS: Final = 10.0

_log = structlog.get_logger("inbox")


@dataclass(frozen=True, slots=True)
class Batches:
    """How batches are stored, and who is told of it."""

    database: Database
    store: Store
    after: After | None

    async def work(self, take: Callable[[Session], Awaitable[int]]) -> int:
        """One batch: `take` stages it and says how many events it has; 0 is no batch."""

        async def batch(session: Session) -> tuple[int, Any]:
            taken = await take(session)
            return taken, await self.store(session) if taken else None

        taken, stored = await self.database.write(batch, seconds=WORK_SECONDS)
        if taken and self.after is not None:
            try:
                await self.after(stored)
            except Exception:
                # The batch is stored: whoever wanted to hear of it cannot undo that, or have it tried again.
                _log.exception("telling of a stored batch failed")
        return taken
