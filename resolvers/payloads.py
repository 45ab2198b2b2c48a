"""Answers of mutations: the noun, or why not."""

from collections.abc import Awaitable, Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.errors import Refusal
from domain.revisions import Part
from realtime.announcements import of_change
from resolvers.context import Context

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Payload(Generic[Value]):
    """`value` is None when there are errors, and then nothing has changed."""

    value: Value | None
    errors: tuple[Refusal, ...] = ()


async def settle(
    context: Context, work: Awaitable[Value], *, changes: Collection[Part] = (), names: Collection[str] = ()
) -> Payload[Value]:
    """The outcome of an act that may be refused; what the request has looked up before it is looked up anew.

    Who follows what the act `changes` is told, unless it is refused: also when nobody waits for its outcome any more,
    or nobody knows it. A hint too many costs a look. `names` are what else hints call it.
    """
    is_refused = False
    try:
        return Payload(await work)
    except Refusal as refusal:
        is_refused = True
        return Payload(None, (refusal,))
    finally:
        context.forget_lookups()
        if (changes or names) and not is_refused and context.announce is not None:
            await context.announce(of_change(context.owner.id, changes, names))
