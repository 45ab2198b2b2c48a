"""Probes: live touches nothing, ready needs what is vital, and nothing can hold either up."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from server.health import Check
from tests.server.house import House, house

Probe = Callable[[], Awaitable[bool]]


async def fine() -> bool:
    return True


async def down() -> bool:
    return False


async def broken() -> bool:
    raise OSError("secret-host:5432")


over = asyncio.Event()


async def stuck() -> bool:
    while not over.is_set():
        with suppress(asyncio.CancelledError):
            await over.wait()
    return True


async def ready(home: House) -> tuple[int, dict[str, object]]:
    response = await home.client.get("/health/ready")
    assert "secret-host" not in response.text
    return response.status_code, response.json()


@pytest.mark.parametrize(
    ("postgresql", "redis", "status", "said", "checks"),
    [
        (fine, fine, 200, "ready", {"postgresql": "ok", "redis": "ok"}),
        (fine, down, 200, "degraded", {"postgresql": "ok", "redis": "failed"}),
        (fine, broken, 200, "degraded", {"postgresql": "ok", "redis": "failed"}),
        (fine, stuck, 200, "degraded", {"postgresql": "ok", "redis": "failed"}),
        (down, fine, 503, "unavailable", {"postgresql": "failed", "redis": "ok"}),
        (broken, fine, 503, "unavailable", {"postgresql": "failed", "redis": "ok"}),
        (stuck, stuck, 503, "unavailable", {"postgresql": "failed", "redis": "failed"}),
    ],
)
async def test_ready(postgresql: Probe, redis: Probe, status: int, said: str, checks: dict[str, str]) -> None:
    async with house(checks=(Check("postgresql", postgresql), Check("redis", redis, is_vital=False))) as home:
        over.clear()
        try:
            assert await ready(home) == (status, {"status": said, "checks": checks})
        finally:
            over.set()


async def test_live_asks_nobody() -> None:
    asked = 0

    async def count() -> bool:
        nonlocal asked
        asked += 1
        return True

    async with house(checks=(Check("postgresql", count),)) as home:
        for _ in range(3):
            response = await home.client.get("/health/live")
            assert (response.status_code, response.json()) == (200, {"status": "live"})
        assert asked == 0
        await home.client.get("/health/ready")
        assert asked == 1
