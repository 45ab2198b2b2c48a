"""`Idempotency-Key`: a mutation sent again has its first answer again, and one effect."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol

import structlog
from starlette.types import Scope

from persistence.idempotency import Answered, Claim, Claimed, Mismatched, Running
from server.bodies import header
from server.execution import Answer
from server.problems import Problem

SANE_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")

_log = structlog.get_logger("idempotency")


class Keys(Protocol):
    """Where keys of one owner are kept; `persistence.idempotency.IdempotencyKeys` is the one in use."""

    async def claim(self, key: str, body_hash: bytes, *, now: datetime) -> Claim:
        """Take the key, or say why not."""
        ...

    async def settle(self, key: str, claim: Claimed, *, status: int, answer: bytes) -> None:
        """Keep the answer."""
        ...

    async def release(self, key: str, claim: Claimed) -> None:
        """Give the key back."""
        ...


def idempotency_key(scope: Scope) -> str | None:
    """The key of a request, if it has one. Raises Problem 400 when it cannot be one."""
    key = header(scope, b"idempotency-key")
    if key is not None and not SANE_KEY.fullmatch(key):
        raise Problem(
            400,
            "INVALID_IDEMPOTENCY_KEY",
            "Idempotency-Key has to be 1 to 255 visible ASCII characters, without spaces.",
        )
    return key


def fingerprint(body: bytes) -> bytes:
    """What makes two requests the same: every byte of the body."""
    return sha256(body).digest()


async def once(keys: Keys, key: str, body: bytes, run: Callable[[], Awaitable[Answer]], *, now: datetime) -> Answer:
    """Run under the key, or answer as before. When nothing can have changed, the key is free again.

    Raises Problem 409 while the first is running and 422 when the key belongs to another request.
    """
    claim = await keys.claim(key, fingerprint(body), now=now)
    match claim:
        case Answered(answer=answer):
            return Answer(answer, has_run=True, has_effect=True, is_repeated=True)
        case Running():
            raise Problem(
                409,
                "REQUEST_IN_FLIGHT",
                "The same request is being answered right now. Send it again in a second for the answer.",
                {"retry-after": "1"},
            )
        case Mismatched():
            raise Problem(
                422,
                "IDEMPOTENCY_KEY_REUSED",
                "This Idempotency-Key was sent with a different request. Use a new key for a new request.",
            )
        case Claimed():
            return await _first(keys, key, claim, run)


async def _first(keys: Keys, key: str, claim: Claimed, run: Callable[[], Awaitable[Answer]]) -> Answer:
    try:
        answer = await run()
    except BaseException:
        await _reported("key not given back", keys.release(key, claim))
        raise
    if answer.has_effect:
        # The effect is there and the client should know, whatever becomes of the record.
        await _reported("answer not kept", keys.settle(key, claim, status=200, answer=answer.body))
    else:
        await _reported("key not given back", keys.release(key, claim))
    return answer


async def _reported(what: str, step: Awaitable[None]) -> None:
    """Do it; on failure the key stays claimed until it counts as abandoned, and the log says so."""
    try:
        await step
    except Exception as error:
        _log.error(what, exc_info=error)
