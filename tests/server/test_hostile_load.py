"""Hostile documents under load: refused, while an innocent client hardly notices."""

import asyncio

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


async def test_an_innocent_client_hardly_notices(home: House) -> None:
    loop = asyncio.get_running_loop()
    assert (await home.ask("{hello}")).status_code == 200
    stop = asyncio.Event()
    refusals: set[str] = set()

    async def attack(number: int) -> None:
        round_ = 0
        while not stop.is_set():
            round_ += 1
            # A comment makes each text a new one, so that nothing is answered from memory.
            response = await home.ask(f"#{number}.{round_}\n" + BOMBS[(number + round_) % len(BOMBS)])
            refusals.add(response.json()["errors"][0]["extensions"]["code"])

    attackers = [asyncio.create_task(attack(number)) for number in range(12)]
    waits: list[float] = []
    for _ in range(60):
        started = loop.time()
        assert (await home.ask("{hello}")).status_code == 200
        waits.append(loop.time() - started)
    stop.set()
    await asyncio.gather(*attackers)
    assert max(waits) < 0.3
    assert {"REPETITION_LIMIT", "DEPTH_LIMIT", "FIELD_LIMIT", "ALIAS_LIMIT", "INTROSPECTION_LIMIT"} <= refusals


async def test_the_whole_schema_may_be_asked_for_while_others_are_answered(home: House) -> None:
    asking = [
        asyncio.create_task(home.ask(f"#{number}\n{get_introspection_query(input_value_deprecation=True)}"))
        for number in range(20)
    ]
    loop = asyncio.get_running_loop()
    longest = 0.0
    while not all(task.done() for task in asking):
        started = loop.time()
        assert (await home.ask("{hello}")).status_code == 200
        longest = max(longest, loop.time() - started)
    assert longest < 0.3
    for task in asking:
        response = task.result()
        assert response.status_code == 200
        assert response.json()["data"]["__schema"]["queryType"] == {"name": "Query", "kind": "OBJECT"}
