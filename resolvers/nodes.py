"""Opaque ids, and the objects behind them."""

from typing import Annotated, Any

import strawberry

from domain.errors import ErrorCode, Refusal
from domain.nodes import KINDS, encode, parse
from persistence.alerts.raised import RaisedAlerts
from persistence.alerts.rules import AlertRules
from persistence.dashboards import Dashboards
from resolvers.context import Context, Info

__all__ = ["KINDS", "decode", "encode", "node", "parse"]


def decode(node_id: str, kind: str, *, path: tuple[str, ...] = ("id",)) -> int:
    """The number behind an id of this kind; Refusal for any other text."""
    found = parse(node_id)
    if found is None or found[0] != kind:
        message = f"`{path[-1]}` is no id of the type {kind}: pass one that an answer gave you."
        raise Refusal(message, code=ErrorCode.NOT_FOUND, path=path)
    return found[1]


async def node(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="An id that an answer gave you.")]
) -> Any:
    """The object with this id, if the viewer may see it; None otherwise, whether or not somebody else may."""
    found = parse(id)
    return None if found is None else await _find(info.context, *found)


async def _find(context: Context, kind: str, number: int) -> Any:
    match kind:
        case "Application":
            return await context.loaders.application.load(number)
        case "Job":
            return await context.loaders.job.load(number)
        case "Company":
            return await context.loaders.company.load(number)
        case "Alert":
            return await RaisedAlerts(context.database, context.owner).by_id(number)
        case "AlertRule":
            rules = await AlertRules(context.database, context.owner).all()
            return next((rule for rule in rules if rule.id == number), None)
        case "Dashboard":
            return await Dashboards(context.database, context.owner).by_id(number)
        case "Goal":
            return next((goal for goal in await context.goals.all() if goal.id == number), None)
        case "Report":
            return await context.reports.by_id(number)
        case "User" if number == context.owner.id:
            return context.owner
        case _:
            return None
