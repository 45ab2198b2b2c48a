"""Goals at rest: one for each metric and interval of an owner."""

import asyncpg
import pytest

from domain.metrics import Metric
from domain.periods import Interval
from persistence.database import Database
from persistence.goals import Goals
from tests.builders import person


async def test_goals_are_set_changed_and_taken_away_by_their_owner(database: Database) -> None:
    ada, bob = Goals(database, await person(database)), Goals(database, await person(database, "bob"))
    weekly = await ada.set(Metric.APPLICATIONS, Interval.WEEK, 5)
    daily = await ada.set(Metric.APPLICATIONS, Interval.DAY, 1)
    theirs = await bob.set(Metric.APPLICATIONS, Interval.WEEK, 50)
    changed = await ada.set(Metric.APPLICATIONS, Interval.WEEK, 7)
    assert (changed.id, changed.target) == (weekly.id, 7)
    assert await ada.all() == [changed, daily]
    assert await bob.remove(weekly.id) is None
    assert await ada.remove(theirs.id) is None
    assert await ada.remove(weekly.id) == changed
    assert await ada.remove(weekly.id) is None
    assert (await ada.all(), await bob.all()) == ([daily], [theirs])


async def test_the_table_itself_holds_the_target(database: Database) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await Goals(database, await person(database)).set(Metric.OFFERS, Interval.DAY, 0)
