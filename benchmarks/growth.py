"""Whether answers stay as fast while events pile up: a person's overview and the platform's numbers, at two sizes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any, Final

import asyncpg
import orjson

from benchmarks.clients import load, request
from benchmarks.machines import family_seconds, processor_seconds
from benchmarks.quantiles import quantile
from benchmarks.questions import OVERVIEW, PLATFORM
from benchmarks.stages import ADA, Ground, Served, served, token
from domain.access import EVERYTHING, Grant, Role
from domain.periods import DateRange
from persistence import rollups
from persistence.database import Database, Session, connect
from persistence.platform import PlatformNumbers
from persistence.users import Users
from resolvers.context import Context
from schema.documents import Documents
from schema.operations import Document
from schema.plans import Plans
from schema.root import schema

SIZES: Final = (2, 20)
EACH: Final = 1_000
AT_ONCE: Final = 500
SIDE_BY_SIDE: Final = 2
LOAD_SECONDS: Final = 600.0
DAYS: Final = 90
NAMES: Final = frozenset({"job_view", "page_view", "job_search", "time_spent", "job_save"})

PEOPLE: Final = """
INSERT INTO users (subject, time_zone)
SELECT 'benchmark:grown-' || number, (ARRAY['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])[1 + number % 4]
FROM generate_series($1::int, $2::int) AS number RETURNING id
"""
# Everybody's search has 59 visits of 17 events, one a day, and ends somewhere within the last 300 days; that of `ada`
# (a number, too) goes on. What is stored is stored and counted as a worker would, only by more at once.
GROW: Final = """
SET LOCAL work_mem = '256MB'; SET LOCAL jit = off;
CREATE TEMPORARY TABLE new_events ON COMMIT DROP AS
SELECT uuidv7() AS id, owner_id, name, occurred_at, now() AS received_at, owner_id || '-' || visit AS session_id,
       CASE name WHEN 'time_spent' THEN jsonb_build_object('seconds', 5 + number % 90)
                 WHEN 'page_view' THEN jsonb_build_object('path', '/jobs/' || number)
                 WHEN 'job_search' THEN jsonb_build_object('query', 'engineer', 'results', number)
                 ELSE jsonb_build_object('jobId', 'job-' || number, 'source', 'search') END AS properties,
       NULL::jsonb AS context
FROM generate_series({first}, {last}) AS owner_id
CROSS JOIN generate_series(0, {each} - 1) AS number
CROSS JOIN LATERAL (SELECT number * 59 / {each} AS visit) AS visits
CROSS JOIN LATERAL (
    SELECT now() - make_interval(days => {ago} + 58 - visit, mins => number % 17 * 3 + (owner_id % 600)::int)
) AS moments (occurred_at)
CROSS JOIN LATERAL (
    SELECT (ARRAY['page_view', 'job_view', 'job_search', 'job_view', 'time_spent', 'job_view', 'page_view', 'job_save'])
           [1 + number % 8]
) AS names (name);
INSERT INTO event_ids SELECT id, date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date FROM new_events;
INSERT INTO events (id, owner_id, name, occurred_at, received_at, session_id, properties, context)
SELECT id, owner_id, name, occurred_at, received_at, session_id, properties, context FROM new_events
"""
RAW: Final = (
    """
    SELECT name, count(*), sum((properties ->> 'seconds')::float) FROM events
    WHERE occurred_at >= $1 AND occurred_at < $2 GROUP BY name
    """,
    "SELECT count(DISTINCT owner_id) FROM events WHERE occurred_at >= $1 AND occurred_at < $2",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question at one size: seconds each answer took, ascending, one at a time; how many statements it is.

    `processor` is the seconds that an answer cost server and PostgreSQL, whatever else the machine did.
    """

    latencies: tuple[float, ...]
    statements: int
    processor: float

    def quantile(self, share: float) -> float:
        """The latency that this share of the answers keeps below."""
        return quantile(self.latencies, share)


@dataclass(frozen=True, slots=True)
class Grown:
    """What was found when so many events were stored, and how long it took to get there.

    `counted` and `raw` are the seconds of the same question about the platform from roll-ups and from events.
    """

    events: int
    seconds: float
    overview: Asked
    platform: Asked
    counted: float
    raw: float


async def measure(ground: Ground, *, millions: int, seconds: float) -> list[Grown]:
    """At 2 million events and at so many millions."""
    found, people = [], 0
    async with connect(ground.dsn, connections=4) as database:
        ada = await Users(database).by_subject(ADA)
        assert ada is not None  # noqa: S101 - the demo is there
        for size in sorted({min(SIZES[0], millions), millions}):
            began = perf_counter()
            wanted = size * 1_000_000 // EACH
            await _grow(ground, database, ada.id, people, wanted)
            people = wanted
            took = perf_counter() - began
            found.append(await _look(ground, database, seconds, took))
    return found


async def _grow(ground: Ground, database: Database, ada: int, people: int, wanted: int) -> None:
    """More people with as many events each, and as many times more events of one person."""
    connection = await asyncpg.connect(ground.dsn)
    try:
        added = sorted(row[0] for row in await connection.fetch(PEOPLE, people + 1, wanted))
        parts = [(added[at], added[at : at + AT_ONCE][-1]) for at in range(0, len(added), AT_ONCE)]
        many = asyncio.Semaphore(SIDE_BY_SIDE)

        async def store(first: int, last: int) -> None:
            async with many:
                await _store(database, first, last, EACH, "(owner_id * 7919 % 300)::int")

        await asyncio.gather(*(store(first, last) for first, last in parts))
        await _store(database, ada, ada, wanted - people, "0")  # a person's own grow alike
        await connection.execute("VACUUM ANALYZE", timeout=LOAD_SECONDS)
    finally:
        await connection.close()


async def _store(database: Database, first: int, last: int, each: int, ago: str) -> None:
    async def work(session: Session) -> None:
        await session.script(GROW.format(first=first, last=last, each=each, ago=ago))
        await rollups.add(session, NAMES)

    await database.write(work, seconds=LOAD_SECONDS)


async def _look(ground: Ground, database: Database, seconds: float, took: float) -> Grown:
    today = datetime.now(UTC).date()
    dates = DateRange(today - timedelta(days=DAYS - 1), today + timedelta(days=1))
    bounds = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (dates.start, dates.until)]
    with served(ground, "server", "serve", "--port") as up:
        overview = await _ask(ground, database, up, OVERVIEW, Role.MEMBER, seconds)
        platform = await _ask(ground, database, up, PLATFORM, Role.ANALYST, seconds)
    connection = await asyncpg.connect(ground.dsn)
    try:
        events: int = await connection.fetchval("SELECT count(*) FROM events", timeout=LOAD_SECONDS)

        async def raw() -> None:
            for statement in RAW:
                await connection.fetch(statement, *bounds, timeout=LOAD_SECONDS)

        numbers = PlatformNumbers(database)
        return Grown(
            events=events,
            seconds=took,
            overview=overview,
            platform=platform,
            counted=await _times(lambda: numbers.used(dates), 20),
            raw=await _times(raw, 3),
        )
    finally:
        await connection.close()


async def _ask(ground: Ground, database: Database, up: Served, query: str, role: Role, seconds: float) -> Asked:
    message = request(query, token=token(ADA, role))
    await load(up.port, message, connections=1, seconds=seconds / 3)

    def spent() -> float:
        return processor_seconds(up.pid) + family_seconds(ground.postmaster)

    before = spent()
    found = await load(up.port, message, connections=1, seconds=seconds)
    after = spent()
    if "errors" in orjson.loads(found.body):
        raise AssertionError(found.body)
    statements = await _statements(database, query, role)
    return Asked(found.latencies, statements, (after - before) / len(found.latencies))


async def _times(work: Callable[[], Awaitable[Any]], times: int) -> float:
    """Seconds, in the middle one."""
    took = []
    for _ in range(times):
        began = perf_counter()
        await work()
        took.append(perf_counter() - began)
    return median(took)


async def _statements(database: Database, query: str, role: Role) -> int:
    """The account is one more."""
    owner, documents = await Users(database).by_subject(ADA), Documents(schema)
    document = documents.read(query)
    documents.close()
    assert owner is not None  # noqa: S101 - the demo is there
    assert isinstance(document, Document)  # noqa: S101 - it is valid
    before = database.statements
    context = Context(database, owner, Grant(role, EVERYTHING), datetime.now(UTC))
    await Plans(schema).execute(document.operation(None), {}, context)
    return database.statements - before + 1
