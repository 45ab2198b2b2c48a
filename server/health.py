"""Probes: is the process alive, and should it be sent requests."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

WITHIN_SECONDS: Final = 2.0

_log = structlog.get_logger("health")


@dataclass(frozen=True, slots=True)
class Check:
    """A part we depend on. Without a vital one we are not ready; without another we are merely degraded."""

    name: str
    passes: Callable[[], Awaitable[bool]]
    is_vital: bool = True


def health_routes(checks: Sequence[Check], *, within: float = WITHIN_SECONDS) -> list[Route]:
    """`/health/live`, which touches nothing, and `/health/ready`, which asks every part at once, `within` seconds."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> Response:
        if getattr(request.scope.get("state", {}).get("draining"), "begun", False):
            return JSONResponse({"status": "draining", "checks": {}}, status_code=503)
        passed = await asyncio.gather(*(_passes(check, within) for check in checks))
        failed = [check for check, ok in zip(checks, passed, strict=True) if not ok]
        is_ready = not any(check.is_vital for check in failed)
        status = "unavailable" if not is_ready else "degraded" if failed else "ready"
        found = {check.name: "ok" if ok else "failed" for check, ok in zip(checks, passed, strict=True)}
        return JSONResponse({"status": status, "checks": found}, status_code=200 if is_ready else 503)

    return [Route("/health/live", live), Route("/health/ready", ready)]


async def _passes(check: Check, within: float) -> bool:
    asking = asyncio.ensure_future(check.passes())
    # Not `wait_for`: that waits for the cancelled part to give in, and a dead one does not.
    done, _ = await asyncio.wait({asking}, timeout=within)
    if not done:
        asking.cancel()
        _log.warning("check timed out", check=check.name)
        return False
    if asking.cancelled() or asking.exception() is not None:
        _log.warning("check failed", check=check.name, exc_info=None if asking.cancelled() else asking.exception())
        return False
    return asking.result()
