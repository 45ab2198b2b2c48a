"""Metrics: what happened is counted, and no client can add a series."""

import random

from prometheus_client import generate_latest

from domain.performance import Ending
from realtime.system import MOST_LABELS, Recorder
from server.telemetry import Telemetry
from tests.builders import utc
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


def test_ten_thousand_random_operations_make_fewer_than_two_thousand_series() -> None:
    recorder, chance = Recorder(), random.Random(11)
    telemetry = Telemetry(paths=("/graphql", "/collect"), recorder=recorder)
    names = [f"field{number}" for number in range(60)]
    for number in range(10_000):
        roots = chance.choices(names, k=chance.randint(1, 30))
        seconds = chance.expovariate(20)
        ending = chance.choice([*Ending])
        telemetry.ran(kind="query", roots=roots, outcome=ending, ending=ending, seconds=seconds)
        telemetry.started()
        path = chance.choice(["/graphql", "/collect", f"/{number}"])
        telemetry.finished(method=f"M{number}", path=path, status=chance.choice([0, 200, 404, 503]), seconds=seconds)
    series = [each for each in generate_latest(telemetry.registry).decode().splitlines() if not each.startswith("#")]
    assert len(series) < 2_000
    # What is written down tells operations by their names as long as there are few, and by `other` from then on.
    assert len(recorder._labels["operation"]) == MOST_LABELS["operation"]
    events = [event for _ in range(20) for event in recorder.taken(utc(2026, 11, 21))]
    assert 0 < len(events) <= 5_000


async def test_requests_that_came_to_no_end_are_recorded_as_such() -> None:
    recorder = Recorder()
    async with house(recorder=recorder, seconds=0.05) as home:
        await home.ask("{hello}")
        await home.ask("query Named{fault}")
        await home.ask("{unavailable}")
        await home.ask("{refused}")
        await home.ask("{nope}")
        await home.ask("{hello}", authorization="Bearer outage")
        await home.ask("{slow}")
        await home.client.get("/crash")
    told = {
        tuple(dict(labels)[name] for name in ("operation", "outcome"))
        for name, labels in recorder._sums
        if name == "api_request"
    }
    assert told == {
        ("GET /crash", "failed"),
        ("fault", "failed"),
        ("hello", "answered"),
        ("refused", "refused"),
        ("unavailable", "failed"),
        ("unfinished", "failed"),
    }
    codes = sorted(str(dict(labels)["code"]) for name, labels in recorder._sums if name == "error")
    assert codes == ["INTERNAL", "INTERNAL", "UNAVAILABLE"]
