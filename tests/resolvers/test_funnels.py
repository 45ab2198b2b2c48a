"""Funnel, flow and response curve: counted by hand, and never at odds with each other."""

from collections import Counter
from typing import Any

import pytest

from tests.builders import (
    APPLIED,
    DECLINED,
    GHOSTED,
    INTERVIEWING,
    OFFERED,
    REJECTED,
    REOPENED,
    SAVED,
    SCREENING,
    WITHDRAWN,
    application,
    on,
)
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import search
from tests.resolvers.test_breakdowns import random_search

FUNNEL = """
    query ($range: RangeInput, $filter: MetricFilter) {
        funnel(range: $range, filter: $filter) {
            range { from until }
            steps {
                stage entered conversion { numerator denominator maturity }
                stepConversion { value numerator denominator maturity } medianDays
            }
        }
    }
"""
FLOW = """
    query ($range: RangeInput, $filter: MetricFilter) {
        flow(range: $range, filter: $filter) {
            nodes { id label value resting } links { source target value }
            sankeymatic: asText(format: SANKEYMATIC) mermaid: asText(format: MERMAID)
        }
    }
"""
CURVE = """
    query ($range: RangeInput, $filter: MetricFilter, $days: [Int!]!) {
        responseCurve(range: $range, filter: $filter) {
            answered unanswered medianDays points { day answered low high } at(days: $days) { day answered }
        }
    }
"""


async def test_the_funnel_counts_ever_reached(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await desk.ask(FUNNEL)
    assert found["range"] == {"from": "2026-01-05", "until": "2026-03-12"}
    told = {
        step["stage"]: (step["entered"], step["stepConversion"]["denominator"], step["medianDays"])
        for step in found["steps"]
    }
    assert told == {
        "APPLIED": (9, 9, None),
        "RESPONDED": (5, 9, 6),
        "INTERVIEWED": (3, 5, 6),
        "OFFERED": (2, 3, 9.5),
        "ACCEPTED": (1, 2, None),
    }
    assert list(told) == ["APPLIED", "RESPONDED", "INTERVIEWED", "OFFERED", "ACCEPTED"]
    assert {step["conversion"]["denominator"] for step in found["steps"]} == {9}
    assert {step["conversion"]["maturity"] for step in found["steps"]} == {4 / 7}
    assert found["steps"][1]["stepConversion"]["value"] == 5 / 9


async def test_the_funnel_of_a_range_and_a_filter(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    when = {"between": {"from": "2026-01-01", "until": "2026-02-01"}}
    january = await desk.ask(FUNNEL, range=when)
    assert [step["entered"] for step in january["steps"]] == [4, 3, 2, 1, 1]
    referred = await desk.ask(FUNNEL, filter={"sources": ["Referral"]})
    assert [step["entered"] for step in referred["steps"]] == [2, 2, 2, 2, 1]
    nothing = await desk.ask(FUNNEL, filter={"sources": ["Pigeon"]})
    assert [step["entered"] for step in nothing["steps"]] == [0] * 5
    assert [step["stepConversion"]["value"] for step in nothing["steps"]] == [None] * 5


async def test_an_interview_stays_an_interview_whatever_comes_after(somebody: Somebody) -> None:
    desk = await somebody()
    for ending in (REJECTED, WITHDRAWN, GHOSTED, None):
        ledger: list[Any] = [(APPLIED, "2026-03-01"), (INTERVIEWING, "2026-03-03")]
        await application(desk.database, desk.user, *ledger, *([(ending, "2026-03-05")] if ending else []))
    assert [step["entered"] for step in (await desk.ask(FUNNEL))["steps"]] == [4, 4, 4, 0, 0]


async def test_the_flow_goes_by_every_stage_that_was_there(somebody: Somebody) -> None:
    desk = await somebody()
    for ledger in (
        [(APPLIED, "2026-02-01"), (SCREENING, "2026-02-03"), (INTERVIEWING, "2026-02-06"), (REJECTED, "2026-02-09")],
        [(APPLIED, "2026-02-01"), (INTERVIEWING, "2026-02-06"), (OFFERED, "2026-02-09"), (DECLINED, "2026-02-10")],
        [(APPLIED, "2026-02-01"), (SCREENING, "2026-02-04")],
        [(APPLIED, "2026-02-01"), (SCREENING, "2026-02-04"), (REJECTED, "2026-02-09")],
        [(APPLIED, "2026-02-01"), (REJECTED, "2026-02-09")],
        [(APPLIED, "2026-02-01"), (GHOSTED, "2026-02-09"), (REOPENED, "2026-02-12")],
        [(SAVED, "2026-02-01"), (WITHDRAWN, "2026-02-09")],
        [(SAVED, "2026-02-01")],
        [APPLIED],
    ):
        await application(desk.database, desk.user, *ledger)
    found = await desk.ask(FLOW)
    assert {(link["source"], link["target"]): link["value"] for link in found["links"]} == {
        ("APPLIED", "SCREENING"): 3,
        ("APPLIED", "INTERVIEWING"): 1,
        ("APPLIED", "REJECTED"): 1,
        ("SCREENING", "INTERVIEWING"): 1,
        ("SCREENING", "REJECTED"): 1,
        ("INTERVIEWING", "OFFERED"): 1,
        ("INTERVIEWING", "REJECTED"): 1,
        ("OFFERED", "DECLINED"): 1,
    }
    assert {node["id"]: (node["value"], node["resting"]) for node in found["nodes"]} == {
        "APPLIED": (7, 2),
        "SCREENING": (3, 1),
        "INTERVIEWING": (2, 0),
        "OFFERED": (1, 0),
        "DECLINED": (1, 1),
        "REJECTED": (3, 3),
    }
    assert "Applied [3] Screening\n" in found["sankeymatic"]
    assert "Applied [2] Still open\n" in found["sankeymatic"]
    assert found["mermaid"].startswith("sankey-beta\n\nApplied,Screening,3\n")


async def test_a_screening_taken_back_is_not_on_the_way(somebody: Somebody) -> None:
    desk = await somebody()
    made = await application(
        desk.database, desk.user, (APPLIED, "2026-02-01"), (SCREENING, "2026-02-03"), (INTERVIEWING, "2026-02-06")
    )
    (node,) = (await desk.ask("{ applications { nodes { id transitions { id stage } } } }"))["nodes"]
    line = next(each["id"] for each in node["transitions"] if each["stage"] == "SCREENING")
    await desk.do(
        "mutation ($id: ID!, $line: ID!) { correctApplication(id: $id, input: {transitionId: $line, retract: true}) "
        "{ application { status } errors { message } } }",
        id=node["id"],
        line=line,
    )
    assert made.stage is INTERVIEWING
    assert [link["target"] for link in (await desk.ask(FLOW))["links"]] == ["INTERVIEWING"]


@pytest.mark.parametrize("seed", [3, 4])
@pytest.mark.parametrize("period", ["ALL_TIME", "LAST_30_DAYS"])
async def test_what_flows_in_flows_out_or_rests_and_agrees_with_the_funnel(
    somebody: Somebody, seed: int, period: str
) -> None:
    desk = await somebody()
    await random_search(desk, seed)
    when = {"period": period}
    flow, funnel = await desk.ask(FLOW, range=when), await desk.ask(FUNNEL, range=when)
    entering, leaving = Counter[str](), Counter[str]()
    for link in flow["links"]:
        entering[link["target"]] += link["value"]
        leaving[link["source"]] += link["value"]
    value = {node["id"]: node["value"] for node in flow["nodes"]}
    for node in flow["nodes"]:
        assert node["value"] == leaving[node["id"]] + node["resting"], node
        if node["id"] != "APPLIED":
            assert node["value"] == entering[node["id"]], node
    entered = {step["stage"]: step["entered"] for step in funnel["steps"]}
    assert value.get("APPLIED", 0) == entered["APPLIED"]
    assert value.get("INTERVIEWING", 0) == entered["INTERVIEWED"]
    assert value.get("OFFERED", 0) == entered["OFFERED"]
    assert value.get("ACCEPTED", 0) == entered["ACCEPTED"]
    summary = await desk.ask(
        "query ($range: RangeInput) { summary(range: $range) { totalApplications responseRate { numerator } "
        "openApplications medianDaysToResponse } }",
        range=when,
    )
    assert summary["totalApplications"] == entered["APPLIED"]
    assert summary["responseRate"]["numerator"] == entered["RESPONDED"]
    assert summary["medianDaysToResponse"] == funnel["steps"][1]["medianDays"]
    stages = {"APPLIED", "SCREENING", "INTERVIEWING", "OFFERED"}
    resting = sum(node["resting"] for node in flow["nodes"] if node["id"] in stages)
    assert summary["openApplications"] == resting


async def curve(desk: Desk, *, days: list[int], **variables: Any) -> dict[str, Any]:
    return dict(await desk.ask(CURVE, days=days, **variables))


async def test_the_curve_counts_fairly_those_who_still_wait(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await curve(desk, days=[0, 2, 5, 8, 400])
    assert (found["answered"], found["unanswered"], found["medianDays"]) == (4, 3, 6)
    assert [point["day"] for point in found["points"]] == [2, 4, 6, 8]
    shares = [1 / 7, 1 - 24 / 35, 1 - 18 / 35, 1 - 12 / 35]
    assert [point["answered"] for point in found["points"]] == pytest.approx(shares, abs=1e-12)
    assert all(point["low"] < point["answered"] < point["high"] for point in found["points"])
    assert [point["answered"] for point in found["at"]] == pytest.approx([0, 1 / 7, 11 / 35, 23 / 35, 23 / 35])
    assert [point["day"] for point in found["at"]] == [0, 2, 5, 8, 400]


async def test_the_curve_of_a_range_and_of_nothing(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await curve(desk, days=[], range={"period": "LAST_30_DAYS"})
    # One answered on day 2, one withdrawn on day 3, one waiting since 19 days.
    assert (found["answered"], found["unanswered"], found["medianDays"], found["at"]) == (1, 2, 2, [])
    nothing = await curve(desk, days=[7], filter={"roles": ["astronaut"]})
    assert nothing == {
        "answered": 0,
        "unanswered": 0,
        "medianDays": None,
        "points": [],
        "at": [{"day": 7, "answered": 0}],
    }


@pytest.mark.parametrize("days", [[-1], [36_601], [1] * 101])
async def test_days_out_of_reach_are_refused(somebody: Somebody, days: list[int]) -> None:
    desk = await somebody()
    code, path, message = await desk.refusal(CURVE, days=days)
    assert (code, path) == ("INVALID_INPUT", ["days"])
    assert "36,600" in message


async def test_waiting_days_are_local_days(somebody: Somebody) -> None:
    """From 23:00 to 01:00 of the next day is one day, in the zone of whoever waited."""
    desk = await somebody(zone="America/Los_Angeles")
    # Without days, it waited nobody knows how long.
    await application(desk.database, desk.user, APPLIED, REJECTED)
    await application(
        desk.database,
        desk.user,
        (APPLIED, on("2026-03-01", "23:00", "America/Los_Angeles")),
        (REJECTED, on("2026-03-02", "01:00", "America/Los_Angeles")),
    )
    assert [point["day"] for point in (await curve(desk, days=[]))["points"]] == [1]
