"""One answer of a subscription: what its source tells now, and the fields asked of that."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from inspect import isawaitable
from typing import Any, Final, cast

import strawberry
from graphql import ExecutionResult, GraphQLError
from graphql.error import located_error
from graphql.execution import create_source_event_stream, execute_subscription_event
from graphql.pyutils import Path
from strawberry.execution import optimized_is_awaitable

from schema.operations import Operation
from schema.plans import Plans
from schema.subscribing import root_node

MOST_COERCION_ERRORS: Final = 10


async def answered_now(
    schema: strawberry.Schema,
    operation: Operation,
    variables: Mapping[str, Any],
    context: object,
    *,
    plans: Plans | None = None,
) -> tuple[object, ExecutionResult]:
    """What the field of a valid subscription yields first, and the answer made of it, by plan if there are `plans`.

    Where it yields nothing the first is None, and the result holds the errors alone.
    """
    executor = schema.execution_context_class.build(
        schema._schema,
        operation.document,
        None,
        context,
        dict(variables),
        operation.name,
        max_coercion_errors=MOST_COERCION_ERRORS,
        is_awaitable=cast(Any, optimized_is_awaitable),
        hide_suggestions=True,
        operation_extensions=None,
    )
    if isinstance(executor, list):
        return None, ExecutionResult(None, executor)
    stream: Any = create_source_event_stream(executor)
    if isawaitable(stream):
        stream = await stream
    if isinstance(stream, ExecutionResult):
        return None, stream
    try:
        change = await _first(stream)
    except Exception as error:
        return None, ExecutionResult(None, [_located(error, operation)])
    if plans is not None:
        return change, await plans.execute(operation, variables, context, source=change)
    result = execute_subscription_event(executor.build_per_event_executor(change))
    return change, await result if isawaitable(result) else result


async def _first(stream: AsyncIterator[object]) -> object:
    async with aclosing(cast(Any, stream)):
        async for change in stream:
            return change
    raise RuntimeError("a subscription tells its state at once")


def _located(error: Exception, operation: Operation) -> GraphQLError:
    """The error as one of the root field, whose name in the answer is the only one there is."""
    node = root_node(operation)
    key = (node.alias or node.name).value
    return located_error(error, [node], Path(None, key, "Subscription").as_list())
