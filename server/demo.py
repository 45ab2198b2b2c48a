"""The dashboard's surroundings; among them, in the demo and nowhere else, signing in without a secret."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.demo.accounts import ACCOUNTS, DemoAccount
from server.auth import issue
from server.bodies import read_body
from server.negotiation import require_json
from server.origins import Origins
from server.pages import Surroundings
from server.places import shared_secret
from server.problems import Problem
from server.pushing import push_key
from server.settings import Settings

SIGN_IN_AT: Final = "/demo/sign-in"
MOST_BYTES: Final = 1_024
LIFETIME: Final = timedelta(days=1)


class _Asked(msgspec.Struct):
    email: str


def surroundings_of(settings: Settings) -> Surroundings:
    """What the dashboard is told of this server."""
    return Surroundings(
        demo=ACCOUNTS if settings.demo_sign_in else None,
        origins=settings.allowed_origins,
        push_key=push_key(settings),
    )


def sign_in_routes(settings: Settings) -> list[Route]:
    """`POST /demo/sign-in`; without the setting it is an address like any unknown one."""
    if not settings.demo_sign_in:
        return []
    origins = Origins(settings.allowed_origins)

    async def sign_in(request: Request) -> Response:
        origins.check(request.scope)
        require_json(request.headers.get("content-type"))
        body = await read_body(request.scope, request.receive, most=MOST_BYTES)
        try:
            email = msgspec.json.decode(body, type=_Asked).email
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Problem(400, "BAD_REQUEST", 'Send the address of an account as `{"email": "…"}`.') from None
        for account in ACCOUNTS:
            if account.email == email.strip().lower():
                return JSONResponse({"token": token(account, settings, LIFETIME)})
        message = "No account of the demo has this address. `GET /dashboard.json` lists those that there are."
        raise Problem(404, "NOT_FOUND", message)

    return [Route(SIGN_IN_AT, sign_in, methods=["POST"])]


def token(account: DemoAccount, settings: Settings, lifetime: timedelta) -> str:
    """A token for an account of the demo, from now on."""
    return issue(
        account.subject,
        account.role,
        secret=shared_secret(settings),
        now=datetime.now(UTC),
        lifetime=lifetime,
        audience=settings.auth_jwt_audience,
    )
