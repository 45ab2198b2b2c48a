"""What the events of one application say together, in whatever order they are given."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.applications import Origin, Outcome, Reached, Reopening, Stage, Target
from domain.nodes import encode
from domain.occurrences import NAMES, Occurrence, fold, job_number, own_number, status
from domain.openings import Opening
from domain.transitions import Transition, derive, in_force

SAVED, APPLIED, SCREENING, INTERVIEWING, OFFERED = Stage
ACCEPTED, DECLINED, REJECTED, WITHDRAWN, GHOSTED = Outcome
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


def said(name: str, day: int = 0, number: int = 1, **properties: Any) -> Occurrence:
    return Occurrence(UUID(int=number), name, FIRST + timedelta(days=day), properties)


def made(day: int = 0, number: int = 1, **properties: Any) -> Occurrence:
    return said("application_created", day, number, **{"title": "Clerk", "company": "Acme", **properties})


def targets(*occurrences: Occurrence) -> list[Target]:
    return [line.target for line in fold(occurrences).lines]


@pytest.mark.parametrize(
    ("occurrence", "moves"),
    [
        (made(), [APPLIED]),
        (made(status="SAVED"), [SAVED]),
        (made(status="interview"), [APPLIED, INTERVIEWING]),
        (made(status="no such thing"), [APPLIED]),
        (said("job_apply"), [APPLIED]),
        (said("job_apply", status="SAVED"), [APPLIED]),
        (said("job_apply", status="Rejected"), [APPLIED, REJECTED]),
        (said("application_updated"), []),
        (said("application_updated", status="OFFERED"), [OFFERED]),
        (said("application_status_change", status="screening"), [SCREENING]),
        (said("application_status_change", status="Reopened"), [Reopening.REOPENED]),
        (said("application_status_change", status="xyzzy"), []),
        (said("application_status_change", status=5), []),
        (said("application_status_change"), []),
        (said("interview_scheduled", scheduledAt="2027-01-01T00:00:00Z"), [INTERVIEWING]),
        (said("interview_feedback", result="passed"), [INTERVIEWING]),
        (said("interview_feedback", result="rejected"), [INTERVIEWING, REJECTED]),
        (said("offer_received"), [OFFERED]),
        (said("offer_accepted"), [ACCEPTED]),
        (said("offer_declined"), [DECLINED]),
        (said("application_withdrawn"), [WITHDRAWN]),
        (said("follow_up", status="REJECTED"), []),
        (said("page_view", status="REJECTED"), []),
    ],
    ids=lambda value: value.name if isinstance(value, Occurrence) else "-".join(value),
)
def test_each_event_tells_its_moves(occurrence: Occurrence, moves: list[Target]) -> None:
    assert targets(occurrence) == moves


@pytest.mark.parametrize(
    ("word", "target"),
    [
        ("INTERVIEWING", INTERVIEWING),
        ("interview", INTERVIEWING),
        (" Interviewing ", INTERVIEWING),
        ("phone_screen", SCREENING),
        ("hired", ACCEPTED),
        ("declined", DECLINED),
        ("no response", GHOSTED),
        ("offer", OFFERED),
        ("submitted", APPLIED),
        ("", None),
        ("purple", None),
        (None, None),
        (["REJECTED"], None),
    ],
)
def test_status_words(word: Any, target: Target | None) -> None:
    assert status(word) is target


def test_a_rejection_after_an_interview_is_both() -> None:
    history = fold(
        [made(), said("interview_scheduled", 4, 2), said("application_status_change", 9, 3, status="REJECTED")]
    )
    state = derive(line.move for line in history.lines)
    assert (state.outcome, state.reached, state.interviewed_at) == (REJECTED, Reached.INTERVIEWED, FIRST + timedelta(4))


def test_without_a_title_and_a_company_there_is_no_application() -> None:
    moved = said("offer_received", 1, 2)
    for properties in ({"title": "Clerk"}, {"title": " ", "company": "Acme"}, {"title": 5, "company": "Acme"}, {}):
        assert fold([said("application_created", **properties), moved]).job is None
    assert fold([said("application_updated", title="Clerk", company="Acme")]).job is None
    assert fold([moved]).lines[0].event_id == UUID(int=2)


def test_the_first_that_can_be_used_says_what_it_is_for() -> None:
    told = [
        said("application_created", 0, 1, title="Clerk"),
        made(2, 2, title="Cook", company="Bolt"),
        made(1, 4, title=" Python   Engineer ", company="Acme,  Inc.", location="Oslo", url="ftp://acme.example"),
        made(1, 5, title="Baker"),
    ]
    assert fold(told).job == Opening(
        company="Acme, Inc.", title="Python Engineer", location="Oslo", skills=frozenset({"Python"})
    )


def test_updates_put_the_job_right() -> None:
    told = [
        said("application_updated", 0, 1, title="Too early"),
        made(1, 2, url="https://acme.example/1"),
        said("application_updated", 3, 3, title="Baker", location="Oslo"),
        said("application_updated", 2, 4, title="Cook", company="Bolt", location=None),
    ]
    assert fold(told).job == Opening(company="Bolt", title="Baker", location="Oslo", url="https://acme.example/1")


def test_a_job_of_ours_counts_when_it_is_known() -> None:
    told = [said("job_apply", 0, 1, jobId=encode("Job", 7)), made(1, 2)]
    assert fold(told, {7}).job == 7
    assert fold(told, {8}).job == fold([made()]).job
    assert [job_number(each) for each in told] == [7, None]
    assert job_number(said("job_view", jobId=encode("Job", 7))) is None
    assert job_number(said("job_apply", jobId=encode("Company", 7))) is None


def test_the_last_words_beside_it_count() -> None:
    told = [
        made(0, 1, source="Indeed", resumeVersion="v1", notes="one\ntwo"),
        said("application_updated", 2, 2, source="Referral", notes=" "),
        said("application_updated", 1, 3, source="LinkedIn", resumeVersion="v2" + "x" * 400),
        said("application_status_change", 3, 4, status="REJECTED", notes="of the move, not of the application"),
    ]
    history = fold(told)
    assert (history.source, history.notes) == ("Referral", "one\ntwo")
    assert history.resume_version == "v2" + "x" * 298


def test_ids_of_ours_are_told_from_references_of_others() -> None:
    assert own_number(encode("Application", 12)) == 12
    assert own_number(encode("Application", 12) + "==") == 12
    assert [own_number(text) for text in ("", "12", "A-12", encode("Job", 12), "é" * 200)] == [None] * 5


# In any order.

WORDS = ["SAVED", "APPLIED", "SCREENING", "INTERVIEWING", "REJECTED", "WITHDRAWN", "GHOSTED", "ACCEPTED", "REOPENED"]
OCCURRENCES = st.lists(
    st.builds(
        said,
        st.sampled_from(sorted(NAMES)),
        st.integers(0, 3),
        st.integers(1, 10_000),
        status=st.sampled_from(WORDS),
        title=st.sampled_from(["Clerk", "Cook", ""]),
        company=st.sampled_from(["Acme", "Bolt"]),
        notes=st.sampled_from(["one", "two", ""]),
    ),
    max_size=7,
    unique_by=lambda each: each.id,
)


@given(OCCURRENCES, st.randoms(use_true_random=False))
def test_the_history_is_the_same_in_any_order(occurrences: list[Occurrence], chance: Any) -> None:
    shuffled = chance.sample(occurrences, len(occurrences))
    assert fold(shuffled) == fold(occurrences)


@given(OCCURRENCES, st.randoms(use_true_random=False))
def test_so_is_the_state_of_the_ledger_in_whatever_order_it_was_written(
    occurrences: list[Occurrence], chance: Any
) -> None:
    lines = fold(occurrences).lines
    ledger = [
        Transition(number, 1, line.target, line.occurred_at, FIRST, Origin.EVENT, event_id=line.event_id)
        for number, line in enumerate(chance.sample(lines, len(lines)), start=1)
    ]
    assert derive(in_force(ledger)) == derive(line.move for line in lines)


def test_a_line_put_right_by_hand_keeps_its_place_among_those_of_its_moment() -> None:
    def line(number: int, target: Target | None, event: int | None, replaces: int | None = None) -> Transition:
        said_by = None if event is None else UUID(int=event)
        return Transition(number, 1, target, FIRST, FIRST, Origin.EVENT, replaces, said_by)

    ledger = [line(1, GHOSTED, 5), line(2, SCREENING, 9), line(3, APPLIED, 7), line(4, None, None)]
    assert [each.id for each in in_force(ledger)] == [3, 2, 1]
    ledger += [line(5, INTERVIEWING, None, replaces=2), line(6, REJECTED, None)]
    assert [each.id for each in in_force(ledger)] == [3, 5, 1, 6]
    assert derive(in_force(ledger)).outcome is REJECTED
