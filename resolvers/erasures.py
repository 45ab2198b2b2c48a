"""Erasure of the person who asks."""

from typing import Annotated

import strawberry

from domain.erasures import Erasure, confirms, wanted
from domain.errors import Refusal
from domain.revisions import Part
from persistence.erasures import erase
from resolvers.context import Context, Info
from resolvers.payloads import Payload, settle


@strawberry.input(description="The confirmation without which nothing is erased.")
class EraseMyDataInput:
    """What is typed by hand."""

    confirm: str = strawberry.field(
        description="Your e-mail address as `viewer` tells it; without one, the words: erase my data."
    )


async def erase_my_data(
    info: Info, input: Annotated[EraseMyDataInput, strawberry.argument(description="The confirmation.")]
) -> Payload[Erasure]:
    """Erase everything about who asks."""
    return await settle(info.context, _erase(info.context, input), changes=frozenset(Part))


async def _erase(context: Context, given: EraseMyDataInput) -> Erasure:
    if not confirms(context.owner, given.confirm):
        words = "your own e-mail address, as `viewer { email }` tells it" if context.owner.email else "the words"
        told = "" if context.owner.email else f" “{wanted(context.owner)}”"
        message = f"This erases everything and cannot be undone. To confirm it, write {words}{told}."
        raise Refusal(message, path=("input", "confirm"))
    return await erase(context.database, context.owner, now=context.now)
