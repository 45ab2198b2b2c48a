"""Where accepted events wait, durable, until they are worked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.events import Event, Quarantined
from persistence.database import Session

Store = Callable[[Session], Awaitable[Any]]
"""Stores the events of the temporary table `incoming_events` (see persistence.events), in the given transaction."""

After = Callable[[Any], Awaitable[None]]
"""Is told what a Store answered, once that is committed."""


class FullError(Exception):
    """The inbox takes nothing more for now; `seconds` says when to try again."""

    def __init__(self, seconds: float) -> None:
        """Keep the waiting time."""
        super().__init__("The inbox is full.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Depth:
    """How much waits, and since when the oldest of it has (UTC)."""

    events: int
    oldest_at: datetime | None


class Inbox(Protocol):
    """A durable buffer between the door and the workers. Any number of processes may put and work at once."""

    async def put(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> frozenset[UUID]:
        """Make them durable, all or none; on return they survive `kill -9` of every process.

        The ids that are known to have been accepted before are answered, and not taken again. An id under way in
        another process at this moment may be missing from the answer; it counts once all the same. Of an id that is
        among `events` twice the first is taken, and that alone does not make it known.
        Raises Unavailable when there is nowhere durable to put them, and FullError. After either, and after being
        cancelled, the same may be put again.
        """
        ...

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        """Work one batch of at most `most` events, urgent ones first, and say how many that were; 0 when none waits.

        Stages them, calls `store` in the same transaction, and takes them out of the inbox with its commit; what fails
        is back for the next. An event on which `store` fails by itself is tried 5 times, apart from the others and some
        moments from each other, and then quarantined; the others of its batch are stored, in several transactions.
        Raises Unavailable, TooSlow (a smaller batch may not be), and whatever `store` raises that is not for the data.
        """
        ...

    async def depth(self) -> Depth:
        """How much waits."""
        ...

    async def forget(self, owner_id: int) -> None:
        """Take out every waiting event of an account that is being erased; waits for a batch that has some of them."""
        ...
