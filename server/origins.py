"""Other sites: what a page from elsewhere may do here, which without our leave is nothing."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from server.bodies import header
from server.problems import Problem

ALLOWED_METHODS: Final = "GET, POST, OPTIONS"
ALLOWED_HEADERS: Final = (
    "Authorization, Content-Type, Idempotency-Key, X-Request-Id, X-Requested-With, GraphQL-Require-Preflight"
)
EXPOSED_HEADERS: Final = "X-Request-Id, Retry-After, Idempotency-Replayed"
# A page elsewhere cannot send any of these without asking first (preflight).
UNSIMPLE: Final = (b"authorization", b"x-requested-with", b"graphql-require-preflight", b"apollo-require-preflight")


class Origins:
    """Which origins may ask: our own, and those the operator allows."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """`allowed` are origins such as `https://app.example.com`."""
        self._allowed = frozenset(origin.rstrip("/").lower() for origin in allowed)

    def check(self, scope: Scope) -> None:
        """Refuse what a foreign page sends. Raises Problem 403."""
        origin = header(scope, b"origin")
        if origin is not None:
            if not self._is_ours(scope, origin):
                raise _foreign()
            return
        site = header(scope, b"sec-fetch-site")
        if site is not None:
            if site.lower() not in {"same-origin", "none"}:
                raise _foreign()
            return
        referrer = header(scope, b"referer")
        if referrer is not None and not self._is_ours(scope, referrer):
            raise _foreign()

    def check_simple(self, scope: Scope, *, explicit_accept: bool) -> None:
        """Refuse a GET that a page elsewhere could have caused by an image or a link. Raises Problem 403."""
        if not explicit_accept and not any(header(scope, name) for name in UNSIMPLE):
            raise Problem(
                403,
                "PREFLIGHT_REQUIRED",
                "A GET like this could come from any page. Send `Accept: application/json` or any value in "
                "`GraphQL-Require-Preflight`.",
            )

    def headers(self, scope: Scope) -> dict[str, str]:
        """What a browser needs to hand the answer to a page of an allowed origin."""
        origin = header(scope, b"origin")
        if origin is None:
            return {"vary": "Origin, Accept"}
        return {
            "vary": "Origin, Accept",
            "access-control-allow-origin": origin,
            "access-control-expose-headers": EXPOSED_HEADERS,
        }

    def preflight(self, request: Request) -> Response:
        """The answer to OPTIONS."""
        self.check(request.scope)
        headers = {"allow": ALLOWED_METHODS}
        if header(request.scope, b"origin") is not None:
            headers |= self.headers(request.scope) | {
                "access-control-allow-methods": ALLOWED_METHODS,
                "access-control-allow-headers": ALLOWED_HEADERS,
                "access-control-max-age": "600",
            }
        return Response(status_code=204, headers=headers)

    def _is_ours(self, scope: Scope, url: str) -> bool:
        try:
            parts = urlsplit(url.strip().lower())
        except ValueError:
            return False
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            return False
        # A proxy in front may have taken the TLS off, so the scheme of our own origin is not known here.
        own = (header(scope, b"host") or "").lower()
        return parts.netloc == own or f"{parts.scheme}://{parts.netloc}" in self._allowed


def _foreign() -> Problem:
    return Problem(
        403,
        "FOREIGN_ORIGIN",
        "Pages of this origin may not ask here. The operator can allow it in ALLOWED_ORIGINS.",
        {"vary": "Origin"},
    )
