"""Events of somebody, at random."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.users import User
from persistence.database import Database
from tests.builders import happened, stored

NAMES = ("page_view", "job_view", "job_save", "job_search", "time_spent", "login")


@dataclass(frozen=True, slots=True)
class Happening:
    """One event."""

    name: str
    at: datetime
    visit: str | None
    seconds: float | str | None


def happenings(seed: int, count: int, since: datetime, days: int) -> list[Happening]:
    """So many of them, on whole and half hours too, so that some happen at the very start of a day."""
    luck = random.Random(seed)
    return [
        Happening(
            luck.choice(NAMES),
            since + timedelta(minutes=30 * luck.randrange(days * 48)),
            luck.choice([None, *(f"visit {number}" for number in range(count // 4))]),
            luck.choice([None, "a while", 0.25 * luck.randrange(1_000), luck.randrange(90)]),
        )
        for _ in range(count)
    ]


async def store(database: Database, owner: User, told: Iterable[Happening]) -> None:
    """Store them, and count them, as a worker does."""
    await stored(
        database,
        *(
            happened(
                each.name,
                each.at,
                owner=owner.id,
                session=each.visit,
                properties={} if each.seconds is None else {"seconds": each.seconds},
            )
            for each in told
        ),
    )
