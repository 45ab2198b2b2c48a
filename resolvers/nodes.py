"""Opaque ids, and the objects behind them."""

import base64
import binascii
from typing import Annotated, Any

import strawberry

from domain.errors import ErrorCode, Refusal
from resolvers.context import Context, Info

KINDS = ("Application", "Job", "Company", "Transition", "Goal", "Report", "ApiKey", "User")
_LARGEST = 2**63


def encode(kind: str, number: int) -> str:
    """The opaque id of an object."""
    # Letters, digits and colons give no `+` and no `/`: what is safe in a URL is the plain form already.
    return binascii.b2a_base64(f"{kind}:{number}".encode(), newline=False).decode().rstrip("=")


def decode(node_id: str, kind: str, *, path: tuple[str, ...] = ("id",)) -> int:
    """The number behind an id of this kind; Refusal for any other text."""
    found = parse(node_id)
    if found is None or found[0] != kind:
        message = f"`{path[-1]}` is no id of the type {kind}: pass one that an answer gave you."
        raise Refusal(message, code=ErrorCode.NOT_FOUND, path=path)
    return found[1]


def parse(node_id: str) -> tuple[str, int] | None:
    """(kind, number) of an id; None when the text is no id of ours."""
    if len(node_id) > 100:
        return None
    try:
        text = base64.urlsafe_b64decode(node_id.encode("ascii") + b"=" * (-len(node_id) % 4)).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        return None
    kind, separator, number = text.partition(":")
    if not separator or kind not in KINDS or not number.isascii() or not number.isdigit() or len(number) > 19:
        return None
    return (kind, int(number)) if int(number) < _LARGEST else None


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
        case "Goal":
            return next((goal for goal in await context.goals.all() if goal.id == number), None)
        case "Report":
            return await context.reports.by_id(number)
        case "User" if number == context.owner.id:
            return context.owner
        case _:
            return None
