"""Whatever is killed, whenever: what was acknowledged is counted once, what was not at most once.

Real processes, real databases, `kill -9`. Which seed failed is in the failure; LOSSES_SEED=… runs it again.
"""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

import httpx
from sqlalchemy import text

from persistence.database import Database, Statement, connect
from persistence.migrations import upgrade
from tests.builders import person
from tests.journeys.parcels import Maker, Parcel, operator_key, split
from tests.journeys.processes import Cluster, Program, cluster, command, drained
from tests.journeys.service import SECRET, token
from tests.patience import PATIENCE
from tests.ports import free_port
from tests.redis_servers import RedisServer, redis_server

SEED = int(os.environ.get("LOSSES_SEED", "20"))
EVENTS, ACTS, CLIENTS, MEMBERS, NAMED = 20_000, 16, 16, 12, 8
ZONES = ("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati")
SENDING_SECONDS = 5 * PATIENCE
HASTY, REPEATED = 0.15, 0.05

STORED = Statement(text("SELECT id, owner_id, name, occurred_at FROM events"))
APPLICATIONS = Statement(
    text("""
    SELECT a.owner_id, a.import_key, a.stage, a.outcome, count(t.id)
    FROM applications a LEFT JOIN transitions t ON t.application_id = a.id GROUP BY a.id
    """)
)
# Counted by hand, so that what counts and what compares cannot be wrong together.
DAYS = Statement(
    text("""
    WITH told AS (
        SELECT owner_id, (occurred_at AT TIME ZONE time_zone)::date AS date, e.name,
               coalesce((properties ->> 'seconds')::numeric, 0) AS seconds
        FROM events e JOIN users u ON u.id = owner_id
    ), counted AS (
        SELECT owner_id, date, count(*) FILTER (WHERE name = 'page_view') AS page_views,
               count(*) FILTER (WHERE name = 'job_view') AS job_views,
               count(*) FILTER (WHERE name = 'job_save') AS job_saves,
               count(*) FILTER (WHERE name = 'job_search') AS searches,
               coalesce(sum(seconds) FILTER (WHERE name = 'time_spent'), 0)::float AS time_spent_seconds,
               count(*) FILTER (WHERE name = 'application_created') AS applications_submitted
        FROM told GROUP BY 1, 2
    )
    SELECT coalesce(c.owner_id, d.owner_id), coalesce(c.date, d.date)
    FROM counted c FULL JOIN daily_user_metrics d ON d.owner_id = c.owner_id AND d.date = c.date
    WHERE (coalesce(c.page_views, 0), coalesce(c.job_views, 0), coalesce(c.job_saves, 0), coalesce(c.searches, 0),
           coalesce(c.time_spent_seconds, 0), coalesce(c.applications_submitted, 0))
        IS DISTINCT FROM
          (coalesce(d.page_views, 0), coalesce(d.job_views, 0), coalesce(d.job_saves, 0), coalesce(d.searches, 0),
           coalesce(d.time_spent_seconds, 0), coalesce(d.applications_submitted, 0))
    """)
)
PLATFORM = Statement(
    text("""
    SELECT p.date, p.name, p.events, c.events
    FROM platform_daily p FULL JOIN (
        SELECT (occurred_at AT TIME ZONE 'UTC')::date AS date, name, count(*) AS events FROM events GROUP BY 1, 2
    ) AS c ON c.date = p.date AND c.name = p.name
    WHERE p.events IS DISTINCT FROM c.events
    """)
)


@dataclass(slots=True)
class Senders:
    """Clients that send parcels until each is settled: acknowledged, or (some) given up after one try.

    Parcels are in as many stretches as there are acts. None of a stretch is sent before the act of the stretch before.
    """

    urls: Sequence[str]
    parcels: Sequence[Parcel]
    luck: Random
    acknowledged: set[UUID] = field(default_factory=set)
    given_up: set[UUID] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    settled: int = 0
    acts: int = 0
    _next: int = 0
    _sent: int = 0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, *, settled: float = 0, acts: int = 0) -> None:
        """Until so much is settled, and so many acts are done."""
        while self.settled < settled or self.acts < acts:
            self._moved.clear()
            await self._moved.wait()

    def act(self) -> None:
        """An act is done: the next stretch may be sent."""
        self.acts += 1
        self._moved.set()

    async def client(self, number: int) -> None:
        """One of them, to the end."""
        async with httpx.AsyncClient(timeout=httpx.Timeout(5, connect=1)) as client:
            while self._next < len(self.parcels):
                parcel = self.parcels[self._next]
                self._next += 1
                stretch = self._sent * ACTS // EVENTS
                self._sent += len(parcel.events)
                await self.until(acts=stretch)
                await self._settle(client, parcel, number)
                if self.luck.random() < REPEATED:
                    await self._settle(client, parcel, number + 1)

    async def _settle(self, client: httpx.AsyncClient, parcel: Parcel, place: int) -> None:
        """Again and again, each time to the next server."""
        ids = {each.id for each in parcel.events}
        is_new = not ids <= self.acknowledged | self.given_up
        while not await self._try(client, self.urls[place % len(self.urls)], parcel):
            place += 1
            if parcel.is_hasty:
                self.given_up |= ids
                break
        else:
            self.acknowledged |= ids
        if is_new:
            self.settled += len(ids)
            self._moved.set()

    async def _try(self, client: httpx.AsyncClient, url: str, parcel: Parcel) -> bool:
        headers = {"authorization": f"Bearer {parcel.bearer}", "content-type": "application/json"}
        try:
            response = await client.post(f"{url}/collect", content=parcel.body, headers=headers)
        except httpx.HTTPError as error:
            self.answers[type(error).__name__] += 1
            await asyncio.sleep(0.2)
            return False
        self.answers[str(response.status_code)] += 1
        if response.status_code in (429, 503):
            # In a hurry: a twentieth of what is asked for.
            await asyncio.sleep(int(response.headers["retry-after"]) / 20)
            return False
        assert response.status_code == 202, (response.status_code, response.text)
        told = response.json()
        assert (told["accepted"] + told["duplicates"], told["quarantined"], told["dropped"]) == (
            len(parcel.events), 0, 0,
        ), told  # fmt: skip
        return True


@dataclass(slots=True)
class Stage:
    """Everything that can be killed, and how often it was."""

    postgres: Cluster
    redis: RedisServer
    serving: Sequence[Program]
    working: Sequence[Program]
    luck: Random
    kills: Counter[str] = field(default_factory=Counter)
    _restarts: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def acts(self) -> list[Callable[[], Awaitable[None]]]:
        """All acts, round by round, each in an order by chance."""
        each: list[Callable[[], Awaitable[None]]] = [
            lambda: self._kill_database("postgres", self.postgres),
            lambda: self._kill_database("redis", self.redis),
            lambda: self._kill_program("serve", self.serving),
            lambda: self._kill_program("work", self.working),
        ]
        return [act for _ in range(ACTS // len(each)) for act in self.luck.sample(each, len(each))]

    async def _kill_database(self, name: str, database: Cluster | RedisServer) -> None:
        await self.all_up(name)
        await database.kill()
        self.kills[name] += 1
        self._restarts[name] = asyncio.create_task(self._restart(database))

    async def _restart(self, database: Cluster | RedisServer) -> None:
        await asyncio.sleep(self.luck.uniform(0.2, 1))
        await database.start()

    async def _kill_program(self, name: str, programs: Sequence[Program]) -> None:
        for each in programs:
            await each.until_ready()
        await self.luck.choice(programs).kill()
        self.kills[name] += 1

    async def all_up(self, *names: str) -> None:
        """Until these databases are up again; all of them unless named."""
        for name in names or tuple(self._restarts):
            if name in self._restarts:
                await self._restarts[name]


async def play(stage: Stage, senders: Senders) -> None:
    """Each act at a moment by chance while its stretch is sent."""
    size = EVENTS / ACTS
    for number, act in enumerate(stage.acts()):
        moment = size * (number + stage.luck.uniform(0.1, 0.7))
        await senders.until(settled=moment)
        await act()
        senders.act()
    await stage.all_up()


@asynccontextmanager
async def stage_of(folder: Path) -> AsyncIterator[Stage]:
    """Two that serve and two that work, one PostgreSQL and one Redis."""
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(redis_server())
        postgres = await stack.enter_async_context(cluster())
        await upgrade(postgres.dsn)
        environment = {
            "DATABASE_URL": postgres.dsn,
            "REDIS_URL": redis.url,
            "AUTH_JWT_SECRET": SECRET,
            "ANALYTICS_USER_EVENTS_PER_MINUTE": "0",
            "ANALYTICS_METRICS_INTERVAL_SECONDS": "1",
            "DATABASE_CONNECTIONS": "5",
        }

        def program(name: str, *arguments: str) -> Program:
            luck = Random(f"{SEED} {name}")
            made = Program(arguments, environment, folder / f"{name}.log", pause=lambda: luck.uniform(0.2, 1))
            stack.push_async_callback(made.stop)
            made.start()
            return made

        serving = [program(f"serve-{n}", "serve", "--port", str(free_port())) for n in range(2)]
        working = [program(f"work-{n}", "work") for n in range(2)]
        for each in (*serving, *working):
            await each.until_ready()
        stage = Stage(postgres, redis, serving, working, Random(SEED))
        stack.push_async_callback(stage.all_up)
        yield stage


async def parcels_of(database: Database, maker: Maker) -> list[Parcel]:
    """All that is sent: by people for themselves, and by an operator's server for others and for nobody."""
    luck, key = maker.luck, await operator_key(database)
    people = [
        await person(database, f"p{number}", zone=ZONES[number % len(ZONES)]) for number in range(MEMBERS + NAMED)
    ]
    each = EVENTS // (MEMBERS + NAMED + 1)
    hasty = int(each * HASTY)
    parcels: list[Parcel] = []
    for owner in people[:MEMBERS]:
        bearer = token(owner)
        parcels += [Parcel(bearer, part) for part in split(maker.history(owner, each - hasty), luck)]
        visits = [maker.visit(owner) for _ in range(hasty)]
        parcels += [Parcel(bearer, part, is_hasty=True) for part in split(visits, luck)]
    others = [made for owner in people[MEMBERS:] for made in maker.history(owner, each)]
    others += [maker.visit(None) for _ in range(EVENTS - each * len(people))]
    luck.shuffle(others)
    parcels += [Parcel(key, part, by_key=True) for part in split(others, luck)]
    luck.shuffle(parcels)
    return parcels


async def check(database: Database, senders: Senders, maker: Maker) -> None:
    """What was promised."""
    sent = {made.id: made for parcel in senders.parcels for made in parcel.events}
    assert len(sent) == EVENTS
    rows = await database.fetch(STORED)
    times = Counter(row[0] for row in rows)
    assert [number for number, count in times.items() if count > 1] == []
    assert senders.acknowledged - times.keys() == set()
    stored = {row[0]: (row[1], row[2], row[3]) for row in rows if row[0] in sent}
    assert stored == {
        number: (made.owner and made.owner.id, made.name, made.at) for number, made in sent.items() if number in stored
    }
    assert times.keys() - sent.keys() == {row[0] for row in rows if row[1] is None and row[0] not in sent}

    applications = await database.fetch(APPLICATIONS)
    assert {(row[0], row[1].removeprefix("event:")): (row[2], row[3], row[4]) for row in applications} == maker.states
    assert len(applications) == len(maker.states)
    assert await database.fetch(DAYS) == []
    assert await database.fetch(PLATFORM) == []


async def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    try:
        async with stage_of(tmp_path) as stage, connect(stage.postgres.dsn, connections=2) as database:
            maker = Maker(Random(SEED), now)
            parcels = await parcels_of(database, maker)
            senders = Senders([each.url for each in stage.serving], parcels, Random(SEED))
            async with asyncio.timeout(SENDING_SECONDS), asyncio.TaskGroup() as group:
                group.create_task(play(stage, senders))
                for number in range(CLIENTS):
                    group.create_task(senders.client(number))
            programs = (*stage.serving, *stage.working)
            for each in programs:
                await each.until_ready()
            await drained(database, stage.redis, within=PATIENCE)
            assert set(await asyncio.gather(*(each.stop() for each in programs))) <= {0, -signal.SIGTERM}
            # Whatever had started went on until it was killed.
            assert [code for each in programs for code, was_ready in each.ends if was_ready] == []
            await check(database, senders, maker)
            verifying = await command("rebuild", "--verify", environment={"DATABASE_URL": stage.postgres.dsn})
            assert verifying == (0, "Nothing differs.\n")
            assert stage.kills == dict.fromkeys(("postgres", "redis", "serve", "work"), ACTS // 4)
    except BaseException as error:
        error.add_note(f"Again with LOSSES_SEED={SEED}; what the processes said is in {tmp_path}.")
        raise
