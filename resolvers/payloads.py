"""Answers of mutations: the noun, or why not."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.errors import Refusal
from resolvers.context import Context

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Payload(Generic[Value]):
    """`value` is None when there are errors, and then nothing has changed."""

    value: Value | None
    errors: tuple[Refusal, ...] = ()


async def settle(context: Context, work: Awaitable[Value]) -> Payload[Value]:
    """The outcome of an act that may be refused; what the request has looked up before it is looked up anew."""
    try:
        return Payload(await work)
    except Refusal as refusal:
        return Payload(None, (refusal,))
    finally:
        context.forget_lookups()
