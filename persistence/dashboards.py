"""Dashboards at rest: a row each, tiles and all, so that one is always replaced whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from domain.dashboards import DEFAULT, MOST_DASHBOARDS, OVERVIEW, Dashboard, SavedRange, Tile, TileChart, identified
from domain.dimensions import Dimension, MetricFilter
from domain.errors import ErrorCode, Refusal
from domain.metrics import Metric
from domain.periods import Comparison, DateRange, Interval, Period
from domain.users import User
from persistence import turns
from persistence.database import Database, Record, Session, Statement
from persistence.tables import dashboards

COLUMNS = (
    dashboards.c.id,
    dashboards.c.is_default,
    dashboards.c.name,
    dashboards.c.period,
    dashboards.c.from_day,
    dashboards.c.until_day,
    dashboards.c.tiles,
    dashboards.c.created_at,
    dashboards.c.updated_at,
    dashboards.c.shared_at,
    dashboards.c.share_expires_at,
)
SET = ("name", "period", "from_day", "until_day", "tiles")
_MINE = dashboards.c.owner_id == bindparam("owner")
_NUMBER = bindparam("number", type_=BigInteger)
THIS = and_(
    _MINE,
    or_(
        and_(_NUMBER == DEFAULT, dashboards.c.is_default),
        and_(_NUMBER != DEFAULT, dashboards.c.id == _NUMBER, dashboards.c.is_default.is_(False)),
    ),
)
_ALL = Statement(select(*COLUMNS).where(_MINE).order_by(dashboards.c.is_default.desc(), dashboards.c.id))
ONE = Statement(select(*COLUMNS).where(THIS))
_COUNT = Statement(select(func.count()).select_from(dashboards).where(_MINE, dashboards.c.is_default.is_(False)))
_ADD = Statement(
    insert(dashboards)
    .values(
        owner_id=bindparam("owner"),
        is_default=bindparam("is_default"),
        created_at=func.clock_timestamp(),
        updated_at=func.clock_timestamp(),
        **{name: bindparam(name, type_=dashboards.c[name].type) for name in SET},
    )
    .returning(*COLUMNS)
)
_CHANGE = Statement(
    dashboards.update()
    .where(THIS)
    .values(
        updated_at=func.clock_timestamp(),
        **{name: bindparam(f"new_{name}", type_=dashboards.c[name].type) for name in SET},
    )
    .returning(*COLUMNS)
)
_REMOVE = Statement(dashboards.delete().where(THIS).returning(*COLUMNS))


def dashboard_of(row: Sequence[Any] | Record) -> Dashboard:
    """The dashboard in a row of the columns above."""
    between = None if row[3] is not None else DateRange(row[4], row[5])
    saved = SavedRange(None if row[3] is None else Period(row[3]), between)
    return Dashboard(
        id=DEFAULT if row[1] else row[0],
        name=row[2],
        tiles=tuple(_tile(each, saved) for each in row[6]),
        range=saved,
        created_at=row[7],
        updated_at=row[8],
        shared_at=row[9],
        share_expires_at=row[10],
    )


def _tile(told: Mapping[str, Any], saved: SavedRange) -> Tile:
    return Tile(
        id=told["id"],
        title=told["title"],
        metric=Metric(told["metric"]),
        dimension=told["dimension"] and Dimension(told["dimension"]),
        chart=TileChart(told["chart"]),
        interval=told["interval"] and Interval(told["interval"]),
        compare=told["compare"] and Comparison(told["compare"]),
        filter=msgspec.convert(told["filter"], MetricFilter),
        column=told["column"],
        row=told["row"],
        width=told["width"],
        height=told["height"],
        range=saved,
    )


def values_of(dashboard: Dashboard) -> dict[str, Any]:
    """What is kept of a dashboard, by column."""
    between = dashboard.range.between
    told = [msgspec.to_builtins(tile) for tile in dashboard.tiles]
    return {
        "name": dashboard.name,
        "period": dashboard.range.period,
        "from_day": between and between.start,
        "until_day": between and between.until,
        "tiles": [{name: value for name, value in tile.items() if name != "range"} for tile in told],
    }


class Dashboards:
    """One owner's dashboards."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def all(self) -> list[Dashboard]:
        """Every dashboard: the default one, kept or not, then the others, oldest first."""
        found = [dashboard_of(row) for row in await self._database.fetch(_ALL, owner=self._owner.id)]
        return found if found and found[0].is_default else [OVERVIEW, *found]

    async def by_id(self, number: int) -> Dashboard | None:
        """The dashboard with this number; the default one is always there."""
        row = await self._database.fetch_row(ONE, owner=self._owner.id, number=number)
        if row is None:
            return OVERVIEW if number == DEFAULT else None
        return dashboard_of(row)

    async def add(self, new: Dashboard) -> Dashboard:
        """Keep a new dashboard. Refusal when there are too many already."""

        async def work(session: Session) -> Record | None:
            await turns.take(session, self._owner.id)
            if await session.fetch_value(_COUNT, owner=self._owner.id) >= MOST_DASHBOARDS:
                message = f"You have {MOST_DASHBOARDS} dashboards already, which is the most: take one away first."
                raise Refusal(message, code=ErrorCode.TOO_LARGE)
            return await added(session, self._owner, new, (), is_default=False)

        return there(await self._database.write(work))

    async def change(self, new: Dashboard, *, expected: Sequence[datetime | None] = ()) -> Dashboard:
        """Put it in the place of the one with its number; the default one is kept from now on.

        Refusal when there is none, or it was last changed at another moment than the one `expected`, if there is one.
        """

        async def work(session: Session) -> Record | None:
            await turns.take(session, self._owner.id)
            row = await session.fetch_row(ONE, owner=self._owner.id, number=new.id)
            present = there(row, is_default=new.id == DEFAULT)
            if expected and present.updated_at != expected[0]:
                message = "It was changed in the meantime: look at it as it is now, and save it again."
                raise Refusal(message, code=ErrorCode.CONFLICT, path=("expectedUpdatedAt",))
            known = [tile.id for tile in present.tiles]
            if row is None:
                return await added(session, self._owner, new, known, is_default=True)
            return await session.fetch_row(
                _CHANGE, owner=self._owner.id, number=new.id, **_values(new, known, prefix="new_")
            )

        return there(await self._database.write(work))

    async def remove(self, number: int) -> Dashboard:
        """Take one away, and the link to it. Refusal when there is none."""
        row = await self._database.write(
            lambda session: session.fetch_row(_REMOVE, owner=self._owner.id, number=number)
        )
        return there(row, is_default=number == DEFAULT)


async def added(
    session: Session, owner: User, new: Dashboard, known: Sequence[str], *, is_default: bool
) -> Record | None:
    """Keep a dashboard that is not there yet, in the owner's turn; its tiles of `known` ids keep them."""
    return await session.fetch_row(_ADD, owner=owner.id, is_default=is_default, **_values(new, known))


def _values(new: Dashboard, known: Sequence[str], *, prefix: str = "") -> dict[str, Any]:
    values = values_of(new)
    ids = [tile.id for tile in identified(new.tiles, known)]
    values["tiles"] = [tile | {"id": tile_id} for tile, tile_id in zip(values["tiles"], ids, strict=True)]
    return {f"{prefix}{name}": value for name, value in values.items()}


def there(row: Record | None, *, is_default: bool = False) -> Dashboard:
    """The dashboard in a row; Refusal when there is none, which is never so of the default one."""
    if row is not None:
        return dashboard_of(row)
    if is_default:
        return OVERVIEW
    raise Refusal("You have no such dashboard.", code=ErrorCode.NOT_FOUND, path=("id",))
