"""The door: events come in here, whoever brings them, and each leaves with a verdict."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.events import Reason, Verdict
from persistence.subjects import Subjects
from realtime.inbox import Inbox
from realtime.ingestion import Answer, Batch, Ingestion, Sender
from realtime.rates import Rates

Tell = Callable[[Verdict, Reason | None, int], None]


class TooManyError(Exception):
    """The sender has sent more than may be sent in a minute; `seconds` says when to go on."""

    def __init__(self, seconds: float) -> None:
        """Keep the waiting time."""
        super().__init__("The sender sends too much.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much one sender may send: `name` says whose bucket of events it is, 0 a minute is no limit."""

    name: str
    per_minute: int


class Door:
    """Everything between a batch of events and its answer."""

    def __init__(self, ingestion: Ingestion, inbox: Inbox, subjects: Subjects, *, told: Tell | None = None) -> None:
        """`told` hears how many events got which verdict, for what reason."""
        self.ingestion, self.inbox, self._told = ingestion, inbox, told
        self._subjects, self._rates = subjects, Rates()
        self._clock = asyncio.get_running_loop().time

    async def take(self, batch: Batch, sender: Sender, allowance: Allowance, *, now: datetime) -> Answer:
        """A verdict for every event. What is accepted or quarantined is durable when this returns.

        Raises TooManyError, FullError, and Unavailable when there is nowhere durable to put them; then nothing of the
        batch is kept.
        """
        clock = self._clock()
        wait = self._rates.take(allowance.name, len(batch), per_minute=allowance.per_minute, now=clock)
        if wait:
            raise TooManyError(wait)
        owners = await self._subjects.owners(batch.subjects, now=clock) if sender.may_name_users else {}
        found = self.ingestion.sort(batch, sender, owners, now=now)
        known: frozenset[UUID] = frozenset()
        if found.events or found.quarantined:
            known = await self.inbox.put(found.events, found.quarantined)
        answer = found.answer(known)
        if self._told is not None:
            _tell(self._told, answer)
        return answer


def _tell(told: Tell, answer: Answer) -> None:
    if answer.accepted:
        told(Verdict.ACCEPTED, None, answer.accepted)
    if answer.accepted < len(answer.lines):
        others = (each for each in answer.verdicts if each.verdict is not Verdict.ACCEPTED)
        for (verdict, reason), count in Counter((each.verdict, each.reason) for each in others).items():
            told(verdict, reason, count)


@dataclass(frozen=True, slots=True)
class Entrance:
    """The door as one sender stands before it."""

    door: Door
    sender: Sender
    allowance: Allowance

    async def take(self, batch: Batch, *, now: datetime) -> Answer:
        """As `Door.take`."""
        return await self.door.take(batch, self.sender, self.allowance, now=now)
