"""Two servers, a worker and a Redis, each a process: what happens in one shows in all, whatever becomes of Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.users import User
from persistence.database import Database
from tests.builders import person
from tests.journeys.processes import Program, soon
from tests.journeys.service import SECRET, token
from tests.patience import PATIENCE
from tests.ports import free_port
from tests.redis_servers import RedisServer, redis_server
from tests.server.sockets.talks import Talk, acknowledged

AWAY_SECONDS = 10
FOLLOWERS = 10
SUMMARY = "subscription { summaryChanged { summary { totalApplications jobViews } } }"
RECORD = """mutation($title: String!) {
  recordApplication(input: {job: {company: "Acme", title: $title}}) { application { id } errors { message } }
}"""
VIEW = """mutation($at: DateTime!) {
  recordEvents(input: {events: [{name: "job_view", occurredAt: $at}]}) { receipt { accepted } errors { message } }
}"""

RULE = """mutation {
  createAlertRule(input: {name: "Looking", metric: JOB_VIEWS, condition: ABOVE, threshold: 1, interval: MONTH}) {
    alertRule { id } errors { message }
  }
}"""
RAISED = "subscription { alertRaised { isSnapshot alerts { title evidence { value threshold } } } }"


@dataclass(slots=True)
class Follower:
    """One who applies what comes."""

    talk: Talk
    state: dict[str, Any] | None = None

    async def follow(self) -> None:
        await self.talk.subscribe(SUMMARY)
        while True:
            message = await self.talk.hear()
            assert message["type"] == "next", message
            assert "errors" not in message["payload"], message
            self.state = message["payload"]["data"]["summaryChanged"]["summary"]


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that runs."""

    redis: RedisServer
    servers: list[Program]

    async def act(self, server: int, query: str, user: User, **variables: Any) -> None:
        """A mutation, on this server, as this person."""
        async with httpx.AsyncClient(base_url=self.servers[server].url, timeout=PATIENCE) as client:
            response = await client.post(
                "/graphql",
                json={"query": query, "variables": variables},
                headers={"authorization": f"Bearer {token(user)}"},
            )
        (payload,) = response.json()["data"].values()
        assert payload["errors"] == []

    def memory(self) -> list[int]:
        """Kilobytes that each server holds."""
        return [_resident(each) for each in self.servers]


def _resident(program: Program) -> int:
    assert program._process is not None
    status = Path(f"/proc/{program._process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


@pytest.fixture
async def town(dsn: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(redis_server())
        environment = {"DATABASE_URL": dsn, "REDIS_URL": redis.url, "AUTH_JWT_SECRET": SECRET}
        programs = [
            Program(arguments, environment, tmp_path / f"{number}.log")
            for number, arguments in enumerate(
                [*(("serve", "--port", str(free_port())) for _ in range(2)), ("work",)],
            )
        ]
        for each in programs:
            each.start()
            stack.push_async_callback(each.stop)
        for each in programs:
            await each.until_ready()
        yield Town(redis, programs[:2])


@asynccontextmanager
async def following(town: Town, user: User) -> AsyncIterator[list[Follower]]:
    """So many on each server; whoever stumbles makes the test fail."""
    async with AsyncExitStack() as stack:
        followers = [
            Follower(await stack.enter_async_context(acknowledged(each, f"Bearer {token(user)}")))
            for each in town.servers
            for _ in range(FOLLOWERS // 2)
        ]
        tasks = [asyncio.create_task(each.follow()) for each in followers]
        try:
            yield followers
            assert [each for each in tasks if each.done()] == []
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def all_see(followers: list[Follower], applications: int, views: int) -> None:
    true = {"totalApplications": applications, "jobViews": views}
    await soon(lambda: all(each.state == true for each in followers))


async def test_everybody_sees_the_truth_whatever_becomes_of_redis(town: Town, database: Database) -> None:
    ada = await person(database)
    now = datetime.now(UTC).isoformat()
    async with following(town, ada) as followers:
        await all_see(followers, 0, 0)
        await town.act(0, RECORD, ada, title="Baker")
        await all_see(followers, 1, 0)
        await town.act(1, VIEW, ada, at=now)
        await all_see(followers, 1, 1)
        before = town.memory()
        await town.redis.kill()
        await town.act(0, RECORD, ada, title="Cook")
        await soon(lambda: followers[0].state == {"totalApplications": 2, "jobViews": 1})
        await town.act(1, VIEW, ada, at=now)
        await asyncio.sleep(AWAY_SECONDS)
        await town.redis.start()
        await all_see(followers, 2, 2)
        await town.act(1, RECORD, ada, title="Waiter")
        await all_see(followers, 3, 2)
        await town.act(0, VIEW, ada, at=now)
        await all_see(followers, 3, 3)
        grown = [after - held for after, held in zip(town.memory(), before, strict=True)]
        assert max(grown) < 16 * 1024, grown


async def test_an_event_makes_a_rule_fire_and_whoever_follows_is_told(town: Town, database: Database) -> None:
    ada, now = await person(database), datetime.now(UTC).isoformat()
    await town.act(0, RULE, ada)
    collect, follow = town.servers
    async with asyncio.timeout(PATIENCE), acknowledged(follow, f"Bearer {token(ada)}") as talk:
        await talk.subscribe(RAISED)
        assert (await talk.hear())["payload"]["data"]["alertRaised"] == {"isSnapshot": True, "alerts": []}
        async with httpx.AsyncClient(base_url=collect.url, timeout=PATIENCE) as client:
            events = [{"id": str(uuid4()), "name": "job_view", "occurredAt": now} for _ in range(2)]
            headers = {"authorization": f"Bearer {token(ada)}"}
            response = await client.post("/collect", json={"events": events}, headers=headers)
        assert (response.status_code, response.json()["accepted"]) == (202, 2)
        raised = (await talk.hear())["payload"]["data"]["alertRaised"]
    evidence = {"value": 2.0, "threshold": 1.0}
    assert raised == {"isSnapshot": False, "alerts": [{"title": "Above your limit", "evidence": evidence}]}
