"""What the operator's page says of outages is what senders and probes see."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

from pydantic import SecretStr

from tests.builders import person
from tests.docs.pages import DOCS, table
from tests.faults import network
from tests.journeys.service import Service, serving, token
from tests.patience import PATIENCE
from tests.redis_servers import redis_server

ROWS = {row[0]: row for row in table(DOCS / "operating.md", "When something is away")}


async def _send(service: Service, bearer: str) -> tuple[int, str | None]:
    event = {"id": str(uuid4()), "name": "job_view", "occurredAt": datetime.now(UTC).isoformat()}
    headers = {"authorization": f"Bearer {bearer}"}
    answer = await service.client.post("/collect", json={"events": [event]}, headers=headers)
    return answer.status_code, answer.headers.get("retry-after")


async def _ready(service: Service) -> tuple[int, str]:
    answer = await service.client.get("/health/ready")
    return answer.status_code, answer.json()["status"]


async def test_redis_away(dsn: str) -> None:
    assert "`degraded`, with 200" in ROWS["Redis"][1]
    async with redis_server() as redis, serving(dsn, redis_url=SecretStr(redis.url)) as service:
        bearer = token(await person(service.database))
        assert await _ready(service) == (200, "ready")
        await redis.kill()
        assert await _ready(service) == (200, "degraded")
        assert await _send(service, bearer) == (202, None)


async def test_redis_away_where_it_is_first(dsn: str) -> None:
    assert "PostgreSQL takes events in" in ROWS["Redis, with `ANALYTICS_INBOX=redis`"][1]
    async with (
        redis_server() as redis,
        serving(dsn, redis_url=SecretStr(redis.url), analytics_inbox="redis") as service,
    ):
        bearer = token(await person(service.database))
        assert await _send(service, bearer) == (202, None)
        await redis.kill()
        assert await _send(service, bearer) == (202, None)


async def test_postgresql_away_without_redis(dsn: str) -> None:
    row = ROWS["PostgreSQL, no Redis"]
    assert "503 `UNAVAILABLE` with `Retry-After`" in row[2]
    assert "no restart" in row[3]
    async with network(dsn) as way, serving(way.dsn) as service:
        bearer = token(await person(service.database))
        assert await _send(service, bearer) == (202, None)
        way.refuse()
        assert await _send(service, bearer) == (503, "1")
        assert await _ready(service) == (503, "unavailable")
        assert (await service.client.get("/health/live")).status_code == 200
        await way.restore()
        async with asyncio.timeout(PATIENCE):
            while await _send(service, bearer) != (202, None):
                await asyncio.sleep(0.05)


async def test_postgresql_away_with_redis(dsn: str) -> None:
    assert "events are taken into Redis" in ROWS["PostgreSQL, with Redis"][1]
    async with (
        redis_server() as redis,
        network(dsn) as way,
        serving(way.dsn, redis_url=SecretStr(redis.url)) as service,
    ):
        known, unknown = [token(await person(service.database, name)) for name in ("ada", "bob")]
        assert await _send(service, known) == (202, None)
        way.refuse()
        assert await _send(service, known) == (202, None)
        assert await _send(service, unknown) == (503, "1")
        await redis.kill()
        assert await _send(service, known) == (503, "1")
