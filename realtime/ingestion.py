"""How events are taken in: the list of steps that each goes through.

A step keeps an event, perhaps changed, or takes it off the way with a verdict and a reason.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from domain.events import Reason, Verdict
from realtime import batches
from realtime.answers import Answer, Sorted
from realtime.batches import Batch, Limits, TooLargeError, UnreadableError
from realtime.geography import Geography
from realtime.steps.enrichment import enrichment
from realtime.steps.identification import identify
from realtime.steps.protection import protect
from realtime.steps.respect import respect
from realtime.steps.routing import route
from realtime.steps.validation import Validation
from realtime.work import Sender, Work

__all__ = [
    "STEPS",
    "Answer",
    "Batch",
    "Geography",
    "Ingestion",
    "Limits",
    "Sender",
    "Sorted",
    "Steps",
    "TooLargeError",
    "UnreadableError",
]

Step = Callable[[Work], None]
STEPS = ("respect", "identify", "validate", "enrich", "protect", "route")


@dataclass(slots=True)
class Steps:
    """What the steps have done since the process began. The names are those of `STEPS`, `Verdict` and `Reason`.

    `seconds` by step; `taken_off` counts events by step, verdict and reason (None for a duplicate).
    """

    requests: int = 0
    events: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STEPS, 0.0))
    taken_off: Counter[tuple[str, Verdict, Reason | None]] = field(default_factory=Counter)


class Ingestion:
    """The way of events from a request to the inbox."""

    def __init__(self, *, limits: Limits, retention_days: int, geography: Geography | None = None) -> None:
        """Put the steps together."""
        self._limits = limits
        self.steps = Steps()
        retention = timedelta(days=retention_days)
        self._steps: tuple[tuple[str, Step], ...] = (
            ("respect", respect),  # who does not want to be counted is not
            ("identify", identify),  # whose it is
            ("validate", Validation(event_bytes=limits.event_bytes, retention=retention)),  # whether it says what it is
            ("enrich", enrichment(geography)),  # under what circumstances it happened
            ("protect", protect),  # without what must not be kept
            ("route", route),  # to the inbox, urgent or not
        )

    def read(self, body: bytes) -> Batch:
        """The events in the body of a request. Raises UnreadableError and TooLargeError, with a message to pass on."""
        return batches.read(body, self._limits)

    def read_events(self, events: Iterable[Mapping[str, Any]], *, sent_at: datetime | None = None) -> Batch:
        """Events that came as objects; those without an id are given one. Raises as `read` does."""
        return batches.read_events(events, self._limits, sent_at=sent_at)

    def sort(self, batch: Batch, sender: Sender, owners: Mapping[str, int | None], *, now: datetime) -> Sorted:
        """What is to be kept, and a verdict for every event.

        `owners` has the account of each of the batch's `subjects`, None for one that was erased; it is looked at only
        for a sender that may name users.
        """
        work = Work(batch, sender, owners, now)
        self.steps.requests += 1
        self.steps.events += len(batch)
        began = perf_counter()
        for name, step in self._steps:
            step(work)
            if len(work.told) > len(batch) - len(work.candidates):
                self._take_off(name, work)
            ended = perf_counter()
            self.steps.seconds[name] += ended - began
            began = ended
            if not work.candidates:
                break
        return Sorted(work.events, work.quarantined, work.indices, list(work.told.values()))

    def _take_off(self, name: str, work: Work) -> None:
        for candidate in work.candidates:
            told = work.told.get(candidate.index)
            if told is not None:
                self.steps.taken_off[name, told.verdict, told.reason] += 1
        work.candidates = [candidate for candidate in work.candidates if candidate.index not in work.told]
