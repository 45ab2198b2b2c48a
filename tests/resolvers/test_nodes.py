"""Objects fetched again by their opaque ids."""

import base64

import pytest

from resolvers.nodes import KINDS, encode, parse
from tests.builders import APPLIED, application
from tests.resolvers.conftest import Somebody

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


async def test_everything_with_an_id_is_found_again(somebody: Somebody) -> None:
    desk = await somebody()
    await application(desk.database, desk.user, (APPLIED, "2026-03-01"))
    await desk.do("mutation { setGoal(input: {target: 3}) { goal { id } errors { code } } }")
    await desk.do("mutation { generateReport(input: {kind: WEEKLY}) { report { id } errors { code } } }")
    found = await desk.ask(
        """{
            viewer { __typename id } goals { __typename id } reports { nodes { __typename id } }
            applications { nodes { __typename id job { __typename id company { __typename id } } } }
        }"""
    )
    (application_,) = found["applications"]["nodes"]
    job = application_["job"]
    nodes = [found["viewer"], *found["goals"], *found["reports"]["nodes"], application_, job, job["company"]]
    assert len({node["id"] for node in nodes}) == 6
    for node in nodes:
        assert await desk.ask(NODE, id=node["id"]) == {"__typename": node["__typename"], "id": node["id"]}


@pytest.mark.parametrize(
    "node",
    [
        "",
        "x",
        "=",
        "QXBwbGljYXRpb24",
        "\u00e9\u00e9",
        "A" * 101,
        encode("Application", 2**63 - 1),
        encode("Application", 10**19),
        encode("Job", 0),
        encode("Nothing", 1),
        encode("Transition", 1),
        encode("ApiKey", 1),
    ],
)
async def test_what_is_nothing_is_null(somebody: Somebody, node: str) -> None:
    assert await (await somebody()).ask(NODE, id=node) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, 63, 10**18])
def test_ids_read_back_what_was_written(kind: str, number: int) -> None:
    assert parse(encode(kind, number)) == (kind, number)


@pytest.mark.parametrize("text", ["Job:-1", "Job:1.5", "Job:", "Job:\u0661", "Job: 1", "Job:0x1", ":1", "job:1"])
def test_only_whole_numbers_are_ids(text: str) -> None:
    assert parse(base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")) is None
