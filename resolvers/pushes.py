"""Browsers that are told of alerts while no page is open."""

from typing import Annotated

import strawberry

from domain.errors import ErrorCode, Refusal
from domain.pushes import LONGEST_ENDPOINT, MOST_PUSHES, Push, address
from resolvers.context import Context, Info
from resolvers.inputs import text
from resolvers.payloads import Payload, settle


@strawberry.input(description="What the browser's PushSubscription says, as `toJSON()` tells it.")
class RegisterPushInput:
    """Where, and keys."""

    endpoint: str = strawberry.field(description="The address of its push service for it, with `https`.")
    p256dh: str = strawberry.field(description="Its public key, in base64url.")
    auth: str = strawberry.field(description="Its secret, in base64url.")


@strawberry.input(description="A browser.")
class RemovePushInput:
    """Which."""

    endpoint: str = strawberry.field(description="The address it was registered with.")


async def pushes(info: Info) -> list[Push]:
    """The owner's browsers."""
    return await info.context.pushes.all()


async def register_push(
    info: Info, input: Annotated[RegisterPushInput, strawberry.argument(description="The browser.")]
) -> Payload[Push]:
    """Have a browser told of alerts."""
    return await settle(info.context, _register(info.context, input))


async def remove_push(
    info: Info, input: Annotated[RemovePushInput, strawberry.argument(description="Which browser.")]
) -> Payload[Push]:
    """Have it told of nothing any more."""
    return await settle(info.context, _remove(info.context, input))


async def _register(context: Context, given: RegisterPushInput) -> Push:
    is_anywhere = context.pushing is not None and context.pushing.is_anywhere
    told = address(given.endpoint, given.p256dh, given.auth, is_anywhere=is_anywhere)
    if context.pushing is None:
        message = "This installation does not push: whoever runs it has to set VAPID_PRIVATE_KEY."
        raise Refusal(message, code=ErrorCode.CONFLICT)
    push = await context.pushes.register(told, most=MOST_PUSHES)
    if push is not None:
        return push
    if await context.pushes.count_without(told.endpoint) >= MOST_PUSHES:
        message = f"You have {MOST_PUSHES} browsers, the most there can be: take one away with `removePush`."
        raise Refusal(message, code=ErrorCode.CONFLICT)
    message = "This browser is registered with other keys: unsubscribe in it, and subscribe anew."
    raise Refusal(message, code=ErrorCode.CONFLICT, path=("input", "endpoint"))


async def _remove(context: Context, given: RemovePushInput) -> Push:
    endpoint = text(given.endpoint, path=("input", "endpoint"), longest=LONGEST_ENDPOINT)
    push = await context.pushes.remove(endpoint)
    if push is None:
        raise Refusal("You have no such browser.", code=ErrorCode.NOT_FOUND, path=("input", "endpoint"))
    return push
