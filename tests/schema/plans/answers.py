"""The same question answered twice: by the reference executor and by a plan."""

from collections.abc import Callable, Mapping
from inspect import isawaitable
from typing import Any

import orjson
import strawberry
from graphql import ExecutionResult, execute

from schema.documents import Documents
from schema.limits import Limits
from schema.operations import Document, Operation
from schema.plans import Plans


def operation(schema: strawberry.Schema, text: str, name: str | None = None) -> Operation:
    """The operation of a text; fails when the text is not valid."""
    documents = Documents(schema, limits=Limits(depth=50, aliases=400, directives=400, cost=1_000_000))
    try:
        document = documents.read(text)
    finally:
        documents.close()
    assert isinstance(document, Document), (text, document.errors)
    return document.operation(name)


def encoded(result: ExecutionResult) -> dict[str, bytes]:
    """The bytes of the data and of the errors that a client would get."""
    errors = [error.formatted for error in result.errors or ()]
    return {"data": orjson.dumps(result.data, option=orjson.OPT_NON_STR_KEYS), "errors": orjson.dumps(errors)}


async def compare(
    schema: strawberry.Schema, asked: Operation, variables: Mapping[str, Any], context: Callable[[], Any]
) -> str:
    """Fails unless reference and plan, each with a context of its own, give the same; says how the plan fared."""
    plans = Plans(schema)
    expected = encoded(await plans.execute(asked, variables, context()))
    assert (plans.planned, plans.surprised) == (0, 0)
    found = encoded(await plans.execute(asked, variables, context()))
    if plans.planned:
        assert (found, orjson.loads(found["errors"])) == (expected, [])
        return "planned"
    assert found["data"] == expected["data"]
    if found["errors"] != expected["errors"]:
        # Of several errors that make the same thing null, the one that came first is told: a race.
        possible = orjson.loads(encoded(await _all_errors(schema, asked, variables, context()))["errors"])
        for errors in (found["errors"], expected["errors"]):
            assert errors != b"[]"
            assert all(error in possible for error in orjson.loads(errors))
    return "surprised" if plans.surprised else "referred"


async def _all_errors(
    schema: strawberry.Schema, asked: Operation, variables: Mapping[str, Any], context: Any
) -> ExecutionResult:
    """Every error there is, none of them hidden by another that made something above it null."""

    class Thorough(schema.execution_context_class):  # type: ignore[name-defined, misc] # a class all the same
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.error_propagation = False

    result = execute(
        schema._schema,
        asked.document,
        context_value=context,
        variable_values=dict(variables),
        operation_name=asked.name,
        executor_class=Thorough,
        operation_extensions=None,
    )
    return await result if isawaitable(result) else result
