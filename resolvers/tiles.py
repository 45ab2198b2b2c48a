"""What tiles show: the numbers that `metrics` and `breakdown` answer, found for all tiles of a page at once."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from typing import Any, Final

import strawberry

from domain.breakdowns import Breakdown
from domain.caching import Family
from domain.dashboards import SavedRange, Tile
from domain.errors import Refusal
from domain.metrics import Metric
from domain.periods import Interval, Period
from domain.series import TimeSeries
from resolvers.alert_rules import Narrowing, narrowings_of
from resolvers.context import Context
from resolvers.loaders import Batch
from resolvers.metrics import breakdown_of, kept_series
from resolvers.ranges import Asked, named

AT_ONCE: Final = 4
"""So many statements of one page: others want connections, too."""


def narrowings(parent: strawberry.Parent[Tile]) -> list[Narrowing]:
    """What the tile's filter keeps."""
    return narrowings_of(parent.filter)


def is_narrowed(parent: strawberry.Parent[Tile]) -> bool:
    """Whether it leaves applications out."""
    return not parent.filter.is_empty


async def series_of_tiles(context: Context, tiles: Sequence[Tile | None]) -> list[TimeSeries | None]:
    """The series of each tile; None for no tile, and for more points than anybody looks at.

    Tiles that differ in their metrics only share a statement, and one more for what they are compared with.
    """
    groups: dict[str, list[Tile]] = defaultdict(list)
    for tile in tiles:
        if tile is not None:
            groups[repr((tile.range, tile.interval, tile.compare, tile.filter))].append(tile)
    found: dict[tuple[str, Metric], TimeSeries | None] = {}

    async def find(name: str, group: Sequence[Tile]) -> None:
        metrics = sorted({tile.metric for tile in group})
        series = await _series(context, group[0], metrics)
        found.update(((name, metric), each) for metric, each in zip(metrics, series, strict=True))

    await _together([find(name, group) for name, group in groups.items()])
    by_tile = {id(tile): found[name, tile.metric] for name, group in groups.items() for tile in group}
    return [None if tile is None else by_tile[id(tile)] for tile in tiles]


async def _series(context: Context, tile: Tile, metrics: Sequence[Metric]) -> Sequence[TimeSeries | None]:
    when = _when(context, tile.range)

    async def by(interval: Interval | None) -> list[TimeSeries]:
        return await kept_series(context, Family.METRICS, metrics, when, interval, tile.filter, tile.compare)

    try:
        return await by(tile.interval)
    except Refusal:
        # The range has become too long for buckets that were chosen for another.
        pass
    try:
        return await by(None)
    except Refusal:
        return [None] * len(metrics)


async def breakdowns_of_tiles(context: Context, tiles: Sequence[Tile | None]) -> list[Breakdown | None]:
    """The breakdown of each tile; None for no tile. One statement a tile."""
    found: list[Breakdown | None] = [None] * len(tiles)

    async def find(place: int, tile: Tile) -> None:
        assert tile.dimension is not None  # noqa: S101 - tiles without one are series
        when = _when(context, tile.range)
        found[place] = await breakdown_of(context, tile.metric, [tile.dimension], when, tile.filter)

    await _together([find(place, tile) for place, tile in enumerate(tiles) if tile is not None])
    return found


SERIES = Batch("tile_series", "over_time", series_of_tiles)
BREAKDOWNS = Batch("tile_breakdowns", "by_dimension", breakdowns_of_tiles)


def _when(context: Context, saved: SavedRange) -> Asked:
    if saved.between is not None:
        return Asked(None, saved.between, context.owner.time_zone)
    return named(context, saved.period or Period.LAST_30_DAYS, context.owner.time_zone)


async def _together(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(each: Coroutine[Any, Any, None]) -> None:
        async with turns:
            await each

    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(one(each))
