"""What is found is what would be counted, says how old it is, and never lags behind what its owner has done."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from domain.access import EVERYTHING as SCOPES
from domain.access import Grant, Role
from domain.caching import Family, lifetimes
from domain.freshness import FreshnessSource
from persistence.applications import ApplicationFilter
from persistence.cache import Cache, Memory, Shared
from persistence.cache.shared import opened
from persistence.users import Users
from resolvers.caching import COHORT, kept, kept_for_all
from resolvers.context import Context
from resolvers.payloads import settle
from tests.builders import APPLIED, INTERVIEWING, application, event, posting, utc
from tests.redis_servers import RedisServer, redis_server
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import NOW, search

FRESHNESS = "freshness { asOf source lagSeconds }"
RATE = "{ value numerator denominator low high smallSample maturity }"
SERIES = f"""
    metric unit interval timeZone total changeRatio rate {RATE} points {{ start value isPartial }} {FRESHNESS}
    previous {{ total points {{ start value isPartial }} rate {RATE} {FRESHNESS} }}
"""
SUMMARY = f"""
    range {{ from until }} totalApplications statusCounts {{ status count }} responseRate {RATE} interviewRate {RATE}
    offerRate {RATE} acceptanceRate {RATE} medianDaysToResponse openApplications jobViews jobSaves {FRESHNESS}
"""
CURVE = "answered unanswered medianDays points { day answered low high } at(days: [0, 5, 30]) { day answered }"
DEMAND = f"skill {{ name category }} ownJobs {RATE} postings {RATE} opensOwnJobs opensPostings inProfile"
STEPS = f"stage entered conversion {RATE} stepConversion {RATE} medianDays"
SLICES = f"metric total other slices {{ keys count value rate {RATE} }} {FRESHNESS}"
LEDGER = "[APPLICATIONS, RESPONSES, OPEN_APPLICATIONS, RESPONSE_RATE, MEDIAN_DAYS_TO_RESPONSE]"

QUERIES = {
    Family.SUMMARY: [
        f"{{ summary {{ {SUMMARY} }} }}",
        f"{{ summary(range: {{period: LAST_30_DAYS}}) {{ {SUMMARY} }} }}",
        f'{{ summary(range: {{between: {{from: "2026-01-05", until: "2026-02-20"}}}}) {{ {SUMMARY} }} }}',
    ],
    Family.METRICS: [
        f"{{ metrics(metrics: {LEDGER}) {{ {SERIES} }} }}",
        f"{{ metrics(metrics: {LEDGER}, compare: PREVIOUS_YEAR, interval: WEEK) {{ {SERIES} }} }}",
        f"{{ metrics(metrics: [JOB_VIEWS, SESSIONS, OFFERS], range: {{period: ALL_TIME}}) {{ {SERIES} }} }}",
        f'{{ metrics(metrics: [OFFERS], timeZone: "Asia/Tokyo", interval: HOUR) {{ {SERIES} }} }}',
        f'{{ metrics(metrics: [OFFERS], filter: {{companies: ["Bolt"]}}) {{ {SERIES} }} }}',
    ],
    Family.TRENDS: [
        f"{{ trends {{ range {{ from until }} interval series {{ {SERIES} }} {FRESHNESS} }} }}",
        f'{{ trends(industry: "Space") {{ range {{ from until }} series {{ {SERIES} }} {FRESHNESS} }} }}',
    ],
    Family.FUNNEL: [f"{{ funnel {{ range {{ from until }} steps {{ {STEPS} }} }} }}"],
    Family.FLOW: [
        "{ flow { nodes { id label value resting } links { source target value } asText(format: MERMAID) } }",
    ],
    Family.RESPONSE_CURVE: [f"{{ responseCurve {{ {CURVE} }} }}"],
    Family.BREAKDOWN: [
        f"{{ breakdown(metric: APPLICATIONS, by: [SOURCE, COMPANY], first: 3) {{ {SLICES} }} }}",
        f"{{ breakdown(metric: RESPONSE_RATE, by: [STATUS]) {{ {SLICES} }} }}",
    ],
    Family.SKILLS: [
        f"{{ skills {{ demand {{ {DEMAND} }} gap {{ {DEMAND} }} profile {{ name }} {FRESHNESS} }} }}",
        f"{{ skills(category: DATABASE, first: 1) {{ demand {{ {DEMAND} }} gap {{ {DEMAND} }} {FRESHNESS} }} }}",
    ],
}
EVERYTHING = [query for queries in QUERIES.values() for query in queries]
TOTAL = "{ summary { totalApplications } }"


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[RedisServer]:
    async with redis_server(appendonly="no") as running:
        yield running


@pytest.fixture
async def shared(server: RedisServer) -> AsyncIterator[Shared]:
    async with opened(server.url, within=5) as level:
        yield level


@pytest.fixture
async def busy(somebody: Somebody) -> Desk:
    """Somebody with something to count in every family, who asks without a cache."""
    desk = await somebody(zone="Europe/Berlin")
    await search(desk)
    await application(
        desk.database, desk.user, (APPLIED, "2026-03-01"), skills=frozenset({"Python", "Docker"}), industry="Space"
    )
    await posting(desk.database, title="Cooper", skills=frozenset({"Python", "PostgreSQL"}))
    for day in (2, 3, 3):
        await event(desk.database, desk.user, "job_view", utc(2026, 3, day), session=f"visit {day}")
    return desk


def cache(shared: Shared | None = None, minutes: float = 5) -> Cache:
    """That of another process."""
    return Cache(Memory(), shared, lifetimes(minutes), version="1")


def without_source(answer: Any) -> bytes:
    """The answer to the byte, but for where it was read."""
    return orjson.dumps(_cleared(answer))


def _cleared(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: _cleared(value) for name, value in answer.items() if name not in ("source", "extensions")}
    return [_cleared(each) for each in answer] if isinstance(answer, list) else answer


def sources(answer: Any) -> Iterator[str]:
    if isinstance(answer, dict):
        if "source" in answer and "asOf" in answer:
            yield answer["source"]
        for value in answer.values():
            yield from sources(value)
    elif isinstance(answer, list):
        for each in answer:
            yield from sources(each)


async def test_every_answer_is_the_same_counted_remembered_and_shared(busy: Desk, shared: Shared) -> None:
    here, elsewhere = replace(busy, cache=cache(shared)), replace(busy, cache=cache(shared))
    assert here.cache is not None
    for query in EVERYTHING:
        counted = await busy.answer(query)
        assert "errors" not in counted, counted
        assert FreshnessSource.CACHE not in set(sources(counted))
        made = await here.answer(query)
        assert orjson.dumps(made) == orjson.dumps(counted)
        await here.cache.settled()
        for desk in (here, elsewhere, elsewhere):
            found = await desk.answer(query)
            assert without_source(found) == without_source(counted)
            assert set(sources(found)) <= {FreshnessSource.CACHE}


@pytest.mark.parametrize("family", list(QUERIES))
async def test_what_is_found_takes_no_statement(busy: Desk, family: Family) -> None:
    desk = replace(busy, cache=cache())
    for query in QUERIES[family]:
        await desk.ask(query)
        before = desk.database.statements
        await desk.ask(query)
        # The account, with its revision; the server reads it anyway.
        assert desk.database.statements - before == 1
    assert desk.cache is not None
    counted = {each.family: (each.hits > 0, each.misses > 0) for each in desk.cache.statistics().families}
    assert counted[family] == (True, True)


async def test_an_answer_that_was_found_says_of_when_it_is(busy: Desk) -> None:
    desk = replace(busy, cache=cache())
    told = f"{{ {FRESHNESS} previous {{ {FRESHNESS} }} }}"
    query = f"{{ metrics(metrics: [OFFERS], compare: PREVIOUS_PERIOD) {told} }}"
    await desk.ask(query)
    desk.now = NOW + timedelta(seconds=90)
    aged = {"asOf": "2026-03-11T09:00:00+00:00", "source": "CACHE", "lagSeconds": 90.0}
    assert await desk.ask(query) == [{"freshness": aged, "previous": {"freshness": aged}}]
    desk.now = NOW + timedelta(minutes=5)
    assert (await desk.ask(query))[0]["freshness"]["source"] == "LIVE"


async def test_a_new_day_is_a_new_answer(busy: Desk) -> None:
    """23:30 and 00:15 in Berlin."""
    desk = replace(busy, cache=cache(), now=utc(2026, 3, 11, 22, 30))
    query = "{ summary(range: {period: DAY}) { range { from } } }"
    days = [(await desk.ask(query))["range"]["from"]]
    desk.now = utc(2026, 3, 11, 23, 15)
    days.append((await desk.ask(query))["range"]["from"])
    assert days == ["2026-03-11", "2026-03-12"]


Act = Callable[[Desk], Awaitable[object]]


async def _moved(desk: Desk) -> None:
    await application(desk.database, desk.user, (APPLIED, "2026-03-02"), (INTERVIEWING, "2026-03-05"), company="New",
                      skills=frozenset({"Rust"}))  # fmt: skip


async def _viewed(desk: Desk) -> None:
    await event(desk.database, desk.user, "job_view", utc(2026, 3, 9), session="another visit")


async def _learned(desk: Desk) -> None:
    await desk.do('mutation { setSkills(input: {skills: ["Docker"]}) { errors { message } viewer { id } } }')


async def _settled(desk: Desk) -> None:
    await desk.do(
        'mutation { updateProfile(input: {timeZone: "Pacific/Auckland", ghostedAfterDays: 3}) '
        "{ errors { message } viewer { id } } }"
    )


@pytest.mark.parametrize(
    ("act", "changed"),
    [
        (_moved, [query for family, queries in QUERIES.items() for query in queries[:1]]),
        (_viewed, [*QUERIES[Family.SUMMARY][:2], QUERIES[Family.METRICS][2]]),
        (_learned, QUERIES[Family.SKILLS][:1]),
        (_settled, [QUERIES[Family.SUMMARY][0], QUERIES[Family.METRICS][0], QUERIES[Family.TRENDS][0]]),
    ],
)
async def test_nobody_finds_what_was_before_their_own_change_in_another_process(
    busy: Desk, shared: Shared, act: Act, changed: list[str]
) -> None:
    reading = replace(busy, cache=cache(shared))
    before = {query: without_source(await reading.answer(query)) for query in EVERYTHING}
    writing = replace(busy, cache=cache(shared))
    await act(writing)
    user = await Users(busy.database).by_id(busy.user.id)
    assert user is not None
    live = Desk(busy.database, user, NOW)
    for desk in (reading, replace(busy, cache=cache(shared))):
        for query in EVERYTHING:
            found = without_source(await desk.answer(query))
            assert found == without_source(await live.answer(query))
            assert (found != before[query]) >= (query in changed), query


async def test_after_a_mutation_the_same_request_counts_anew(busy: Desk) -> None:
    one, user = cache(), await Users(busy.database).by_id(busy.user.id)
    assert user is not None
    context = Context(busy.database, user, Grant(Role.MEMBER, SCOPES), NOW, cache=one)
    numbers = iter(range(10))

    async def compute() -> int:
        return next(numbers)

    asked = [await kept(context, Family.SUMMARY, int, compute, reads=COHORT) for _ in range(2)]
    await settle(context, asyncio.sleep(0))
    asked += [await kept(context, Family.SUMMARY, int, compute, reads=COHORT) for _ in range(2)]
    assert asked == [0, 0, 1, 2]


async def test_what_was_being_counted_when_a_change_came_is_not_found_after_it(busy: Desk) -> None:
    """The count has read the database and is not kept yet; the change comes, and then whoever asks again."""
    one, has_read, may_go_on = cache(), asyncio.Event(), asyncio.Event()

    async def asked(wait: bool) -> int:
        user = await Users(busy.database).by_id(busy.user.id)
        assert user is not None
        context = Context(busy.database, user, Grant(Role.MEMBER, SCOPES), NOW, cache=one)

        async def count() -> int:
            found = await context.applications.count(ApplicationFilter())
            if wait:
                has_read.set()
                await may_go_on.wait()
            return found

        return await kept(context, Family.SUMMARY, int, count, reads=COHORT)

    slow = asyncio.create_task(asked(True))
    await has_read.wait()
    await application(busy.database, busy.user, (APPLIED, "2026-03-02"))
    meanwhile = await asked(False)
    may_go_on.set()
    assert [await slow - meanwhile, await asked(False) - meanwhile] == [-1, 0]


async def test_a_mutation_is_seen_by_the_next_request(busy: Desk) -> None:
    desk = replace(busy, cache=cache())
    assert (await desk.ask(TOTAL))["totalApplications"] == 10
    for expected in (11, 12):
        await desk.do(
            'mutation { recordApplication(input: {job: {company: "New", title: "Tester"}}) '
            "{ application { id } errors { message } } }"
        )
        assert (await desk.ask(TOTAL))["totalApplications"] == expected


async def test_what_is_nobodys_own_is_found_by_all_of_one_role(busy: Desk, somebody: Somebody) -> None:
    one, numbers = cache(), iter(range(10))

    async def asked(desk: Desk, role: Role) -> int:
        context = Context(desk.database, desk.user, Grant(role, SCOPES), NOW, cache=one)
        return await kept_for_all(context, Family.PLATFORM, int, lambda: asyncio.sleep(0, next(numbers)), weeks=3)

    other = await somebody("eve", zone=busy.user.time_zone)
    found = [await asked(desk, role) for role in (Role.ANALYST, Role.OPERATOR) for desk in (busy, other)]
    assert found == [0, 0, 1, 1]


async def test_others_and_other_roles_find_nothing_of_it(busy: Desk, somebody: Somebody) -> None:
    one = cache()
    desk, other = replace(busy, cache=one), replace(await somebody("eve"), cache=one)
    assert (await desk.ask(TOTAL))["totalApplications"] == 10
    assert (await other.ask(TOTAL))["totalApplications"] == 0
    raised = replace(desk, user=replace(desk.user, role=Role.ANALYST))
    await raised.ask(TOTAL)
    found = {each.family: each for each in one.statistics().families}[Family.SUMMARY]
    assert (found.hits, found.misses) == (1, 2)


async def test_what_is_refused_is_refused_again(busy: Desk) -> None:
    desk = replace(busy, cache=cache())
    query = "{ metrics(metrics: [OFFERS], interval: HOUR, range: {period: LAST_365_DAYS}) { total } }"
    refusals = [await desk.refusal(query) for _ in range(2)]
    assert refusals[0] == refusals[1] == await busy.refusal(query)


async def test_a_cache_for_no_time_is_none(busy: Desk) -> None:
    desk = replace(busy, cache=cache(minutes=0))
    for _ in range(2):
        assert set(sources(await desk.answer(EVERYTHING[0]))) == {"LIVE"}
