"""Where trackers and servers send events: `POST /collect`, also at `/api/analytics/events`."""

from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from typing import Final

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.access import Role
from domain.access import Scope as Power
from domain.errors import TooSlow, Unavailable
from realtime.door import Allowance, Door, TooManyError
from realtime.inbox import FullError
from realtime.ingestion import Answer, Batch, Sender, TooLargeError, UnreadableError
from server.auth import Identity
from server.bodies import header, read_body
from server.identities import Identities
from server.masks import UNAVAILABLE_CODE, UNAVAILABLE_MESSAGE
from server.origins import Origins
from server.parts import Parts
from server.problems import JSON_TYPE, Problem, Unauthenticated, problem_response, request_id
from server.settings import Settings
from server.telemetry import Telemetry

COLLECT_AT: Final = ("/collect", "/api/analytics/events")
# A page that is being left can only send what a form could: its beacon comes as text.
TYPES: Final = (JSON_TYPE, "text/plain")
METHODS: Final = "POST, OPTIONS"
NOTHING_TAKEN: Final = "None of these events could be taken: `verdicts` says what is wrong with each."


class Collect:
    """An ASGI endpoint for both addresses; see `before`."""

    def __init__(
        self,
        parts: Callable[[], Parts],
        settings: Settings,
        origins: Origins,
        telemetry: Telemetry,
    ) -> None:
        """`parts` are asked for at each request: they live as long as the application runs."""
        self._parts, self._settings, self._origins, self._telemetry = parts, settings, origins, telemetry

    def before(self, app: ASGIApp) -> ASGIApp:
        """The application with this endpoint in front of it: nobody asks as often, and finding a route takes longer."""

        async def either(scope: Scope, receive: Receive, send: Send) -> None:
            asked = self if scope["type"] == "http" and scope["path"] in COLLECT_AT else app
            await asked(scope, receive, send)

        return either

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        try:
            response = await self._respond(scope, receive)
        except ClientDisconnect:
            return
        except Problem as problem:
            self._telemetry.refused(problem.code)
            response = problem_response(problem, scope)
            if header(scope, b"origin") is not None and problem.code != "FOREIGN_ORIGIN":
                response.headers.update(self._origins.headers(scope))
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        if scope["method"] == "OPTIONS":
            return self._origins.preflight(Request(scope, receive))
        if scope["method"] != "POST":
            raise Problem(405, "METHOD_NOT_ALLOWED", "Send events with POST.", {"allow": METHODS})
        self._origins.check(scope)
        _require_type(header(scope, b"content-type"))
        parts = self._parts()
        door, identities = parts.door, parts.identities
        authorization = header(scope, b"authorization")
        identity = None if authorization is None else await _identify(identities, authorization)
        body = await read_body(scope, receive, most=self._settings.analytics_request_bytes, is_inflated=True)
        batch = _read(door, body)
        if identity is None:
            identity = await _identify(identities, batch.authorization)
        answer = await self._take(scope, door, batch, identity)
        return self._answer(scope, answer)

    async def _take(self, scope: Scope, door: Door, batch: Batch, identity: Identity) -> Answer:
        sender, allowance = sender_of(scope, identity), allowance_of(identity, self._settings)
        try:
            return await door.take(batch, sender, allowance, now=datetime.now(UTC))
        except TooManyError as error:
            raise Problem(
                429,
                "RATE_LIMITED",
                "You send too many events. Go on after `Retry-After` seconds.",
                _later(error.seconds),
            ) from None
        except FullError as error:
            raise Problem(
                503, "OVERLOADED", "More is waiting than can be worked just now. Send it again.", _later(error.seconds)
            ) from None
        except (Unavailable, TooSlow):
            raise Problem(503, UNAVAILABLE_CODE, UNAVAILABLE_MESSAGE, {"retry-after": "1"}) from None

    def _answer(self, scope: Scope, answer: Answer) -> Response:
        headers = self._origins.headers(scope) if header(scope, b"origin") is not None else None
        if answer.accepted or answer.duplicates or answer.dropped:
            return Response(answer.encode(), status_code=202, headers=headers, media_type=JSON_TYPE)
        self._telemetry.refused("NOTHING_TAKEN")
        told = orjson.loads(answer.encode())
        problem = {"code": "NOTHING_TAKEN", "requestId": request_id(scope)}
        told["errors"] = [{"message": NOTHING_TAKEN, "extensions": problem}]
        return Response(orjson.dumps(told), status_code=400, headers=headers, media_type=JSON_TYPE)


def sender_of(scope: Scope, identity: Identity) -> Sender:
    """Who sends, as ingestion needs to know it."""
    may_name = Power.INGEST in identity.grant.scopes and identity.key is not None
    # What an operator's server sends has its people's leave, or says `consent: false` of an event.
    is_private = identity.key is None and (header(scope, b"sec-gpc") == "1" or header(scope, b"dnt") == "1")
    return Sender(
        owner_id=None if may_name else identity.user.id,
        may_name_users=may_name,
        is_private=is_private,
        user_agent=header(scope, b"user-agent"),
        language=header(scope, b"accept-language"),
        address=(scope.get("client") or (None,))[0],
    )


def allowance_of(identity: Identity, settings: Settings) -> Allowance:
    """How much they may send: a key has its own allowance, a person one for all their tokens."""
    if identity.key is not None:
        return Allowance(f"key {identity.key.hex()}", settings.analytics_key_events_per_minute)
    return Allowance(f"user {identity.user.id}", settings.analytics_user_events_per_minute)


async def _identify(identities: Identities, authorization: str | None) -> Identity:
    identity = await _known(identities, authorization)
    if not identity.grant.allows(Role.MEMBER, Power.WRITE) and Power.INGEST not in identity.grant.scopes:
        raise Problem(403, "FORBIDDEN", "This key may not send events: that needs the scope WRITE or INGEST.")
    return identity


async def _known(identities: Identities, authorization: str | None) -> Identity:
    try:
        return await identities.identify(authorization)
    except Unauthenticated:
        raise
    except (Unavailable, TooSlow):
        raise Problem(503, UNAVAILABLE_CODE, UNAVAILABLE_MESSAGE, {"retry-after": "1"}) from None


def _read(door: Door, body: bytes) -> Batch:
    try:
        return door.ingestion.read(body)
    except TooLargeError as error:
        raise Problem(413, error.code, str(error)) from None
    except UnreadableError as error:
        raise Problem(400, "BAD_REQUEST", str(error)) from None


def _require_type(content_type: str | None) -> None:
    name = (content_type or JSON_TYPE).split(";")[0].strip().lower()
    if name not in TYPES:
        raise Problem(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "Send events as `application/json` or `text/plain`.",
            {"accept-post": JSON_TYPE},
        )


def _later(seconds: float) -> dict[str, str]:
    return {"retry-after": str(max(1, ceil(seconds)))}
