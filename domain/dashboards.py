"""Dashboards: tiles on a grid, each a metric shown in some way, over one range."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import combinations

from domain.dimensions import EVERYTHING, Dimension, MetricFilter
from domain.errors import ErrorCode, Refusal
from domain.metrics import REGISTRY, Metric, Unit
from domain.periods import Comparison, DateRange, Interval, Period

COLUMNS = 12
MOST_ROWS = 200
MOST_HEIGHT = 12
MOST_TILES = 30
MOST_DASHBOARDS = 50
LONGEST_NAME = 120
DEFAULT = 0
"""The number of the dashboard that every account has, kept or not."""


class TileChart(StrEnum):
    """How a tile shows its metric."""

    NUMBER = "NUMBER"
    LINE = "LINE"
    AREA = "AREA"
    BAR = "BAR"
    DONUT = "DONUT"
    TABLE = "TABLE"


@dataclass(frozen=True, slots=True)
class SavedRange:
    """A range as it was chosen: a period that moves on with the days, or two dates; one of them is there."""

    period: Period | None = Period.LAST_30_DAYS
    between: DateRange | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A metric of the applications that `filter` keeps, over time or split by `dimension`, in its place on the grid.

    `column` counts from 0 to 11, `row` from 0; `width` and `height` are in cells. `range` is that of its dashboard.
    """

    id: str
    metric: Metric
    chart: TileChart
    column: int
    row: int
    width: int
    height: int
    title: str | None = None
    dimension: Dimension | None = None
    interval: Interval | None = None
    compare: Comparison | None = None
    filter: MetricFilter = field(default=EVERYTHING)
    range: SavedRange = SavedRange()

    def __hash__(self) -> int:
        """By its id: a filter holds lists."""
        return hash(self.id)

    @property
    def over_time(self) -> "Tile | None":
        """Itself, if it is a series."""
        return self if self.dimension is None else None

    @property
    def by_dimension(self) -> "Tile | None":
        """Itself, if it is a breakdown."""
        return None if self.dimension is None else self

    def covers(self, other: "Tile") -> bool:
        """Whether the two have a cell in common."""
        beside = self.column + self.width <= other.column or other.column + other.width <= self.column
        below = self.row + self.height <= other.row or other.row + other.height <= self.row
        return not (beside or below)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One owner's page of tiles. `id` is `DEFAULT` for the one that every account has.

    `created_at` and `updated_at` (UTC) are None while it is not kept, which only the default one can be. A link to it
    works from `shared_at` until `share_expires_at`, or until it is taken back.
    """

    id: int
    name: str
    tiles: tuple[Tile, ...]
    range: SavedRange = SavedRange()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    shared_at: datetime | None = None
    share_expires_at: datetime | None = None

    @property
    def is_default(self) -> bool:
        """Whether every account has it."""
        return self.id == DEFAULT

    @property
    def metrics(self) -> frozenset[Metric]:
        """What its tiles show."""
        return frozenset(tile.metric for tile in self.tiles)

    def is_shared(self, now: datetime) -> bool:
        """Whether a link to it works at `now`."""
        return self.shared_at is not None and (self.share_expires_at is None or now < self.share_expires_at)

    def over(self, other: SavedRange) -> "Dashboard":
        """The same over another range."""
        return replace(self, range=other, tiles=tuple(replace(tile, range=other) for tile in self.tiles))


def check(dashboard: Dashboard) -> None:
    """Refusal, with the way to the input, for a dashboard that could not be kept."""
    if not 1 <= len(dashboard.name) <= LONGEST_NAME:
        raise Refusal(f"`name` needs 1 to {LONGEST_NAME} characters.", path=("name",))
    if len(dashboard.tiles) > MOST_TILES:
        message = (
            f"A dashboard has at most {MOST_TILES} tiles, and this one has {len(dashboard.tiles)}: leave some out."
        )
        raise Refusal(message, code=ErrorCode.TOO_LARGE, path=("tiles",))
    for place, tile in enumerate(dashboard.tiles):
        try:
            _check_place(tile)
            _check_sense(tile)
        except Refusal as refusal:
            raise Refusal(refusal.message, path=("tiles", str(place), *refusal.path)) from None
    for (first, one), (second, other) in combinations(enumerate(dashboard.tiles), 2):
        if one.covers(other):
            message = f"Tiles {first} and {second} lie on each other: move one of them."
            raise Refusal(message, path=("tiles", str(second)))


def identified(tiles: Sequence[Tile], known: Collection[str]) -> tuple[Tile, ...]:
    """The tiles with an id each: that of a known tile stays where it is first named, others are new."""
    free = set(known)
    told = []
    for tile in tiles:
        is_kept = tile.id in free
        free.discard(tile.id)
        told.append(tile if is_kept else replace(tile, id=secrets.token_urlsafe(9)))
    return tuple(told)


def _check_place(tile: Tile) -> None:
    limits = {
        "column": (tile.column, 0, COLUMNS - 1),
        "row": (tile.row, 0, MOST_ROWS - 1),
        "width": (tile.width, 1, COLUMNS),
        "height": (tile.height, 1, MOST_HEIGHT),
    }
    for name, (value, low, high) in limits.items():
        if not low <= value <= high:
            raise Refusal(f"`{name}` is {value}: give {low} to {high}.", path=(name,))
    if tile.column + tile.width > COLUMNS:
        message = (
            f"From column {tile.column} a tile of {tile.width} goes past the {COLUMNS} there are: make it narrower."
        )
        raise Refusal(message, path=("width",))


def _check_sense(tile: Tile) -> None:
    declared = REGISTRY[tile.metric]
    if not declared.is_about_applications:
        message = f"{tile.metric} counts events, which have no properties of applications: leave out `{{}}` for it."
        if tile.dimension is not None:
            raise Refusal(message.format("dimension"), path=("dimension",))
        if not tile.filter.is_empty:
            raise Refusal(message.format("filter"), path=("filter",))
    if tile.dimension is None:
        if tile.chart is TileChart.DONUT:
            raise Refusal("A DONUT shows parts of a whole: choose a `dimension`, or another chart.", path=("chart",))
        return
    if tile.chart in _OVER_TIME:
        message = f"{tile.chart} shows no parts: choose BAR, DONUT or TABLE for a metric split by {tile.dimension}."
        raise Refusal(message, path=("chart",))
    if tile.chart is TileChart.DONUT and declared.unit is not Unit.COUNT:
        message = f"{tile.metric} of the parts does not add up to a whole: choose BAR or TABLE."
        raise Refusal(message, path=("chart",))
    for name in ("interval", "compare"):
        if getattr(tile, name) is not None:
            message = f"A metric split by {tile.dimension} is over the whole range: leave out `{name}`."
            raise Refusal(message, path=(name,))


_OVER_TIME = frozenset({TileChart.NUMBER, TileChart.LINE, TileChart.AREA})


def _number(metric: Metric, column: int) -> Tile:
    return Tile(
        f"default-{metric.lower()}", metric, TileChart.NUMBER, column, 0, 3, 2, compare=Comparison.PREVIOUS_PERIOD
    )


OVERVIEW = Dashboard(
    DEFAULT,
    "Overview",
    (
        _number(Metric.APPLICATIONS, 0),
        _number(Metric.RESPONSE_RATE, 3),
        _number(Metric.INTERVIEWS, 6),
        _number(Metric.OPEN_APPLICATIONS, 9),
        Tile("default-pace", Metric.APPLICATIONS, TileChart.LINE, 0, 2, 8, 4, compare=Comparison.PREVIOUS_PERIOD),
        Tile("default-sources", Metric.APPLICATIONS, TileChart.DONUT, 8, 2, 4, 4, dimension=Dimension.SOURCE),
        Tile("default-answers", Metric.RESPONSE_RATE, TileChart.BAR, 0, 6, 6, 4, dimension=Dimension.SOURCE),
        Tile("default-visits", Metric.JOB_VIEWS, TileChart.BAR, 6, 6, 6, 4),
    ),
)
"""What an account has before anything is kept, and again when its own is taken away."""
