"""The GraphQL endpoint: GraphQL over HTTP for queries and mutations, and the explorer for browsers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.errors import TooSlow, Unavailable
from schema.operations import RejectedError
from server.bodies import GRAPHQL_BYTES, Parameters, decode_parameters, parameters_of_url, read_body
from server.deadlines import in_time
from server.execution import Answer, Execution, Task
from server.explorer import Explorer
from server.idempotency import Keys, idempotency_key, once
from server.masks import TOO_SLOW_CODE, TOO_SLOW_MESSAGE, UNAVAILABLE_CODE, UNAVAILABLE_MESSAGE
from server.negotiation import Answering, negotiate, require_json, wants_html
from server.origins import ALLOWED_METHODS, Origins
from server.problems import Problem, error_body, problem_response, request_id
from server.streams import Streams, mutation_by_get
from server.telemetry import Telemetry

MOST_URL_PARAMETERS: Final = 20


@dataclass(frozen=True, slots=True)
class Edge:
    """What the endpoint needs to know besides what to run.

    `context` makes what resolvers share, and raises Unauthenticated when nobody we know is asking. `keys` gives the
    store of idempotency keys of whoever the context is about; without it the header is ignored. An answer takes at most
    `seconds` from the moment the request has arrived.
    """

    context: Callable[[HTTPConnection], Awaitable[object]]
    keys: Callable[[Any], Keys] | None = None
    origins: Origins = field(default_factory=Origins)
    explorer: Explorer | None = None
    seconds: float = 4.5
    body_bytes: int = GRAPHQL_BYTES


class GraphQL:
    """An ASGI endpoint, for `Route("/graphql", GraphQL(...))`."""

    def __init__(
        self, execution: Execution, edge: Edge, telemetry: Telemetry, *, streams: Streams | None = None
    ) -> None:
        """`telemetry` counts what is refused here; without `streams` nothing is answered as an event stream."""
        self._execution, self._edge, self._telemetry, self._streams = execution, edge, telemetry, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope, receive, send)
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        except Problem as problem:
            self._telemetry.refused(problem.code)
            response = problem_response(problem, scope)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        """The answer to any request; problems before a type is agreed on are in plain JSON."""
        if request.method == "OPTIONS":
            return self._edge.origins.preflight(request)
        accept = ", ".join(request.headers.getlist("accept"))
        explorer = self._edge.explorer
        is_question = request.method not in ("GET", "HEAD") or b"query=" in request.scope["query_string"]
        if not is_question and wants_html(accept) and explorer is not None and explorer.is_built:
            return explorer.page()
        self._edge.origins.check(request.scope)
        answering = negotiate(accept)
        try:
            response = await self._answer(request, answering)
        except Problem as problem:
            self._telemetry.refused(problem.code)
            response = problem_response(problem, request.scope, answering.media_type)
        except RejectedError as rejected:
            response = self._rejection(rejected, request, answering)
        response.headers.update(self._edge.origins.headers(request.scope))
        return response

    async def _answer(self, request: Request, answering: Answering) -> Response:
        parameters, body = await self._parameters(request, answering)
        if answering.takes_events and self._streams is not None:
            stream = await _stream(self._streams, request, parameters, any_kind=answering.prefers_events)
            if stream is not None:
                return stream
        key = idempotency_key(request.scope) if request.method == "POST" else None
        answer = await in_time(
            self._run(request, parameters, body, key),
            request.receive,
            seconds=self._edge.seconds,
            finish=key is not None,
        )
        return Response(
            answer.body,
            status_code=200 if answer.has_run or answering.is_legacy else 400,
            headers={"idempotency-replayed": "true"} if answer.is_repeated else None,
            media_type=answering.media_type,
        )

    async def _parameters(self, request: Request, answering: Answering) -> tuple[Parameters, bytes]:
        if request.method == "POST":
            require_json(request.headers.get("content-type"))
            body = await read_body(request.scope, request.receive, most=self._edge.body_bytes)
            return decode_parameters(body), body
        if request.method not in {"GET", "HEAD"}:
            raise Problem(
                405, "METHOD_NOT_ALLOWED", "Ask with POST, or with GET for queries.", {"allow": ALLOWED_METHODS}
            )
        self._edge.origins.check_simple(request.scope, explicit_accept=answering.is_explicit)
        return parameters_of_url(_pairs(request.scope["query_string"])), b""

    async def _run(self, request: Request, parameters: Parameters, body: bytes, key: str | None) -> Answer:
        try:
            context = await self._edge.context(request)
            task = await self._execution.plan(parameters)
            if task.is_mutation and request.method != "POST":
                raise mutation_by_get()
            if task.is_mutation and key is not None and self._edge.keys is not None:
                return await self._run_once(request, task, context, keys=self._edge.keys(context), key=key, body=body)
            return await self._execution.run(task, context, request=request_id(request.scope))
        except Unavailable:
            raise Problem(503, UNAVAILABLE_CODE, UNAVAILABLE_MESSAGE, {"retry-after": "1"}) from None
        except TooSlow:
            raise Problem(503, TOO_SLOW_CODE, TOO_SLOW_MESSAGE, {"retry-after": "1"}) from None

    async def _run_once(
        self, request: Request, task: Task, context: object, *, keys: Keys, key: str, body: bytes
    ) -> Answer:
        async def run() -> Answer:
            return await self._execution.run(task, context, request=request_id(request.scope))

        return await once(keys, key, body, run, now=datetime.now(UTC))

    def _rejection(self, rejected: RejectedError, request: Request, answering: Answering) -> Response:
        for error in rejected.errors:
            self._telemetry.refused(error["extensions"]["code"])
        body = error_body(rejected.errors, request=request_id(request.scope))
        if rejected.errors[0]["extensions"]["code"] == "OVERLOADED":
            return Response(body, status_code=503, headers={"retry-after": "1"}, media_type=answering.media_type)
        return Response(body, status_code=200 if answering.is_legacy else 400, media_type=answering.media_type)


async def _stream(streams: Streams, request: Request, parameters: Parameters, *, any_kind: bool) -> Response | None:
    try:
        return await streams.response(request, parameters, any_kind=any_kind)
    except (Unavailable, TooSlow):
        raise Problem(503, UNAVAILABLE_CODE, UNAVAILABLE_MESSAGE, {"retry-after": "1"}) from None


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_URL_PARAMETERS
        )
    except ValueError:
        raise Problem(400, "BAD_REQUEST", "The URL cannot be read. Encode its parameters as UTF-8.") from None
