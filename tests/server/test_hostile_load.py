"""Hostile documents under load: refused, while an innocent client hardly notices.

No clock measures that here, for it would tell of the machine rather than of us. What counts is who waits for whom: an
innocent question for no hostile one.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import pytest
from graphql import get_introspection_query

from tests.server.house import House, house

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


ATTACKERS = 12
QUESTIONS = 10
REFUSALS = {"REPETITION_LIMIT", "DEPTH_LIMIT", "FIELD_LIMIT", "ALIAS_LIMIT", "INTROSPECTION_LIMIT"}
# Where reading blocks the event loop, an innocent question waits for every attacker's turn, and more than once: 14 are
# answered during the attack instead of 90, and 3 instead of 80 while the schema is looked at.
ANSWERED_MEANWHILE = 25


@pytest.fixture
async def home() -> AsyncIterator[House]:
    """A house that is patient."""
    async with house(seconds=120) as opened:
        opened.client.timeout = httpx.Timeout(120)
        yield opened


@contextmanager
def unread(home: House) -> Iterator[None]:
    """What is not known yet stays unread for the time of the block."""
    opened = threading.Event()
    reading = home.documents._reader.submit(opened.wait)
    try:
        yield
    finally:
        opened.set()
        reading.result()


def hostile(number: int, step: int) -> str:
    """A new text each time, thanks to its comment, so that nothing is answered from memory."""
    return f"#{number}.{step}\n" + BOMBS[(number + step) % len(BOMBS)]


async def refusal(home: House, text: str) -> str:
    response = await home.ask(text)
    return str(response.json()["errors"][0]["extensions"]["code"])


async def innocent(home: House) -> None:
    assert (await home.ask("{hello}")).json()["data"] == {"hello": "hello world"}


async def innocent_until(home: House, done: "asyncio.Future[list[None]]") -> int:
    """How many innocent questions were answered, one after the other, before something else was done."""
    answered = 0
    while not done.done():
        await innocent(home)
        answered += 1
    return answered


async def look(home: House, number: int) -> None:
    response = await home.ask(f"#{number}\n{get_introspection_query(input_value_deprecation=True)}")
    assert response.json()["data"]["__schema"]["queryType"] == {"name": "Query", "kind": "OBJECT"}


async def test_an_innocent_client_waits_for_nobody_whose_text_is_new(home: House) -> None:
    await innocent(home)
    with unread(home):
        attacks = [asyncio.create_task(refusal(home, hostile(number, 0))) for number in range(ATTACKERS)]
        looks = [asyncio.create_task(look(home, number)) for number in range(ATTACKERS)]
        while home.documents.misses < 1 + 2 * ATTACKERS:
            await asyncio.sleep(0)
        for _ in range(ANSWERED_MEANWHILE):
            await innocent(home)
        assert not any(asking.done() for asking in (*attacks, *looks))
    assert set(await asyncio.gather(*attacks)) == REFUSALS
    await asyncio.gather(*looks)


async def test_an_innocent_client_is_answered_while_hostile_texts_are_read(home: House) -> None:
    refusals: set[str] = set()

    async def attack(number: int) -> None:
        for step in range(QUESTIONS):
            refusals.add(await refusal(home, hostile(number, step)))

    await innocent(home)
    attacks = asyncio.gather(*(attack(number) for number in range(ATTACKERS)))
    assert await innocent_until(home, attacks) >= ANSWERED_MEANWHILE
    assert refusals == REFUSALS


async def test_the_whole_schema_may_be_asked_for_while_others_are_answered(home: House) -> None:
    await innocent(home)
    looks = asyncio.gather(*(look(home, number) for number in range(40)))
    assert await innocent_until(home, looks) >= ANSWERED_MEANWHILE
