"""API keys: made once, shown once."""

from dataclasses import dataclass
from typing import Annotated

import strawberry

from domain.access import EVERYTHING, Scope
from domain.errors import ErrorCode, Refusal
from domain.keys import ApiKey, fingerprint, new_secret
from domain.revisions import Part
from resolvers.context import Context, Info
from resolvers.inputs import text
from resolvers.nodes import decode
from resolvers.payloads import Payload, settle

SHOWN = 8
MOST_KEYS = 50


@strawberry.input(description="A key to make.")
class CreateApiKeyInput:
    """Name and powers of a key."""

    name: str = strawberry.field(description="What it is for, up to 100 characters.")
    scopes: list[Scope] | None = strawberry.field(
        default=None,
        description="What it may do, at most what you may; READ and WRITE, as far as you may, if left out.",
    )


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key and its secret, which nobody can read again."""

    api_key: ApiKey
    secret: str


async def api_keys(info: Info) -> list[ApiKey]:
    """The owner's keys, revoked ones too."""
    return await info.context.keys.all()


async def create_api_key(
    info: Info, input: Annotated[CreateApiKeyInput, strawberry.argument(description="The key.")]
) -> Payload[NewKey]:
    """Make a key."""
    return await settle(info.context, _create(info.context, input))


async def revoke_api_key(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Which key.")]
) -> Payload[ApiKey]:
    """Switch a key off for good."""
    # Whoever follows something with this key is to be asked for it again.
    return await settle(info.context, _revoke(info.context, id), changes=frozenset(Part))


async def _create(context: Context, given: CreateApiKeyInput) -> NewKey:
    name = text(given.name, path=("input", "name"), longest=100)
    if not name:
        raise Refusal("Give the key a name that says what it is for.", path=("input", "name"))
    scopes = context.grant.scopes & EVERYTHING if given.scopes is None else frozenset(given.scopes)
    if not scopes:
        raise Refusal("`scopes` is empty: say what the key may do, READ, WRITE or INGEST.", path=("input", "scopes"))
    if not scopes <= context.grant.scopes:
        message = "A key cannot make a key that may do more than itself: leave out the `scopes` it has not."
        raise Refusal(message, code=ErrorCode.FORBIDDEN, path=("input", "scopes"))
    if sum(key.revoked_at is None for key in await context.keys.all()) >= MOST_KEYS:
        message = f"You have {MOST_KEYS} keys that work, the most there can be: revoke one with `revokeApiKey`."
        raise Refusal(message, code=ErrorCode.CONFLICT)
    secret = new_secret()
    key = await context.keys.add(name, prefix=secret[:SHOWN], digest=fingerprint(secret), scopes=scopes)
    return NewKey(key, secret)


async def _revoke(context: Context, key_id: str) -> ApiKey:
    key = await context.keys.revoke(decode(key_id, "ApiKey"))
    if key is None:
        raise Refusal("You have no such key.", code=ErrorCode.NOT_FOUND, path=("id",))
    return key
