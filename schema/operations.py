"""An operation that may run: read, within the limits, valid; or the reasons why it may not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType

from domain.errors import Refusal
from schema.prices import Price

MOST_CHARACTERS: Final = 500
SUGGESTION: Final = re.compile(r",? ?\bdid you mean\b.*", re.IGNORECASE | re.DOTALL)
# Scalars report what Python said about the text; that is for us, not for the client.
PYTHON_SAID: Final = re.compile(r", but encountered error '.*'; found: ", re.DOTALL)

FormattedError = dict[str, Any]


def presentable(error: GraphQLError, code: str) -> FormattedError:
    """An error about the request itself as GraphQL writes it: no guesses at names, nothing that Python said.

    What a scalar of ours refuses to read is said in its own words.
    """
    formatted: FormattedError = dict(error.formatted)
    message = PYTHON_SAID.sub("; found: ", SUGGESTION.sub("", error.message))[:MOST_CHARACTERS]
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):  # what is wrong with a variable stands one error further down
        cause = cause.original_error
    formatted["message"] = f"{message} {cause.message}" if isinstance(cause, Refusal) else message
    formatted["extensions"] = {"code": code, **(error.extensions or {})}
    return formatted


class RejectedError(Exception):
    """A request that is refused before anything runs; `errors` are ready for the answer."""

    def __init__(self, *errors: FormattedError) -> None:
        """Keep the errors as GraphQL writes them."""
        super().__init__(errors[0]["message"])
        self.errors = errors

    @classmethod
    def because(cls, message: str, code: str) -> "RejectedError":
        """A refusal with one error of our own."""
        return cls({"message": message, "extensions": {"code": code}})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document: what it is, what it may cost, and which root fields it asks for."""

    text: str
    document: DocumentNode
    node: OperationDefinitionNode
    roots: tuple[str, ...]
    is_introspection: bool
    price: Price
    defaults: Mapping[str, int]

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation

    @property
    def name(self) -> str | None:
        """The name the client gave it, if any."""
        return self.node.name.value if self.node.name else None

    def cost(self, variables: Mapping[str, object]) -> int:
        """The cost with these variables, as `schema.costs` defines it."""
        return self.price.at({**self.defaults, **variables})


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document within its limits."""

    operations: tuple[Operation, ...]

    def operation(self, name: str | None) -> Operation:
        """The one to run. Raises RejectedError when the name leaves it open or names none."""
        if not name:
            if len(self.operations) == 1:
                return self.operations[0]
            raise RejectedError.because(
                "The query holds several operations. Say which to run in `operationName`.", "OPERATION_NAME_REQUIRED"
            )
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise RejectedError.because(
            "`operationName` names no operation of the query. Send a name it defines, or none.", "OPERATION_NOT_FOUND"
        )
