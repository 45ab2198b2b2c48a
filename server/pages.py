"""The dashboard's pages and files, the tracker for other sites, and what both must know of this server."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.demo.accounts import DemoAccount
from server.bodies import GRAPHQL_BYTES
from server.files import ASKED_EACH_TIME, FOREVER, HOURLY, Files
from server.negotiation import wants_html

READING: Final = ("GET", "HEAD")
TRACKER: Final = ("/tracker.js", "/tracker.mjs", "/tracker.d.ts")
WORKER: Final = "sw.js"
PAGE: Final = "index.html"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What pages are told: who may be signed in to without a secret (None: nobody), whose pages may show ours in a
    frame or hand over a token, the public key that pushes are signed for (None: there are none), and how long the body
    of a question may be.
    """

    demo: Sequence[DemoAccount] | None = None
    origins: Sequence[str] = ()
    push_key: str | None = None
    most_bytes: int = GRAPHQL_BYTES

    def told(self) -> dict[str, Any]:
        """The answer of `/dashboard.json`."""
        demo = self.demo
        accounts = None if demo is None else [{"name": a.name, "email": a.email, "role": a.role} for a in demo]
        return {
            "demo": accounts,
            "origins": list(self.origins),
            "pushKey": self.push_key,
            "mostBytes": self.most_bytes,
        }


class Pages:
    """What the build left in `folder` (`dashboard/dist`), as far as it has been built."""

    def __init__(self, folder: Path, surroundings: Surroundings) -> None:
        """Nothing is read yet."""
        self._app, self._explorer, self._tracker = (Files(folder / name) for name in ("app", "explorer", "tracker"))
        self._surroundings = surroundings
        policy = _policy(surroundings.origins)
        # A window that another site opened to hand over a token has to be able to see who opened it.
        opener = "unsafe-none" if surroundings.origins else "same-origin"
        self._safe = {"content-security-policy": policy, "cross-origin-opener-policy": opener}

    def routes(self) -> list[Route]:
        """Addresses of their own; `front` and `rest` are the others."""
        return [
            Route("/dashboard.json", self._dashboard),
            *(Route(path, self._tracking) for path in TRACKER),
            Route("/assets/{path:path}", self._assets),
            Route("/explorer/assets/{path:path}", self._explorer_assets),
        ]

    def front(self, otherwise: ASGIApp) -> ASGIApp:
        """`/`: the dashboard for browsers when it is built; questions and everybody else go on to `otherwise`."""
        return _Either(self._front, otherwise)

    def rest(self, otherwise: ASGIApp) -> ASGIApp:
        """Addresses nothing else answers: files beside the page, and the page itself where it shows what is asked."""
        return _Either(self._rest, otherwise)

    async def _front(self, request: Request) -> Response | None:
        is_question = b"query=" in request.scope["query_string"]
        return None if is_question else await self._page(request)

    async def _rest(self, request: Request) -> Response | None:
        path = request.scope["path"].removeprefix("/")
        file = self._app.find(path)
        if file is not None:
            if request.method not in READING:
                raise HTTPException(405, headers={"allow": "GET, HEAD"})
            headers = {"cache-control": ASKED_EACH_TIME} | self._safe
            if path == WORKER:
                headers["service-worker-allowed"] = "/"
            return await self._app.response(request, file, headers)
        return await self._page(request) if "." not in path.rpartition("/")[2] else None

    async def _page(self, request: Request) -> Response | None:
        page = self._app.find(PAGE)
        accept = ", ".join(request.headers.getlist("accept"))
        if page is None or request.method not in READING or not wants_html(accept):
            return None
        headers = {"cache-control": ASKED_EACH_TIME, "vary": "Accept"} | self._safe
        return await self._app.response(request, page, headers)

    async def _dashboard(self, _: Request) -> Response:
        return JSONResponse(self._surroundings.told(), headers={"cache-control": ASKED_EACH_TIME})

    async def _assets(self, request: Request) -> Response:
        return await _asset(self._app, request, self._safe)

    async def _explorer_assets(self, request: Request) -> Response:
        return await _asset(self._explorer, request, {})

    async def _tracking(self, request: Request) -> Response:
        file = self._tracker.find(request.scope["path"].removeprefix("/"))
        if file is None:
            raise HTTPException(404)
        # Whoever counts visits to a site loads it from that site.
        open_to_all = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
        return await self._tracker.response(request, file, {"cache-control": HOURLY} | open_to_all)


class _Either:
    """What `choose` answers, and `otherwise` where that answers nothing."""

    def __init__(self, choose: Callable[[Request], Awaitable[Response | None]], otherwise: ASGIApp) -> None:
        self._choose, self._otherwise = choose, otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._choose(Request(scope, receive, send)) if scope["type"] == "http" else None
        await (answer or self._otherwise)(scope, receive, send)


async def _asset(files: Files, request: Request, headers: dict[str, str]) -> Response:
    file = files.find(f"assets/{request.path_params['path']}")
    if file is None:
        raise HTTPException(404)
    return await files.response(request, file, {"cache-control": FOREVER} | headers)


def _policy(origins: Sequence[str]) -> str:
    ours = ("script-src", "style-src", "font-src", "connect-src", "worker-src", "manifest-src", "form-action")
    return "; ".join(
        (
            "default-src 'none'",
            *(f"{kind} 'self'" for kind in ours),
            "img-src 'self' data:",
            "base-uri 'none'",
            " ".join(("frame-ancestors 'self'", *origins)),
        )
    )
