"""The ledger as a whole: what happened last, without what was taken back."""

from typing import Any

from resolvers.nodes import encode
from tests.builders import APPLIED, INTERVIEWING, REJECTED, SCREENING, application
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

LAST = """
    query ($first: Int, $after: String) {
        transitions(first: $first, after: $after) {
            nodes { id stage outcome occurredAt replaces { stage } application { id job { title company { name } } } }
            pageInfo { endCursor hasNextPage hasPreviousPage }
        }
    }
"""
CORRECT = """
    mutation ($id: ID!, $input: CorrectApplicationInput!) {
        correctApplication(id: $id, input: $input) { application { id } errors { message } }
    }
"""


def told(page: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["application"]["job"]["title"], each["stage"] or each["outcome"]) for each in page["nodes"]]


async def searched(desk: Desk) -> list[str]:
    first = await application(
        desk.database, desk.user, (APPLIED, "2026-01-05"), (REJECTED, "2026-03-01"), title="Welder"
    )  # fmt: skip
    second = await application(
        desk.database, desk.user, (APPLIED, "2026-02-01"), (SCREENING, "2026-02-20"), APPLIED, title="Cook"
    )  # fmt: skip
    return [encode("Application", each.id) for each in (first, second)]


async def test_what_happened_last_comes_first_whatever_it_is_about(somebody: Somebody) -> None:
    desk, other = await somebody(), await somebody("bob")
    await searched(desk)
    await searched(other)
    expected = [
        ("Welder", "REJECTED"), ("Cook", "SCREENING"), ("Cook", "APPLIED"), ("Welder", "APPLIED"), ("Cook", "APPLIED"),
    ]  # fmt: skip
    whole = await desk.ask(LAST)
    assert told(whole) == expected
    assert whole["nodes"][-1]["occurredAt"] is None
    found, after = [], None
    for _ in expected:
        page = await desk.ask(LAST, first=1, after=after)
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        found += told(page)
        after = page["pageInfo"]["endCursor"]
    assert found == expected
    assert page["pageInfo"]["hasNextPage"] is False
    assert not {each["id"] for each in whole["nodes"]} & {each["id"] for each in (await other.ask(LAST))["nodes"]}


async def test_what_was_corrected_or_taken_back_is_left_out(somebody: Somebody) -> None:
    desk = await somebody()
    welder, cook = await searched(desk)
    page = await desk.ask(LAST)
    lines = {pair: each["id"] for pair, each in zip(told(page), page["nodes"], strict=True)}
    moved = {"transitionId": lines["Cook", "SCREENING"], "stage": "SCREENING", "at": "2026-03-05T12:00:00Z"}
    await desk.do(CORRECT, id=cook, input=moved)
    await desk.do(CORRECT, id=welder, input={"transitionId": lines["Welder", "REJECTED"], "retract": True})
    found = await desk.ask(LAST)
    assert told(found) == [("Cook", "SCREENING"), ("Cook", "APPLIED"), ("Welder", "APPLIED"), ("Cook", "APPLIED")]
    assert found["nodes"][0]["replaces"] == {"stage": "SCREENING"}


async def test_a_move_just_made_is_the_first(somebody: Somebody) -> None:
    desk = await somebody()
    _, cook = await searched(desk)
    advance = """
        mutation ($id: ID!) {
            advanceApplication(id: $id, input: {stage: INTERVIEWING}) { application { id } errors { message } }
        }
    """
    await desk.do(advance, id=cook)
    assert told(await desk.ask(LAST, first=1)) == [("Cook", INTERVIEWING.value)]


async def test_a_cursor_of_another_list_is_refused(somebody: Somebody) -> None:
    desk = await somebody()
    assert (await desk.refusal(LAST, after="nonsense"))[:2] == ("INVALID_INPUT", ["after"])
    assert (await desk.refusal(LAST, first=101))[1] == ["first"]
