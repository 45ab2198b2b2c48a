"""Traces for a collector, when one is set and the extra `tracing` is installed; otherwise nothing is even imported."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import time_ns
from typing import TYPE_CHECKING, Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.performance import Ending
from server.bodies import header
from server.telemetry import METHODS, OTHER

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

COLLECTOR: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
CLOSE_SECONDS: Final = 3.0
CARRIED: Final = ("traceparent", "tracestate")

_log = structlog.stdlib.get_logger("tracing")


class Tracing:
    """A span for every request and one inside for every operation; names and codes of ours, nothing that was sent."""

    def __init__(self, provider: "TracerProvider") -> None:
        """`provider` knows where spans go."""
        from opentelemetry import trace  # noqa: PLC0415 - an extra, and slow to import
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415 - extra

        self._provider, self._trace, self._propagator = provider, trace, TraceContextTextMapPropagator()
        self._tracer = provider.get_tracer("career-copilot-analytics")

    def around(self, app: ASGIApp, label: Callable[[str], str]) -> ASGIApp:
        """The application with a span around every request, part of the caller's trace; `label` names paths."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            carried = {name: told for name in CARRIED if (told := header(scope, name.encode())) is not None}
            method = scope["method"] if scope["method"] in METHODS else OTHER
            path = label(scope["path"])
            with self._tracer.start_as_current_span(
                f"{method} {path}",
                context=self._propagator.extract(carried),
                kind=self._trace.SpanKind.SERVER,
                attributes={"http.request.method": method, "http.route": path},
                record_exception=False,
                set_status_on_exception=False,
            ) as span:

                async def noting(message: Message) -> None:
                    if message["type"] == "http.response.start":
                        span.set_attribute("http.response.status_code", message["status"])
                    await send(message)

                await app(scope, receive, noting)

        return traced

    def operation(self, name: str, ending: Ending, seconds: float) -> None:
        """An operation has ended, inside the request under way."""
        end = time_ns()
        attributes = {"graphql.operation": name, "outcome": str(ending)}
        self._tracer.start_span(name, start_time=end - int(seconds * 1e9), attributes=attributes).end(end)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """At the end of the block, send what has not been sent, for at most 3 s."""
        try:
            yield
        finally:
            closing = asyncio.ensure_future(asyncio.to_thread(self._provider.shutdown))
            await asyncio.wait({closing}, timeout=CLOSE_SECONDS)


def from_environment() -> Tracing | None:
    """Traces to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names; None without one or without the extra."""
    if not os.environ.get(COLLECTOR):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - an extra, and slow to import
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - an extra, and slow to import
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - an extra, slow to import
    except ImportError:
        _log.warning("no traces: the extra `tracing` is not installed")
        return None
    name = os.environ.get("OTEL_SERVICE_NAME", "career-copilot-analytics")
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)
