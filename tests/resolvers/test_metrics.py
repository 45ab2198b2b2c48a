"""Metrics over time: every metric and interval, counted by hand, across clock changes and in other zones."""

from collections import Counter
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from domain.metrics import REGISTRY, Metric
from tests.builders import (
    APPLIED,
    GHOSTED,
    INTERVIEWING,
    OFFERED,
    REJECTED,
    REOPENED,
    SAVED,
    SCREENING,
    application,
    event,
    on,
    utc,
)
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import search

METRICS = """
    query ($metrics: [Metric!]!, $range: RangeInput, $interval: Interval, $compare: Comparison, $filter: MetricFilter,
           $timeZone: TimeZone) {
        metrics(metrics: $metrics, range: $range, interval: $interval, compare: $compare, filter: $filter,
                timeZone: $timeZone) {
            ...series previous { ...series }
        }
    }
    fragment series on TimeSeries {
        metric unit interval timeZone points { start value isPartial } total
        rate { numerator denominator maturity } changeRatio freshness { asOf }
    }
"""


async def series(desk: Desk, metric: str, **variables: Any) -> dict[str, Any]:
    (found,) = await desk.ask(METRICS, metrics=[metric], **variables)
    assert found["metric"] == metric
    return dict(found)


def values(found: dict[str, Any]) -> list[float | None]:
    return [point["value"] for point in found["points"]]


def starts(found: dict[str, Any]) -> list[str]:
    return [point["start"].removesuffix(":00+00:00") for point in found["points"]]


def between(start: str, until: str) -> dict[str, Any]:
    return {"between": {"from": start, "until": until}}


# Each metric, by month, over January to March of the search of ten.
BY_MONTH: dict[str, tuple[list[float | None], float | None]] = {
    "APPLICATIONS": ([4, 2, 1], 7),
    "RESPONSES": ([3, 1, 0], 4),
    "INTERVIEWS": ([2, 0, 1], 3),
    "OFFERS": ([1, 0, 1], 2),
    "ACCEPTANCES": ([1, 0, 0], 1),
    "REJECTIONS": ([1, 1, 0], 2),
    "WITHDRAWALS": ([0, 0, 1], 1),
    "GHOSTINGS": ([0, 1, 0], 1),
    "OPEN_APPLICATIONS": ([2, 2, 2], 2),
    "RESPONSE_RATE": ([3 / 4, 1 / 2, 0], 4 / 7),
    "INTERVIEW_RATE": ([2 / 4, 1 / 2, 0], 3 / 7),
    "OFFER_RATE": ([1 / 4, 1 / 2, 0], 2 / 7),
    "ACCEPTANCE_RATE": ([1 / 4, 0, 0], 1 / 7),
    # January's waits are 4, 6, 8 and one that goes on; of March nobody has an answer.
    "MEDIAN_DAYS_TO_RESPONSE": ([6, 2, None], 6),
    "MEDIAN_DAYS_TO_INTERVIEW": ([7, 6, None], 6),
    # A fifth has an offer by day 8 and two fifths by day 11: half of those that get one, between the two.
    "MEDIAN_DAYS_TO_OFFER": ([8, 11, None], 9.5),
}


@pytest.mark.parametrize("metric", BY_MONTH)
async def test_every_metric_of_applications_by_month(somebody: Somebody, metric: str) -> None:
    desk = await somebody(zone="Europe/Berlin")
    await search(desk)
    found = await series(desk, metric, range=between("2026-01-01", "2026-04-01"), interval="MONTH")
    points, total = BY_MONTH[metric]
    assert starts(found) == ["2025-12-31T23:00", "2026-01-31T23:00", "2026-02-28T23:00"]
    assert values(found) == points
    assert found["total"] == total
    assert [point["isPartial"] for point in found["points"]] == [False, False, True]


def test_every_metric_of_applications_was_counted() -> None:
    assert set(BY_MONTH) == {metric.value for metric in Metric if REGISTRY[metric].is_about_applications}


async def test_rates_travel_with_their_parts(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin")
    await search(desk)
    found = await series(desk, "RESPONSE_RATE", range=between("2026-01-01", "2026-04-01"), interval="MONTH")
    assert found["rate"] == {"numerator": 4, "denominator": 7, "maturity": 4 / 7}
    assert found["unit"] == "RATIO"
    counted = await series(desk, "RESPONSES", range=between("2026-01-01", "2026-04-01"))
    assert (counted["rate"], counted["unit"]) == (None, "COUNT")


async def test_what_has_no_date_counts_in_all_time_and_nowhere_else(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    wanted = {
        "APPLICATIONS": (7, 9),
        "RESPONSES": (4, 5),
        "REJECTIONS": (2, 3),
        "OPEN_APPLICATIONS": (2, 3),
        "RESPONSE_RATE": (4 / 7, 5 / 9),
        "MEDIAN_DAYS_TO_RESPONSE": (6, 6),
    }
    for period, place in ((between("2026-01-05", "2026-03-12"), 0), ({"period": "ALL_TIME"}, 1)):
        found = await desk.ask(METRICS, metrics=list(wanted), range=period, interval="DAY")
        assert {each["metric"]: each["total"] for each in found} == {name: both[place] for name, both in wanted.items()}
        # The points are the same: what has no date is in the total alone.
        assert sum(value or 0 for value in values(found[0])) == 7
        assert len(found[0]["points"]) == 66


async def test_all_time_begins_with_the_first_fact_of_what_is_asked(somebody: Somebody) -> None:
    desk = await somebody()
    await event(desk.database, desk.user, "job_view", utc(2025, 12, 30))
    await application(desk.database, desk.user, (SAVED, "2026-02-01"), (SCREENING, "2026-02-10"))
    every = {"period": "ALL_TIME"}
    assert starts(await series(desk, "JOB_VIEWS", range=every))[0] == "2025-12-30T00:00"
    assert (await series(desk, "JOB_VIEWS", range=every))["total"] == 1
    # Nobody knows when it was submitted, but it was answered on the 10th.
    responses = await series(desk, "RESPONSES", range=every, interval="DAY")
    assert (starts(responses)[0], values(responses)[0], responses["total"]) == ("2026-02-10T00:00", 1, 1)
    both = await desk.ask(METRICS, metrics=["JOB_SAVES", "APPLICATIONS"], range=every, interval="DAY")
    assert [starts(each)[0] for each in both] == ["2026-02-10T00:00"] * 2
    assert [each["total"] for each in both] == [0, 1]


# Intervals.


async def test_days_are_dense_and_end_with_today(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await series(desk, "APPLICATIONS")
    assert len(found["points"]) == 30
    assert (starts(found)[0], starts(found)[-1]) == ("2026-02-10T00:00", "2026-03-11T00:00")
    sent = {"2026-02-20T00:00": 1.0, "2026-02-25T00:00": 1.0, "2026-03-01T00:00": 1.0}
    assert dict(zip(starts(found), values(found), strict=True)) == {day: sent.get(day, 0.0) for day in starts(found)}
    assert [point["isPartial"] for point in found["points"]] == [False] * 29 + [True]
    assert (found["interval"], found["timeZone"], found["total"]) == ("DAY", "UTC", 3)


async def test_the_interval_suits_the_range_when_none_is_asked_for(somebody: Somebody) -> None:
    desk = await somebody()
    chosen = [
        (await series(desk, "APPLICATIONS", range=between("2022-01-01", until)))["interval"]
        for until in ("2022-04-03", "2022-04-04", "2024-01-02", "2024-01-03")
    ]
    assert chosen == ["DAY", "WEEK", "WEEK", "MONTH"]


async def test_weeks_begin_where_the_owner_begins_them(somebody: Somebody) -> None:
    """Clocks in Berlin go forward on Sunday 29 March 2026: that week is 167 hours long."""
    for week_start, expected in (
        (1, {"2026-03-22T23:00": 1.0, "2026-03-29T22:00": 1.0}),  # Monday
        (7, {"2026-03-21T23:00": 0.0, "2026-03-28T23:00": 2.0}),  # Sunday
    ):
        desk = await somebody(zone="Europe/Berlin", week_start=week_start, now=utc(2026, 4, 10))
        for day, hour in (("2026-03-29", "23:30"), ("2026-03-30", "00:10")):
            await application(desk.database, desk.user, (APPLIED, on(day, hour, "Europe/Berlin")))
        found = await series(desk, "APPLICATIONS", range=between("2026-03-16", "2026-04-06"), interval="WEEK")
        told = dict(zip(starts(found), values(found), strict=True))
        assert {start: told[start] for start in expected} == expected
        assert found["total"] == 2
        moments = [datetime.fromisoformat(point["start"]) for point in found["points"]]
        hours = Counter((after - before).total_seconds() / 3600 for before, after in pairwise(moments))
        assert hours[167] == 1


async def test_hours_of_the_day_that_has_25(somebody: Somebody) -> None:
    """Clocks in New York go back on 1 November 2026 at 02:00: the hour from 01:00 comes twice."""
    desk = await somebody(zone="America/New_York", now=utc(2026, 11, 20))
    for moment in (utc(2026, 11, 1, 5, 30), utc(2026, 11, 1, 6, 30)):  # 01:30 EDT, 01:30 EST
        await application(desk.database, desk.user, (APPLIED, moment))
    found = await series(desk, "APPLICATIONS", range=between("2026-11-01", "2026-11-02"), interval="HOUR")
    assert len(found["points"]) == 25
    assert values(found)[:4] == [0, 1, 1, 0]
    assert starts(found)[:2] == ["2026-11-01T04:00", "2026-11-01T05:00"]


async def test_a_day_that_a_zone_skipped_has_no_bucket(somebody: Somebody) -> None:
    desk = await somebody(zone="Pacific/Apia")
    await application(desk.database, desk.user, (APPLIED, on("2011-12-29", zone="Pacific/Apia")))
    await application(desk.database, desk.user, (APPLIED, on("2011-12-31", zone="Pacific/Apia")))
    found = await series(desk, "APPLICATIONS", range=between("2011-12-29", "2012-01-01"), interval="DAY")
    assert values(found) == [1, 1]
    skipped = await series(desk, "APPLICATIONS", range=between("2011-12-30", "2011-12-31"), interval="DAY")
    assert (values(skipped), skipped["total"]) == ([], 0)


async def test_another_zone_can_be_asked_for(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin")
    await application(desk.database, desk.user, (APPLIED, utc(2026, 3, 10, 23, 30)))  # the 11th in Berlin
    where = [between("2026-03-10", "2026-03-12"), "DAY"]
    berlin = await series(desk, "APPLICATIONS", range=where[0], interval=where[1])
    utc_days = await series(desk, "APPLICATIONS", range=where[0], interval=where[1], timeZone="UTC")
    assert (values(berlin), values(utc_days)) == ([0, 1], [1, 0])
    assert (berlin["timeZone"], utc_days["timeZone"]) == ("Europe/Berlin", "UTC")
    auckland = await series(desk, "APPLICATIONS", range={"period": "DAY"}, timeZone="Pacific/Auckland")
    assert starts(auckland) == ["2026-03-10T11:00"]


# The gauge.


async def test_open_applications_are_counted_at_the_end_of_each_bucket(somebody: Somebody) -> None:
    desk = await somebody()
    await application(desk.database, desk.user, (APPLIED, "2026-02-27"))
    await application(desk.database, desk.user, (APPLIED, "2026-03-02"), (REJECTED, "2026-03-04"))
    await application(
        desk.database, desk.user, (APPLIED, "2026-03-02"), (REJECTED, "2026-03-03"), (REOPENED, "2026-03-05")
    )
    # Of an ending without a date nobody knows when it was: never counted as open.
    await application(desk.database, desk.user, (APPLIED, "2026-03-01"), REJECTED)
    await application(desk.database, desk.user, (SAVED, "2026-03-01"))
    await application(desk.database, desk.user, APPLIED)
    found = await series(desk, "OPEN_APPLICATIONS", range=between("2026-03-01", "2026-03-07"), interval="DAY")
    assert values(found) == [1, 3, 3, 2, 2, 2]
    assert found["total"] == 2
    whole = await series(desk, "OPEN_APPLICATIONS", range={"period": "ALL_TIME"}, interval="DAY")
    assert whole["total"] == 3


# Events.


async def test_events_are_counted_summed_and_gathered_into_sessions(somebody: Somebody) -> None:
    desk = await somebody()
    for day, name, session, properties in (
        (1, "page_view", "a", {}),
        (1, "page_view", "a", {}),
        (1, "time_spent", "a", {"seconds": 90.5}),
        (2, "time_spent", "b", {"seconds": 30}),
        (2, "time_spent", "b", {"seconds": "a while"}),
        (2, "time_spent", None, {}),
        (2, "job_search", "a", {}),
        (3, "job_save", "c", {}),
    ):
        await event(desk.database, desk.user, name, utc(2026, 3, day), session=session, properties=properties)
    found = await desk.ask(
        METRICS,
        metrics=["PAGE_VIEWS", "JOB_VIEWS", "JOB_SAVES", "SEARCHES", "TIME_SPENT_SECONDS", "SESSIONS"],
        range=between("2026-03-01", "2026-03-04"),
        interval="DAY",
    )
    told = {each["metric"]: (values(each), each["total"]) for each in found}
    assert told == {
        "PAGE_VIEWS": ([2, 0, 0], 2),
        "JOB_VIEWS": ([0, 0, 0], 0),
        "JOB_SAVES": ([0, 0, 1], 1),
        "SEARCHES": ([0, 1, 0], 1),
        "TIME_SPENT_SECONDS": ([90.5, 30, 0], 120.5),
        "SESSIONS": ([1, 1, 1], 3),
    }
    assert {each["unit"] for each in found} == {"COUNT", "SECONDS"}


# Comparison.


async def test_a_range_stands_beside_the_one_before(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await series(desk, "APPLICATIONS", range={"period": "LAST_30_DAYS"}, compare="PREVIOUS_PERIOD")
    before = found["previous"]
    assert (found["total"], before["total"], found["changeRatio"]) == (3, 2, 0.5)
    assert (starts(before)[0], len(before["points"])) == ("2026-01-11T00:00", 30)
    assert not any(point["isPartial"] for point in before["points"])
    month = await series(desk, "APPLICATIONS", range={"period": "MONTH"}, compare="PREVIOUS_PERIOD")
    assert (starts(month["previous"])[0], starts(month["previous"])[-1]) == ("2026-02-01T00:00", "2026-02-11T00:00")
    assert (month["total"], month["previous"]["total"], month["changeRatio"]) == (1, 0, None)
    year = await series(desk, "APPLICATIONS", range=between("2026-01-01", "2026-02-01"), compare="PREVIOUS_YEAR")
    assert (starts(year["previous"])[0], year["previous"]["total"]) == ("2025-01-01T00:00", 0)


async def test_all_time_has_nothing_to_be_compared_with(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await series(desk, "APPLICATIONS", range={"period": "ALL_TIME"}, compare="PREVIOUS_PERIOD")
    assert (found["previous"], found["changeRatio"]) == (None, None)


# Filters.


@pytest.mark.parametrize(
    ("narrowed", "sent"),
    [
        ({"sources": ["LinkedIn"]}, 3),
        ({"sources": ["LinkedIn", "Indeed"]}, 5),
        ({"sources": []}, 0),
        ({"companies": ["Bolt", "Corp"]}, 4),
        ({"sources": ["LinkedIn"], "companies": ["Corp"]}, 1),
        ({"statuses": ["REJECTED"]}, 2),
        ({"stages": ["OFFERED"]}, 2),
        ({"roles": ["nothing of the kind"]}, 0),
        ({"sources": None}, 7),
        ({}, 7),
    ],
)
async def test_a_filter_keeps_what_has_one_of_the_values_in_each_dimension(
    somebody: Somebody, narrowed: dict[str, Any], sent: int
) -> None:
    desk = await somebody()
    await search(desk)
    found = await series(desk, "APPLICATIONS", range={"period": "YEAR"}, filter=narrowed)
    assert (found["total"], sum(value or 0 for value in values(found))) == (sent, sent)


async def test_trends_are_the_main_series_beside_the_period_before(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await desk.ask(
        """{ trends(range: {period: LAST_30_DAYS}) {
            range { from until } interval series { metric total previous { total } changeRatio } } }"""
    )
    assert found["range"] == {"from": "2026-02-10", "until": "2026-03-12"}
    assert found["interval"] == "DAY"
    told = [(each["metric"], each["total"], each["previous"]["total"]) for each in found["series"]]
    assert told == [
        ("APPLICATIONS", 3, 2),
        ("RESPONSES", 1, 2),
        ("INTERVIEWS", 1, 2),
        ("OFFERS", 1, 1),
        ("REJECTIONS", 0, 1),
        ("RESPONSE_RATE", 1 / 3, 1 / 2),
        ("INTERVIEW_RATE", 1 / 3, 1 / 2),
    ]
    everything = await desk.ask("{ trends(range: {period: ALL_TIME}) { range { from until } interval } }")
    assert everything == {"range": {"from": "2026-01-05", "until": "2026-03-12"}, "interval": "DAY"}


async def test_trends_within_an_industry_and_a_place(somebody: Somebody) -> None:
    desk = await somebody()
    for industry, location in (("Energy", "Oslo"), ("Energy", "Bergen"), ("Health", "Oslo")):
        await application(
            desk.database, desk.user, (APPLIED, "2026-03-01"), company=f"{industry} {location}", industry=industry,
            location=location,
        )  # fmt: skip
    ask = "query ($i: String, $l: String) { trends(industry: $i, location: $l) { series { total } } }"
    totals = [
        (await desk.ask(ask, i=industry, l=location))["series"][0]["total"]
        for industry, location in ((None, None), ("Energy", None), (None, "Oslo"), ("Energy", "Oslo"), ("Law", None))
    ]
    assert totals == [3, 2, 2, 1, 0]


# Refusals.


@pytest.mark.parametrize(
    ("variables", "code", "path", "word"),
    [
        ({"metrics": []}, "INVALID_INPUT", ["metrics"], "metrics"),
        ({"metrics": ["OFFERS"] * 31}, "INVALID_INPUT", ["metrics"], "31"),
        ({"range": between("2026-03-02", "2026-03-02")}, "INVALID_INPUT", ["range", "between", "until"], "until"),
        ({"range": between("1969-12-31", "2026-03-02")}, "INVALID_INPUT", ["range", "between", "from"], "1970"),
        ({"range": between("2026-03-02", "2102-03-02")}, "INVALID_INPUT", ["range", "between", "until"], "2100"),
        ({"range": between("2010-01-01", "2026-03-02")}, "TOO_LARGE", ["range", "between"], "3,660"),
        ({"range": between("2026-01-01", "2026-03-02"), "interval": "HOUR"}, "TOO_LARGE", ["interval"], "HOUR"),
        (
            {"metrics": ["OFFERS"] * 6, "range": between("2016-01-01", "2026-01-01"), "interval": "DAY"},
            "TOO_LARGE",
            ["interval"],
            "21,918 points",
        ),
        ({"metrics": ["JOB_VIEWS"], "filter": {"sources": ["x"]}}, "INVALID_INPUT", ["filter"], "JOB_VIEWS"),
        ({"filter": {"sources": ["x"] * 51}}, "INVALID_INPUT", ["filter", "sources"], "51"),
        ({"filter": {"companies": ["x" * 301]}}, "INVALID_INPUT", ["filter", "companies"], "301"),
        ({"filter": {"companySizes": ["a\u0007"]}}, "INVALID_INPUT", ["filter", "companySizes"], "companySizes"),
    ],
)
async def test_refusals_name_the_input(
    somebody: Somebody, variables: dict[str, Any], code: str, path: list[str], word: str
) -> None:
    desk = await somebody()
    found = await desk.refusal(METRICS, **{"metrics": ["APPLICATIONS"], **variables})
    assert found[:2] == (code, path)
    assert word in found[2]


async def test_silence_is_not_an_answer(somebody: Somebody) -> None:
    """Applied, interviewed, rejected: an answer and an interview, whatever it is now; given up on: neither."""
    desk = await somebody()
    await application(
        desk.database, desk.user, (APPLIED, "2026-03-01"), (INTERVIEWING, "2026-03-03"), (REJECTED, "2026-03-05")
    )
    await application(desk.database, desk.user, (APPLIED, "2026-03-01"), (GHOSTED, "2026-03-05"))
    await application(desk.database, desk.user, (APPLIED, "2026-03-01"), (OFFERED, "2026-03-07"))
    found = await desk.ask(METRICS, metrics=["RESPONSE_RATE", "INTERVIEW_RATE", "OFFER_RATE"])
    assert [each["rate"]["numerator"] for each in found] == [2, 2, 1]
    counted = await desk.ask(METRICS, metrics=["RESPONSES", "INTERVIEWS", "REJECTIONS", "GHOSTINGS"])
    assert [each["total"] for each in counted] == [2, 2, 1, 1]
