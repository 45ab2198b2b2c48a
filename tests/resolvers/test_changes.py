"""What subscriptions answer: always what the queries do, and whether it goes on from what was seen."""

import json
from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role, Scope
from domain.errors import Refusal
from persistence.database import Database
from tests.builders import APPLIED, REJECTED, SAVED, SCREENING, application, event
from tests.resolvers import followed
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import NOW, search

RATE = "{ value numerator denominator low high smallSample maturity }"
FRESH = "freshness { asOf source lagSeconds }"
SERIES = (
    f"{{ metric unit interval timeZone points {{ start value isPartial }} total rate {RATE} "
    f"previous {{ total }} changeRatio {FRESH} }}"
)
SUMMARY = (
    f"{{ range {{ from until }} totalApplications statusCounts {{ status count }} responseRate {RATE} "
    f"interviewRate {RATE} medianDaysToResponse openApplications jobViews jobSaves goals {{ target }} {FRESH} }}"
)
ACTIVITY = (
    "{ newest { name description occurredAt receivedAt } lastHour { events names { name events "
    f"points {{ start value isPartial }} }} }} activeSessions {FRESH} }}"
)
PLATFORM = (
    "{ range { from until } totals { users activeUsers sessions events activeSessions } "
    "activeUsers { daily { value } } retention { hiddenCohorts } features { hidden shown { name events } } "
    f"{FRESH} }}"
)
# The subscription's arguments, its noun, and what is asked of it.
WHOLE = [
    ("metrics", "(metrics: [APPLICATIONS, RESPONSE_RATE, JOB_VIEWS, SESSIONS])", "series", SERIES),
    ("metrics", "(metrics: [JOB_VIEWS], range: {period: WEEK}, interval: HOUR)", "series", SERIES),
    ("summary", "", "summary", SUMMARY),
    ("summary", "(range: {period: LAST_30_DAYS})", "summary", SUMMARY),
    ("activity", "(first: 3)", "activity", ACTIVITY),
    ("platform", "(range: {period: DAY})", "platform", PLATFORM),
]
CHANGES = [
    "summaryChanged(after: $after) { summary { totalApplications } sequence isSnapshot }",
    "metricsChanged(metrics: [OFFERS], after: $after) { series { total } sequence isSnapshot }",
    "activityChanged(after: $after) { activity { activeSessions } sequence isSnapshot }",
]
APPLICATIONS = """
    subscription ($after: String) {
        applicationChanged(after: $after) { applications { id status } sequence isSnapshot }
    }
"""


def following(selected: str) -> str:
    return f"subscription ($after: String) {{ {selected} }}"


async def lived(desk: Desk) -> None:
    """A search, and some minutes of clicking."""
    await search(desk)
    for minutes, name in ((70, "page_view"), (9, "job_view"), (5, "job_view"), (0, "job_search")):
        at = NOW - timedelta(minutes=minutes, seconds=-10)
        await event(desk.database, desk.user, name, at, session=f"visit {minutes // 60}")


@pytest.mark.parametrize(("query", "given", "noun", "asked"), WHOLE)
async def test_the_answer_is_the_query_s(
    somebody: Somebody, database: Database, query: str, given: str, noun: str, asked: str
) -> None:
    desk = await somebody(zone="Europe/Berlin", database=database, role=Role.ANALYST)
    await lived(desk)
    change = await followed.now(desk, f"subscription {{ {query}Changed{given} {{ {noun} {asked} }} }}")
    found = await desk.ask(f"{{ {query}{given} {asked} }}")
    assert json.loads(json.dumps(change[noun])) == found
    assert found


@pytest.mark.parametrize("selected", CHANGES)
async def test_it_goes_on_from_every_state_that_was_before(somebody: Somebody, selected: str) -> None:
    desk = await somebody()
    await lived(desk)
    first = await followed.now(desk, following(selected))
    ledger, activity = map(int, first["sequence"].split("."))
    assert ledger >= 10
    assert activity == 4
    assert first["isSnapshot"] is True
    table = {
        first["sequence"]: False,
        "0.0": False,
        f"{ledger - 1}.{activity}": False,
        f"{ledger}.{activity - 1}": False,
        f"{ledger + 1}.{activity}": True,
        f"{ledger - 1}.{activity + 1}": True,
        "": True,
        "12": True,
        "-1.0": True,
        "1.2.3": True,
        "٣.٤": True,
        "1e3.0": True,
        "9" * 500: True,
        "x": True,
    }
    for after, is_snapshot in table.items():
        found = await followed.now(desk, following(selected), after=after)
        assert found == first | {"isSnapshot": is_snapshot}, after


async def test_what_was_told_over_the_connection_comes_before_what_the_client_said(somebody: Somebody) -> None:
    desk = await somebody()
    query = following(CHANGES[0])
    first = await followed.now(desk, query, after="99.99")
    assert first["isSnapshot"] is True
    again = await followed.now(desk, query, told=first["sequence"], after="99.99")
    assert again == first | {"isSnapshot": False}


async def test_every_change_makes_another_state(somebody: Somebody) -> None:
    """Of the applications, the events, the goals, and of how days and silences are counted."""
    desk = await somebody()
    query = following("summaryChanged(after: $after) { sequence isSnapshot summary { goals { target } } }")

    async def state() -> tuple[int, ...]:
        return tuple(map(int, (await followed.now(desk, query))["sequence"].split(".")))

    async def moved(change: Any) -> tuple[int, ...]:
        before = await state()
        await change
        after = await state()
        assert after > before
        return tuple(now - then for now, then in zip(after, before, strict=True))

    database, user = desk.database, desk.user
    assert await state() == (0, 0)
    ledger, activity = await moved(application(database, user, (APPLIED, "2026-03-01")))
    assert (ledger > 0, activity) == (True, 0)
    assert await moved(event(database, user, "job_view", NOW)) == (0, 1)
    for mutation in (
        "setGoal(input: {target: 3}) { goal { id } errors { code } }",
        "setGoal(input: {target: 4}) { goal { id } errors { code } }",
        'updateProfile(input: {timeZone: "Asia/Tokyo"}) { viewer { id } errors { code } }',
        "updateProfile(input: {weekStart: 7}) { viewer { id } errors { code } }",
        "updateProfile(input: {ghostedAfterDays: 9}) { viewer { id } errors { code } }",
    ):
        ledger, activity = await moved(desk.do(f"mutation {{ {mutation} }}"))
        assert ledger == 1, mutation
    goal = (await desk.ask("{ goals { id } }"))[0]["id"]
    assert (await moved(desk.do(f'mutation {{ removeGoal(id: "{goal}") {{ goal {{ id }} errors {{ code }} }} }}')))[0]
    before = await state()
    await desk.do('mutation { updateProfile(input: {name: "Ada"}) { viewer { id } errors { code } } }')
    await desk.do("mutation { updateProfile(input: {weekStart: 7}) { viewer { id } errors { code } } }")
    assert await state() == before


async def test_the_first_answer_has_the_twenty_that_moved_last(somebody: Somebody) -> None:
    desk = await somebody()
    empty = await followed.now(desk, APPLICATIONS)
    assert empty == {"applications": [], "sequence": "0", "isSnapshot": True}
    for number in range(23):
        await application(desk.database, desk.user, (APPLIED, "2026-01-01"), company=f"Company {number}")
    page = await desk.ask("{ applications(first: 100) { nodes { id job { company { name } } } } }")
    ids = {node["job"]["company"]["name"]: node["id"] for node in page["nodes"]}
    first = await followed.now(desk, APPLICATIONS)
    assert first["isSnapshot"] is True
    assert [each["id"] for each in first["applications"]] == [ids[f"Company {n}"] for n in range(22, 2, -1)]
    moved = ids["Company 0"]
    await desk.do(
        f'mutation {{ advanceApplication(id: "{moved}", input: {{stage: SCREENING}}) '
        "{ application { id } errors { code } } }"
    )
    then = await followed.now(desk, APPLICATIONS, after=first["sequence"])
    assert then["applications"] == [{"id": moved, "status": "SCREENING"}]
    assert then["isSnapshot"] is False
    assert int(then["sequence"]) > int(first["sequence"])
    assert await followed.now(desk, APPLICATIONS, after=then["sequence"]) == then | {"applications": []}


async def test_an_application_that_moved_often_is_told_once(somebody: Somebody) -> None:
    desk = await somebody()
    before = await followed.now(desk, APPLICATIONS)
    await application(desk.database, desk.user, (APPLIED, "2026-01-01"), (SCREENING, "2026-01-03"))
    await application(desk.database, desk.user, (SAVED, "2026-01-02"), company="Bolt")
    await application(desk.database, desk.user, (APPLIED, "2026-01-02"), (REJECTED, "2026-01-05"), company="Corp")
    then = await followed.now(desk, APPLICATIONS, after=before["sequence"])
    assert [each["status"] for each in then["applications"]] == ["REJECTED", "SAVED", "SCREENING"]
    assert then["isSnapshot"] is False


async def test_a_correction_and_a_retraction_are_told(somebody: Somebody) -> None:
    desk = await somebody()
    await application(desk.database, desk.user, (APPLIED, "2026-01-01"), (REJECTED, "2026-01-03"))
    (node,) = (await desk.ask("{ applications { nodes { id transitions { id } } } }"))["nodes"]
    seen = (await followed.now(desk, APPLICATIONS))["sequence"]
    await desk.do(
        f'mutation {{ correctApplication(id: "{node["id"]}", input: {{transitionId: '
        f'"{node["transitions"][1]["id"]}", retract: true}}) {{ application {{ id }} errors {{ code }} }} }}'
    )
    then = await followed.now(desk, APPLICATIONS, after=seen)
    assert (then["applications"], then["isSnapshot"]) == ([{"id": node["id"], "status": "APPLIED"}], False)


async def test_more_than_a_hundred_are_a_snapshot(somebody: Somebody) -> None:
    desk = await somebody()
    for number in range(101):
        await application(desk.database, desk.user, APPLIED, company=f"Company {number}")
    every = await followed.now(desk, APPLICATIONS, after="0")
    assert (len(every["applications"]), every["isSnapshot"]) == (20, True)
    first_line = int(every["sequence"]) - 100
    most = await followed.now(desk, APPLICATIONS, after=str(first_line))
    assert (len(most["applications"]), most["isSnapshot"]) == (100, False)
    assert most["sequence"] == every["sequence"]


@pytest.mark.parametrize("after", ["", "x", "1.2", "-1", "01", "9" * 18, "9" * 400, "1 OR 1=1"])
async def test_what_is_no_state_of_the_ledger_gets_a_snapshot(somebody: Somebody, after: str) -> None:
    desk = await somebody()
    await application(desk.database, desk.user, APPLIED)
    found = await followed.now(desk, APPLICATIONS, after=after)
    assert (len(found["applications"]), found["isSnapshot"]) == (1, True)


async def test_nobody_is_told_of_what_is_another_s(somebody: Somebody) -> None:
    ada, bob = await somebody(), await somebody("bob")
    await application(ada.database, bob.user, (APPLIED, "2026-03-01"), company="zqbmarker")
    await event(ada.database, bob.user, "zqbmarker", NOW, session="zqbmarker")
    whole = [
        "summaryChanged { summary { totalApplications jobViews } sequence }",
        "metricsChanged(metrics: [APPLICATIONS, SESSIONS]) { series { total } sequence }",
        "applicationChanged(after: $after) { applications { job { company { name } } } sequence }",
        f"activityChanged {{ activity {ACTIVITY} sequence }}",
    ]
    told = [await followed.now(ada, following(each), after="0") for each in (whole[2],)]
    told += [await followed.now(ada, f"subscription {{ {each} }}") for each in (whole[0], whole[1], whole[3])]
    assert "zqbmarker" not in json.dumps(told)
    assert [each["sequence"] for each in told] == ["0", "0.0", "0.0", "0.0"]
    assert told[0]["applications"] == []
    assert told[1]["summary"] == {"totalApplications": 0, "jobViews": 0}
    assert [each["total"] for each in told[2]["series"]] == [0, 0]
    # Nor does another's sequence lead anywhere.
    theirs = await followed.now(bob, APPLICATIONS)
    assert (await followed.now(ada, APPLICATIONS, after=theirs["sequence"]))["isSnapshot"] is True
    assert "zqbmarker" in json.dumps(await followed.now(bob, f"subscription {{ {whole[3]} }}"))


async def test_the_platform_has_another_state_after_every_event(somebody: Somebody, database: Database) -> None:
    desk = await somebody("eve", database=database, role=Role.ANALYST)
    query = following("platformChanged(after: $after) { platform { totals { events } } sequence isSnapshot }")
    first = await followed.now(desk, query)
    assert (first["platform"]["totals"]["events"], first["isSnapshot"]) == (0, True)
    assert await followed.now(desk, query, after=first["sequence"]) == first | {"isSnapshot": False}
    for _ in range(2):
        await event(database, desk.user, "page_view", NOW)
        then = await followed.now(desk, query, after=first["sequence"])
        assert then["sequence"] != first["sequence"]
        # Nobody knows how many states lie between them: it is not said to go on.
        assert then["isSnapshot"] is True
        first = then
    assert first["platform"]["totals"]["events"] == 2


@pytest.mark.parametrize(("role", "is_allowed"), [(Role.MEMBER, False), (Role.ANALYST, True), (Role.OPERATOR, True)])
async def test_the_platform_is_for_analysts(somebody: Somebody, role: Role, is_allowed: bool) -> None:
    desk = await somebody(role=role)
    query = "subscription { platformChanged { platform { totals { users } } } }"
    if is_allowed:
        assert (await followed.now(desk, query))["platform"]["totals"]["users"] > 0
        return
    error = await followed.failure(desk, query)
    assert (error.extensions or {})["code"] == "FORBIDDEN"
    assert error.path == ["platformChanged"]


async def test_a_key_that_may_only_write_follows_nothing(somebody: Somebody) -> None:
    desk = await somebody(role=Role.OPERATOR)
    desk.scopes = frozenset({Scope.WRITE})
    for query in [*map(following, CHANGES), APPLICATIONS, "subscription { platformChanged { sequence } }"]:
        error = await followed.failure(desk, query)
        assert (error.extensions or {})["code"] == "FORBIDDEN", query


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("metricsChanged(metrics: []) { sequence }", ("metrics",)),
        (
            'summaryChanged(range: {between: {from: "2026-02-01", until: "2026-01-01"}}) { sequence }',
            ("range", "between"),
        ),
        ("activityChanged(first: 101) { sequence }", ("first",)),
    ],
)
async def test_what_the_query_refuses_is_refused_here(somebody: Somebody, given: str, path: tuple[str, ...]) -> None:
    error = await followed.failure(await somebody(), f"subscription {{ {given} }}")
    assert isinstance(error.original_error, Refusal)
    assert error.original_error.path[: len(path)] == path


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        ("summaryChanged { summary { totalApplications } sequence isSnapshot }", 1),
        ("summaryChanged { summary { totalApplications jobViews jobSaves goals { target } } sequence }", 4),
        ("metricsChanged(metrics: [APPLICATIONS, JOB_VIEWS, RESPONSE_RATE]) { series { total } sequence }", 1),
        ("applicationChanged { applications { id status } sequence }", 1),
        ('applicationChanged(after: "0") { applications { job { company { name } } transitions { id } } }', 3),
        ("activityChanged { activity { activeSessions } sequence }", 1),
        ("activityChanged { activity { newest { name } lastHour { events } } sequence }", 4),
    ],
)
async def test_statements(somebody: Somebody, query: str, statements: int) -> None:
    desk = await somebody()
    await lived(desk)
    before = desk.database.statements
    await followed.now(desk, f"subscription {{ {query} }}")
    # One more reads the account, as for every request.
    assert desk.database.statements - before == statements + 1
