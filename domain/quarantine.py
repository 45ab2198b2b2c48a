"""Events that could not be taken, and what an operator does about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.events import Reason

RETENTION: Final = timedelta(days=30)
MOST_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class QuarantinedEvent:
    """An event as it came, redacted, as JSON text (`event`); why it could not be taken, and how often it was tried.

    `event_id`, `owner_id` and `name` are None as far as they could not be read from it.
    """

    id: int
    reason: Reason
    field: str | None
    message: str
    event_id: str | None
    owner_id: int | None
    name: str | None
    event: str
    received_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many are held for a reason."""

    reason: Reason
    count: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which ones: those with these numbers, or all of a reason."""

    ids: Sequence[int] | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of a replay: how many went in, how many were let go because nobody may keep them, how many stay."""

    replayed: int
    dropped: int
    still_quarantined: int


@dataclass(frozen=True, slots=True)
class Discard:
    """How many were thrown away."""

    discarded: int
