"""Look-ups of a whole level at once: each is declared here, from keys to values in the order of the keys."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

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

    The reference executor asks the loader row by row; whoever executes a level at once may call the loader's
    `load_many` with all keys of the level.
    """

    loader: str
    key: str


class Loaders:
    """The loaders of one request; what one field has looked up, the next does not look up again."""

    def __init__(self, jobs: Jobs, companies: Companies, transitions: Transitions, applications: Applications) -> None:
        """Each loader asks one repository, and so one owner."""
        self.job: DataLoader[int, Job | None] = _loader(jobs.by_ids)
        self.company: DataLoader[int, Company | None] = _loader(companies.by_ids)
        self.application: DataLoader[int, Application | None] = _loader(applications.by_ids)
        self.skills: DataLoader[int, list[Skill]] = _loader(jobs.skills_of, empty=list)
        self.transitions: DataLoader[int, list[Transition]] = _loader(transitions.of, empty=list)


def _loader(
    find: Callable[[Sequence[Key]], Awaitable[dict[Key, Any]]], *, empty: Callable[[], Any] = lambda: None
) -> DataLoader[Key, Any]:
    async def load(keys: list[Key]) -> list[Any]:
        found = await find(keys)
        return [found[key] if key in found else empty() for key in keys]

    return DataLoader(load_fn=load, max_batch_size=LARGEST_BATCH)


def batched(batch: Batch) -> Callable[..., Awaitable[Any]]:
    """The resolver of a field declared as a look-up."""

    async def look_up(parent: strawberry.Parent[Any], info: strawberry.Info[Any, None]) -> Any:
        return await getattr(info.context.loaders, batch.loader).load(getattr(parent, batch.key))

    return look_up
