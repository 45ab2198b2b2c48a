"""The same events, the same answers: with Redis and without, through either inbox, by one process and by four."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import httpx

from domain.access import Role
from domain.users import User
from persistence.database import Database, connect
from tests.builders import person
from tests.conftest import database_named
from tests.journeys.parcels import Made, Maker, Parcel, operator_key, split
from tests.journeys.processes import Program, drained
from tests.journeys.service import SECRET, serving, token
from tests.patience import PATIENCE
from tests.ports import free_port
from tests.redis_servers import RedisServer, redis_server

ZONES = ("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati")
EACH = 80
# Long ago for whoever counts days until now: midnight in one of the zones changes nothing.
DAYS_AGO = 40
QUESTIONS = """
    query ($range: RangeInput!) {
        summary(range: $range) {
            totalApplications openApplications medianDaysToResponse jobViews jobSaves
            statusCounts { status count }
            responseRate { ...rate } interviewRate { ...rate } offerRate { ...rate } acceptanceRate { ...rate }
        }
        metrics(
            metrics: [
                PAGE_VIEWS, JOB_VIEWS, JOB_SAVES, SEARCHES, TIME_SPENT_SECONDS, SESSIONS, APPLICATIONS, RESPONSES,
                INTERVIEWS, OFFERS, ACCEPTANCES, REJECTIONS, WITHDRAWALS, OPEN_APPLICATIONS, RESPONSE_RATE
            ],
            range: $range, interval: DAY
        ) { metric timeZone total rate { ...rate } points { start value } }
        funnel(range: $range) {
            steps { stage entered medianDays conversion { ...rate } stepConversion { ...rate } }
        }
        sources: breakdown(metric: RESPONSE_RATE, by: [SOURCE], range: $range) {
            total other slices { keys count value rate { ...rate } }
        }
        companies: breakdown(metric: APPLICATIONS, by: [COMPANY, STATUS], range: $range) {
            total other slices { keys count value }
        }
    }
    fragment rate on Rate { value numerator denominator low high smallSample maturity }
"""
PLATFORM = """
    query ($range: RangeInput!) {
        platform(range: $range) {
            totals { users activeUsers sessions events }
            activeUsers { daily { start value } weekly { start value } monthly { start value } }
            retention { cohorts { start people points { weeksLater rate { numerator denominator } } } hiddenCohorts }
            features { shown { name events seconds } hidden }
        }
    }
"""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where it all runs: a database, where to send and ask, and the Redis that may hold events."""

    database: Database
    urls: Sequence[str]
    redis: RedisServer | None = None


Opening = Callable[[str, Path], AbstractAsyncContextManager[Place]]


@asynccontextmanager
async def one_process(dsn: str, folder: Path) -> AsyncIterator[Place]:
    async with serving(dsn, with_worker=True) as service:
        yield Place(service.database, [service.url])


@asynccontextmanager
async def with_redis(dsn: str, folder: Path) -> AsyncIterator[Place]:
    async with redis_server() as redis, serving(dsn, with_worker=True, redis_url=redis.url) as service:
        yield Place(service.database, [service.url], redis)


@asynccontextmanager
async def redis_first(dsn: str, folder: Path) -> AsyncIterator[Place]:
    settings = {"with_worker": True, "analytics_inbox": "redis"}
    async with redis_server() as redis, serving(dsn, redis_url=redis.url, **settings) as service:
        yield Place(service.database, [service.url], redis)


@asynccontextmanager
async def four_processes(dsn: str, folder: Path) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(redis_server())
        environment = {
            "DATABASE_URL": dsn,
            "REDIS_URL": redis.url,
            "AUTH_JWT_SECRET": SECRET,
            "DATABASE_CONNECTIONS": "4",
        }
        programs = []
        for name in ("serve-0", "serve-1", "work-0", "work-1"):
            port = ("--port", str(free_port())) if name.startswith("serve") else ()
            programs.append(Program((name.partition("-")[0], *port), environment, folder / f"{name}.log"))
            stack.push_async_callback(programs[-1].stop)
            programs[-1].start()
        for each in programs:
            await each.until_ready()
        database = await stack.enter_async_context(connect(dsn, connections=2))
        yield Place(database, [each.url for each in programs[:2]], redis)


async def people(database: Database) -> list[User]:
    return [await person(database, "someone", zone=zone) for zone in ZONES]


async def parcels_of(database: Database, owners: Sequence[User], maker: Maker) -> list[Parcel]:
    """Half of the people send for themselves; for the others, and for nobody, an operator's server does."""
    luck, key = maker.luck, await operator_key(database)
    parcels: list[Parcel] = []
    for owner in owners[:2]:
        parcels += [Parcel(token(owner), part) for part in split(maker.history(owner, EACH), luck)]
    others: list[Made] = [made for owner in owners[2:] for made in maker.history(owner, EACH)]
    others += [maker.visit(None) for _ in range(EACH)]
    luck.shuffle(others)
    parcels += [Parcel(key, part, by_key=True) for part in split(others, luck)]
    parcels += luck.sample(parcels, len(parcels) // 3)
    luck.shuffle(parcels)
    return parcels


async def answers(place: Place, client: httpx.AsyncClient, owners: Sequence[User], span: Json) -> list[Json]:
    """What each of them, and an analyst, are told: by every server, and twice, so that it may be remembered."""
    analyst = await person(place.database, "analyst", role=Role.ANALYST)
    found = []
    for who, question in (*((each, QUESTIONS) for each in owners), (analyst, PLATFORM)):
        told = []
        for url in (*place.urls, *place.urls):
            body = {"query": question, "variables": {"range": span}}
            response = await client.post(f"{url}/graphql", json=body, headers={"authorization": f"Bearer {token(who)}"})
            answer = response.json()
            assert "errors" not in answer, answer["errors"]
            told.append(answer["data"])
        assert all(each == told[0] for each in told)
        found.append(told[0])
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was sent, and what was answered about it."""

    parcels: Sequence[Parcel]
    states: Sequence[tuple[int, str, str]]
    owners: Sequence[int]
    answers: Sequence[Json]


async def outcome(opening: Opening, dsn: str, folder: Path, now: datetime) -> Outcome:
    async with opening(dsn, folder) as place, httpx.AsyncClient(timeout=PATIENCE) as client:
        owners = await people(place.database)
        maker = Maker(Random(7), now - timedelta(days=DAYS_AGO))
        parcels = await parcels_of(place.database, owners, maker)
        for number, parcel in enumerate(parcels):
            headers = {"authorization": f"Bearer {parcel.bearer}", "content-type": "application/json"}
            url = place.urls[number % len(place.urls)]
            response = await client.post(f"{url}/collect", content=parcel.body, headers=headers)
            assert response.status_code == 202, response.text
            assert (response.json()["quarantined"], response.json()["dropped"]) == (0, 0)
        await drained(place.database, place.redis)
        today = now.date()
        span = {"between": {"from": f"{today - timedelta(days=120)}", "until": f"{today - timedelta(days=5)}"}}
        states = [(owner, stage, ended) for (owner, _), (stage, ended, _) in maker.states.items()]
        return Outcome(
            parcels,
            [(owner, stage, ended or "") for owner, stage, ended in states],
            [each.id for each in owners],
            await answers(place, client, owners, span),
        )


def expect_what_was_sent(found: Outcome) -> None:
    """Answers may be alike and wrong."""
    sent = {made.id: made for parcel in found.parcels for made in parcel.events}
    for owner, answer in zip(found.owners, found.answers, strict=False):
        names = Counter(made.name for made in sent.values() if made.owner is not None and made.owner.id == owner)
        totals = {each["metric"]: each["total"] for each in answer["metrics"]}
        told = {name: totals[name] for name in ("PAGE_VIEWS", "JOB_VIEWS", "JOB_SAVES", "SEARCHES", "APPLICATIONS")}
        assert told == {
            "PAGE_VIEWS": names["page_view"],
            "JOB_VIEWS": names["job_view"],
            "JOB_SAVES": names["job_save"],
            "SEARCHES": names["job_search"],
            "APPLICATIONS": names["application_created"],
        }
        statuses = {each["status"]: each["count"] for each in answer["summary"]["statusCounts"]}
        assert statuses == Counter(ended or stage for whose, stage, ended in found.states if whose == owner)
    totals = found.answers[-1]["platform"]["totals"]
    assert (totals["activeUsers"], totals["events"]) == (len(ZONES), len(sent)) == (4, 5 * EACH)


async def test_the_same_events_lead_to_the_same_answers(template: str, tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    found: dict[str, Outcome] = {}
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        for opening in (one_process, with_redis, redis_first, four_processes):
            name = f"same_answers_{opening.__name__}"
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_main STRATEGY FILE_COPY")
            found[name] = await outcome(opening, database_named(template, name), tmp_path, now)
    finally:
        await admin.close()
    first, *others = found.values()
    expect_what_was_sent(first)
    for name, other in zip([*found][1:], others, strict=True):
        assert other.answers == first.answers, name
