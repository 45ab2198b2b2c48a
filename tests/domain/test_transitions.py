"""The ledger: what is in force, in which order, and the state that follows; corrections and retractions included."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.applications import REACHES, Origin, Outcome, Reached, Reopening, Stage, Target
from domain.transitions import STAGES, Move, State, Transition, derive, in_force, parse_target

SAVED, APPLIED, SCREENING, INTERVIEWING, OFFERED = Stage
ACCEPTED, DECLINED, REJECTED, WITHDRAWN, GHOSTED = Outcome
REOPENED = Reopening.REOPENED
TARGETS: list[Target] = [*Stage, *Outcome, REOPENED]


def day(number: int | None) -> datetime | None:
    return None if number is None else datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)


def line(number: int, target: Target | None, at: int | None = None, *, replaces: int | None = None) -> Transition:
    return Transition(number, 1, target, day(at), datetime(2026, 6, 1, tzinfo=UTC), Origin.OWNER, replaces)


def state(*moves: tuple[Target, int | None]) -> State:
    return derive(Move(target, day(at)) for target, at in moves)


# What is in force.


def test_lines_stand_in_the_order_in_which_they_happened() -> None:
    lines = [line(1, APPLIED, 5), line(2, SCREENING, 9), line(3, INTERVIEWING, 7)]
    assert [each.id for each in in_force(lines)] == [1, 3, 2]
    assert in_force(reversed(lines)) == in_force(lines)


def test_lines_of_one_moment_stand_in_the_order_written() -> None:
    assert [each.id for each in in_force([line(2, REJECTED, 5), line(1, APPLIED, 5)])] == [1, 2]


def test_an_undated_line_stays_behind_the_lines_written_before_it() -> None:
    lines = [line(1, APPLIED, 5), line(2, SCREENING), line(3, INTERVIEWING, 3), line(4, OFFERED, 9)]
    assert [each.id for each in in_force(lines)] == [3, 1, 2, 4]
    assert [each.id for each in in_force([line(1, SAVED), line(2, APPLIED, 1)])] == [1, 2]


def test_a_correction_stands_where_the_line_stood() -> None:
    lines = [line(1, APPLIED), line(2, SCREENING), line(3, REJECTED), line(4, INTERVIEWING, replaces=2)]
    assert [each.id for each in in_force(lines)] == [1, 4, 3]
    assert derive(in_force(lines)).stage is INTERVIEWING


def test_a_correction_of_a_correction_stands_there_too() -> None:
    lines = [line(1, APPLIED), line(2, REJECTED), line(3, WITHDRAWN, replaces=2), line(4, SCREENING)]
    lines.append(line(5, GHOSTED, replaces=3))
    assert [each.target for each in in_force(lines)] == [APPLIED, GHOSTED, SCREENING]


def test_a_retraction_takes_the_line_back_and_stands_for_nothing_itself() -> None:
    lines = [line(1, APPLIED, 1), line(2, REJECTED, 3), line(3, None, replaces=2)]
    assert [each.id for each in in_force(lines)] == [1]
    # Of a correction taken back, the line corrected stays corrected.
    lines = [line(1, APPLIED, 1), line(2, REJECTED, 3), line(3, WITHDRAWN, 3, replaces=2), line(4, None, replaces=3)]
    assert [each.id for each in in_force(lines)] == [1]


def test_a_dated_correction_moves_to_its_day() -> None:
    lines = [line(1, APPLIED, 5), line(2, SCREENING, 7), line(3, APPLIED, 9, replaces=1)]
    assert [each.id for each in in_force(lines)] == [2, 3]


# What follows.


def test_nothing_has_happened() -> None:
    assert state() == State(SAVED, None, Reached.SAVED, None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("moves", "stage", "outcome", "reached"),
    [
        ([SAVED], SAVED, None, Reached.SAVED),
        ([APPLIED], APPLIED, None, Reached.APPLIED),
        ([APPLIED, SCREENING], SCREENING, None, Reached.RESPONDED),
        ([APPLIED, REJECTED], APPLIED, REJECTED, Reached.RESPONDED),
        ([APPLIED, INTERVIEWING, REJECTED], INTERVIEWING, REJECTED, Reached.INTERVIEWED),
        ([APPLIED, INTERVIEWING, WITHDRAWN], INTERVIEWING, WITHDRAWN, Reached.INTERVIEWED),
        ([APPLIED, WITHDRAWN], APPLIED, WITHDRAWN, Reached.APPLIED),
        ([APPLIED, GHOSTED], APPLIED, GHOSTED, Reached.APPLIED),
        ([SAVED, WITHDRAWN], SAVED, WITHDRAWN, Reached.SAVED),
        ([APPLIED, OFFERED, DECLINED], OFFERED, DECLINED, Reached.OFFERED),
        ([APPLIED, DECLINED], OFFERED, DECLINED, Reached.OFFERED),
        ([APPLIED, ACCEPTED], OFFERED, ACCEPTED, Reached.ACCEPTED),
        ([REJECTED], APPLIED, REJECTED, Reached.RESPONDED),
        ([APPLIED, REJECTED, REOPENED], APPLIED, None, Reached.RESPONDED),
        ([APPLIED, REJECTED, REOPENED, OFFERED], OFFERED, None, Reached.OFFERED),
        ([APPLIED, REJECTED, REOPENED, WITHDRAWN], APPLIED, WITHDRAWN, Reached.RESPONDED),
        ([APPLIED, GHOSTED, SCREENING], SCREENING, None, Reached.RESPONDED),
        ([APPLIED, GHOSTED, REJECTED], APPLIED, REJECTED, Reached.RESPONDED),
        ([APPLIED, OFFERED, SCREENING], OFFERED, None, Reached.OFFERED),
    ],
)
def test_stage_outcome_and_furthest_step(
    moves: list[Target], stage: Stage, outcome: Outcome | None, reached: Reached
) -> None:
    found = state(*((target, place) for place, target in enumerate(moves)))
    assert (found.stage, found.outcome, found.reached) == (stage, outcome, reached)


def test_days_are_those_of_the_first_move_that_reached_the_step() -> None:
    found = state((SAVED, 0), (APPLIED, 1), (SCREENING, 4), (INTERVIEWING, 6), (REJECTED, 9))
    assert (found.applied_at, found.responded_at, found.interviewed_at) == (day(1), day(4), day(6))
    assert (found.offered_at, found.closed_at, found.last_moved_at) == (None, day(9), day(9))
    leap = state((APPLIED, 1), (OFFERED, 5))
    assert leap.responded_at == leap.interviewed_at == leap.offered_at == day(5)


def test_an_undated_first_answer_makes_its_day_unknown() -> None:
    found = state((APPLIED, 1), (SCREENING, None), (INTERVIEWING, 6))
    assert (found.responded_at, found.interviewed_at) == (None, day(6))
    assert found.reached is Reached.INTERVIEWED


def test_what_was_never_submitted_has_no_day_of_applying() -> None:
    assert state((SAVED, 0), (SCREENING, 3)).applied_at is None
    assert state((SAVED, 0), (SCREENING, 3)).reached is Reached.RESPONDED


def test_opening_again_forgets_the_ending_and_not_the_answer() -> None:
    found = state((APPLIED, 1), (REJECTED, 3), (REOPENED, 5))
    assert (found.outcome, found.closed_at, found.responded_at) == (None, None, day(3))
    assert found.last_moved_at == day(5)


def test_the_last_move_is_the_latest_day_known() -> None:
    assert state((APPLIED, 3), (SCREENING, None)).last_moved_at == day(3)
    assert state((APPLIED, None)).last_moved_at is None


# For every ledger.

LEDGERS = st.lists(st.tuples(st.sampled_from(TARGETS), st.none() | st.integers(0, 9)), max_size=7)


@given(LEDGERS)
def test_the_furthest_step_is_that_of_the_furthest_move(moves: list[tuple[Target, int | None]]) -> None:
    found = state(*moves)
    assert found.reached == max((REACHES.get(target, Reached.SAVED) for target, _ in moves), default=Reached.SAVED)
    stages = [target for target, _ in moves if isinstance(target, Stage)]
    assert STAGES.index(found.stage) >= max(map(STAGES.index, stages), default=0)


@given(LEDGERS, st.data())
def test_a_line_taken_back_is_as_if_it_had_never_been_written(
    moves: list[tuple[Target, int | None]], data: st.DataObject
) -> None:
    lines = [line(number, target, at) for number, (target, at) in enumerate(moves, start=1)]
    if not lines:
        return
    gone = data.draw(st.sampled_from(lines))
    retracted = [*lines, line(99, None, replaces=gone.id)]
    assert in_force(retracted) == in_force(each for each in lines if each is not gone)


@given(LEDGERS)
def test_a_dated_answer_is_a_day_of_the_ledger(moves: list[tuple[Target, int | None]]) -> None:
    lines = [line(number, target, at) for number, (target, at) in enumerate(moves, start=1)]
    found = derive(in_force(lines))
    days = {each.occurred_at for each in lines}
    named = (found.applied_at, found.responded_at, found.interviewed_at, found.offered_at, found.closed_at)
    assert {each for each in named if each is not None} <= days
    assert (found.outcome is None) <= (found.closed_at is None)


@pytest.mark.parametrize("target", TARGETS)
def test_words_read_back(target: Target) -> None:
    assert parse_target(target.value) is target


@pytest.mark.parametrize("word", ["", "applied", "RETRACTED", "APPLIED "])
def test_other_words_are_no_targets(word: str) -> None:
    with pytest.raises(ValueError, match="neither a stage, an outcome nor REOPENED"):
        parse_target(word)
