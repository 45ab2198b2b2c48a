"""`Idempotency-Key` over HTTP: one effect, the same answer, and clear words when it is not the same request."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.server.house import House, KeysInMemory, house, until

CHANGE = "mutation{change}"


@pytest.fixture
async def home() -> AsyncIterator[House]:
    store = KeysInMemory()
    async with house(keys=lambda _: store) as opened:
        yield opened


async def test_the_same_key_and_body_have_the_same_answer(home: House) -> None:
    first = await home.ask(CHANGE, idempotency_key="one")
    second = await home.ask(CHANGE, idempotency_key="one")
    assert first.content == second.content
    assert (first.status_code, second.status_code) == (200, 200)
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert home.witness.effects == 1


async def test_another_key_or_none_is_another_request(home: House) -> None:
    for key in ("one", "two"):
        await home.ask(CHANGE, idempotency_key=key)
    await home.ask(CHANGE)
    await home.ask(CHANGE)
    assert home.witness.effects == 4


async def test_the_same_key_with_another_body_is_refused(home: House) -> None:
    await home.ask(CHANGE, idempotency_key="one")
    response = await home.ask("mutation{a:change}", idempotency_key="one")
    assert response.status_code == 422
    assert response.json()["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert home.witness.effects == 1


async def test_while_the_first_is_running_the_second_is_told_to_wait(home: House) -> None:
    waiting = "mutation{change(wait:true)}"
    first = asyncio.create_task(home.ask(waiting, idempotency_key="one"))
    await until(lambda: home.witness.started == 1)
    second = await home.ask(waiting, idempotency_key="one")
    assert second.status_code == 409
    assert second.json()["errors"][0]["extensions"]["code"] == "REQUEST_IN_FLIGHT"
    assert second.headers["retry-after"] == "1"
    home.witness.gate.set()
    assert (await first).json()["data"] == {"change": 1}
    assert (await home.ask(waiting, idempotency_key="one")).json()["data"] == {"change": 1}


async def test_fifty_at_once_have_one_effect(home: House) -> None:
    responses = await asyncio.gather(*(home.ask(CHANGE, idempotency_key="one") for _ in range(50)))
    assert home.witness.effects == 1
    assert {response.status_code for response in responses} <= {200, 409}
    assert {response.content for response in responses if response.status_code == 200} == {
        (await home.ask(CHANGE, idempotency_key="one")).content
    }


async def test_a_request_that_never_ran_leaves_the_key_free(home: House) -> None:
    for query in ("mutation{", "mutation{nope}", "mutation($w:Boolean!){change(wait:$w)}"):
        assert (await home.ask(query, idempotency_key="one")).status_code == 400
    assert (await home.ask(CHANGE, idempotency_key="one")).json()["data"] == {"change": 1}


async def test_a_mutation_that_failed_as_a_whole_may_be_tried_again(home: House) -> None:
    failing = "mutation{change(fail:true)}"
    for _ in range(2):
        response = await home.ask(failing, idempotency_key="one")
        assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert home.witness.started == 2


async def test_an_answer_with_errors_is_an_answer_when_something_may_have_changed(home: House) -> None:
    half = "mutation{a:change b:change(fail:true)}"
    first = await home.ask(half, idempotency_key="one")
    assert first.json()["data"] is None
    assert (await home.ask(half, idempotency_key="one")).content == first.content
    assert home.witness.effects == 1


async def test_queries_ignore_the_key(home: House) -> None:
    for query in ("{hello}", "{a:hello}"):
        response = await home.ask(query, idempotency_key="one")
        assert response.status_code == 200
        assert "idempotency-replayed" not in response.headers


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "a\tb"])
async def test_keys_that_cannot_be_keys_are_refused(home: House, key: str) -> None:
    response = await home.ask(CHANGE, idempotency_key=key)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "INVALID_IDEMPOTENCY_KEY"
    assert home.witness.effects == 0
