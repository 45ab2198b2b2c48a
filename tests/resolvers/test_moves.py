"""What an owner does with applications: every act and every "no", with what it leaves behind."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from persistence.database import Database
from tests.builders import posting
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import NOW

STATE = """
    fragment state on Application {
        id status stage outcome appliedAt respondedAt interviewedAt offeredAt closedAt source resumeVersion notes
        silence { since days isLong }
        job { id title location workplace url salary { low { amountMinor currency } } skills { name } company { name } }
        transitions { id stage outcome isReopening isRetraction occurredAt recordedAt origin replaces { id } }
    }
"""


def act(name: str, *, takes_id: bool = True) -> str:
    kind = name[0].upper() + name[1:]
    taken, given = ("$id: ID!, ", "id: $id, ") if takes_id else ("", "")
    return (
        f"mutation ({taken}$input: {kind}Input!) {{ {name}({given}input: $input) "
        f"{{ application {{ ...state }} errors {{ code path message }} }} }} {STATE}"
    )


RECORD = act("recordApplication", takes_id=False)
ADVANCE, CLOSE, REOPEN = act("advanceApplication"), act("closeApplication"), act("reopenApplication")
CORRECT, ANNOTATE = act("correctApplication"), act("annotateApplication")
FOUND = f"query ($id: ID!) {{ node(id: $id) {{ ... on Application {{ ...state }} }} }} {STATE}"
JOB = {"title": "Data Engineer", "company": "Acme"}


async def recorded(desk: Desk, **given: Any) -> dict[str, Any]:
    return dict(await desk.do(RECORD, input={"job": JOB, **given}))


async def unchanged(desk: Desk, before: dict[str, Any]) -> None:
    assert await desk.ask(FOUND, id=before["id"]) == before


def steps(application: dict[str, Any]) -> list[str]:
    """The ledger as words: "APPLIED 03-01", "retracts 0", "REJECTED 03-02 for 1"."""
    places = {line["id"]: place for place, line in enumerate(application["transitions"])}
    told = []
    for line in application["transitions"]:
        word = line["stage"] or line["outcome"] or ("REOPENED" if line["isReopening"] else "retracts")
        day = f" {line['occurredAt'][5:10]}" if line["occurredAt"] else ""
        about = f" for {places[line['replaces']['id']]}" if line["replaces"] else ""
        told.append(f"{word}{day}{about}")
    return told


# Recording.


async def test_recording_keeps_everything_told(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin")
    made = await recorded(
        desk,
        job={
            "title": " Senior Python  Developer ",
            "company": "Acme,  Inc.",
            "location": "Oslo",
            "workplace": "HYBRID",
            "url": "https://acme.example/jobs/1",
            "salary": "$90K-$120K",
        },
        at="2026-03-01T10:00:00+01:00",
        source="LinkedIn",
        resumeVersion="v3",
        notes="They called first.",
    )
    assert made["job"]["company"] == {"name": "Acme, Inc."}
    assert made["job"]["title"] == "Senior Python  Developer"
    assert made["job"]["salary"] == {"low": {"amountMinor": 9_000_000.0, "currency": "USD"}}
    assert (made["job"]["location"], made["job"]["workplace"]) == ("Oslo", "HYBRID")
    assert made["job"]["url"] == "https://acme.example/jobs/1"
    assert made["job"]["skills"] == [{"name": "Python"}]
    assert (made["source"], made["resumeVersion"], made["notes"]) == ("LinkedIn", "v3", "They called first.")
    assert (made["status"], made["appliedAt"]) == ("APPLIED", "2026-03-01T09:00:00+00:00")
    assert made["silence"] == {"since": "2026-03-01T09:00:00+00:00", "days": 10, "isLong": False}
    (line,) = made["transitions"]
    assert (line["origin"], line["occurredAt"], line["replaces"]) == ("OWNER", "2026-03-01T09:00:00+00:00", None)
    await unchanged(desk, made)


async def test_recording_further_than_submitted_means_it_was_submitted(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, stage="INTERVIEWING", at="2026-03-05T12:00:00Z")
    assert steps(made) == ["APPLIED 03-05", "INTERVIEWING 03-05"]
    saved = await recorded(desk, stage="SAVED")
    assert (steps(saved), saved["appliedAt"], saved["silence"]) == (["SAVED 03-11"], None, None)


async def test_equal_openings_are_one_job_of_two_applications(somebody: Somebody) -> None:
    desk = await somebody()
    first = await recorded(desk)
    second = await recorded(desk, job={"title": "data  engineer", "company": "ACME Inc."})
    elsewhere = await recorded(desk, job={**JOB, "location": "Bergen"})
    assert second["job"]["id"] == first["job"]["id"] != elsewhere["job"]["id"]
    assert first["id"] != second["id"]
    again = await recorded(desk, job=None, jobId=first["job"]["id"])
    assert again["job"]["id"] == first["job"]["id"]


async def test_a_public_posting_can_be_applied_to(somebody: Somebody, database: Database) -> None:
    desk = await somebody(database=database)
    await posting(database, title="Astronaut", company="Space", location="Moon")
    (job,) = (await desk.ask("{ jobs { nodes { id title } } }"))["nodes"]
    made = await recorded(desk, job=None, jobId=job["id"])
    assert made["job"]["title"] == "Astronaut"
    assert (await desk.ask("{ jobs(filter: {isOwn: true}) { nodes { id } } }"))["nodes"] == []


@pytest.mark.parametrize(
    ("given", "code", "path", "word"),
    [
        ({"job": None}, "INVALID_INPUT", ["input", "job"], "`job` or `jobId`"),
        ({"jobId": "x"}, "INVALID_INPUT", ["input", "job"], "`job` or `jobId`"),
        ({"job": None, "jobId": "Sm9iOjk5OTk5OTk5"}, "NOT_FOUND", ["input", "jobId"], "no such job"),
        ({"job": None, "jobId": "nonsense"}, "NOT_FOUND", ["input", "jobId"], "`jobId`"),
        ({"job": {"title": " ", "company": "A"}}, "INVALID_INPUT", ["input", "job", "title"], "`title` is empty"),
        ({"job": {"title": "A", "company": "\n"}}, "INVALID_INPUT", ["input", "job", "company"], "`company` is empty"),
        ({"job": {"title": "A" * 301, "company": "B"}}, "INVALID_INPUT", ["input", "job", "title"], "301"),
        ({"job": {**JOB, "url": "javascript:alert(1)"}}, "INVALID_INPUT", ["input", "job", "url"], "http"),
        ({"job": {**JOB, "url": "https://" + "a" * 2000}}, "INVALID_INPUT", ["input", "job", "url"], "2008"),
        ({"job": {**JOB, "salary": "plenty"}}, "INVALID_INPUT", ["input", "job", "salary"], "$90K"),
        ({"job": {**JOB, "location": "a\u0000"}}, "INVALID_INPUT", ["input", "job", "location"], "not text"),
        ({"at": "2026-03-11T09:06:00Z"}, "INVALID_INPUT", ["input", "at"], "in the future"),
        ({"at": "2026-03-01T12:00:00"}, "INVALID_INPUT", ["input", "at"], "no time zone"),
        ({"at": "1969-12-31T23:59:59Z"}, "INVALID_INPUT", ["input", "at"], "1970"),
        ({"at": "0001-01-01T00:00:00Z"}, "INVALID_INPUT", ["input", "at"], "1970"),
        ({"at": "9999-12-31T23:59:59Z"}, "INVALID_INPUT", ["input", "at"], "in the future"),
        ({"notes": "a" * 10_001}, "INVALID_INPUT", ["input", "notes"], "10001"),
        ({"source": "a" * 301}, "INVALID_INPUT", ["input", "source"], "301"),
        ({"resumeVersion": "\u0008"}, "INVALID_INPUT", ["input", "resumeVersion"], "not text"),
    ],
)
async def test_recording_is_refused_and_leaves_nothing(
    somebody: Somebody, given: dict[str, Any], code: str, path: list[str], word: str
) -> None:
    desk = await somebody()
    found = await desk.refusal(RECORD, input={"job": JOB, **given})
    assert found[:2] == (code, path)
    assert word in found[2]
    assert (await desk.ask("{ applications { totalCount } jobs(filter: {isOwn: true}) { nodes { id } } }")) == {
        "applications": {"totalCount": 0},
        "jobs": {"nodes": []},
    }


async def test_a_clock_that_is_a_little_fast_is_forgiven(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, at=(NOW + timedelta(minutes=4)).isoformat())
    assert made["appliedAt"] == "2026-03-11T09:04:00+00:00"


# Advancing and closing.


async def test_the_whole_way_to_an_offer_accepted(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, at="2026-02-01T12:00:00Z")
    for stage, at in (("SCREENING", "2026-02-03"), ("INTERVIEWING", "2026-02-05"), ("OFFERED", "2026-02-09")):
        made = await desk.do(ADVANCE, id=made["id"], input={"stage": stage, "at": f"{at}T12:00:00Z"})
        assert (made["stage"], made["status"]) == (stage, stage)
    made = await desk.do(CLOSE, id=made["id"], input={"outcome": "ACCEPTED"})
    assert (made["status"], made["outcome"], made["stage"]) == ("ACCEPTED", "ACCEPTED", "OFFERED")
    days = [made[name][5:10] for name in ("appliedAt", "respondedAt", "interviewedAt", "offeredAt", "closedAt")]
    assert days == ["02-01", "02-03", "02-05", "02-09", "03-11"]
    assert made["silence"] is None
    assert steps(made) == ["APPLIED 02-01", "SCREENING 02-03", "INTERVIEWING 02-05", "OFFERED 02-09", "ACCEPTED 03-11"]


async def test_several_stages_at_once_are_reached_at_once(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, at="2026-02-01T12:00:00Z")
    made = await desk.do(ADVANCE, id=made["id"], input={"stage": "OFFERED", "at": "2026-02-05T12:00:00Z"})
    assert made["respondedAt"] == made["interviewedAt"] == made["offeredAt"] == "2026-02-05T12:00:00+00:00"


async def test_a_rejection_after_an_interview_is_still_an_interview(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, at="2026-03-01T12:00:00Z")
    await desk.do(ADVANCE, id=made["id"], input={"stage": "INTERVIEWING", "at": "2026-03-03T12:00:00Z"})
    made = await desk.do(CLOSE, id=made["id"], input={"outcome": "REJECTED", "at": "2026-03-05T12:00:00Z"})
    assert (made["status"], made["stage"]) == ("REJECTED", "INTERVIEWING")
    summary = await desk.ask("{ summary { responseRate { numerator } interviewRate { numerator } } }")
    assert summary == {"responseRate": {"numerator": 1}, "interviewRate": {"numerator": 1}}


async def test_an_answer_after_giving_up_opens_it_again(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, at="2026-01-01T12:00:00Z")
    assert made["silence"] == {"since": "2026-01-01T12:00:00+00:00", "days": 69, "isLong": True}
    made = await desk.do(CLOSE, id=made["id"], input={"outcome": "GHOSTED", "at": "2026-02-01T12:00:00Z"})
    assert (made["status"], made["closedAt"][:10]) == ("GHOSTED", "2026-02-01")
    made = await desk.do(ADVANCE, id=made["id"], input={"stage": "SCREENING", "at": "2026-02-20T12:00:00Z"})
    assert (made["status"], made["outcome"], made["closedAt"]) == ("SCREENING", None, None)
    assert steps(made) == ["APPLIED 01-01", "GHOSTED 02-01", "SCREENING 02-20"]


async def test_an_ended_application_can_be_opened_again(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, at="2026-02-01T12:00:00Z")
    await desk.do(CLOSE, id=made["id"], input={"outcome": "REJECTED", "at": "2026-02-05T12:00:00Z"})
    made = await desk.do(REOPEN, id=made["id"], input={"at": "2026-02-10T12:00:00Z"})
    assert (made["status"], made["outcome"], made["closedAt"]) == ("APPLIED", None, None)
    assert made["respondedAt"] == "2026-02-05T12:00:00+00:00"
    without = await desk.do(CLOSE, id=made["id"], input={"outcome": "WITHDRAWN", "at": "2026-02-12T12:00:00Z"})
    optional = REOPEN.replace("ReopenApplicationInput!", "ReopenApplicationInput")
    bare = await desk.do(optional, id=without["id"])
    assert steps(bare)[-2:] == ["WITHDRAWN 02-12", "REOPENED 03-11"]


LEDGERS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "saved": [(RECORD, {"stage": "SAVED", "at": "2026-03-01T12:00:00Z"})],
    "applied": [(RECORD, {"at": "2026-03-01T12:00:00Z"})],
    "interviewing": [(RECORD, {"stage": "INTERVIEWING", "at": "2026-03-01T12:00:00Z"})],
    "rejected": [
        (RECORD, {"at": "2026-03-01T12:00:00Z"}),
        (CLOSE, {"outcome": "REJECTED", "at": "2026-03-05T12:00:00Z"}),
    ],
    "ghosted": [
        (RECORD, {"at": "2026-03-01T12:00:00Z"}),
        (CLOSE, {"outcome": "GHOSTED", "at": "2026-03-05T12:00:00Z"}),
    ],
}


async def prepared(desk: Desk, name: str) -> dict[str, Any]:
    (_, first), *others = LEDGERS[name]
    made = await recorded(desk, **first)
    for mutation, given in others:
        made = await desk.do(mutation, id=made["id"], input=given)
    return made


EARLY, LATE = "2026-02-28T11:59:59Z", "2026-03-12T12:00:00Z"
ABSENT, LINE = "VHJhbnNpdGlvbjox", ["input", "transitionId"]


@pytest.mark.parametrize(
    ("start", "mutation", "given", "code", "path", "word"),
    [
        ("interviewing", ADVANCE, {"stage": "SCREENING"}, "CONFLICT", ["input", "stage"], "at INTERVIEWING already"),
        ("interviewing", ADVANCE, {"stage": "INTERVIEWING"}, "CONFLICT", ["input", "stage"], "correctApplication"),
        ("applied", ADVANCE, {"stage": "SAVED"}, "CONFLICT", ["input", "stage"], "APPLIED"),
        ("rejected", ADVANCE, {"stage": "OFFERED"}, "CONFLICT", ["id"], "reopenApplication"),
        ("ghosted", ADVANCE, {"stage": "APPLIED"}, "CONFLICT", ["input", "stage"], "already"),
        ("applied", ADVANCE, {"stage": "OFFERED", "at": EARLY}, "CONFLICT", ["input", "at"], "2026-03-01"),
        ("applied", ADVANCE, {"stage": "OFFERED", "at": LATE}, "INVALID_INPUT", ["input", "at"], "future"),
        ("rejected", CLOSE, {"outcome": "REJECTED"}, "CONFLICT", ["id"], "REJECTED"),
        ("ghosted", CLOSE, {"outcome": "REJECTED"}, "CONFLICT", ["id"], "GHOSTED"),
        ("saved", CLOSE, {"outcome": "REJECTED"}, "CONFLICT", ["input", "outcome"], "only saved"),
        ("saved", CLOSE, {"outcome": "ACCEPTED"}, "CONFLICT", ["input", "outcome"], "WITHDRAWN"),
        ("applied", CLOSE, {"outcome": "REJECTED", "at": EARLY}, "CONFLICT", ["input", "at"], "correctApplication"),
        ("applied", REOPEN, {}, "CONFLICT", ["id"], "open already"),
        ("rejected", REOPEN, {"at": EARLY}, "CONFLICT", ["input", "at"], "2026-03-05"),
        ("rejected", REOPEN, {"at": "2026-03-06T00:00:00"}, "INVALID_INPUT", ["input", "at"], "time zone"),
        ("applied", CORRECT, {}, "INVALID_INPUT", ["input"], "`retract: true`"),
        ("applied", CORRECT, {"stage": "SAVED", "retract": True}, "INVALID_INPUT", ["input"], "one of"),
        ("applied", CORRECT, {"stage": "SAVED", "outcome": "REJECTED"}, "INVALID_INPUT", ["input"], "one of"),
        ("applied", CORRECT, {"stage": "SAVED", "at": LATE}, "INVALID_INPUT", ["input", "at"], "future"),
        ("applied", CORRECT, {"transitionId": ABSENT, "retract": True}, "NOT_FOUND", LINE, "no such entry"),
        ("applied", CORRECT, {"transitionId": "?", "retract": True}, "NOT_FOUND", LINE, "Transition"),
        ("applied", ANNOTATE, {"notes": "a" * 10_001}, "INVALID_INPUT", ["input", "notes"], "10001"),
        ("applied", ANNOTATE, {"source": "\u0000"}, "INVALID_INPUT", ["input", "source"], "source"),
        ("applied", ANNOTATE, {"resumeVersion": "v" * 301}, "INVALID_INPUT", ["input", "resumeVersion"], "301"),
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_refused_and_changes_nothing(
    somebody: Somebody, start: str, mutation: str, given: dict[str, Any], code: str, path: list[str], word: str
) -> None:
    desk = await somebody()
    made = await prepared(desk, start)
    if mutation is CORRECT:
        given = {"transitionId": made["transitions"][0]["id"], **given}
    found = await desk.refusal(mutation, id=made["id"], input=given)
    assert found[:2] == (code, path)
    assert word in found[2]
    await unchanged(desk, made)


@pytest.mark.parametrize("mutation", [ADVANCE, CLOSE, REOPEN, CORRECT, ANNOTATE])
@pytest.mark.parametrize("node", ["QXBwbGljYXRpb246OTk5OTk5OTk5", "Sm9iOjE", "nonsense", "", "\u00e9", "A" * 200])
async def test_an_id_of_nothing_is_not_found(somebody: Somebody, mutation: str, node: str) -> None:
    desk = await somebody()
    inputs: dict[str, dict[str, Any]] = {
        ADVANCE: {"stage": "OFFERED"},
        CLOSE: {"outcome": "REJECTED"},
        REOPEN: {},
        CORRECT: {"transitionId": ABSENT, "retract": True},
        ANNOTATE: {"notes": "x"},
    }
    code, path, _ = await desk.refusal(mutation, id=node, input=inputs[mutation])
    assert (code, path) == ("NOT_FOUND", ["id"])


async def test_the_same_day_is_in_order_whatever_the_hour(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, at="2026-03-01T12:00:00Z")
    made = await desk.do(CLOSE, id=made["id"], input={"outcome": "REJECTED", "at": "2026-03-01T08:00:00Z"})
    assert (made["status"], made["appliedAt"][:10]) == ("REJECTED", "2026-03-01")


async def test_a_job_that_was_only_saved_can_be_let_go(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, stage="SAVED")
    made = await desk.do(CLOSE, id=made["id"], input={"outcome": "WITHDRAWN"})
    assert (made["status"], made["stage"]) == ("WITHDRAWN", "SAVED")
    assert (await desk.ask("{ summary { totalApplications } }"))["totalApplications"] == 0


# Correcting.


async def test_a_correction_stands_in_the_place_of_the_entry(somebody: Somebody) -> None:
    desk = await somebody()
    made = await prepared(desk, "rejected")
    applied, rejected = (line["id"] for line in made["transitions"])
    made = await desk.do(
        CORRECT, id=made["id"], input={"transitionId": rejected, "stage": "INTERVIEWING", "at": "2026-03-04T12:00:00Z"}
    )
    assert (made["status"], made["outcome"], made["interviewedAt"][:10]) == ("INTERVIEWING", None, "2026-03-04")
    assert steps(made) == ["APPLIED 03-01", "REJECTED 03-05", "INTERVIEWING 03-04 for 1"]
    told = {"transitionId": applied, "stage": "APPLIED", "at": "2026-02-20T12:00:00Z"}
    made = await desk.do(CORRECT, id=made["id"], input=told)
    assert made["appliedAt"] == "2026-02-20T12:00:00+00:00"
    # Without a day, it keeps the one it had.
    line = made["transitions"][2]["id"]
    made = await desk.do(CORRECT, id=made["id"], input={"transitionId": line, "outcome": "DECLINED"})
    assert (made["status"], made["closedAt"][:10], made["offeredAt"][:10]) == ("DECLINED", "2026-03-04", "2026-03-04")
    assert made["stage"] == "OFFERED"
    assert steps(made)[-1] == "DECLINED 03-04 for 2"


async def test_a_retraction_takes_the_entry_back(somebody: Somebody) -> None:
    desk = await somebody()
    made = await prepared(desk, "rejected")
    applied, rejected = (line["id"] for line in made["transitions"])
    made = await desk.do(CORRECT, id=made["id"], input={"transitionId": rejected, "retract": True})
    assert (made["status"], made["respondedAt"], made["closedAt"]) == ("APPLIED", None, None)
    assert steps(made) == ["APPLIED 03-01", "REJECTED 03-05", "retracts for 1"]
    assert made["transitions"][2]["isRetraction"]
    # What was taken back or corrected cannot be corrected again.
    code, path, _ = await desk.refusal(CORRECT, id=made["id"], input={"transitionId": rejected, "outcome": "REJECTED"})
    assert (code, path) == ("NOT_FOUND", ["input", "transitionId"])
    retraction = made["transitions"][2]["id"]
    code, path, _ = await desk.refusal(CORRECT, id=made["id"], input={"transitionId": retraction, "retract": True})
    assert (code, path) == ("NOT_FOUND", ["input", "transitionId"])
    made = await desk.do(CORRECT, id=made["id"], input={"transitionId": applied, "retract": True})
    assert (made["status"], made["appliedAt"]) == ("SAVED", None)


async def test_an_entry_of_another_application_is_not_found(somebody: Somebody) -> None:
    desk = await somebody()
    one, other = await prepared(desk, "applied"), await prepared(desk, "rejected")
    line = other["transitions"][1]["id"]
    code, path, _ = await desk.refusal(CORRECT, id=one["id"], input={"transitionId": line, "retract": True})
    assert (code, path) == ("NOT_FOUND", ["input", "transitionId"])
    await unchanged(desk, other)


async def test_reopening_by_mistake_can_be_taken_back(somebody: Somebody) -> None:
    desk = await somebody()
    made = await prepared(desk, "rejected")
    made = await desk.do(REOPEN, id=made["id"], input={})
    line = made["transitions"][2]
    assert (line["isReopening"], line["stage"], line["outcome"]) == (True, None, None)
    made = await desk.do(CORRECT, id=made["id"], input={"transitionId": line["id"], "retract": True})
    assert made["status"] == "REJECTED"


# Annotating.


async def test_annotations_change_what_is_given_and_remove_what_is_empty(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, source="LinkedIn", notes="one", resumeVersion="v1")
    made = await desk.do(ANNOTATE, id=made["id"], input={"notes": " two\nlines ", "resumeVersion": "", "source": None})
    assert (made["source"], made["notes"], made["resumeVersion"]) == ("LinkedIn", "two\nlines", None)
    made = await desk.do(ANNOTATE, id=made["id"], input={})
    assert (made["source"], made["notes"]) == ("LinkedIn", "two\nlines")
    assert steps(made) == ["APPLIED 03-11"]


async def test_each_mutation_of_a_request_is_done_for_itself(somebody: Somebody) -> None:
    """Two in one request: the second is refused, the first stays done."""
    desk = await somebody()
    made = await recorded(desk)
    answer = await desk.answer(
        """mutation ($id: ID!) {
            one: closeApplication(id: $id, input: {outcome: REJECTED}) { application { status } errors { code } }
            two: closeApplication(id: $id, input: {outcome: WITHDRAWN}) { application { status } errors { code } }
        }""",
        id=made["id"],
    )
    assert answer["data"] == {
        "one": {"application": {"status": "REJECTED"}, "errors": []},
        "two": {"application": None, "errors": [{"code": "CONFLICT"}]},
    }


async def test_each_mutation_of_a_request_shows_what_it_left_behind(somebody: Somebody) -> None:
    """What one has looked up, the next has changed."""
    desk = await somebody()
    made = await recorded(desk)
    answer = await desk.ask(
        """mutation ($id: ID!) {
            one: advanceApplication(id: $id, input: {stage: INTERVIEWING}) { ...ledger }
            two: closeApplication(id: $id, input: {outcome: REJECTED}) { ...closed }
        }
        fragment ledger on AdvanceApplicationPayload { application { transitions { stage outcome } } }
        fragment closed on CloseApplicationPayload { application { transitions { stage outcome } } }""",
        id=made["id"],
    )
    assert [len(answer[name]["application"]["transitions"]) for name in ("one", "two")] == [2, 3]


async def test_settings_changed_hold_for_the_rest_of_the_request(somebody: Somebody) -> None:
    desk = await somebody(now=NOW.replace(hour=23))
    answer = await desk.ask(
        """mutation {
            updateProfile(input: {timeZone: "Pacific/Auckland"}) { viewer { timeZone } }
            generateReport(input: {kind: WEEKLY, on: "2026-03-12"}) { report { range { until } } errors { message } }
        }"""
    )
    # In Auckland it is the 12th already.
    assert answer["generateReport"] == {"report": {"range": {"until": "2026-03-13"}}, "errors": []}


async def test_many_at_once_record_one_job(somebody: Somebody) -> None:
    desk = await somebody()
    made = await asyncio.gather(*(recorded(desk, source=f"source {number}") for number in range(20)))
    assert len({each["job"]["id"] for each in made}) == 1
    assert len({each["id"] for each in made}) == 20
