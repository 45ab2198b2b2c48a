"""Metrics: what happened is counted, and no client can add a series."""

from tests.server.house import House, house


async def series(home: House) -> list[str]:
    text = (await home.client.get("/metrics")).text
    return [line for line in text.splitlines() if line and not line.startswith("#")]


async def value(home: House, start: str) -> float:
    (line,) = [line for line in await series(home) if line.startswith(start)]
    return float(line.rpartition(" ")[2])


async def strange(home: House, number: int) -> None:
    await home.ask(f"query Name{number}{{alias{number}: hello}}")
    await home.client.get(f"/path{number}")
    await home.client.request(f"M{number}", "/graphql")
    await home.client.request("PURGE", "/graphql")
    await home.ask(f"{{field{number}}}")
    await home.client.post("/graphql", json={"query": f"query A{number}{{a}}", "operationName": f"B{number}"})
    await home.client.post("/graphql", json={"query": "{hello}"}, headers={"origin": f"https://o{number}.example"})


async def test_names_of_clients_make_no_series() -> None:
    async with house() as home:
        await strange(home, 0)
        await series(home)
        before = len(await series(home))
        for number in range(1, 200):
            await strange(home, number)
        assert len(await series(home)) == before < 200


async def test_root_fields_are_counted_by_their_names_in_the_schema() -> None:
    async with house() as home:
        await home.ask("query Named{a: hello b: hello fault}")
        await home.ask("{hello}")
        await home.ask("mutation{change}")
        await home.ask("{nope}")
        fields = "graphql_root_fields_total"
        assert await value(home, f'{fields}{{field="hello",kind="query",outcome="failed"}}') == 1
        assert await value(home, f'{fields}{{field="hello",kind="query",outcome="answered"}}') == 1
        assert await value(home, f'{fields}{{field="change",kind="mutation",outcome="answered"}}') == 1
        assert await value(home, 'graphql_refused_total{code="GRAPHQL_VALIDATION_FAILED"}') == 1
        assert await value(home, 'http_requests_total{method="POST",path="/graphql",status="200"}') == 3
        assert await value(home, 'http_requests_total{method="POST",path="/graphql",status="400"}') == 1
        assert await value(home, "http_requests_in_flight") == 1


async def test_a_client_who_has_gone_is_not_in_flight_for_ever(home: House) -> None:
    assert await value(home, "http_requests_in_flight") == 1
