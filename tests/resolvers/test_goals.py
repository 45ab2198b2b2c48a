"""Goals: set, counted, taken away, and refused with the way out."""

from typing import Any

import pytest

from tests.builders import APPLIED, INTERVIEWING, application, on, utc
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

SET = """
    mutation ($input: SetGoalInput!) {
        setGoal(input: $input) { goal { id metric interval target } errors { code path message } }
    }
"""
REMOVE = "mutation ($id: ID!) { removeGoal(id: $id) { goal { id target } errors { code path message } } }"
GOALS = """
    {
        goals {
            id metric interval target
            progress { current target expected percentBehind needsAttention startsAt endsAt }
        }
    }
"""


async def goal(desk: Desk, **given: Any) -> dict[str, Any]:
    return dict(await desk.do(SET, input=given))


async def test_a_goal_says_how_far_behind_it_is(somebody: Somebody) -> None:
    """Wednesday 09:00: 57 of 168 hours are over, so 5 a week are 1.696 by now; 1 is 41 % less."""
    desk = await somebody()
    await application(desk.database, desk.user, (APPLIED, "2026-03-10"))
    await application(desk.database, desk.user, (APPLIED, on("2026-03-08", "23:59")))
    await goal(desk, target=5)
    (found,) = await desk.ask(GOALS)
    assert (found["metric"], found["interval"], found["target"]) == ("APPLICATIONS", "WEEK", 5)
    assert found["progress"] == {
        "current": 1,
        "target": 5,
        "expected": pytest.approx(5 * 57 / 168),
        "percentBehind": 41,
        "needsAttention": True,
        "startsAt": "2026-03-09T00:00:00+00:00",
        "endsAt": "2026-03-16T00:00:00+00:00",
    }


async def test_the_week_is_the_owner_s(somebody: Somebody) -> None:
    """In Auckland it is Wednesday 22:00, and the week began on Sunday: at 11:00 UTC of the day before."""
    desk = await somebody(zone="Pacific/Auckland", week_start=7)
    await application(desk.database, desk.user, (APPLIED, utc(2026, 3, 7, 11)))
    await application(desk.database, desk.user, (APPLIED, utc(2026, 3, 7, 10, 59)))
    await goal(desk, target=1)
    (found,) = await desk.ask(GOALS)
    assert found["progress"]["startsAt"] == "2026-03-07T11:00:00+00:00"
    assert (found["progress"]["current"], found["progress"]["percentBehind"]) == (1, 0)
    assert not found["progress"]["needsAttention"]


async def test_every_interval_counts_its_own_days(somebody: Somebody) -> None:
    desk = await somebody()
    for day in ("2026-02-28", "2026-03-01", "2026-03-09", "2026-03-11"):
        ledger = [(APPLIED, on(day, "08:00")), (INTERVIEWING, on("2026-03-11", "08:30"))]
        await application(desk.database, desk.user, *ledger)
    for interval in ("DAY", "WEEK", "MONTH"):
        await goal(desk, target=10, interval=interval)
    await goal(desk, target=10, interval="DAY", metric="INTERVIEWS")
    found = await desk.ask(GOALS)
    assert [(each["metric"], each["interval"], each["progress"]["current"]) for each in found] == [
        ("APPLICATIONS", "DAY", 1),
        ("APPLICATIONS", "WEEK", 2),
        ("APPLICATIONS", "MONTH", 3),
        ("INTERVIEWS", "DAY", 4),
    ]


async def test_setting_a_goal_again_changes_its_target(somebody: Somebody) -> None:
    desk = await somebody()
    first = await goal(desk, target=5)
    second = await goal(desk, target=7)
    assert (second["id"], second["target"]) == (first["id"], 7)
    assert [each["target"] for each in await desk.ask(GOALS)] == [7]


async def test_a_goal_taken_away_is_gone(somebody: Somebody) -> None:
    desk = await somebody()
    made = await goal(desk, target=5)
    assert await desk.do(REMOVE, id=made["id"]) == {"id": made["id"], "target": 5}
    assert await desk.ask(GOALS) == []
    code, path, message = await desk.refusal(REMOVE, id=made["id"])
    assert (code, path, message) == ("NOT_FOUND", ["id"], "You have no such goal.")


async def test_progress_stands_in_the_answer_of_setting_it(somebody: Somebody) -> None:
    desk = await somebody()
    found = await desk.do(
        "mutation { setGoal(input: {target: 2}) { goal { progress { current expected } } errors { message } } }"
    )
    assert found["progress"]["current"] == 0


@pytest.mark.parametrize(
    ("given", "path", "word"),
    [
        ({"target": 0}, ["input", "target"], "`target` is 0"),
        ({"target": -3}, ["input", "target"], "-3"),
        ({"target": 1_000_001}, ["input", "target"], "1,000,000"),
        ({"target": 1, "interval": "HOUR"}, ["input", "interval"], "DAY, a WEEK or a MONTH"),
        ({"target": 1, "metric": "RESPONSE_RATE"}, ["input", "metric"], "RESPONSE_RATE"),
        ({"target": 1, "metric": "OPEN_APPLICATIONS"}, ["input", "metric"], "OPEN_APPLICATIONS"),
        ({"target": 1, "metric": "MEDIAN_DAYS_TO_RESPONSE"}, ["input", "metric"], "choose a count"),
        ({"target": 1, "metric": "TIME_SPENT_SECONDS"}, ["input", "metric"], "choose a count"),
    ],
)
async def test_refusals_name_the_input(somebody: Somebody, given: dict[str, Any], path: list[str], word: str) -> None:
    desk = await somebody()
    found = await desk.refusal(SET, input=given)
    assert found[:2] == ("INVALID_INPUT", path)
    assert word in found[2]
    assert await desk.ask(GOALS) == []
