"""A report says what live questions answered when it was made, and goes on saying it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from strawberry.types import get_object_definition

from domain.access import EVERYTHING, Grant, Role, Scope
from domain.applications import Outcome, Stage
from domain.openings import Opening
from domain.transitions import Move
from domain.users import User
from persistence.database import Database
from persistence.users import Users
from resolvers.context import Context
from schema.reports import ReportSummary
from schema.root import schema
from schema.summaries import Summary

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)  # a Wednesday in Berlin


def at(day: int, hour: int = 11, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


# Last week is 2-8 March in Berlin, which starts at 23:00 UTC on the 1st and ends at 23:00 UTC on the 8th.
SEARCH: list[list[Move]] = [
    [Move(Stage.APPLIED, at(24, month=2)), Move(Outcome.REJECTED, at(3))],
    [Move(Stage.APPLIED, at(1, 22, 59))],
    [Move(Stage.APPLIED, at(1, 23)), Move(Stage.INTERVIEWING, at(5))],
    [Move(Stage.APPLIED, at(3)), Move(Stage.SCREENING, at(4)), Move(Stage.OFFERED, at(7))],
    [Move(Stage.APPLIED, at(4))],
    [Move(Stage.APPLIED, at(8, 22, 59)), Move(Outcome.REJECTED, at(10))],
    [Move(Stage.APPLIED, at(8, 23))],
    [Move(Stage.SAVED, at(5))],
]
ASKED_FOR = [{"SQL"}, {"SQL", "Python"}, {"Rust", "SQL"}, {"Python"}, {"Rust", "Kubernetes"}]

FULL = """
    id kind range { from until } createdAt
    summary {
        range { from until } totalApplications statusCounts { status count } medianDaysToResponse openApplications
        responseRate { ...rate } interviewRate { ...rate } offerRate { ...rate } acceptanceRate { ...rate }
    }
    series { ...series previous { ...series } }
    funnel { ...funnel }
    skills { ...skill }
    changes { metric before now difference surprise isProvisional isBetter sentence }
"""
FRAGMENTS = """
    fragment rate on Rate { value numerator denominator low high smallSample maturity }
    fragment series on TimeSeries {
        metric unit interval timeZone total changeRatio rate { ...rate } points { start value isPartial }
    }
    fragment funnel on Funnel {
        range { from until }
        steps { stage entered conversion { ...rate } stepConversion { ...rate } medianDays }
    }
    fragment skill on SkillDemand {
        skill { name } ownJobs { ...rate } postings { ...rate } opensOwnJobs opensPostings inProfile
    }
"""
GENERATE = (
    "mutation ($kind: ReportKind!, $on: Date) { generateReport(input: { kind: $kind, on: $on }) {"
    f"report {{ {FULL} }} errors {{ message code path }} }} }} {FRAGMENTS}"
)
LIVE = """
    query ($range: RangeInput!) {
        summary(range: $range) {
            range { from until } totalApplications statusCounts { status count } medianDaysToResponse openApplications
            responseRate { ...rate } interviewRate { ...rate } offerRate { ...rate } acceptanceRate { ...rate }
        }
        funnel(range: $range) { ...funnel }
        metrics(
            metrics: [APPLICATIONS, RESPONSES, INTERVIEWS, OFFERS, REJECTIONS, RESPONSE_RATE],
            range: $range, interval: DAY, compare: PREVIOUS_PERIOD
        ) { ...series previous { ...series } }
        skills(first: 10) { gap { ...skill } }
    }
"""


async def person(database: Database, subject: str = "ada", *, zone: str = "Europe/Berlin") -> User:
    users = Users(database)
    made = await users.ensure(subject, email=None, name=None, role=Role.MEMBER)
    return await users.update(made.id, time_zone=zone)


def context_of(database: Database, owner: User, *, now: datetime = NOW) -> Context:
    return Context(database, owner, Grant(Role.MEMBER, EVERYTHING), now)


async def search(context: Context, histories: list[list[Move]] = SEARCH) -> None:
    for number, moves in enumerate(histories):
        skills = frozenset(ASKED_FOR[number]) if number < len(ASKED_FOR) else frozenset[str]()
        opening = Opening(company=f"Company {number}", title="Engineer", skills=skills)
        await context.moves.record(opening, moves, source=None, resume_version=None, notes=None)


async def ask(context: Context, document: str, **variables: Any) -> dict[str, Any]:
    result = await schema.execute(document, variables, context)
    assert result.errors is None, result.errors
    assert result.data is not None
    return result.data


async def made(context: Context, kind: str, on: date | None = None) -> dict[str, Any]:
    payload = (await ask(context, GENERATE, kind=kind, on=on and on.isoformat()))["generateReport"]
    assert payload["errors"] == []
    report: dict[str, Any] = payload["report"]
    return report


async def refused(context: Context, on: date) -> list[dict[str, Any]]:
    payload = (await ask(context, GENERATE, kind="WEEKLY", on=on.isoformat()))["generateReport"]
    assert payload["report"] is None
    errors: list[dict[str, Any]] = payload["errors"]
    return errors


async def listed(context: Context, arguments: str = "") -> dict[str, Any]:
    document = f"{{ reports{arguments} {{ nodes {{ {FULL} }} edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage "
    document += f"hasPreviousPage startCursor endCursor }} }} }} {FRAGMENTS}"
    connection: dict[str, Any] = (await ask(context, document))["reports"]
    return connection


def counted(report: dict[str, Any]) -> dict[str, tuple[float | None, float | None]]:
    return {each["metric"]: (each["total"], each["previous"]["total"]) for each in report["series"]}


async def test_the_week_that_is_over(database: Database) -> None:
    context = context_of(database, await person(database))
    await search(context)
    await context.skills.set(["Python"])
    report = await made(context, "WEEKLY")
    assert (report["kind"], report["createdAt"]) == ("WEEKLY", "2026-03-11T09:00:00+00:00")
    assert report["range"] == {"from": "2026-03-02", "until": "2026-03-09"}
    summary = report["summary"]
    assert (summary["totalApplications"], summary["openApplications"]) == (4, 3)
    assert {each["status"]: each["count"] for each in summary["statusCounts"]} == {
        "APPLIED": 1,
        "INTERVIEWING": 1,
        "OFFERED": 1,
        "REJECTED": 1,
    }
    assert (summary["responseRate"]["numerator"], summary["responseRate"]["denominator"]) == (3, 4)
    assert (summary["responseRate"]["smallSample"], summary["responseRate"]["maturity"]) == (True, 0.0)
    # Answers after 1, 2 and 3 days: C on the 5th, D on the 4th, F on the 10th; E has waited for 7.
    assert summary["medianDaysToResponse"] == 2.0
    assert counted(report) == {
        "APPLICATIONS": (4, 2),
        "RESPONSES": (3, 0),
        "INTERVIEWS": (2, 0),
        "OFFERS": (1, 0),
        "REJECTIONS": (1, 0),
        "RESPONSE_RATE": (0.75, 0.5),
    }
    applications = report["series"][0]
    assert (applications["interval"], applications["timeZone"]) == ("DAY", "Europe/Berlin")
    assert [point["value"] for point in applications["points"]] == [1, 1, 1, 0, 0, 0, 1]
    assert applications["points"][0]["start"] == "2026-03-01T23:00:00+00:00"
    assert [point["value"] for point in applications["previous"]["points"]] == [0, 1, 0, 0, 0, 0, 1]
    assert [(each["stage"], each["entered"]) for each in report["funnel"]["steps"]] == [
        ("APPLIED", 4),
        ("RESPONDED", 3),
        ("INTERVIEWED", 2),
        ("OFFERED", 1),
        ("ACCEPTED", 0),
    ]
    # SQL alone would open two jobs, Rust and Kubernetes none by themselves.
    assert [(each["skill"]["name"], each["opensOwnJobs"]) for each in report["skills"]] == [
        ("SQL", 2),
        ("Rust", 0),
        ("Kubernetes", 0),
    ]
    assert [each["sentence"] for each in report["changes"]] == [
        "Employers answered 3 applications, up from none the week before.",
        "You had 2 first interviews, up from none the week before.",
        "You got 1 offer, up from none the week before.",
    ]


async def test_it_says_what_live_questions_answer(database: Database) -> None:
    context = context_of(database, await person(database))
    await search(context)
    for kind, on in (("WEEKLY", date(2026, 3, 5)), ("MONTHLY", date(2026, 2, 14)), ("WEEKLY", date(2026, 1, 1))):
        report = await made(context, kind, on)
        live = await ask(context, LIVE + FRAGMENTS, range={"between": report["range"]})
        assert report["summary"] == live["summary"]
        assert report["funnel"] == live["funnel"]
        assert report["series"] == live["metrics"]
        assert report["skills"] == live["skills"]["gap"]


async def test_the_month_that_is_over(database: Database) -> None:
    context = context_of(database, await person(database))
    await search(context)
    report = await made(context, "MONTHLY")
    assert report["range"] == {"from": "2026-02-01", "until": "2026-03-01"}
    assert {len(each["points"]) for each in report["series"]} == {28}
    assert {len(each["previous"]["points"]) for each in report["series"]} == {31}
    # Submitted on 24 February; the answer came in March and is counted there, but the application did get one.
    assert counted(report)["APPLICATIONS"] == (1, 0)
    assert counted(report)["RESPONSES"] == (0, 0)
    assert counted(report)["RESPONSE_RATE"] == (1.0, None)
    assert [each["sentence"] for each in report["changes"]] == [
        "You sent 1 application, up from none the month before."
    ]


async def test_a_month_that_is_not_over(database: Database) -> None:
    context = context_of(database, await person(database))
    await search(context)
    report = await made(context, "MONTHLY", date(2026, 3, 11))
    assert report["range"] == {"from": "2026-03-01", "until": "2026-03-12"}
    applications = report["series"][0]
    assert len(applications["points"]) == len(applications["previous"]["points"]) == 11
    assert applications["points"][-1]["isPartial"] is True
    assert [each["sentence"] for each in report["changes"]] == [
        "You sent 6 applications so far, up from none in the same days of the month before.",
        "Employers answered 4 applications so far, up from none in the same days of the month before.",
        "You had 2 first interviews so far, up from none in the same days of the month before.",
    ]


async def test_whose_week_it_is(database: Database) -> None:
    owner = await person(database, zone="Pacific/Auckland")
    owner = await Users(database).update(owner.id, week_start=7)
    report = await made(context_of(database, owner, now=at(7, 11)), "WEEKLY")
    # 11:00 UTC on Saturday the 7th is Sunday the 8th in Auckland, where a new week has begun.
    assert report["range"] == {"from": "2026-03-01", "until": "2026-03-08"}
    assert report["series"][0]["points"][0]["start"] == "2026-02-28T11:00:00+00:00"


async def test_a_search_that_has_not_begun(database: Database) -> None:
    report = await made(context_of(database, await person(database)), "WEEKLY")
    assert report["summary"]["totalApplications"] == 0
    assert report["summary"]["responseRate"]["value"] is None
    assert (report["skills"], report["changes"]) == ([], [])
    assert counted(report)["RESPONSE_RATE"] == (None, None)


async def test_the_first_week_we_know_has_nothing_before_it(database: Database) -> None:
    report = await made(context_of(database, await person(database)), "WEEKLY", date(1970, 1, 1))
    assert report["range"] == {"from": "1970-01-01", "until": "1970-01-05"}
    assert [each["previous"] for each in report["series"]] == [None] * 6


async def test_it_never_changes(database: Database) -> None:
    owner = await person(database)
    context = context_of(database, owner)
    await search(context)
    report = await made(context, "WEEKLY")
    await search(context, [[Move(Stage.APPLIED, at(5)), Move(Outcome.REJECTED, at(6))]])
    await context.skills.set(["SQL"])
    owner = await Users(database).update(owner.id, time_zone="America/New_York", week_start=7)
    later = context_of(database, owner, now=NOW + timedelta(days=90))
    assert (await listed(later))["nodes"] == [report]
    found = await ask(
        later, f"query ($id: ID!) {{ node(id: $id) {{ ...on Report {{ {FULL} }} }} }} {FRAGMENTS}", id=report["id"]
    )
    assert found["node"] == report
    again = await made(later, "WEEKLY", date(2026, 3, 5))
    assert (again["summary"]["totalApplications"], again["id"] != report["id"]) == (5, True)


def test_its_summary_leaves_out_what_would_be_looked_up_today() -> None:
    kept, live = (
        {each.name for each in get_object_definition(kind, strict=True).fields} for kind in (ReportSummary, Summary)
    )
    assert live - kept == {"job_views", "job_saves", "goals"}
    assert kept <= live


async def test_newest_first_page_by_page(database: Database) -> None:
    owner = await person(database)
    ids = [
        (await made(context_of(database, owner, now=NOW + timedelta(hours=hour)), "WEEKLY"))["id"] for hour in range(3)
    ]
    context = context_of(database, owner)
    first = await listed(context, "(first: 2)")
    assert [node["id"] for node in first["nodes"]] == [ids[2], ids[1]]
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    second = await listed(context, f'(first: 2, after: "{first["pageInfo"]["endCursor"]}")')
    assert [edge["node"]["id"] for edge in second["edges"]] == [ids[0]]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)


async def test_pages_nobody_can_have(database: Database) -> None:
    context = context_of(database, await person(database))
    for arguments, message in (
        ("first: 0", "`first` is 0: give a number from 1 to 100."),
        ("first: 101", "`first` is 101: give a number from 1 to 100."),
        ('after: "bm9uc2Vuc2U"', "`after` is not a cursor of this list: pass one that an answer gave you."),
    ):
        result = await schema.execute(f"{{ reports({arguments}) {{ nodes {{ id }} }} }}", context_value=context)
        assert [error.message for error in result.errors or ()] == [message]


async def test_weeks_nobody_can_report_on(database: Database) -> None:
    context = context_of(database, await person(database))
    assert await refused(context, date(2026, 3, 12)) == [
        {
            "message": "`on` is 2026-03-12, which is still to come: give a day up to today, 2026-03-11.",
            "code": "INVALID_INPUT",
            "path": ["input", "on"],
        }
    ]
    (error,) = await refused(context, date(1969, 12, 31))
    assert error["message"] == "`on` is 1969-12-31: give a date within the years 1970 to 2100."
    assert (await listed(context))["nodes"] == []


async def test_nobody_else_sees_it(database: Database) -> None:
    ada = context_of(database, await person(database, "ada"))
    eve = context_of(database, await person(database, "eve"))
    await search(ada)
    report = await made(ada, "WEEKLY")
    assert (await listed(eve))["nodes"] == []
    assert await ask(eve, "query ($id: ID!) { node(id: $id) { id } }", id=report["id"]) == {"node": None}
    assert (await made(eve, "WEEKLY"))["summary"]["totalApplications"] == 0


async def test_a_key_that_may_only_read_makes_none(database: Database) -> None:
    owner = await person(database)
    reader = Context(database, owner, Grant(Role.MEMBER, frozenset({Scope.READ})), NOW)
    result = await schema.execute(GENERATE, {"kind": "WEEKLY"}, reader)
    assert [error.message for error in result.errors or ()] == [
        "This needs the role MEMBER and a key or token that may WRITE."
    ]
    assert (await listed(reader))["nodes"] == []


async def test_few_statements_however_long_the_search(database: Database) -> None:
    context = context_of(database, await person(database))
    for times in (1, 5):
        await search(context, SEARCH * times)
        before = database.statements
        await made(context, "MONTHLY", date(2026, 3, 1))
        assert database.statements - before == 6
        before = database.statements
        await listed(context)
        assert database.statements - before == 1
