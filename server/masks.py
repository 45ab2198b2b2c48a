"""What of an error a client may see: what was said on purpose. The rest is logged under the request id and masked."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import structlog
from graphql import FieldNode, GraphQLError
from strawberry.exceptions import StrawberryGraphQLError

from domain.errors import Refusal, TooSlow, Unavailable
from schema.operations import presentable
from server.problems import INTERNAL_CODE, INTERNAL_MESSAGE

UNAVAILABLE_CODE: Final = "UNAVAILABLE"
UNAVAILABLE_MESSAGE: Final = "The data cannot be reached right now. Try again in a moment."
TOO_SLOW_CODE: Final = "TOO_SLOW"
TOO_SLOW_MESSAGE: Final = "This takes longer than any question may take. Ask for a shorter range or fewer rows."
OURS: Final = frozenset({INTERNAL_CODE, UNAVAILABLE_CODE, TOO_SLOW_CODE})

_log = structlog.get_logger("graphql")


def masked(
    errors: Iterable[GraphQLError], *, roots: tuple[str, ...], failed: Callable[[BaseException, str], None]
) -> list[dict[str, Any]]:
    """The errors as the client sees them; `roots` are the root fields asked for, for the log.

    `failed` is told of the faults of ours with their codes, once for each kind of them.
    """
    logged, known, told = set[tuple[str | None, type[BaseException]]](), set[type[BaseException]](), []
    for error in errors:
        told.append(_masked(error, roots, logged))
        cause, code = cause_of(error), told[-1]["extensions"].get("code")
        if code in OURS and type(cause) not in known:
            known.add(type(cause))
            failed(cause, code)
    return told


def _masked(
    error: GraphQLError, roots: tuple[str, ...], logged: set[tuple[str | None, type[BaseException]]]
) -> dict[str, Any]:
    if error.path is None:
        return presentable(error, "BAD_USER_INPUT")
    cause = cause_of(error)
    message, extensions = _spoken(cause)
    if extensions.get("code") == INTERNAL_CODE:
        field = error.nodes[0].name.value if error.nodes and isinstance(error.nodes[0], FieldNode) else None
        # Once for a thousand rows that all fail alike.
        if (field, type(cause)) not in logged:
            logged.add((field, type(cause)))
            _log.error("field failed", field=field, roots=roots, exc_info=cause)
    formatted: dict[str, Any] = dict(error.formatted)
    return {**formatted, "message": message, "extensions": extensions}


def cause_of(error: GraphQLError) -> BaseException:
    """What was raised, whatever has been wrapped around it."""
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _spoken(cause: BaseException) -> tuple[str, dict[str, Any]]:
    if isinstance(cause, Refusal):
        return cause.message, {"code": str(cause.code)} | ({"path": list(cause.path)} if cause.path else {})
    if isinstance(cause, Unavailable):
        return UNAVAILABLE_MESSAGE, {"code": UNAVAILABLE_CODE}
    if isinstance(cause, TooSlow):
        return TOO_SLOW_MESSAGE, {"code": TOO_SLOW_CODE}
    if isinstance(cause, GraphQLError) and _is_deliberate(cause):
        return cause.message, {"code": "BAD_USER_INPUT", **(cause.extensions or {})}
    return INTERNAL_MESSAGE, {"code": INTERNAL_CODE}


def _is_deliberate(error: GraphQLError) -> bool:
    """Whether one of us raised it, or graphql-core about an argument; not its reports on what a resolver returned."""
    return (
        isinstance(error, StrawberryGraphQLError)
        or "code" in (error.extensions or {})
        or error.message.startswith("Argument '")
    )
