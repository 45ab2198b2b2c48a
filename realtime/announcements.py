"""What a change means to those who follow: told after its commit, in hints."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Final

from domain.metrics import LEDGER
from domain.revisions import Part
from persistence.events import Stored
from realtime.inbox import After
from realtime.topics import Hint, hint

DASHBOARD_CHANGED: Final = "dashboard_changed"
"""What hints call it that a dashboard was saved, shared or taken away."""

REPORT_GENERATED: Final = "report_generated"
"""What hints call it that a report was made."""

Announce = Callable[[Iterable[Hint]], Awaitable[None]]
"""Tells everybody who listens; never raises and never waits (see `Broadcast.announce`)."""


def of_batch(stored: Stored) -> list[Hint]:
    """What new events changed: of everybody they are about, and of the platform.

    Which of a batch were whose is not told, so an owner's hint may name what happened to others.
    """
    if not stored.new:
        return []
    parts = {Part.ACTIVITY} if stored.names.isdisjoint(LEDGER) else {Part.ACTIVITY, Part.LEDGER}
    owners = (hint(owner_id, parts=parts, names=stored.names) for owner_id in sorted(stored.owners))
    return [*owners, hint(None, parts=parts, names=stored.names)]


def of_change(owner_id: int, parts: Collection[Part], names: Collection[str] = ()) -> list[Hint]:
    """What an act of the owner changed by itself, without an event; a change of settings is one of every part.

    `names` are for what is in no part, such as `DASHBOARD_CHANGED` and `REPORT_GENERATED`.
    """
    return [hint(owner_id, parts=parts, names=names)]


def of_sweep() -> list[Hint]:
    """Somebody who was erased is counted no more."""
    return [hint(None, parts=frozenset(Part))]


def after_batch(announce: Announce) -> After:
    """For a worker: announces what it stored."""

    async def after(stored: Stored) -> None:
        await announce(of_batch(stored))

    return after
