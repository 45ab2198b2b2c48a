"""Somebody who follows: what a subscription answers now, as the server asks it."""

from typing import Any

import orjson
from graphql import GraphQLError

from domain.access import Grant
from persistence.users import Users
from resolvers.context import Context
from schema.answering import answered_now
from schema.documents import Documents
from schema.root import schema
from tests.resolvers.desk import Desk

DOCUMENTS = Documents(schema)


async def now(desk: Desk, query: str, *, told: str | None = None, **variables: Any) -> Any:
    """The value of the one root field, which must be without errors; `told` is what was seen over this connection."""
    data, errors = await _answer(desk, query, told, variables)
    assert not errors, errors
    return next(iter(data.values()))


async def failure(desk: Desk, query: str, **variables: Any) -> GraphQLError:
    """The one reason why there is no answer."""
    data, errors = await _answer(desk, query, None, variables)
    assert data is None
    (error,) = errors
    return error


async def _answer(
    desk: Desk, query: str, told: str | None, variables: dict[str, Any]
) -> tuple[Any, list[GraphQLError]]:
    user = await Users(desk.database).by_id(desk.user.id) or desk.user
    context = Context(desk.database, user, Grant(desk.user.role, desk.scopes), desk.now, cache=desk.cache, told=told)
    operation = (await DOCUMENTS.find(query)).operation(None)
    _, result = await answered_now(schema, operation, variables, context)
    return orjson.loads(orjson.dumps(result.data)), result.errors or []
