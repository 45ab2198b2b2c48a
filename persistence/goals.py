"""Goals at rest: one for each metric and interval."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from domain.goals import Goal
from domain.metrics import Metric
from domain.periods import Interval
from domain.users import User
from persistence.database import Database, Record, Statement
from persistence.tables import goals

_COLUMNS = (goals.c.id, goals.c.metric, goals.c.target, goals.c.interval)
_OWNED = goals.c.owner_id == bindparam("owner")
_ALL = Statement(select(*_COLUMNS).where(_OWNED).order_by(goals.c.id))
_new = insert(goals).values(
    owner_id=bindparam("owner"), metric=bindparam("metric"), interval=bindparam("interval"), target=bindparam("target")
)
_SET = Statement(
    _new.on_conflict_do_update(
        index_elements=[goals.c.owner_id, goals.c.metric, goals.c.interval], set_={"target": _new.excluded.target}
    ).returning(*_COLUMNS)
)
_REMOVE = Statement(goals.delete().where(_OWNED, goals.c.id == bindparam("goal")).returning(*_COLUMNS))


def _goal(row: Record) -> Goal:
    return Goal(id=row[0], metric=Metric(row[1]), target=row[2], interval=Interval(row[3]))


class Goals:
    """One owner's goals."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def all(self) -> list[Goal]:
        """Every goal, oldest first."""
        return [_goal(row) for row in await self._database.fetch(_ALL, owner=self._owner.id)]

    async def set(self, metric: Metric, interval: Interval, target: int) -> Goal:
        """Make the goal, or change its target when there is one for this metric and interval."""
        row = await self._database.write(
            lambda session: session.fetch_row(
                _SET, owner=self._owner.id, metric=metric, interval=interval, target=target
            )
        )
        assert row is not None  # noqa: S101 - INSERT … RETURNING always answers
        return _goal(row)

    async def remove(self, goal_id: int) -> Goal | None:
        """Take a goal away; None when this owner has no such goal."""
        row = await self._database.write(lambda session: session.fetch_row(_REMOVE, owner=self._owner.id, goal=goal_id))
        return None if row is None else _goal(row)
