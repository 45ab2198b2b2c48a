"""The platform in numbers: dense points, cohorts that are large enough, features of the catalogue."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.catalogue import CATALOGUE, PrivacyClass, Senders
from domain.periods import MAX_DAYS, DateRange, Interval
from domain.platform import (
    FEATURES,
    OUR_OWN,
    WIDTHS,
    Usage,
    active_users,
    features,
    pieces,
    retention,
    retention_dates,
    unknown,
)

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)  # a Wednesday


def monday(day: str) -> date:
    found = date.fromisoformat(day)
    assert found.isoweekday() == 1
    return found


def test_active_users_are_dense_and_clipped_to_the_range() -> None:
    counts = {
        (Interval.DAY, date(2026, 2, 27)): 2,
        (Interval.DAY, date(2026, 3, 11)): 3,
        (Interval.WEEK, date(2026, 2, 26)): 5,  # a Thursday, with which the range begins
        (Interval.WEEK, date(2026, 3, 9)): 3,
        (Interval.MONTH, date(2026, 3, 1)): 6,
    }
    found = active_users(counts, DateRange(date(2026, 2, 26), date(2026, 3, 12)), now=NOW)
    assert [point.value for point in found.daily] == [0, 2, *[0] * 11, 3]
    assert [point.is_partial for point in found.daily] == [False] * 13 + [True]
    assert [(point.start, point.value, point.is_partial) for point in found.weekly] == [
        (datetime(2026, 2, 26, tzinfo=UTC), 5, False),
        (datetime(2026, 3, 2, tzinfo=UTC), 0, False),
        (datetime(2026, 3, 9, tzinfo=UTC), 3, True),
    ]
    assert [(point.start, point.value, point.is_partial) for point in found.monthly] == [
        (datetime(2026, 2, 26, tzinfo=UTC), 0, False),
        (datetime(2026, 3, 1, tzinfo=UTC), 6, True),
    ]


def cut(start: str, until: str, width: Interval) -> tuple[str, str, list[tuple[str, str]]]:
    found = pieces(DateRange(date.fromisoformat(start), date.fromisoformat(until)), width)
    return str(found.from_), str(found.until), [(str(first), str(after)) for first, after in found.clipped]


@pytest.mark.parametrize(
    ("start", "until", "width", "whole", "clipped"),
    [
        ("2026-02-26", "2026-03-12", Interval.DAY, ("2026-02-26", "2026-03-12"), []),
        (
            "2026-02-26", "2026-03-12", Interval.WEEK,
            ("2026-03-02", "2026-03-09"), [("2026-02-26", "2026-03-02"), ("2026-03-09", "2026-03-12")],
        ),
        ("2026-02-23", "2026-03-09", Interval.WEEK, ("2026-02-23", "2026-03-09"), []),
        ("2026-03-03", "2026-03-05", Interval.WEEK, ("2026-03-03", "2026-03-03"), [("2026-03-03", "2026-03-05")]),
        ("2026-02-01", "2026-03-12", Interval.MONTH, ("2026-02-01", "2026-03-01"), [("2026-03-01", "2026-03-12")]),
        (
            "2025-12-31", "2026-01-02", Interval.MONTH,
            ("2025-12-31", "2025-12-31"), [("2025-12-31", "2026-01-01"), ("2026-01-01", "2026-01-02")],
        ),
    ],
)  # fmt: skip
def test_a_range_clips_two_pieces_at_most(
    start: str, until: str, width: Interval, whole: tuple[str, str], clipped: list[tuple[str, str]]
) -> None:
    assert cut(start, until, width) == (*whole, clipped)


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(1, MAX_DAYS), st.sampled_from(WIDTHS))
def test_pieces_are_the_range(start: date, days: int, width: Interval) -> None:
    dates = DateRange(start, min(start + timedelta(days=days), date(2101, 1, 1)))
    found = pieces(dates, width)
    assert len(found.clipped) <= 2
    parts = sorted([*found.clipped, *([(found.from_, found.until)] if found.from_ < found.until else [])])
    assert (parts[0][0], parts[-1][1]) == (dates.start, dates.until)
    assert all(before[1] == after[0] for before, after in pairwise(parts))


DATES = DateRange(date(2026, 2, 16), date(2026, 3, 12))
FIRST, SECOND, THIRD, FOURTH = map(monday, ("2026-02-16", "2026-02-23", "2026-03-02", "2026-03-09"))


def test_a_cohort_is_followed_through_every_later_week() -> None:
    counts = [(FIRST, FIRST, 8), (FIRST, SECOND, 6), (FIRST, FOURTH, 1), (THIRD, THIRD, 5)]
    found = retention(counts, DATES, now=NOW)
    assert [(each.start, each.people) for each in found.cohorts] == [(FIRST, 8), (THIRD, 5)]
    points = found.cohorts[0].points
    told = [(each.weeks_later, each.rate.numerator, each.rate.denominator, each.is_partial) for each in points]
    assert told == [(1, 6, 8, False), (2, 0, 8, False), (3, 1, 8, True)]
    assert points[0].rate.value == 0.75
    assert found.hidden_cohorts == 0


@pytest.mark.parametrize(("sizes", "shown", "hidden"), [([4, 5], [5], 1), ([1, 2, 3, 4], [], 4), ([], [], 0)])
def test_cohorts_of_fewer_than_five_are_only_counted(sizes: Sequence[int], shown: list[int], hidden: int) -> None:
    weeks = (FIRST, SECOND, THIRD, FOURTH)
    counts = [(week, week, size) for week, size in zip(weeks, sizes, strict=False)]
    found = retention(counts, DATES, now=NOW)
    assert ([each.people for each in found.cohorts], found.hidden_cohorts) == (shown, hidden)


def test_no_week_that_has_not_begun_is_told() -> None:
    dates = DateRange(date(2026, 2, 16), date(2026, 5, 1))
    (cohort,) = retention([(THIRD, THIRD, 9)], dates, now=NOW).cohorts
    assert [(point.weeks_later, point.is_partial) for point in cohort.points] == [(1, True)]


def test_retention_is_told_of_52_weeks_at_most() -> None:
    found = retention_dates(DateRange(date(2020, 1, 1), date(2026, 3, 12)))
    assert found == DateRange(monday("2025-03-17"), date(2026, 3, 12))
    assert (FOURTH - found.start).days == 51 * 7
    assert retention_dates(DATES) == DATES


def test_features_are_the_names_that_people_make() -> None:
    assert {"page_view", "job_search", "application_created", "time_spent"} <= set(FEATURES)
    for name in FEATURES:
        assert CATALOGUE[name].privacy in (PrivacyClass.BEHAVIOUR, PrivacyClass.CAREER)
        assert CATALOGUE[name].senders is not Senders.OURSELVES
        assert FEATURES[name]
    assert {name for name, each in CATALOGUE.items() if each.senders is Senders.OURSELVES} == OUR_OWN != set()


USED = [
    Usage("job_view", 3, 0),
    Usage("page_view", 12, 0),
    Usage("job_search", 3, 0),
    Usage("time_spent", 2, 90.5),
    Usage("error", 40, 0),
    Usage("zebra", 7, 0),
    Usage("aardvark", 7, 0),
    Usage("yak", 8, 0),
]


def test_what_is_used_most_comes_first() -> None:
    found = features(USED, people=5)
    assert [(each.name, each.events, each.seconds) for each in found.shown] == [
        ("page_view", 12, 0),
        ("job_search", 3, 0),
        ("job_view", 3, 0),
        ("time_spent", 2, 90.5),
    ]
    assert (found.shown[0].description, found.hidden) == (CATALOGUE["page_view"].description, 0)


@pytest.mark.parametrize("people", [0, 1, 4])
def test_what_fewer_than_five_did_is_only_counted(people: int) -> None:
    found = features(USED, people=people)
    assert (found.shown, found.hidden) == ((), 4)


def test_unknown_names_are_those_that_the_catalogue_does_not_have() -> None:
    found = unknown(USED, events=100)
    assert [(each.name, each.events) for each in found.names] == [("yak", 8), ("aardvark", 7), ("zebra", 7)]
    assert found.events == 40  # of those that were not listed too
