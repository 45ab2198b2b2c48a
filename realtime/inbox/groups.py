"""Group commit: callers that arrive while one transaction is being saved share the next."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from domain.errors import TooSlow, Unavailable
from domain.events import Event, Quarantined

Save = Callable[[Sequence[Event], Sequence[Quarantined]], Awaitable[Collection[UUID]]]
"""Makes them durable, all or none; answers the ids that were stored before, whose events it has left out."""

MOST_EVENTS: Final = 5_000
GATHER_SECONDS: Final = 0.001
REMEMBERED: Final = 100_000


@dataclass(eq=False, slots=True)
class _Call:
    """What one caller puts, by id, and what is told of it."""

    events: dict[int, Event]
    quarantined: Sequence[Quarantined]
    known: list[UUID]
    answer: "asyncio.Future[frozenset[UUID]]"

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)
            self.answer.exception()  # seen: a caller that leaves at this very moment is nothing to complain about


class Recent:
    """The ids accepted lately, at least the last 100,000 and at most twice as many."""

    def __init__(self) -> None:
        """None yet."""
        self._young: set[int] = set()
        self._old: set[int] = set()

    def among(self, keys: Collection[int]) -> set[int]:
        """Those of the keys that are among them."""
        return self._young.intersection(keys) | self._old.intersection(keys)

    def add(self, keys: Collection[int]) -> None:
        """Remember them too."""
        if len(self._young) >= REMEMBERED:
            self._old, self._young = self._young, set()
        self._young.update(keys)


class Groups:
    """Saves what callers put, one transaction after the other, each with all that came during the one before.

    Alone, a caller is saved at once. Where several come at a time, a moment is waited for more of them: the larger the
    groups, the cheaper each caller, and a transaction costs a dozen of them.
    """

    def __init__(self, save: Save, *, most_events: int = MOST_EVENTS, recent: Recent | None = None) -> None:
        """`save` is called by one task at a time, with about so many events at most."""
        self._save = save
        self._most_events = most_events
        self._calls: list[_Call] = []
        self._saver: asyncio.Task[None] | None = None
        self._recent = recent or Recent()

    async def put(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> frozenset[UUID]:
        """See Inbox. A caller that is cancelled is not waited for, and its events may be there."""
        by_key = {event.id.int: event for event in events}
        if len(by_key) < len(events):
            by_key = {event.id.int: event for event in reversed(events)}
        call = _Call(by_key, quarantined, [], asyncio.get_running_loop().create_future())
        self._calls.append(call)
        if self._saver is None:
            # In a context of its own: it works for many, and must not look like one of them in logs.
            self._saver = asyncio.create_task(self._run(), context=Context())
        return await call.answer

    async def close(self) -> None:
        """Wait until everything that was put is saved, or has failed."""
        while self._saver is not None:
            await asyncio.wait([self._saver])

    async def _run(self) -> None:
        try:
            is_busy = False
            while self._calls:
                if is_busy:
                    await asyncio.sleep(GATHER_SECONDS)
                group = self._next()
                is_busy = len(group) > 1
                await self._save_group(group)
        finally:
            self._saver = None
            left, self._calls = self._calls, []
            for call in left:
                call.fail(Unavailable("The inbox is being closed."))

    def _next(self) -> list[_Call]:
        size = 0
        for count, call in enumerate(self._calls):
            size += len(call.events) + len(call.quarantined)
            if size > self._most_events and count:
                break
        else:
            count = len(self._calls)
        group, self._calls = self._calls[:count], self._calls[count:]
        return group

    async def _save_group(self, group: list[_Call]) -> None:
        fresh = self._fresh(group)
        try:
            stored = await self._save(list(fresh.values()), [each for call in group for each in call.quarantined])
        except (Unavailable, TooSlow) as error:
            for call in group:
                call.fail(error)
        except Exception as error:
            if len(group) == 1:
                group[0].fail(error)
                return
            # What one of them put cannot be written; the others have nothing to do with it.
            for call in group:
                await self._save_group([call])
        except BaseException:
            for call in group:
                call.fail(Unavailable("The inbox is being closed."))
            raise
        else:
            self._recent.add(fresh.keys())
            told = {each.int for each in stored}
            for call in group:
                if told:
                    call.known.extend(each.id for key, each in call.events.items() if key in told)
                if not call.answer.done():
                    call.answer.set_result(frozenset(call.known))

    def _fresh(self, group: list[_Call]) -> dict[int, Event]:
        """What is to be saved: every id once, and none that was accepted lately."""
        fresh: dict[int, Event] = {}
        for call in group:
            keys = call.events.keys()
            known = self._recent.among(keys) | (keys & fresh.keys())
            call.known = [call.events[key].id for key in known]
            if known:
                fresh.update((key, event) for key, event in call.events.items() if key not in known)
            else:
                fresh.update(call.events)
        return fresh
