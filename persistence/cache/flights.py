"""One computation for everybody who asks for the same thing at the same time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Flight(Generic[T]):
    """A computation on its way, and how many wait for it."""

    answer: asyncio.Future[T]
    task: asyncio.Task[None] | None = None
    waiting: int = 0


class Flights(Generic[T]):
    """Computations on their way, by key. They belong to no one who asks: any of them may leave, the rest get it."""

    def __init__(self) -> None:
        """None on their way."""
        self._flights: dict[str, _Flight[T]] = {}

    def __len__(self) -> int:
        """How many are on their way."""
        return len(self._flights)

    async def join(self, key: str, work: Callable[[], Awaitable[T]]) -> tuple[T, bool]:
        """What `work`, or what is on its way under this key, comes to; and whether that was begun by somebody else.

        Whatever it raises is raised for everybody who waits. When nobody waits any more it is given up.
        """
        flight = self._flights.get(key)
        is_begun = flight is not None
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.get_running_loop().create_future())
            flight.task = asyncio.create_task(self._run(key, flight, work))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.answer), is_begun
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.answer.done() and flight.task is not None:
                self._land(key, flight)
                flight.task.cancel()

    async def _run(self, key: str, flight: _Flight[T], work: Callable[[], Awaitable[T]]) -> None:
        try:
            answer = await work()
        except asyncio.CancelledError:
            flight.answer.cancel()
            raise
        except Exception as error:
            self._land(key, flight)
            if not flight.answer.done():
                flight.answer.set_exception(error)
                # Told to everybody who waits; where nobody does, there is nobody to complain to.
                flight.answer.exception()
        else:
            if not flight.answer.done():
                flight.answer.set_result(answer)
        finally:
            self._land(key, flight)

    def _land(self, key: str, flight: _Flight[T]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
