"""Dashboards: what may lie where, and which tiles keep their ids."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dashboards import COLUMNS, OVERVIEW, Dashboard, SavedRange, Tile, TileChart, check, identified
from domain.demo.dashboards import my_search
from domain.dimensions import Dimension
from domain.errors import Refusal
from domain.metrics import REGISTRY, Metric, Unit
from domain.periods import Period


@st.composite
def tiles(draw: st.DrawFn) -> Tile:
    column = draw(st.integers(0, COLUMNS - 1))
    width, height = draw(st.integers(1, COLUMNS - column)), draw(st.integers(1, 4))
    return Tile("", Metric.OFFERS, TileChart.NUMBER, column, draw(st.integers(0, 6)), width, height)


def cells(tile: Tile) -> set[tuple[int, int]]:
    across, down = range(tile.column, tile.column + tile.width), range(tile.row, tile.row + tile.height)
    return {(column, row) for column in across for row in down}


@given(tiles(), tiles())
def test_tiles_lie_on_each_other_where_they_have_a_cell_in_common(one: Tile, other: Tile) -> None:
    assert one.covers(other) is other.covers(one) is bool(cells(one) & cells(other))


@given(st.lists(tiles(), max_size=6))
def test_a_page_is_refused_when_any_two_do(placed: list[Tile]) -> None:
    taken = [cell for tile in placed for cell in cells(tile)]
    if len(taken) == len(set(taken)):
        check(Dashboard(1, "Mine", tuple(placed)))
    else:
        with pytest.raises(Refusal, match="lie on each other"):
            check(Dashboard(1, "Mine", tuple(placed)))


@pytest.mark.parametrize("dashboard", [OVERVIEW, my_search("ada")], ids=lambda each: each.name)
def test_what_we_give_could_be_saved(dashboard: Dashboard) -> None:
    check(dashboard)
    assert len({tile.id for tile in dashboard.tiles}) == len(dashboard.tiles)
    assert {tile.range for tile in dashboard.tiles} == {dashboard.range}


@pytest.mark.parametrize("metric", Metric)
@pytest.mark.parametrize("chart", TileChart)
@pytest.mark.parametrize("dimension", [None, Dimension.SOURCE])
def test_a_chart_suits_its_metric_or_is_refused(metric: Metric, chart: TileChart, dimension: Dimension | None) -> None:
    tile = Tile("", metric, chart, 0, 0, 3, 2, dimension=dimension)
    declared = REGISTRY[metric]
    if dimension is None:
        suits = chart is not TileChart.DONUT
    else:
        suits = declared.is_about_applications and (
            chart in (TileChart.BAR, TileChart.TABLE)
            or (chart is TileChart.DONUT and declared.unit is Unit.COUNT)
        )  # fmt: skip
    if suits:
        check(Dashboard(1, "Mine", (tile,)))
    else:
        with pytest.raises(Refusal) as refused:
            check(Dashboard(1, "Mine", (tile,)))
        assert refused.value.path[:2] == ("tiles", "0")


def test_known_tiles_keep_their_ids_once() -> None:
    tile = replace(OVERVIEW.tiles[0], id="a")
    first, again, unknown = identified((tile, tile, replace(tile, id="c")), ["a", "b"])
    assert first == tile
    assert len({first.id, again.id, unknown.id, "b", "c"}) == 5


def test_over_another_range_all_tiles_are() -> None:
    year = SavedRange(Period.YEAR)
    shown = OVERVIEW.over(year)
    assert {shown.range, *(tile.range for tile in shown.tiles)} == {year}
    assert shown.over(OVERVIEW.range) == OVERVIEW
