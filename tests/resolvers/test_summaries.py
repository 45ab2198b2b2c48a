"""The summary, counted by hand."""

from typing import Any

import pytest

from tests.builders import APPLIED, application, event, utc
from tests.resolvers.conftest import Somebody
from tests.resolvers.searches import search

SUMMARY = """
    query ($range: RangeInput) {
        summary(range: $range) {
            range { from until } totalApplications statusCounts { status count }
            responseRate { ...rate } interviewRate { ...rate } offerRate { ...rate } acceptanceRate { ...rate }
            medianDaysToResponse openApplications jobViews jobSaves goals { target }
            freshness { asOf source lagSeconds }
        }
    }
    fragment rate on Rate { value numerator denominator low high smallSample maturity }
"""


def parts(rate: dict[str, Any]) -> tuple[int, int]:
    return rate["numerator"], rate["denominator"]


async def test_all_time_counts_everything(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin")
    await search(desk)
    found = await desk.ask(SUMMARY)
    assert found["range"] == {"from": "2026-01-05", "until": "2026-03-12"}
    assert found["totalApplications"] == 9
    assert found["openApplications"] == 3
    assert {each["status"]: each["count"] for each in found["statusCounts"]} == {
        "SAVED": 1,
        "APPLIED": 2,
        "OFFERED": 1,
        "ACCEPTED": 1,
        "REJECTED": 3,
        "WITHDRAWN": 1,
        "GHOSTED": 1,
    }
    rates = [found[f"{name}Rate"] for name in ("response", "interview", "offer", "acceptance")]
    assert [parts(rate) for rate in rates] == [(5, 9), (3, 9), (2, 9), (1, 9)]
    assert [rate["value"] for rate in rates] == [5 / 9, 3 / 9, 2 / 9, 1 / 9]
    assert {rate["maturity"] for rate in rates} == {4 / 7}
    assert {rate["smallSample"] for rate in rates} == {False}
    assert (round(rates[0]["low"], 6), round(rates[0]["high"], 6)) == (0.266651, 0.811221)
    # 23/35 will have an answer, 11/35 have it by day 4 and 17/35 by day 6.
    assert found["medianDaysToResponse"] == 6.0
    assert found["freshness"] == {"asOf": "2026-03-11T09:00:00+00:00", "source": "LIVE", "lagSeconds": 0.0}


async def test_a_period_counts_what_was_submitted_in_it(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin")
    await search(desk)
    found = await desk.ask(SUMMARY, range={"period": "LAST_30_DAYS"})
    assert found["range"] == {"from": "2026-02-10", "until": "2026-03-12"}
    assert found["totalApplications"] == 3
    assert found["statusCounts"] == [
        {"status": "APPLIED", "count": 1},
        {"status": "OFFERED", "count": 1},
        {"status": "WITHDRAWN", "count": 1},
    ]
    assert parts(found["responseRate"]) == (1, 3)
    assert found["responseRate"]["smallSample"]
    assert found["responseRate"]["maturity"] == 0.0
    assert found["medianDaysToResponse"] == 2.0
    assert found["openApplications"] == 2


async def test_two_dates_leave_the_second_out(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin")
    await search(desk)
    ranges = [("2026-01-05", "2026-01-10"), ("2026-01-05", "2026-01-11"), ("2026-01-06", "2026-01-10")]
    totals = []
    for start, until in ranges:
        found = await desk.ask(SUMMARY, range={"between": {"from": start, "until": until}})
        totals.append(found["totalApplications"])
        assert found["range"] == {"from": start, "until": until}
    assert totals == [1, 2, 0]


async def test_nobody_has_done_anything_yet(somebody: Somebody) -> None:
    found = await (await somebody()).ask(SUMMARY)
    assert (found["totalApplications"], found["openApplications"], found["statusCounts"]) == (0, 0, [])
    assert found["responseRate"] == {
        "value": None,
        "numerator": 0,
        "denominator": 0,
        "low": None,
        "high": None,
        "smallSample": True,
        "maturity": None,
    }
    assert found["medianDaysToResponse"] is None
    assert found["range"] == {"from": "2026-03-11", "until": "2026-03-12"}
    assert (found["jobViews"], found["jobSaves"], found["goals"]) == (0, 0, [])


@pytest.mark.parametrize(("period", "views"), [("ALL_TIME", 3), ("YEAR", 2), ("LAST_30_DAYS", 1), ("DAY", 0)])
async def test_views_count_in_the_range_also_before_the_first_application(
    somebody: Somebody, period: str, views: int
) -> None:
    desk = await somebody()
    await application(desk.database, desk.user, (APPLIED, "2026-02-20"))
    for moment in (utc(2025, 6, 1), utc(2026, 1, 3), utc(2026, 3, 1)):
        await event(desk.database, desk.user, "job_view", moment)
    await event(desk.database, desk.user, "job_save", utc(2026, 3, 1))
    await event(desk.database, desk.user, "page_view", utc(2026, 3, 1))
    found = await desk.ask(SUMMARY, range={"period": period})
    assert found["jobViews"] == views
    assert found["jobSaves"] == (0 if period == "DAY" else 1)


async def test_days_are_those_of_the_owner(somebody: Somebody) -> None:
    """One instant is Tuesday in Auckland and Monday in Los Angeles."""
    instant = utc(2026, 3, 10, 5)
    for zone, day in (("Pacific/Auckland", "2026-03-10"), ("America/Los_Angeles", "2026-03-09")):
        desk = await somebody(zone=zone)
        await application(desk.database, desk.user, (APPLIED, instant))
        following = "2026-03-11" if day == "2026-03-10" else "2026-03-10"
        found = await desk.ask(SUMMARY, range={"between": {"from": day, "until": following}})
        assert found["totalApplications"] == 1
        assert (await desk.ask(SUMMARY))["range"]["from"] == day
