"""Look-ups of a whole level at once: each is declared here, from keys to values in the order of the keys."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from domain.applications import Application
from domain.companies import Company
from domain.jobs import Job
from domain.skills.lexicon import Skill
from domain.transitions import Transition
from persistence.applications import Applications
from persistence.companies import Companies
from persistence.jobs import Jobs
from persistence.transitions import Transitions

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

METADATA_KEY: Final = "batch"
LARGEST_BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Declares a field as a look-up: `loader` names an attribute of Loaders, `key` the parent's attribute it looks up.

    What no single repository knows says how to `find` it with the context: the values in the order of the keys. The
    reference executor asks row by row; a plan (see schema.plans) asks once for all rows of a level.
    """

    loader: str
    key: str
    find: Callable[[Any, list[Any]], Awaitable[list[Any]]] | None = None

    def lookup(self, context: Any) -> "Lookup[Any, Any]":
        """The loader of the request."""
        if self.find is not None:
            return context.loaders.other(self.loader, partial(self.find, context))  # type: ignore[no-any-return] # Any
        found: Lookup[Any, Any] = getattr(context.loaders, self.loader)
        return found

    async def level(self, context: Any, parents: Iterable[Any]) -> list[Any]:
        """The values for all parents of a level, in their order."""
        return await self.lookup(context).level(list(map(attrgetter(self.key), parents)))


class Lookup(DataLoader[Key, Value]):
    """A loader that also takes the keys of a whole level, without a task and a future for each of them."""

    def __init__(self, find: Callable[[list[Key]], Awaitable[list[Value]]]) -> None:
        """`find` gives the values in the order of the keys."""
        super().__init__(load_fn=find, max_batch_size=LARGEST_BATCH)
        self._find = find
        self._known: dict[Key, Value] = {}
        self._call: _Call[Key] | None = None

    def load(self, key: Key) -> Awaitable[Value]:
        """One value; what a level has looked up is known here too."""
        if key in self._known and self.cache_map.get(key) is None:
            self.prime(key, self._known[key])
        return super().load(key)

    async def level(self, keys: Sequence[Key]) -> list[Value]:
        """The values of all keys; only those not known yet are looked up."""
        known = self._known
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        if missing:
            await self._look_up(missing)
        return [known[key] for key in keys]

    def learn(self, values: Mapping[Key, Value]) -> None:
        """Take in what came along with an answer to somebody else's question."""
        self._known.update(values)

    def clear(self, key: Key) -> None:
        """Forget one value."""
        self._known.pop(key, None)
        if self.cache_map.get(key) is not None:
            super().clear(key)

    def clear_many(self, keys: Iterable[Key]) -> None:
        """Forget some values."""
        for key in keys:
            self.clear(key)

    def clear_all(self) -> None:
        """Forget all values."""
        self._known.clear()
        super().clear_all()

    async def _look_up(self, keys: list[Key]) -> None:
        """Look up together what levels at the same moment ask for, such as those below aliases of one field."""
        if self._call is not None:
            self._call.keys.update(dict.fromkeys(keys))
            await self._call.answered.wait()
            if not self._known.keys() >= set(keys):
                raise LookupError("the common look-up failed")
            return
        call = self._call = _Call(dict.fromkeys(keys))
        try:
            try:
                await asyncio.sleep(0)
            finally:
                self._call = None
            await self._fill(list(call.keys))
        finally:
            call.answered.set()

    async def _fill(self, keys: list[Key]) -> None:
        for start in range(0, len(keys), LARGEST_BATCH):
            part = keys[start : start + LARGEST_BATCH]
            try:
                self._known.update(zip(part, await self._find(part), strict=True))
            except Exception as error:
                # Whoever asks for one of these again, as the reference executor will, is told the same.
                for key in part:
                    failed: asyncio.Future[Value] = self.loop.create_future()
                    failed.set_exception(error)
                    failed.exception()
                    self.cache_map.set(key, failed)
                raise


@dataclass(slots=True)
class _Call(Generic[Key]):
    """A look-up about to be made: keys may still be added."""

    keys: dict[Key, None]
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Loaders:
    """The loaders of one request; what one field has looked up, the next does not look up again."""

    def __init__(self, jobs: Jobs, companies: Companies, transitions: Transitions, applications: Applications) -> None:
        """Each loader asks one repository, and so one owner."""

        async def find_jobs(numbers: Sequence[int]) -> dict[int, Job]:
            found, employers = await jobs.with_companies(numbers)
            self.company.learn(employers)
            return found

        self.job: Lookup[int, Job | None] = _loader(find_jobs)
        self.company: Lookup[int, Company | None] = _loader(companies.by_ids)
        self.application: Lookup[int, Application | None] = _loader(applications.by_ids)
        self.skills: Lookup[int, list[Skill]] = _loader(jobs.skills_of, empty=list)
        self.transitions: Lookup[int, list[Transition]] = _loader(transitions.of, empty=list)
        self._others: dict[str, Lookup[Any, Any]] = {}

    def other(self, name: str, find: Callable[[list[Any]], Awaitable[list[Any]]]) -> Lookup[Any, Any]:
        """The loader of this name, which finds so if it is not there yet."""
        return self._others.setdefault(name, Lookup(find))


def _loader(
    find: Callable[[Sequence[Key]], Awaitable[dict[Key, Any]]], *, empty: Callable[[], Any] = lambda: None
) -> Lookup[Key, Any]:
    async def load(keys: list[Key]) -> list[Any]:
        found = await find(keys)
        return [found[key] if key in found else empty() for key in keys]

    return Lookup(load)


def batched(batch: Batch) -> Callable[..., Awaitable[Any]]:
    """The resolver of a field declared as a look-up."""

    async def look_up(parent: strawberry.Parent[Any], info: strawberry.Info[Any, None]) -> Any:
        return await batch.lookup(info.context).load(getattr(parent, batch.key))

    return look_up
