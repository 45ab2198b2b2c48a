"""From a request that is understood to the bytes of its answer; used by every way in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError, OperationType

from domain.errors import Unavailable
from domain.performance import Ending
from realtime.frames import Frame
from schema.answering import answered_now
from schema.documents import Documents
from schema.limits import LimitError
from schema.operations import FormattedError, Operation, RejectedError, presentable
from schema.plans import Plans
from server.bodies import Parameters
from server.masks import OURS, cause_of, masked
from server.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class Task:
    """One operation with its variables, allowed to run."""

    operation: Operation
    variables: Mapping[str, Any]
    cost: int

    @property
    def is_mutation(self) -> bool:
        """Whether it may change something."""
        return self.operation.kind is OperationType.MUTATION

    @property
    def is_subscription(self) -> bool:
        """Whether it has more than one answer."""
        return self.operation.kind is OperationType.SUBSCRIPTION


@dataclass(frozen=True, slots=True)
class Answer:
    """A body; whether an operation ran for it, may have changed something, and did so for an earlier request."""

    body: bytes
    has_run: bool
    has_effect: bool
    is_repeated: bool = False


class Execution:
    """Runs operations of one schema."""

    def __init__(
        self, schema: strawberry.Schema, documents: Documents, telemetry: Telemetry, *, plans: Plans | None = None
    ) -> None:
        """Raises ValueError for a schema with extensions or operation directives of its own: they would not run."""
        if schema.extensions or schema.directives:
            raise ValueError("extensions and operation directives of the schema are not run here")
        self.schema = schema
        self._documents, self._telemetry, self._plans = documents, telemetry, plans or Plans(schema)

    async def plan(self, parameters: Parameters, *, may_stream: bool = False) -> Task:
        """What to run. Raises RejectedError when the request is not valid, too large, or for another way in.

        Only a way in that `may_stream` takes subscriptions.
        """
        document = await self._documents.find(parameters.query or "")
        operation = document.operation(parameters.operation_name)
        if operation.kind is OperationType.SUBSCRIPTION and not may_stream:
            raise RejectedError.because(
                "One answer cannot hold a subscription. Send `Accept: text/event-stream`, use a websocket, or ask with "
                "a query.",
                "SUBSCRIPTION_NOT_SUPPORTED",
            )
        variables = parameters.variables or {}
        cost, limit = operation.cost(variables), self._documents.limits.cost
        if cost > limit:
            way_out = "Ask for shorter pages (`first`), or for fewer things of each row."
            error = LimitError("COST_LIMIT", "points of cost", way_out, limit=limit, found=cost)
            raise RejectedError(presentable(error, "COST_LIMIT"))
        return Task(operation, variables, cost)

    async def run(self, task: Task, context: object, *, request: str) -> Answer:
        """Run it. `request` is the request id, for the errors."""
        operation, started = task.operation, perf_counter()
        if operation.is_introspection:
            result = await self._documents.introspect(operation, task.variables)
        else:
            result = await self._plans.execute(operation, task.variables, context)
        # Errors of the request itself, such as an unusable variable, lead to no field.
        has_run = result.data is not None or any(error.path is not None for error in result.errors or ())
        payload: dict[str, Any] = {"data": result.data} if has_run else {}
        if result.errors:
            payload["errors"] = self._told(operation, result.errors, request=request)
        payload["extensions"] = {"cost": {"requested": task.cost, "limit": self._documents.limits.cost}}
        outcome = "refused" if not has_run else "failed" if result.errors else "answered"
        self._ran(operation, outcome, payload.get("errors", ()), started)
        body = orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS)
        return Answer(body, has_run, has_effect=has_run and task.is_mutation and not _has_failed_whole(task, result))

    async def tell(self, task: Task, variables: Mapping[str, Any], context: object, *, request: str) -> Frame:
        """One answer of a subscription, whose sequence is what its change says of itself, if it came through whole.

        Raises RejectedError where there is no data at all, and Unavailable where any of it could not be reached.
        """
        operation, started = task.operation, perf_counter()
        change, result = await answered_now(self.schema, operation, variables, context, plans=self._plans)
        for error in result.errors or ():
            cause = cause_of(error)
            if isinstance(cause, Unavailable):
                raise cause
        errors = self._told(operation, result.errors or (), request=request)
        outcome = "answered" if not errors else "refused" if change is None else "failed"
        self._ran(operation, outcome, errors, started)
        if result.data is None:
            raise RejectedError(*errors)
        payload = {"data": result.data, "errors": errors} if errors else {"data": result.data}
        sequence = None if errors else getattr(change, "sequence", None)
        return Frame(orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS), sequence)

    def _told(self, operation: Operation, errors: Iterable[GraphQLError], *, request: str) -> list[FormattedError]:
        told = masked(errors, roots=operation.roots, failed=self._telemetry.failed)
        for error in told:
            error["extensions"]["requestId"] = request
        return told

    def _ran(self, operation: Operation, outcome: str, errors: Iterable[FormattedError], started: float) -> None:
        self._telemetry.ran(
            kind=operation.kind.value,
            roots=operation.roots,
            outcome=outcome,
            ending=_ending(errors),
            seconds=perf_counter() - started,
        )


def _ending(errors: Iterable[Mapping[str, Any]]) -> Ending:
    codes = {error["extensions"]["code"] for error in errors}
    return Ending.ANSWERED if not codes else Ending.FAILED if codes & OURS else Ending.REFUSED


def _has_failed_whole(task: Task, result: ExecutionResult) -> bool:
    """Whether the one mutation asked for failed itself, so that its one transaction was undone.

    An error further down says nothing of that kind: the change was made, and reading it back failed.
    """
    is_single = len(task.operation.node.selection_set.selections) == 1
    return is_single and any(error.path is not None and len(error.path) == 1 for error in result.errors or ())
