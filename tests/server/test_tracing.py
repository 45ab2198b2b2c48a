"""Traces: part of the caller's, named by us, with nothing in them that was sent."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from server.tracing import COLLECTOR, Tracing, from_environment
from tests.server.house import house
from tests.server.towers import SECRET

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


def tracing() -> tuple[Tracing, InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Tracing(provider), exporter


async def test_a_request_and_its_operation_are_spans_of_the_caller_s_trace() -> None:
    traces, exporter = tracing()
    async with house(tracing=traces) as home:
        await home.client.post(
            "/graphql",
            json={
                "query": f"query {SECRET}($name: String!) {{ secret: hello(name: $name) }}",
                "variables": {"name": SECRET},
            },
            headers={"traceparent": f"00-{TRACE}-{SPAN}-01", "authorization": f"Bearer {SECRET}"},
        )
    inner, outer = exporter.get_finished_spans()
    assert (outer.name, outer.kind) == ("POST /graphql", SpanKind.SERVER)
    assert outer.attributes == {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
    }
    assert outer.context is not None
    assert outer.parent is not None
    assert (f"{outer.context.trace_id:032x}", f"{outer.parent.span_id:016x}") == (TRACE, SPAN)
    assert inner.name == "hello"
    assert inner.attributes == {"graphql.operation": "hello", "outcome": "answered"}
    assert inner.parent is not None
    assert inner.parent.span_id == outer.context.span_id
    assert inner.start_time is not None
    assert outer.start_time is not None
    assert outer.start_time <= inner.start_time
    assert SECRET not in json.dumps([each.to_json() for each in (inner, outer)])


async def test_strangers_names_and_faults_are_not_told() -> None:
    traces, exporter = tracing()
    async with house(tracing=traces) as home:
        await home.client.request("PURGE", f"/{SECRET}?token={SECRET}", headers={"traceparent": SECRET})
        await home.ask("{ fault }")
    told = [json.loads(each.to_json()) for each in exporter.get_finished_spans()]
    assert [each["name"] for each in told] == ["other other", "fault", "POST /graphql"]
    assert [each["events"] for each in told] == [[], [], []]
    assert told[1]["attributes"]["outcome"] == "failed"
    assert told[0]["parent_id"] is None
    assert SECRET not in json.dumps(told)


def test_without_a_collector_nothing_is_traced_nor_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(COLLECTOR, raising=False)
    assert from_environment() is None
    # Libraries of ours import the rest of it by themselves, where it is installed.
    asked = "import sys, server.tracing; server.tracing.from_environment();"
    asked += " print(any(name.startswith('opentelemetry.exporter') for name in sys.modules))"
    environment = {name: value for name, value in os.environ.items() if name != COLLECTOR}
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", asked], cwd=root, env=environment, capture_output=True, check=True)  # noqa: S603 - ours
    assert ran.stdout.decode().strip() == "False"


async def test_with_a_collector_that_is_away_closing_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COLLECTOR, "http://127.0.0.1:9")
    found = from_environment()
    assert found is not None
    async with found.sending():
        pass
