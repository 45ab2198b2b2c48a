"""Several servers, one Redis: nobody is shown what was before their own change, and nobody notices Redis going."""

import asyncio
from contextlib import suppress
from typing import Any

import httpx
from redis.asyncio import Redis

from tests.builders import APPLIED, application, person
from tests.journeys.service import Service, serving, token
from tests.patience import PATIENCE
from tests.redis_servers import redis_server

TOTAL = "{ summary { totalApplications freshness { source } } }"
RECORD = """
    mutation ($title: String!) { recordApplication(input: {job: {company: "Acme", title: $title}}) {
        application { id } errors { message } } }
"""


async def total(service: Service, bearer: str) -> tuple[int, str]:
    found = await service.ask(TOTAL, bearer)
    return found["totalApplications"], found["freshness"]["source"]


async def ready(service: Service) -> tuple[int, dict[str, Any]]:
    response = await service.client.get("/health/ready")
    return response.status_code, response.json()


async def gauge(client: httpx.AsyncClient, name: str) -> float:
    text = (await client.get("/metrics")).text
    return next(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name))


async def test_what_one_server_has_counted_the_other_finds_until_its_owner_changes_it(dsn: str) -> None:
    async with (
        redis_server(appendonly="no") as redis,
        serving(dsn, redis_url=redis.url) as here,
        serving(dsn, redis_url=redis.url) as there,
    ):
        ada = await person(here.database)
        await application(here.database, ada, APPLIED)
        bearer, count = token(ada), 1
        assert await total(here, bearer) == (1, "LIVE")
        assert await total(here, bearer) == (1, "CACHE")
        async with asyncio.timeout(PATIENCE), Redis.from_url(redis.url) as inside:
            while await shared(inside, there, bearer) != (count, "CACHE"):
                # On a machine that is busy Redis may have been left alone for a while.
                count += 1
                await here.ask(RECORD, bearer, title=f"Engineer {count}")
                assert (await total(here, bearer))[0] == count
        for number in range(count + 1, count + 5):
            writing, reading = (here, there) if number % 2 else (there, here)
            await writing.ask(RECORD, bearer, title=f"Engineer {number}")
            assert await total(reading, bearer) == (number, "LIVE")
            assert (await total(writing, bearer))[0] == number


async def shared(inside: Redis, there: Service, bearer: str) -> tuple[int, str]:
    """What the other server says when something has been shared, or was not within half a second."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0.5):
            while not await inside.dbsize():
                await asyncio.sleep(0.01)
    return await total(there, bearer)


async def test_a_server_without_its_redis_is_degraded_and_answers(dsn: str) -> None:
    async with redis_server(appendonly="no") as redis, serving(dsn, redis_url=redis.url) as service:
        ada = await person(service.database)
        bearer = token(ada)
        assert await ready(service) == (200, {"status": "ready", "checks": {"postgresql": "ok", "redis": "ok"}})
        assert await total(service, bearer) == (0, "LIVE")
        await redis.kill()
        status, told = await ready(service)
        assert (status, told["status"], told["checks"]["redis"]) == (200, "degraded", "failed")
        for count in range(1, 4):
            await service.ask(RECORD, bearer, title=f"Engineer {count}")
            assert await total(service, bearer) == (count, "LIVE")
            assert await total(service, bearer) == (count, "CACHE")
        assert await gauge(service.client, "cache_shared_away") == 1
        await redis.start()
        async with asyncio.timeout(PATIENCE):
            while await gauge(service.client, "cache_shared_away"):
                await asyncio.sleep(0.02)
        assert (await ready(service))[1]["status"] == "ready"


async def test_a_server_that_keeps_nothing_counts_every_time(dsn: str) -> None:
    async with serving(dsn, analytics_cache_ttl_minutes=0) as service:
        bearer = token(await person(service.database))
        assert [await total(service, bearer) for _ in range(2)] == [(0, "LIVE")] * 2
        assert await gauge(service.client, "cache_entries") == 0
