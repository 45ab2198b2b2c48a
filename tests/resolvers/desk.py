"""Somebody asking: operations run as the server runs them, at a moment of the test's choice."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from domain.access import EVERYTHING, Grant, Scope
from domain.users import User
from persistence.cache import Cache
from persistence.database import Database
from persistence.users import Users
from resolvers.context import Context
from schema.documents import Documents
from schema.operations import RejectedError
from schema.root import schema
from server.bodies import Parameters
from server.execution import Execution
from server.telemetry import Telemetry

EXECUTION = Execution(schema, Documents(schema), Telemetry())


@dataclass(slots=True)
class Desk:
    """One person, one moment."""

    database: Database
    user: User
    now: datetime
    scopes: frozenset[Scope] = field(default=EVERYTHING)
    cache: Cache | None = None

    async def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        user = self.user
        if self.cache is not None:
            # As the server does for every request: what is found belongs to the revision the account was read with.
            user = await Users(self.database).by_id(self.user.id) or user
        context = Context(self.database, user, Grant(user.role, self.scopes), self.now, cache=self.cache)
        try:
            task = await EXECUTION.plan(Parameters(query=query, variables=variables, operation_name=None))
        except RejectedError as rejected:
            return {"errors": list(rejected.errors)}
        result = await EXECUTION.run(task, context, request="test")
        answer: dict[str, Any] = orjson.loads(result.body)
        return answer

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors; of a single root field, its value."""
        answer = await self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data = answer["data"]
        return next(iter(data.values())) if len(data) == 1 else data

    async def refusal(self, query: str, **variables: Any) -> tuple[str, list[str], str]:
        """(code, path to the input, message) of the one reason why not, wherever it stands."""
        answer = await self.answer(query, **variables)
        errors = list(_refusals(answer))
        assert len(errors) == 1, answer
        return errors[0]

    async def do(self, mutation: str, **variables: Any) -> Any:
        """The noun of a mutation's payload; fails when it was refused."""
        payload = await self.ask(mutation, **variables)
        assert payload["errors"] == [], payload["errors"]
        return next(value for name, value in payload.items() if name != "errors")


def _refusals(answer: dict[str, Any]) -> Iterable[tuple[str, list[str], str]]:
    for error in answer.get("errors", []):
        yield error["extensions"]["code"], error["extensions"].get("path", []), error["message"]
    for payload in (answer.get("data") or {}).values():
        for error in (payload or {}).get("errors", []) if isinstance(payload, dict) else []:
            yield error["code"], error["path"], error["message"]
