"""Documents we have met: parsed, limited and validated once, then only looked up."""

import asyncio
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any, Final

import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    execute_sync,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import (
    KnownFragmentNamesRule,
    NoFragmentCyclesRule,
    NoUnusedFragmentsRule,
    UniqueFragmentNamesRule,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.costs import Tariff, default_sizes
from schema.limits import Limits, check_document
from schema.measures import Measure
from schema.operations import Document, Operation, RejectedError, presentable
from schema.prices import Price
from schema.shelf import Outcome, Shelf
from schema.texts import check_text

RULES: Final = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
# First, because the limits on repetitions hold for what operations reach.
STRUCTURE: Final = (KnownFragmentNamesRule, NoFragmentCyclesRule, NoUnusedFragmentsRule, UniqueFragmentNamesRule)
MOST_ERRORS: Final = 20
MOST_CATALOGUES: Final = 8
# The reading thread shares the interpreter with the event loop, whose every wake-up waits this long for its turn; with
# Python's own 5 ms a request of ten wake-ups takes 50 ms longer while hard texts are read.
SWITCH_SECONDS: Final = 0.0005
ABORTED: Final = "Validation aborted."  # what graphql-core says when a budget is spent

# Comparing fields of the same name is the one rule whose work is not linear. Within our limits on repetitions this is
# enough for 400 times the same bare field, and takes less than a tenth of a second.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 200_000


class Documents:
    """The documents of one schema. Unknown texts are read in a thread of their own, one at a time.

    So a hostile document costs its sender time, not everyone else's: the event loop only ever looks documents up.
    """

    def __init__(
        self, schema: strawberry.Schema, *, limits: Limits | None = None, characters: int = 200_000, waiting: int = 100
    ) -> None:
        """`characters` of text are remembered; when `waiting` texts are unread, further ones are turned away."""
        self.limits = limits or Limits()
        self.hits = self.misses = 0
        self._schema = schema._schema
        self._tariff = Tariff(self._schema)
        self._shelf = Shelf(characters=characters)
        self._waiting = waiting
        self._unread: dict[str, asyncio.Future[Outcome]] = {}
        self._catalogues: OrderedDict[tuple[str, str | None], ExecutionResult] = OrderedDict()
        sys.setswitchinterval(SWITCH_SECONDS)
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")

    def close(self) -> None:
        """Let the reading thread go; texts still unread are dropped."""
        self._reader.shutdown(wait=False, cancel_futures=True)

    async def find(self, text: str) -> Document:
        """The document of a text. Raises RejectedError when it is not within the limits or not valid."""
        outcome = self._shelf.get(text)
        if outcome is None:
            self.misses += 1
            outcome = await self._read_once(text)
        else:
            self.hits += 1
        if isinstance(outcome, RejectedError):
            raise RejectedError(*outcome.errors)
        return outcome

    async def _read_once(self, text: str) -> Outcome:
        try:
            check_text(text, self.limits)
        except GraphQLError as error:
            return _rejected(error)
        reading = self._unread.get(text)
        if reading is None:
            if len(self._unread) >= self._waiting:
                return RejectedError.because("Too many new queries at once. Try again in a second.", "OVERLOADED")
            reading = asyncio.get_running_loop().run_in_executor(self._reader, self.read, text)
            self._unread[text] = reading
            reading.add_done_callback(lambda done: self._read(text, done))
        return await asyncio.shield(reading)

    def _read(self, text: str, reading: "asyncio.Future[Outcome]") -> None:
        del self._unread[text]
        if not reading.cancelled() and reading.exception() is None:
            self._shelf.put(text, reading.result())

    def read(self, text: str) -> Outcome:
        """Parse, limit and validate, remembering nothing."""
        limits = self.limits
        try:
            check_text(text, limits)
            ast = parse(text, max_tokens=limits.tokens)
            shape = check_document(ast, limits)
        except GraphQLError as error:
            return _rejected(error)
        for rules in (STRUCTURE, RULES):
            errors = validate(self._schema, ast, rules, max_errors=MOST_ERRORS, hide_suggestions=True)
            if errors:
                return _invalid(errors)
        prices = self._tariff.prices((node for node, _ in shape.operations), shape.fragments)
        return Document(
            tuple(
                _operation(text, ast, node, total, price)
                for (node, total), price in zip(shape.operations, prices, strict=True)
            )
        )

    async def introspect(self, operation: Operation, variables: Mapping[str, object]) -> ExecutionResult:
        """Answer a question about the schema alone, away from the event loop; the same answer is not computed twice."""
        key = operation.text, operation.name
        known = self._catalogues.get(key)
        if known is not None:
            return known
        result = await asyncio.get_running_loop().run_in_executor(
            self._reader, self._execute, operation, dict(variables)
        )
        if not operation.node.variable_definitions and result.errors is None:
            self._catalogues[key] = result
            if len(self._catalogues) > MOST_CATALOGUES:
                self._catalogues.popitem(last=False)
        return result

    def _execute(self, operation: Operation, variables: dict[str, Any]) -> ExecutionResult:
        return execute_sync(
            self._schema,
            operation.document,
            variable_values=variables,
            operation_name=operation.name,
            hide_suggestions=True,
        )


def _operation(text: str, ast: DocumentNode, node: OperationDefinitionNode, total: Measure, price: Price) -> Operation:
    return Operation(
        text=text,
        document=ast,
        node=node,
        roots=tuple(sorted(total.roots)),
        is_introspection=total.is_introspection,
        price=price,
        defaults=MappingProxyType(default_sizes(node)),
    )


def _invalid(errors: Sequence[GraphQLError]) -> RejectedError:
    if errors[-1].message == ABORTED:
        return RejectedError.because(
            "The query asks for the same fields in too many places to compare them all. Ask for each field once.",
            "REPETITION_LIMIT",
        )
    return RejectedError(*(presentable(error, "GRAPHQL_VALIDATION_FAILED") for error in errors))


def _rejected(error: GraphQLError) -> RejectedError:
    return RejectedError(presentable(error, "GRAPHQL_PARSE_FAILED"))
