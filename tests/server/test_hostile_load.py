"""Hostile documents under load: refused, while an innocent client hardly notices."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import get_introspection_query

from tests.server.house import House

OVERLAP = (
    "{"
    + "".join(f"...F{i} " for i in range(90))
    + "}"
    + "".join(f"fragment F{i} on Query{{row{{name row{{name}}}}}}" for i in range(90))
)
DEEP = "{row{" * 1 + "row{" * 30 + "name" + "}" * 32
DOUBLING = (
    "{...F0}"
    + "".join(f"fragment F{i} on Query{{...F{i + 1} ...F{i + 1}}}" for i in range(60))
    + ("fragment F60 on Query{hello}")
)
WIDE = "{" + "hello " * 1_400 + "}"
ALIASES = "{" + "".join(f"a{i}:hello " for i in range(400)) + "}"
INTROSPECTION = "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"
BOMBS = (OVERLAP, DEEP, DOUBLING, WIDE, ALIASES, INTROSPECTION)


PROMISED = 0.3
ROUNDS = 3


async def longest_wait(home: House, during: "asyncio.Future[Any]") -> float:
    """The longest that an innocent question took while something else was going on."""
    loop = asyncio.get_running_loop()
    longest = 0.0
    while not during.done():
        started = loop.time()
        assert (await home.ask("{hello}")).status_code == 200
        longest = max(longest, loop.time() - started)
    return longest


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """As in production: collections do not walk what was there at the start."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def test_an_innocent_client_hardly_notices(home: House) -> None:
    refusals: set[str] = set()
    waits: list[float] = []

    async def attack(number: int) -> None:
        for step in range(10):
            # A comment makes each text a new one, so that nothing is answered from memory.
            text = f"#{len(waits)}.{number}.{step}\n" + BOMBS[(number + step) % len(BOMBS)]
            refusals.add((await home.ask(text)).json()["errors"][0]["extensions"]["code"])

    # Other work on the machine can delay a round; a limiter that blocks would delay all of them.
    while len(waits) < ROUNDS and not (waits and min(waits) < PROMISED):
        attack_of_twelve = asyncio.gather(*(attack(number) for number in range(12)))
        waits.append(await longest_wait(home, attack_of_twelve))
        await attack_of_twelve
    assert min(waits) < PROMISED
    assert refusals == {"REPETITION_LIMIT", "DEPTH_LIMIT", "FIELD_LIMIT", "ALIAS_LIMIT", "INTROSPECTION_LIMIT"}


async def test_the_whole_schema_may_be_asked_for_while_others_are_answered(home: House) -> None:
    waits: list[float] = []
    while len(waits) < ROUNDS and not (waits and min(waits) < PROMISED):
        texts = [f"#{len(waits)}.{n}\n{get_introspection_query(input_value_deprecation=True)}" for n in range(20)]
        asking = asyncio.gather(*(home.ask(text) for text in texts))
        waits.append(await longest_wait(home, asking))
        for response in await asking:
            assert response.json()["data"]["__schema"]["queryType"] == {"name": "Query", "kind": "OBJECT"}
    assert min(waits) < PROMISED
