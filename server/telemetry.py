"""Numbers about ourselves for Prometheus. Every label comes from a set that no client can add to."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from math import nan
from typing import Final, TypeVar

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Summary,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.events import Reason, Verdict
from domain.performance import Ending
from realtime.inbox import Depth
from realtime.ingestion import Steps
from realtime.system import Recorder

T = TypeVar("T")

# Some of the bounds of domain.performance, which counts more finely.
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
OPERATIONS_AT: Final = frozenset({"/graphql", "/"})
UNFINISHED: Final = "unfinished"
# Probes and files say nothing of how long answers take.
UNCOUNTED: Final = frozenset(
    {"/health/live", "/health/ready", "/metrics", "/dashboard.json", "/tracker.js", "/tracker.mjs", "/tracker.d.ts"}
)
OTHER: Final = "other"
NOT_OPERATIONS: Final = OPERATIONS_AT | UNCOUNTED | {OTHER}
DEPTH_SECONDS: Final = 1.0

Span = Callable[[str, Ending, float], None]

_log = structlog.get_logger("telemetry")


class Telemetry:
    """All metrics of one process, in a registry of their own; what lasts longer goes on to the recorder."""

    def __init__(
        self, *, paths: Iterable[str] = (), recorder: Recorder | None = None, span: Span | None = None
    ) -> None:
        """`paths` are the addresses worth a label; all others are counted together. `span` traces operations."""
        self.registry = CollectorRegistry()
        self.recorder = recorder or Recorder(is_enabled=False)
        self._paths, self._span = frozenset(paths), span
        self._look: Callable[[], Awaitable[Depth]] | None = None
        self._taken_in: Steps | None = None
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._make_requests()
        self._make_pipeline()
        left_out = Gauge("system_events_left_out", "System events not counted.", registry=self.registry)
        left_out.set_function(lambda: self.recorder.left_out)

    def _make_requests(self) -> None:
        registry = self.registry
        # Finding a series by its labels takes longer than counting; there are only so many of them.
        self._answered = cache(self._answered_by)
        self._told = cache(self._told_by)
        self._requests = Counter("http_requests", "Answered requests.", ("method", "path", "status"), registry=registry)
        self._seconds = Histogram(
            "http_request_seconds", "Time to answer.", ("path",), buckets=SECONDS, registry=registry
        )
        self._in_flight = Gauge("http_requests_in_flight", "Requests being answered.", registry=registry)
        self._fields = Counter(
            "graphql_root_fields", "Root fields answered.", ("kind", "field", "outcome"), registry=registry
        )
        self._refused = Counter("graphql_refused", "Requests refused before running.", ("code",), registry=registry)
        self._faults = Counter("faults", "Errors of ours.", ("code",), registry=registry)

    def _make_pipeline(self) -> None:
        registry = self.registry
        self._verdicts = Counter("events", "Events told what became of them.", ("verdict", "reason"), registry=registry)
        registry.register(_Steps(lambda: self._taken_in))
        self._waiting = Gauge("inbox_events", "Events waiting to be worked.", registry=registry)
        self._oldest = Gauge("inbox_oldest_seconds", "How long the oldest of them has waited.", registry=registry)
        self._batches = Summary("worker_batch_seconds", "Time to work a batch.", registry=registry)
        self._worked = Counter("worker_events", "Events worked.", registry=registry)
        self._cache = Summary("cache_answer_seconds", "Answers found or made.", ("family", "result"), registry=registry)
        self._jobs = Summary("background_job_seconds", "Background work.", ("task", "outcome"), registry=registry)

    def label(self, path: str) -> str:
        """The path if it is one of ours; a stranger's path may hold anything, so it is neither counted nor logged."""
        return path if path in self._paths else OTHER

    def started(self) -> None:
        """A request came in."""
        self._in_flight.inc()

    def finished(self, *, method: str, path: str, status: int, seconds: float) -> None:
        """A request was answered; status 0 when the client had gone."""
        label, known = self.label(path), method if method in METHODS else OTHER
        self._in_flight.dec()
        answered, took = self._answered(known, label, status)
        answered.inc()
        took.observe(seconds)
        # Where operations run, each is recorded by itself, except one that did not come to its end.
        if label in OPERATIONS_AT and not 0 < status < 500:
            self.recorder.request(UNFINISHED, _ending(status), seconds)
        elif label not in NOT_OPERATIONS:
            self.recorder.request(f"{known} {label}", _ending(status), seconds)

    def _answered_by(self, method: str, label: str, status: int) -> tuple[Counter, Histogram]:
        return self._requests.labels(method, label, str(status)), self._seconds.labels(label)

    def ran(self, *, kind: str, roots: Iterable[str], outcome: str, ending: Ending, seconds: float) -> None:
        """An operation ran; `roots` are names of the schema, never of the client."""
        names = tuple(roots)
        for root in names:
            self._fields.labels(kind, root, outcome).inc()
        operation = "+".join(sorted(set(names)))
        self.recorder.request(operation, ending, seconds)
        if self._span is not None:
            self._span(operation, ending, seconds)

    def refused(self, code: str) -> None:
        """A request was refused with one of our own codes."""
        self._refused.labels(code).inc()

    def failed(self, error: BaseException, code: str) -> None:
        """Something went wrong on our side; `code` is one of our own."""
        self._faults.labels(code).inc()
        self.recorder.error(error, code)

    def verdict(self, verdict: Verdict, reason: Reason | None, count: int = 1) -> None:
        """Events got a verdict."""
        self._told(verdict, reason).inc(count)
        self.recorder.verdict(verdict, reason, count)

    def _told_by(self, verdict: Verdict, reason: Reason | None) -> Counter:
        return self._verdicts.labels(verdict, reason or "")

    def batch(self, events: int, seconds: float) -> None:
        """A batch was worked."""
        self._batches.observe(seconds)
        self._worked.inc(events)
        self.recorder.batch(events, seconds)

    def cache(self, family: str, seconds: float, is_hit: bool) -> None:
        """An answer of a family, one of ours, was found in the cache, or was not and was made."""
        self._cache.labels(family, "hit" if is_hit else "miss").observe(seconds)
        self.recorder.cache(family, seconds, is_hit=is_hit)

    def job(self, task: str, outcome: str, seconds: float) -> None:
        """Background work of ours has ended: succeeded or failed."""
        self._jobs.labels(task, outcome).observe(seconds)
        self.recorder.job(task, outcome, seconds)

    def gauge(self, name: str, description: str, read: Callable[[], float]) -> None:
        """Show a number that is read when somebody looks."""
        Gauge(name, description, registry=self.registry).set_function(read)

    def figures(self, read: Callable[[], T | None], *shown: tuple[str, str, Callable[[T], float]]) -> None:
        """Show numbers of one part: name, description, and how each is read off it; 0 while `read` has no part yet."""

        def look(number: Callable[[T], float]) -> Callable[[], float]:
            def value() -> float:
                part = read()
                return 0 if part is None else number(part)

            return value

        for name, description, number in shown:
            self.gauge(name, description, look(number))

    def watch_steps(self, steps: Steps) -> None:
        """Show what the steps of the way in do."""
        self._taken_in = steps

    def watch_inbox(self, look: Callable[[], Awaitable[Depth]]) -> None:
        """Show how much waits, looked up when somebody looks."""
        self._look = look

    def route(self, path: str = "/metrics") -> Route:
        """The address where Prometheus looks."""

        async def metrics(_: Request) -> Response:
            await self._look_into_inbox()
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

        return Route(path, metrics)

    async def _look_into_inbox(self) -> None:
        events = seconds = nan
        if self._look is not None:
            try:
                async with asyncio.timeout(DEPTH_SECONDS):
                    depth = await self._look()
            except Exception as error:
                _log.warning("inbox not looked into", exc_info=error)
            else:
                oldest = depth.oldest_at
                events = depth.events
                seconds = max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0.0
        self._waiting.set(events)
        self._oldest.set(seconds)


class _Steps(Collector):
    """What the steps of the way in have done, counted by themselves."""

    def __init__(self, read: Callable[[], Steps | None]) -> None:
        self._read = read

    def collect(self) -> Iterable[CounterMetricFamily]:
        """Both families, empty while nothing is taken in."""
        seconds = CounterMetricFamily("ingestion_step_seconds", "Time in each step.", labels=("step",))
        taken_off = CounterMetricFamily(
            "ingestion_taken_off", "Events that a step took off the way.", labels=("step", "verdict", "reason")
        )
        steps = self._read()
        if steps is not None:
            for name, value in steps.seconds.items():
                seconds.add_metric((name,), value)
            for (name, verdict, reason), count in steps.taken_off.items():
                taken_off.add_metric((name, verdict, reason or ""), count)
        return seconds, taken_off


def _ending(status: int) -> Ending:
    if status == 0:
        return Ending.ABANDONED
    return Ending.FAILED if status >= 500 else Ending.REFUSED if status >= 400 else Ending.ANSWERED
