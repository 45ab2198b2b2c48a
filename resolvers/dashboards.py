"""Dashboards: looked at, saved, taken away."""

from collections.abc import AsyncGenerator, Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

import strawberry

from domain.dashboards import DEFAULT, MOST_TILES, Dashboard, SavedRange, Tile, TileChart, check
from domain.dimensions import Dimension
from domain.errors import ErrorCode, Refusal
from domain.metrics import Metric
from domain.periods import Comparison, Interval, Period
from persistence.dashboards import Dashboards
from realtime.announcements import DASHBOARD_CHANGED
from resolvers.arguments import Range
from resolvers.changes import Change, Seen, state_of
from resolvers.context import Context, Info
from resolvers.inputs import MetricFilterInput, RangeInput, metric_filter, optional_text, text
from resolvers.nodes import decode
from resolvers.payloads import Payload, settle
from resolvers.ranges import asked


@strawberry.input(description="A tile in its place. The grid has 12 columns, and no two tiles lie on each other.")
class TileInput:
    """What it shows, how, and where."""

    id: strawberry.ID | None = strawberry.field(
        default=None, description="Of a tile that was there; a new one is made for any other, or none."
    )
    title: str | None = strawberry.field(
        default=None, description="What you call it, up to 120 characters; the name of its metric when left out."
    )
    metric: Metric = strawberry.field(description="Which metric.")
    dimension: Dimension | None = strawberry.field(
        default=None, description="What to split it by, for metrics about applications; it is over time when left out."
    )
    chart: TileChart = strawberry.field(
        description="How it is shown: NUMBER, LINE and AREA over time, DONUT split, BAR and TABLE either way."
    )
    interval: Interval | None = strawberry.field(
        default=None, description="How wide a bucket is, over time; one that suits the range when left out."
    )
    compare: Comparison | None = strawberry.field(
        default=None, description="What to put beside it, over time; nothing when left out."
    )
    filter: MetricFilterInput | None = strawberry.field(
        default=None, description="Of which applications; of all when it is left out."
    )
    column: int = strawberry.field(description="Its first column, 0 to 11.")
    row: int = strawberry.field(description="Its first row, 0 to 199.")
    width: int = strawberry.field(description="How many columns it takes, 1 to 12.")
    height: int = strawberry.field(description="How many rows it takes, 1 to 12.")


@strawberry.input(description="A dashboard as it is to be kept, whole.")
class SaveDashboardInput:
    """Name, range, tiles."""

    name: str = strawberry.field(description="What you call it, up to 120 characters.")
    range: RangeInput | None = strawberry.field(
        default=None, description="What all its tiles are about; LAST_30_DAYS when it is left out."
    )
    tiles: list[TileInput] = strawberry.field(description="Its tiles, at most 30.")
    expected_updated_at: strawberry.Maybe[datetime | None] = strawberry.field(
        description="The `updatedAt` that you have seen, so that nothing is lost that another window has saved since: "
        "it is refused with CONFLICT then. Saved whatever is there when it is left out."
    )


@dataclass(frozen=True, slots=True)
class DashboardChange(Change):
    """A dashboard."""

    dashboard: Dashboard


TOLD: Final = frozenset({DASHBOARD_CHANGED})
"""What those who follow a dashboard are told when it is changed."""

DashboardId = Annotated[strawberry.ID, strawberry.argument(description="Which dashboard.")]
Which = Annotated[
    strawberry.ID | None, strawberry.argument(description="Which dashboard; the default one when it is left out.")
]


async def dashboards(info: Info) -> list[Dashboard]:
    """The owner's dashboards."""
    return await dashboards_of(info.context).all()


async def dashboard(info: Info, id: Which = None, range: Range = None) -> Dashboard:
    """One dashboard, over its own range or another."""
    return await found(info.context, id, range)


async def found(context: Context, given: str | None, range: RangeInput | None) -> Dashboard:
    """The same; Refusal when there is none."""
    kept = await dashboards_of(context).by_id(number_of(given))
    if kept is None:
        raise no_such_dashboard()
    return kept if range is None else kept.over(_saved_range(context, range, ("range",)))


async def save_dashboard(
    info: Info,
    *,
    id: Annotated[
        strawberry.ID | None, strawberry.argument(description="Which one to replace; a new one when it is left out.")
    ] = None,
    input: Annotated[SaveDashboardInput, strawberry.argument(description="The dashboard.")],
) -> Payload[Dashboard]:
    """Keep a dashboard."""
    return await settle(info.context, _saved(info.context, id, input), names=TOLD)


async def remove_dashboard(info: Info, id: DashboardId) -> Payload[Dashboard]:
    """Take a dashboard away."""
    return await settle(info.context, _removed(info.context, id), names=TOLD)


async def dashboard_changed(
    info: Info, id: Which = None, range: Range = None, after: Seen = None
) -> AsyncGenerator[DashboardChange, None]:
    """As `dashboard`."""
    shown = await found(info.context, id, range)
    info.context.reads = shown.metrics
    yield DashboardChange(*state_of(info.context, after), shown)


def is_shared(parent: strawberry.Parent[Dashboard], info: Info) -> bool:
    """Whether a link to it works."""
    return parent.is_shared(info.context.now)


def dashboards_of(context: Context) -> Dashboards:
    """The owner's."""
    return Dashboards(context.database, context.owner)


def number_of(given: str | None) -> int:
    """The number behind the id of a dashboard."""
    return DEFAULT if given is None else decode(given, "Dashboard")


def no_such_dashboard() -> Refusal:
    """There is none, or it is somebody else's."""
    return Refusal("You have no such dashboard.", code=ErrorCode.NOT_FOUND, path=("id",))


async def _saved(context: Context, dashboard_id: str | None, given: SaveDashboardInput) -> Dashboard:
    number = None if dashboard_id is None else decode(dashboard_id, "Dashboard")
    try:
        new = _dashboard(context, number or DEFAULT, given)
        check(new)
        return await _kept(context, new, number, given)
    except Refusal as refusal:
        of_input = () if refusal.path in (("id",), ()) else ("input",)
        raise Refusal(refusal.message, code=refusal.code, path=(*of_input, *refusal.path)) from None


def _kept(context: Context, new: Dashboard, number: int | None, given: SaveDashboardInput) -> Awaitable[Dashboard]:
    kept = dashboards_of(context)
    if number is None:
        return kept.add(new)
    if given.expected_updated_at is None:
        return kept.change(new)
    seen = given.expected_updated_at.value
    if seen is not None and seen.tzinfo is None:
        message = f"`expectedUpdatedAt` is {seen.isoformat()}, in no time zone: pass on what `updatedAt` said."
        raise Refusal(message, path=("expectedUpdatedAt",))
    return kept.change(new, expected=[seen])


def _dashboard(context: Context, number: int, given: SaveDashboardInput) -> Dashboard:
    if len(given.tiles) > MOST_TILES:
        message = f"A dashboard has at most {MOST_TILES} tiles, and this one has {len(given.tiles)}: leave some out."
        raise Refusal(message, code=ErrorCode.TOO_LARGE, path=("tiles",))
    tiles = tuple(_tile(each, ("tiles", str(place))) for place, each in enumerate(given.tiles))
    name = text(given.name, path=("name",))
    return Dashboard(number, name, tiles, _saved_range(context, given.range, ("range",)))


def _saved_range(context: Context, given: RangeInput | None, path: tuple[str, ...]) -> SavedRange:
    when = asked(context, given, Period.LAST_30_DAYS, path=path)
    return SavedRange(when.period, when.dates if when.period is None else None)


def _tile(given: TileInput, path: tuple[str, ...]) -> Tile:
    try:
        title, narrowed = optional_text(given.title, path=("title",), longest=120), metric_filter(given.filter)
    except Refusal as refusal:
        raise Refusal(refusal.message, code=refusal.code, path=(*path, *refusal.path)) from None
    return Tile(
        id=given.id or "",
        metric=given.metric,
        chart=given.chart,
        column=given.column,
        row=given.row,
        width=given.width,
        height=given.height,
        title=title,
        dimension=given.dimension,
        interval=given.interval,
        compare=given.compare,
        filter=narrowed,
    )


async def _removed(context: Context, dashboard_id: str) -> Dashboard:
    return await dashboards_of(context).remove(decode(dashboard_id, "Dashboard"))
