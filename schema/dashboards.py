"""Dashboards, and what their tiles show."""

from datetime import datetime

import strawberry

from domain import dashboards as domain
from domain.dashboards import TileChart
from domain.dimensions import Dimension
from domain.metrics import Metric
from domain.periods import Comparison, Interval, Period
from domain.revisions import Part
from realtime.announcements import DASHBOARD_CHANGED
from resolvers import dashboards as resolve
from resolvers import tiles
from resolvers.loaders import METADATA_KEY as BATCH
from resolvers.loaders import batched
from schema.alerts import Narrowing
from schema.costs import METADATA_KEY, Cost
from schema.enums import describe
from schema.errors import payload
from schema.metrics import Breakdown, TimeSeries
from schema.nodes import Node, identified
from schema.ranges import DateRange
from schema.topics import Topics

# Of whatever is counted, until the first answer has told what its tiles show (Context.reads).
TILES = Topics(parts=frozenset(Part), names=frozenset({DASHBOARD_CHANGED}))

describe(
    TileChart,
    "How a tile shows its metric.",
    {
        TileChart.NUMBER: "The total as a number, with what it is compared with.",
        TileChart.LINE: "A line over time.",
        TileChart.AREA: "A filled line over time.",
        TileChart.BAR: "Bars: over time, or one for each part.",
        TileChart.DONUT: "Parts of a whole, for counts.",
        TileChart.TABLE: "Numbers in rows: over time, or one for each part.",
    },
)


@strawberry.type(description="A range as it was chosen: a period, which moves on with the days, or two dates.")
class SavedRange:
    """One of the two."""

    period: Period | None = strawberry.field(description="The period; null when it is two dates.")
    between: DateRange | None = strawberry.field(description="The two dates; null when it is a period.")


@strawberry.type(description="A metric in its place on a dashboard that somebody shares with you.")
class SharedTile:
    """What it shows, how, and where."""

    id: strawberry.ID = strawberry.field(description="Opaque, the same as long as the tile is there.")
    title: str | None = strawberry.field(description="What its owner calls it; null for the name of its metric.")
    metric: Metric = strawberry.field(description="Which metric.")
    dimension: Dimension | None = strawberry.field(description="What it is split by; null when it is over time.")
    chart: TileChart = strawberry.field(description="How it is shown.")
    interval: Interval | None = strawberry.field(
        description="How wide a bucket was chosen to be; null for one that suits the range, as `series` says."
    )
    compare: Comparison | None = strawberry.field(description="What is put beside it; null for nothing.")
    is_narrowed = strawberry.field(
        tiles.is_narrowed,
        graphql_type=bool,
        description="Whether a filter leaves some applications out.",
        metadata={METADATA_KEY: Cost(own=0)},
    )
    column: int = strawberry.field(description="Its first column, 0 to 11.")
    row: int = strawberry.field(description="Its first row, from 0.")
    width: int = strawberry.field(description="How many columns it takes.")
    height: int = strawberry.field(description="How many rows it takes.")
    series = strawberry.field(
        batched(tiles.SERIES),
        graphql_type=TimeSeries | None,
        description="Its numbers, as `metrics` answers; null for a tile with a dimension, and where the range has got "
        "too long to be shown.",
        metadata={BATCH: tiles.SERIES, METADATA_KEY: Cost(own=5)},
    )
    breakdown = strawberry.field(
        batched(tiles.BREAKDOWNS),
        graphql_type=Breakdown | None,
        description="Its numbers, as `breakdown` answers with 20 slices; null for a tile without a dimension.",
        metadata={BATCH: tiles.BREAKDOWNS, METADATA_KEY: Cost(own=10)},
    )


@strawberry.type(description="A metric in its place on a dashboard, with its numbers over the dashboard's range.")
class Tile(SharedTile):
    """The same for its owner."""

    filter = strawberry.field(
        tiles.narrowings,
        graphql_type=list[Narrowing],
        description="Of which applications; of all when it is empty.",
        metadata={METADATA_KEY: Cost(own=0)},
    )


@strawberry.type(description="A page of tiles, all over one range.")
class Dashboard(Node):
    """Tiles on a grid."""

    id: strawberry.ID = identified("Dashboard")
    name: str = strawberry.field(description="What its owner calls it.")
    range: SavedRange = strawberry.field(description="What all its tiles are about.")
    tiles: list[Tile] = strawberry.field(
        description="Its tiles, 30 at most, in the order in which they were saved.",
        metadata={METADATA_KEY: Cost(own=0, items=30)},
    )
    is_default: bool = strawberry.field(
        description="Whether it is the one that every account has; taken away, it is again as it was in the beginning."
    )
    is_shared = strawberry.field(
        resolve.is_shared,
        graphql_type=bool,
        description="Whether there is a link by which others may look at it.",
        metadata={METADATA_KEY: Cost(own=0)},
    )
    share_expires_at: datetime | None = strawberry.field(
        description="Until when the link works (UTC); null without one, or when it works until it is taken back."
    )
    created_at: datetime | None = strawberry.field(description="When it was first kept (UTC); null while it is not.")
    updated_at: datetime | None = strawberry.field(
        description="When it was last saved (UTC); null while it is not kept. Pass it as `expectedUpdatedAt`."
    )

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain.Dashboard)


@strawberry.type(description="A dashboard that somebody shares with you: its numbers, and nothing else of theirs.")
class SharedDashboard:
    """Tiles on a grid."""

    name: str = strawberry.field(description="What its owner calls it.")
    range: SavedRange = strawberry.field(description="What all its tiles are about.")
    tiles: list[SharedTile] = strawberry.field(
        description="Its tiles, 30 at most, in the order in which they were saved.",
        metadata={METADATA_KEY: Cost(own=0, items=30)},
    )
    share_expires_at: datetime | None = strawberry.field(
        description="Until when the link works (UTC); null when it works until it is taken back."
    )


@strawberry.type(description="A dashboard as it is now.")
class DashboardChange:
    """Dashboard."""

    dashboard: Dashboard = strawberry.field(description="As `dashboard` answers.")
    sequence: str = strawberry.field(
        description="Which state this is; pass the last one you have seen as `after` to go on."
    )
    is_snapshot: bool = strawberry.field(
        description="Whether it does not go on from what you have seen: put it in the place of all you have."
    )


SaveDashboardPayload = payload(
    "SaveDashboard", "dashboard", Dashboard, "The dashboard as it is kept; null when there are errors."
)
RemoveDashboardPayload = payload(
    "RemoveDashboard", "dashboard", Dashboard, "The dashboard that was taken away; null when there are errors."
)
