"""Errors that a person can put right, inside the answer of a mutation."""

from typing import Any

import strawberry
from strawberry.tools import create_type

from domain.errors import ErrorCode
from resolvers.payloads import Payload


@strawberry.type(description="Why a mutation was refused; nothing has changed then.")
class UserError:
    """A Refusal."""

    message: str = strawberry.field(description="What is wrong and what to do, in plain words.")
    code: ErrorCode = strawberry.field(description="The reason, for programs.")
    path: list[str] = strawberry.field(description="The way to the input field, in the names of the schema.")


def _errors(parent: strawberry.Parent[Payload[Any]]) -> list[UserError]:
    # Not the refusals themselves: an exception among the values is raised by graphql-core, not shown.
    return [UserError(message=each.message, code=each.code, path=list(each.path)) for each in parent.errors]


def payload(verb_noun: str, noun: str, kind: Any, description: str) -> Any:
    """The payload type of a mutation: its noun, null when there are errors, and the errors."""

    def value(parent: strawberry.Parent[Payload[Any]]) -> Any:
        return parent.value

    return create_type(
        f"{verb_noun}Payload",
        [
            strawberry.field(value, name=noun, graphql_type=kind | None, description=description),
            strawberry.field(
                _errors, name="errors", graphql_type=list[UserError], description="Why not; empty when it was done."
            ),
        ],
        description=f"What became of `{verb_noun[0].lower()}{verb_noun[1:]}`.",
    )
