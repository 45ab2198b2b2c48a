"""Importing: what becomes of every row, again and again, and what a file may not do."""

import asyncio
import base64
import io
import zipfile
from random import Random
from typing import Any

import pytest

from domain.access import EVERYTHING, Grant
from persistence.database import Database, connect
from persistence.users import Users
from resolvers.context import Context
from resolvers.imports import take as take_file
from tests.builders import csv_file, dump, utc
from tests.faults import network
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

IMPORT = """
    mutation ($input: ImportApplicationsInput!) {
        importApplications(input: $input) {
            result {
                isDryRun totals { rows created updated unchanged skipped rejected }
                verdicts { line verdict reason column warnings table } notes
                columns { name field table }
            }
            errors { code path message }
        }
    }
"""
LIST = """
    {
        applications(first: 1000, orderBy: OLDEST) {
            nodes {
                id status appliedAt respondedAt closedAt notes source resumeVersion
                job { title company { name } } transitions { id stage outcome isRetraction occurredAt origin }
            }
        }
    }
"""


def row(title: str = "Engineer", **cells: str) -> dict[str, str]:
    return {"Company": "Acme", "Title": title, "Date Applied": "2026-02-01", "Status": "Applied", **cells}


async def take(desk: Desk, *rows: dict[str, str], **given: Any) -> dict[str, Any]:
    return dict(await desk.do(IMPORT, input={"content": csv_file(rows), "fileName": "log.csv", **given}))


async def listed(desk: Desk) -> list[dict[str, Any]]:
    return list((await desk.ask(LIST))["nodes"])


def counts(result: dict[str, Any]) -> dict[str, int]:
    return {name: count for name, count in result["totals"].items() if count and name != "rows"}


async def test_the_answer_says_what_each_column_was_read_as(somebody: Somebody) -> None:
    desk = await somebody()
    rows = [{"Company": "Acme", "Post": "Engineer", "Sent": "2026-02-01", "Mood": "fine", "Email": "x@acme.example"}]
    guessed = (await take(desk, *rows, dryRun=True))["columns"]
    assert [(each["name"], each["field"]) for each in guessed] == [
        ("Company", "company"),
        ("Post", None),
        ("Sent", "applied"),
        ("Mood", None),
        ("Email", None),
    ]
    told = [{"field": "title", "column": "Post"}, {"field": "applied_at", "column": "Sent"}]
    mapped = (await take(desk, *rows, dryRun=True, mapping=told))["columns"]
    assert [each["field"] for each in mapped] == ["company", "title", "applied_at", None, None]
    assert {each["table"] for each in mapped} == {None}


def steps(application: dict[str, Any]) -> list[str]:
    words = [line["stage"] or line["outcome"] or "retracts" for line in application["transitions"]]
    days = [f" {line['occurredAt'][5:10]}" if line["occurredAt"] else "" for line in application["transitions"]]
    return [word + day for word, day in zip(words, days, strict=True)]


async def test_two_equal_rows_are_two_applications_and_stay_two(somebody: Somebody) -> None:
    desk = await somebody()
    assert counts(await take(desk, row(), row())) == {"created": 2}
    assert len(await listed(desk)) == 2
    assert counts(await take(desk, row(), row())) == {"unchanged": 2}
    assert counts(await take(desk, row(), row(), row())) == {"created": 1, "unchanged": 2}
    assert counts(await take(desk, row())) == {"unchanged": 1}
    assert len(await listed(desk)) == 3
    assert len({each["id"] for each in await listed(desk)}) == 3


async def test_a_status_that_advanced_is_added_to_the_ledger(somebody: Somebody) -> None:
    desk = await somebody()
    await take(desk, row())
    later = await take(desk, row(Status="Interview"))
    assert counts(later) == {"updated": 1}
    assert counts(await take(desk, row(Status="Rejected"))) == {"updated": 1}
    (made,) = await listed(desk)
    assert (made["status"], steps(made)) == ("REJECTED", ["APPLIED 02-01", "INTERVIEWING", "REJECTED"])
    # Applied, interviewed, rejected: an answer and an interview, whatever it says now.
    summary = await desk.ask("{ summary { responseRate { numerator } interviewRate { numerator } } }")
    assert (summary["responseRate"]["numerator"], summary["interviewRate"]["numerator"]) == (1, 1)
    assert counts(await take(desk, row(Status="Rejected"))) == {"unchanged": 1}


async def test_an_ending_that_is_no_longer_told_is_taken_back(somebody: Somebody) -> None:
    desk = await somebody()
    await take(desk, row(Status="Ghosted"))
    assert counts(await take(desk, row(Status="Rejected"))) == {"updated": 1}
    (made,) = await listed(desk)
    assert (made["status"], steps(made)) == ("REJECTED", ["APPLIED 02-01", "GHOSTED", "retracts", "REJECTED"])


async def test_what_the_owner_put_right_stays_right(somebody: Somebody) -> None:
    """The file goes on telling a rejection that the owner has corrected; it is about something else that it changes."""
    desk = await somebody()
    await take(desk, row(Status="Rejected", Notes="one"))
    (made,) = await listed(desk)
    line = made["transitions"][1]["id"]
    await desk.do(
        """mutation ($id: ID!, $line: ID!) {
            correctApplication(id: $id, input: {transitionId: $line, outcome: WITHDRAWN}) {
                application { status } errors { code }
            }
        }""",
        id=made["id"],
        line=line,
    )
    assert counts(await take(desk, row(Status="Rejected", Notes="two"))) == {"updated": 1}
    (made,) = await listed(desk)
    assert (made["status"], made["notes"]) == ("WITHDRAWN", "two")
    # A step that the file never told before is news.
    await take(desk, row(Status="Offer", Notes="two"))
    (made,) = await listed(desk)
    assert "OFFERED" in " ".join(steps(made))


async def test_what_the_owner_took_back_stays_taken_back(somebody: Somebody) -> None:
    desk = await somebody()
    await take(desk, row(Status="Rejected"))
    (made,) = await listed(desk)
    await desk.do(
        """mutation ($id: ID!, $line: ID!) {
            correctApplication(id: $id, input: {transitionId: $line, retract: true}) {
                application { status } errors { code }
            }
        }""",
        id=made["id"],
        line=made["transitions"][1]["id"],
    )
    await take(desk, row(Status="Rejected", Notes="something new"))
    (made,) = await listed(desk)
    assert (made["status"], made["notes"]) == ("APPLIED", "something new")


async def test_moves_of_the_owner_are_left_alone(somebody: Somebody) -> None:
    desk = await somebody()
    await take(desk, row())
    (made,) = await listed(desk)
    await desk.do(
        """mutation ($id: ID!) {
            advanceApplication(id: $id, input: {stage: INTERVIEWING, at: "2026-02-10T12:00:00Z"}) {
                application { status } errors { code }
            }
        }""",
        id=made["id"],
    )
    await take(desk, row(Status="Screening"))
    (made,) = await listed(desk)
    assert made["status"] == "INTERVIEWING"
    assert sorted(line["origin"] for line in made["transitions"]) == ["IMPORT", "IMPORT", "OWNER"]


async def test_days_are_local_noons(somebody: Somebody) -> None:
    for zone, instant in (
        ("Pacific/Auckland", "2026-01-31T23:00:00+00:00"),
        ("America/Los_Angeles", "2026-02-01T20:00:00+00:00"),
        ("UTC", "2026-02-01T12:00:00+00:00"),
    ):
        desk = await somebody(zone=zone)
        await take(desk, row())
        (made,) = await listed(desk)
        assert made["appliedAt"] == instant
        found = await desk.ask(
            '{ summary(range: {between: {from: "2026-02-01", until: "2026-02-02"}}) { totalApplications } }'
        )
        assert found["totalApplications"] == 1


async def test_moving_house_does_not_move_the_days(somebody: Somebody) -> None:
    """The log is imported again from another zone: its days are the same text, and stay those days."""
    desk = await somebody(zone="Pacific/Auckland")
    rows = [row(), row("Baker", **{"Date Applied": "2026-02-03"})]
    await take(desk, *rows)
    await desk.do(
        """mutation {
            updateProfile(input: {timeZone: "America/Los_Angeles"}) { viewer { id } errors { code } }
        }"""
    )
    user = await Users(desk.database).by_id(desk.user.id)
    assert user is not None
    moved = Desk(desk.database, user, desk.now)
    assert counts(await take(moved, *rows)) == {"unchanged": 2}
    rows[1] = {**rows[1], "Status": "Rejected"}
    assert counts(await take(moved, *rows)) == {"unchanged": 1, "updated": 1}
    days = {each["job"]["title"]: each["appliedAt"] for each in await listed(moved)}
    assert days["Baker"] == "2026-02-03T20:00:00+00:00"


async def test_a_row_without_a_date_counts_in_all_time_alone(somebody: Somebody) -> None:
    desk = await somebody()
    await take(desk, row(**{"Date Applied": ""}), row("Baker"))
    found = await desk.ask(
        "{ all: summary { totalApplications } year: summary(range: {period: YEAR}) { totalApplications } }"
    )
    assert (found["all"]["totalApplications"], found["year"]["totalApplications"]) == (2, 1)


async def test_every_row_gets_its_verdict(somebody: Somebody) -> None:
    desk = await somebody()
    result = await take(
        desk,
        row(),
        {"Company": "", "Title": "", "Date Applied": "", "Status": ""},
        row("Baker", **{"Date Applied": "sometime in spring maybe"}),
        row("Cook", Status="flabbergasted"),
    )
    assert result["totals"] == {
        "rows": 4,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "skipped": 1,
        "rejected": 1,
    }
    verdicts = {each["line"]: each for each in result["verdicts"]}
    assert sorted(verdicts) == [3, 4, 5]
    assert (verdicts[3]["verdict"], verdicts[3]["reason"]) == ("SKIPPED", "The row is blank.")
    assert (verdicts[4]["verdict"], verdicts[4]["column"]) == ("REJECTED", "Date Applied")
    assert "sometime in spring" in verdicts[4]["reason"]
    assert (verdicts[5]["verdict"], verdicts[5]["reason"]) == ("CREATED", None)
    assert "flabbergasted" in verdicts[5]["warnings"][0]


async def test_a_dry_run_says_the_same_and_keeps_nothing(somebody: Somebody, database: Database) -> None:
    desk = await somebody(database=database)
    await take(desk, row())
    before = await dump(database)
    rows = [row(Status="Rejected"), row("Baker"), row("Baker", **{"Date Applied": "?!"})]
    dry = await take(desk, *rows, dryRun=True)
    assert dry["isDryRun"]
    assert await dump(database) == before
    wet = await take(desk, *rows)
    assert {**wet, "isDryRun": True} == dry
    assert counts(wet) == {"created": 1, "updated": 1, "rejected": 1}


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"content": ""}, "UNREADABLE_FILE"),
    ({"content": "   \n\n"}, "UNREADABLE_FILE"),
    ({"content": "just a sentence"}, "UNSUPPORTED_FORMAT"),
    ({"content": "a,b\n1,2\n"}, "UNSUPPORTED_FORMAT"),
    ({"content": '{"not": ["closed"'}, "UNREADABLE_FILE"),
    ({"content": "not base64!", "encoding": "BASE64"}, "UNREADABLE_FILE"),
    ({"content": base64.b64encode(Random(1).randbytes(5000)).decode(), "encoding": "BASE64"}, "UNREADABLE_FILE"),
    ({"content": base64.b64encode(b"PK\x03\x04broken").decode(), "encoding": "BASE64"}, "UNREADABLE_FILE"),
    ({"content": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(), "encoding": "BASE64"}, "UNSUPPORTED_FORMAT"),
    ({"content": "x", "mapping": [{"field": "nonsense", "column": "a"}]}, "INVALID_INPUT"),
    ({"content": "Company,Title\nA,B\n", "mapping": [{"field": "status", "column": "Nowhere"}]}, "UNSUPPORTED_FORMAT"),
    ({"content": "Company,Title\nA,B\n", "fileName": "\u0000"}, "INVALID_INPUT"),
    ({"content": "Company,Title\nA,B\n", "fileName": "x" * 201}, "INVALID_INPUT"),
    ({"content": "Company,Title\n" + "A" * 200_000 + ",B\n"}, "UNREADABLE_FILE"),
]


@pytest.mark.parametrize(("given", "code"), BROKEN)
async def test_a_file_that_cannot_be_read_changes_nothing(
    somebody: Somebody, database: Database, given: dict[str, Any], code: str
) -> None:
    desk = await somebody(database=database)
    await take(desk, row())
    before = await dump(database)
    found = await desk.refusal(IMPORT, input=given)
    assert (found[0], found[1][0]) == (code, "input")
    assert found[2].endswith(".")
    assert await dump(database) == before


async def test_a_mapping_says_what_columns_hold(somebody: Somebody) -> None:
    desk = await somebody()
    content = csv_file([{"Wo": "Acme", "Was": "Bäcker", "Wann": "2026-02-03"}])
    told = {"company": "Wo", "title": "Was", "applied_at": "Wann"}
    result = await desk.do(
        IMPORT,
        input={"content": content, "mapping": [{"field": field, "column": name} for field, name in told.items()]},
    )
    assert counts(result) == {"created": 1}
    (made,) = await listed(desk)
    assert (made["job"], made["appliedAt"][:10]) == ({"title": "Bäcker", "company": {"name": "Acme"}}, "2026-02-03")


def linkedin_zip() -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "Jobs/Job Applications.csv",
            "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name,"
            "Question And Answers\n"
            '"2/5/26, 9:42 AM",me@example.com,+49 170 1234567,Acme,Engineer,'
            "http://www.linkedin.com/jobs/view/3758269446,cv.pdf,Do you smoke? no\n",
        )
        archive.writestr(
            "Jobs/Saved Jobs.csv",
            "Saved Date,Job Url,Job Title,Company Name\n"
            '"2/1/26, 8:00 AM",https://www.linkedin.com/jobs/view/3758269446,Engineer,Acme\n'
            '"2/2/26, 8:00 AM",https://www.linkedin.com/jobs/view/3758269999,Baker,Bread\n',
        )
        archive.writestr("Profile.csv", "First Name,Last Name\nA,B\n")
    return base64.b64encode(packed.getvalue()).decode()


async def test_a_saved_job_and_the_application_for_it_are_one(somebody: Somebody) -> None:
    desk = await somebody()
    given = {"content": linkedin_zip(), "encoding": "BASE64", "fileName": "export.zip"}
    first = await desk.do(IMPORT, input=given)
    assert first["totals"]["rows"] == 3
    found = {each["job"]["title"]: each for each in await listed(desk)}
    assert (found["Engineer"]["status"], found["Baker"]["status"]) == ("APPLIED", "SAVED")
    assert len(found) == 2
    assert "example.com" not in str(found)
    assert "smoke" not in str(found)
    before = await listed(desk)
    again = await desk.do(IMPORT, input=given)
    assert counts(again) == {"unchanged": 3}
    assert await listed(desk) == before


async def test_people_import_the_same_file_without_meeting(somebody: Somebody) -> None:
    ada, bob = await somebody(), await somebody("bob")
    assert counts(await take(ada, row(), row("Baker"))) == {"created": 2}
    assert counts(await take(bob, row(), row("Baker"))) == {"created": 2}
    assert counts(await take(bob, row(Status="Rejected"))) == {"updated": 1}
    assert [each["status"] for each in await listed(ada)] == ["APPLIED", "APPLIED"]


async def statements(desk: Desk, count: int) -> int:
    rows = [
        row(f"Engineer {number}", Company=f"Company {number % 97}", Status=["Applied", "Rejected"][number % 2])
        for number in range(count)
    ]
    before = desk.database.statements
    result = await take(desk, *rows)
    assert counts(result) == {"created": count}
    changed = [{**each, "Status": "Interview"} for each in rows]
    assert counts(await take(desk, *changed)) == {"updated": count}
    return desk.database.statements - before


async def test_statements_do_not_grow_with_the_rows(somebody: Somebody) -> None:
    few, many = await somebody(), await somebody("bob")
    # A request holds 256 kB; the desk has no such limit.
    assert await statements(few, 10) == await statements(many, 5_000) <= 42


async def test_the_day_is_the_owner_s_when_dates_lie_in_the_future(somebody: Somebody) -> None:
    """23:30 on the 11th in UTC is the 12th in Auckland: a row of that day is fine there, and a day too far here."""
    rows = [row(**{"Date Applied": "2026-03-13"})]
    auckland = await somebody(zone="Pacific/Auckland", now=utc(2026, 3, 11, 23, 30))
    here = await somebody(zone="America/Los_Angeles", now=utc(2026, 3, 11, 23, 30))
    assert counts(await take(auckland, *rows)) == {"created": 1}
    assert counts(await take(here, *rows)) == {"rejected": 1}
    # It counts in all time, and on its day when that has come.
    found = await auckland.ask(
        """{
            summary { totalApplications openApplications } funnel { steps { entered } }
            breakdown(metric: APPLICATIONS, by: [STATUS]) { total }
            metrics(metrics: [APPLICATIONS, OPEN_APPLICATIONS], range: {period: ALL_TIME}) { total points { value } }
            today: summary(range: {period: DAY}) { totalApplications }
        }"""
    )
    assert found["summary"] == {"totalApplications": 1, "openApplications": 1}
    assert found["funnel"]["steps"][0]["entered"] == 1
    assert found["breakdown"]["total"] == 1
    assert [each["total"] for each in found["metrics"]] == [1, 1]
    assert [point["value"] for point in found["metrics"][0]["points"]] == [0]
    assert found["today"]["totalApplications"] == 0


async def test_an_import_whose_connection_breaks_is_done_once(somebody: Somebody, dsn: str) -> None:
    """The network resets in the middle of the file: the import begins anew, and every row is the same row."""
    rows = [row(), row(), *(row(f"Engineer {number}") for number in range(500))]
    content = csv_file(rows).encode()
    told: list[int] = []
    async with network(dsn) as between, connect(between.dsn, connections=2) as database:
        desk = await somebody(database=database)

        def progress(done: int, size: int) -> None:
            assert done <= size
            told.append(done)
            if len(told) == 300:
                between.reset()

        context = Context(database, desk.user, Grant(desk.user.role, EVERYTHING), desk.now)
        first = await take_file(context, content, mapping={}, dry_run=False, progress=progress)
        assert len(told) > len(rows)
        assert (first.totals.created, first.totals.rows) == (502, 502)
        again = await take_file(context, content, mapping={}, dry_run=False)
        assert (again.totals.unchanged, again.totals.created) == (502, 0)


async def test_a_move_made_while_a_file_is_read_is_not_lost(somebody: Somebody) -> None:
    """The owner records an interview while the import has matched the row and not yet written its state."""
    desk = await somebody()
    await take(desk, row(), row("Baker"))
    (node, _) = sorted(await listed(desk), key=lambda each: str(each["job"]["title"]), reverse=True)
    advance = desk.do(
        """mutation ($id: ID!) {
            advanceApplication(id: $id, input: {stage: INTERVIEWING, at: "2026-02-10T12:00:00Z"}) {
                application { status } errors { code }
            }
        }""",
        id=node["id"],
    )
    later = [row(Status="Screening"), row("Baker", Status="Screening")]
    await asyncio.gather(take(desk, *later), advance)
    found = {each["id"]: each for each in await listed(desk)}[node["id"]]
    assert found["status"] == "INTERVIEWING"
    assert len(found["transitions"]) == 3
