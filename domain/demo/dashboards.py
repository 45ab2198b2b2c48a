"""The dashboard that the people of the demo have made."""

from dataclasses import replace
from typing import Any

from domain.dashboards import Dashboard, SavedRange, Tile, TileChart
from domain.dimensions import Dimension
from domain.metrics import Metric
from domain.periods import Comparison, Interval, Period

_RANGE = SavedRange(Period.LAST_90_DAYS)


def _tile(metric: Metric, chart: TileChart, column: int, row: int, width: int, height: int, **others: Any) -> Tile:
    return Tile("", metric, chart, column, row, width, height, range=_RANGE, **others)


def my_search(name: str) -> Dashboard:
    """What the person of this name keeps; the ids of its tiles are nobody else's."""
    before, source, resume = Comparison.PREVIOUS_PERIOD, Dimension.SOURCE, Dimension.RESUME_VERSION
    tiles = (
        _tile(Metric.APPLICATIONS, TileChart.NUMBER, 0, 0, 3, 2, compare=before),
        _tile(Metric.RESPONSE_RATE, TileChart.NUMBER, 3, 0, 3, 2, compare=before),
        _tile(Metric.INTERVIEWS, TileChart.NUMBER, 6, 0, 3, 2, compare=before),
        _tile(Metric.MEDIAN_DAYS_TO_RESPONSE, TileChart.NUMBER, 9, 0, 3, 2, title="Days until an answer"),
        _tile(
            Metric.APPLICATIONS, TileChart.AREA, 0, 2, 8, 4, title="Every week", interval=Interval.WEEK, compare=before
        ),
        _tile(Metric.APPLICATIONS, TileChart.DONUT, 8, 2, 4, 4, title="Where from", dimension=source),
        _tile(Metric.RESPONSE_RATE, TileChart.BAR, 0, 6, 6, 4, title="Which résumé is answered", dimension=resume),
        _tile(Metric.INTERVIEW_RATE, TileChart.TABLE, 6, 6, 6, 4, title="By company", dimension=Dimension.COMPANY_SIZE),
        _tile(Metric.JOB_VIEWS, TileChart.LINE, 0, 10, 6, 3, title="Postings I looked at"),
        _tile(Metric.OPEN_APPLICATIONS, TileChart.LINE, 6, 10, 6, 3, title="Still open"),
    )
    named = (replace(tile, id=f"demo-{name}-{number}") for number, tile in enumerate(tiles, 1))
    return Dashboard(-1, "My search", tuple(named), _RANGE)
