"""Time: every answer in time, nothing done for clients who have gone, and nothing left behind."""

import asyncio
from dataclasses import fields

import httpx
import pytest

from server.graphql import Edge
from tests.patience import PATIENCE
from tests.server.house import House, KeysInMemory, house, until


async def test_an_answer_that_takes_too_long_is_given_up() -> None:
    async with house(seconds=0.2) as home:
        response = await home.ask("{slow(seconds:30)}")
        assert response.status_code == 503
        assert response.json()["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"
        assert response.headers["retry-after"] == "1"
        await until(lambda: home.witness.cancelled == 1)


def test_the_default_leaves_half_a_second_of_the_promised_five() -> None:
    assert {each.name: each.default for each in fields(Edge)}["seconds"] == 4.5


@pytest.mark.parametrize("query", ["{slow(seconds:30)}", "mutation{change(wait:true)}"])
async def test_work_for_a_client_who_has_gone_is_cancelled(home: House, query: str) -> None:
    async with httpx.AsyncClient(base_url=home.url) as client:
        asking = asyncio.create_task(client.post("/graphql", json={"query": query}))
        await until(lambda: home.witness.started == 1)
        asking.cancel()
    await until(lambda: not home.server.server_state.tasks)
    home.witness.gate.set()
    await asyncio.sleep(0)
    assert home.witness.finished == home.witness.effects == 0


async def test_five_hundred_aborted_requests_leave_nothing() -> None:
    async with house(seconds=PATIENCE) as home:
        before = len(asyncio.all_tasks())
        for _ in range(10):
            async with httpx.AsyncClient(
                base_url=home.url, timeout=PATIENCE, limits=httpx.Limits(max_connections=50)
            ) as client:
                asking = [
                    asyncio.create_task(client.post("/graphql", json={"query": "{slow(seconds:600)}"}))
                    for _ in range(50)
                ]
                target = home.witness.started + 50
                await until(lambda target=target: home.witness.started >= target)  # type: ignore[misc] # bound on purpose
                for task in asking:
                    task.cancel()
                await asyncio.gather(*asking, return_exceptions=True)
        await until(lambda: home.witness.cancelled == 500)
        await until(lambda: not home.server.server_state.tasks)
        await until(lambda: len(asyncio.all_tasks()) <= before)


async def test_a_mutation_with_a_key_is_finished_for_a_client_who_has_gone() -> None:
    store = KeysInMemory()
    async with house(keys=lambda _: store) as home:
        async with httpx.AsyncClient(base_url=home.url, headers={"idempotency-key": "k"}) as client:
            asking = asyncio.create_task(client.post("/graphql", json={"query": "mutation{change(wait:true)}"}))
            await until(lambda: home.witness.started == 1)
            asking.cancel()
        await until(lambda: not home.server.server_state.tasks)
        home.witness.gate.set()
        await until(lambda: home.witness.effects == 1)
        await until(lambda: store.rows["k"][2] is not None)
        again = await home.client.post(
            "/graphql", json={"query": "mutation{change(wait:true)}"}, headers={"idempotency-key": "k"}
        )
        assert again.json()["data"] == {"change": 1}
        assert home.witness.effects == 1


async def test_a_mutation_with_a_key_that_takes_too_long_frees_the_key() -> None:
    store = KeysInMemory()
    async with house(keys=lambda _: store, seconds=0.2) as home:
        response = await home.ask("mutation{change(wait:true)}", idempotency_key="k")
        assert response.status_code == 503
        await until(lambda: not store.rows)
