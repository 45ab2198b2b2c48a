"""Breakdowns out of counted groups: slices, the rest, and the whole."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.breakdowns import Breakdown, Group, build_breakdown
from domain.freshness import live
from domain.metrics import REGISTRY, Metric, Unit
from domain.rates import Rate

FRESH = live(datetime(2026, 3, 1, tzinfo=UTC))


def group(key: str, count: int, hits: int | None = None, **parts: object) -> Group:
    return Group((key,), count, count if hits is None else hits, **parts)  # type: ignore[arg-type] # as it takes them


def breakdown(metric: Metric, *groups: Group, first: int = 20, at_least: int = 0) -> Breakdown:
    return build_breakdown(metric, groups, FRESH, first=first, at_least=at_least)


def told(found: Breakdown) -> list[tuple[str, float | None]]:
    return [(each.keys[0], each.value) for each in found.slices]


def test_the_largest_come_first_and_equals_by_name() -> None:
    found = breakdown(Metric.APPLICATIONS, group("b", 2), group("a", 2), group("c", 5))
    assert told(found) == [("c", 5), ("a", 2), ("b", 2)]
    assert (found.other, found.total, found.freshness) == (0, 9, FRESH)


def test_what_is_left_out_is_in_the_rest_and_the_whole() -> None:
    groups = [group("a", 5), group("b", 3), group("c", 1)]
    assert breakdown(Metric.OFFERS, *groups, first=1).other == 4
    found = breakdown(Metric.OFFERS, *groups, at_least=3)
    assert (told(found), found.other, found.total) == ([("a", 5), ("b", 3)], 1, 9)


def test_rates_rank_by_how_many_they_are_made_from_and_do_not_add_up() -> None:
    found = breakdown(
        Metric.RESPONSE_RATE,
        group("few", 1, 1, dated=1, mature=1),
        group("many", 8, 2, dated=4, mature=1),
        group("none", 3, 0),
    )
    assert told(found) == [("many", 0.25), ("none", 0.0), ("few", 1.0)]
    assert (found.other, found.total) == (None, 3 / 12)
    assert found.slices[0].rate == Rate(2, 8, 0.25)
    assert found.slices[1].rate == Rate(0, 3, None)


def test_days_are_medians_of_each_slice_and_of_all() -> None:
    found = breakdown(
        Metric.MEDIAN_DAYS_TO_RESPONSE,
        group("a", 3, 2, waits=((2, True, 1), (4, True, 1), (9, False, 1))),
        group("b", 1, 0, waits=((3, False, 1),)),
        group("c", 2, 2),
    )
    assert told(found) == [("a", 3.0), ("c", None), ("b", None)]
    # Of four who waited, one has an answer on day 2; of the two still waiting on day 4, one then.
    assert (found.other, found.total) == (None, 4.0)
    assert all(each.rate is None for each in found.slices)


def test_it_says_what_its_numbers_count() -> None:
    asked = (Metric.OFFERS, Metric.OFFER_RATE, Metric.MEDIAN_DAYS_TO_OFFER)
    assert [breakdown(metric).unit for metric in asked] == [Unit.COUNT, Unit.RATIO, Unit.DAYS]


def test_nothing_at_all() -> None:
    counted, rated = breakdown(Metric.APPLICATIONS), breakdown(Metric.OFFER_RATE)
    assert (counted.slices, counted.other, counted.total) == ((), 0, 0)
    assert (rated.slices, rated.other, rated.total) == ((), None, None)


GROUPS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 30), max_size=8)


@given(GROUPS, st.integers(1, 10), st.integers(0, 10))
@pytest.mark.parametrize("metric", [each for each in Metric if REGISTRY[each].unit is Unit.COUNT][:3])
def test_slices_and_the_rest_are_the_whole(metric: Metric, counts: dict[str, int], first: int, at_least: int) -> None:
    found = breakdown(metric, *(group(key, count) for key, count in counts.items()), first=first, at_least=at_least)
    assert found.other is not None
    assert sum(each.value or 0 for each in found.slices) + found.other == found.total == sum(counts.values())
    assert found.other >= 0
    assert len(found.slices) <= first
    assert all(each.count >= at_least for each in found.slices)
