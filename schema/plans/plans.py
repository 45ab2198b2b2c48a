"""The plans of the operations in use, and the one way to execute: by plan if there is one, else by the reference."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, Final, cast

import strawberry
from graphql import ExecutionResult, OperationType, execute
from graphql.execution.values import get_variable_values
from strawberry.execution import optimized_is_awaitable

from schema.operations import Operation
from schema.plans.compiler import Plan, compile_plan
from schema.plans.runs import Run
from schema.plans.selections import conditions
from schema.plans.unawaited import Unawaited

MOST_COERCION_ERRORS: Final = 10
MOST_CONDITIONS: Final = 4
MOST_SEEN: Final = 10_000
# A field of a plan takes about as much memory as this many characters of a parsed document.
CHARACTERS_A_FIELD: Final = 10


@dataclass(slots=True)
class Entry:
    """The plans of one operation, by the values of the variables that decide what is selected."""

    conditions: tuple[str, ...]
    plans: dict[tuple[bool, ...], Plan | None] = field(default_factory=dict)
    size: int = 0


class Plans:
    """Executes the operations of one schema. All but mutations get a plan when they are asked for the second time."""

    def __init__(self, schema: strawberry.Schema, *, characters: int = 200_000) -> None:
        """Remember the plans of `characters` of text, as `Documents` does; the longest unused go first."""
        self.planned = self.surprised = 0
        self._schema, self._room, self._size = schema, characters, 0
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._entries: OrderedDict[tuple[str, str | None], Entry] = OrderedDict()

    async def execute(
        self, operation: Operation, variables: Mapping[str, Any], context: object, *, source: object = None
    ) -> ExecutionResult:
        """What the reference executor would answer; dates and instants in the data are left to the encoder.

        Of a subscription, `source` is the event to answer.
        """
        entry = self._entry(operation)
        if entry is None:
            return await self.refer(operation, variables, context, source=source)
        given = get_variable_values(
            self._schema._schema,
            operation.node.variable_definitions or (),
            dict(variables),
            max_errors=MOST_COERCION_ERRORS,
            hide_suggestions=True,
        )
        plan = None if isinstance(given, list) else self._plan(operation, entry, given.coerced)
        if plan is None or isinstance(given, list):
            return await self.refer(operation, variables, context, source=source)
        run = Run(context, given)
        try:
            data = await plan.answer(run, source)
        except Exception:
            # Whatever it was, the reference executor knows what to say about it.
            self.surprised += 1
            return await self.refer(operation, variables, context, known=run, source=source)
        self.planned += 1
        return ExecutionResult(data)

    async def refer(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        context: object,
        *,
        known: Run | None = None,
        source: object = None,
    ) -> ExecutionResult:
        """The answer of the reference executor, which asks nothing again that is known."""
        unawaited = Unawaited()
        result = execute(
            self._schema._schema,
            operation.document,
            source,
            context_value=context,
            variable_values=dict(variables),
            operation_name=operation.name,
            middleware=[unawaited] if known is None else [unawaited, known],
            executor_class=self._schema.execution_context_class,
            is_awaitable=cast(Any, optimized_is_awaitable),
            max_coercion_errors=MOST_COERCION_ERRORS,
            hide_suggestions=True,
            operation_extensions=None,
        )
        try:
            return await result if isawaitable(result) else result
        finally:
            unawaited.close()

    def _entry(self, operation: Operation) -> Entry | None:
        if operation.kind is OperationType.MUTATION:
            return None
        key = operation.text, operation.name
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
            return entry
        if not self._is_known(hash(key)):
            return None
        try:
            entry = Entry(conditions(operation.document), size=len(operation.text))
        except Exception:
            # There will be no plan then, nor another try.
            entry = Entry((), {(): None}, size=len(operation.text))
        self._entries[key] = entry
        self._grow(entry.size)
        return entry

    def _is_known(self, mark: int) -> bool:
        """Whether the operation was asked for before; two with the same mark do each other no harm."""
        if self._seen.pop(mark, self) is None:
            return True
        self._seen[mark] = None
        if len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)
        return False

    def _plan(self, operation: Operation, entry: Entry, values: Mapping[str, Any]) -> Plan | None:
        decided = tuple(values.get(name) for name in entry.conditions)
        if len(decided) > MOST_CONDITIONS or not all(isinstance(value, bool) for value in decided):
            return None
        known = cast(tuple[bool, ...], decided)
        if known not in entry.plans:
            entry.plans[known] = plan = self._compiled(operation, dict(zip(entry.conditions, known, strict=True)))
            grown = 0 if plan is None else plan.size * CHARACTERS_A_FIELD
            entry.size += grown
            self._grow(grown)
        return entry.plans[known]

    def _compiled(self, operation: Operation, decided: Mapping[str, bool]) -> Plan | None:
        try:
            return compile_plan(self._schema, operation, decided)
        except Exception:
            # Most often UnsupportedError; what the reference functions raise here they raise again when they answer.
            return None

    def _grow(self, characters: int) -> None:
        self._size += characters
        while self._size > self._room and self._entries:
            _, dropped = self._entries.popitem(last=False)
            self._size -= dropped.size
