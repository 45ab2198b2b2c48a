"""Numbers about ourselves for Prometheus. Every label comes from a set that no client can add to."""

from collections.abc import Callable, Iterable
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
OTHER: Final = "other"


class Telemetry:
    """All metrics of one process, in a registry of their own."""

    def __init__(self, *, paths: Iterable[str] = ()) -> None:
        """`paths` are the addresses worth a label; all others are counted together."""
        self.registry = CollectorRegistry()
        self._paths = frozenset(paths)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._requests = Counter(
            "http_requests", "Answered requests.", ("method", "path", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "http_request_seconds", "Time to answer.", ("path",), buckets=SECONDS, registry=self.registry
        )
        self._in_flight = Gauge("http_requests_in_flight", "Requests being answered.", registry=self.registry)
        self._fields = Counter(
            "graphql_root_fields", "Root fields answered.", ("kind", "field", "outcome"), registry=self.registry
        )
        self._refused = Counter(
            "graphql_refused", "Requests refused before running.", ("code",), registry=self.registry
        )

    def label(self, path: str) -> str:
        """The path if it is one of ours; a stranger's path may hold anything, so it is neither counted nor logged."""
        return path if path in self._paths else OTHER

    def started(self) -> None:
        """A request came in."""
        self._in_flight.inc()

    def finished(self, *, method: str, path: str, status: int, seconds: float) -> None:
        """A request was answered; status 0 when the client had gone."""
        label = self.label(path)
        self._in_flight.dec()
        self._requests.labels(method if method in METHODS else OTHER, label, str(status)).inc()
        self._seconds.labels(label).observe(seconds)

    def ran(self, *, kind: str, roots: Iterable[str], outcome: str) -> None:
        """An operation ran; `roots` are names of the schema, never of the client."""
        for root in roots:
            self._fields.labels(kind, root, outcome).inc()

    def refused(self, code: str) -> None:
        """A request was refused with one of our own codes."""
        self._refused.labels(code).inc()

    def gauge(self, name: str, description: str, read: Callable[[], float]) -> None:
        """Show a number that is read when somebody looks."""
        Gauge(name, description, registry=self.registry).set_function(read)

    def route(self, path: str = "/metrics") -> Route:
        """The address where Prometheus looks."""

        async def metrics(_: Request) -> Response:
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

        return Route(path, metrics)
