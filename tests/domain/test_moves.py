"""What an owner may do: every "yes" with its moves, every "no" with its reason; the rest is held through the API."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.applications import Application, Origin, Outcome, Reached, Reopening, Stage
from domain.errors import ErrorCode, Refusal
from domain.moves import advanced, closed, correctable, recorded, reopened, told_at
from domain.transitions import Move, Transition, derive

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
LAST = NOW - timedelta(days=10)
PATH = ("input", "at")


def standing(stage: Stage, outcome: Outcome | None = None, last: datetime | None = LAST) -> Application:
    return Application(
        1, 1, 1, stage, outcome, Reached.SAVED, last, None, None, None, None, last, None, None, None, NOW
    )


def test_now_is_meant_when_nothing_is_told() -> None:
    assert told_at(None, now=NOW, path=PATH) is NOW
    assert told_at(LAST, now=NOW, path=PATH) is LAST


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        (NOW + timedelta(minutes=5, microseconds=1), "future"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), "future"),
        (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), "1970"),
        (datetime(1, 1, 1, tzinfo=UTC), "1970"),
        (datetime(2026, 3, 1, 12), "time zone"),  # noqa: DTZ001 - that is what is refused
    ],
)
def test_moments_that_cannot_be_are_refused(moment: datetime, word: str) -> None:
    with pytest.raises(Refusal, match=word) as refused:
        told_at(moment, now=NOW, path=PATH)
    assert refused.value.path == PATH
    assert "`at`" in refused.value.message


def test_a_fast_clock_is_forgiven_five_minutes() -> None:
    moment = NOW + timedelta(minutes=5)
    assert told_at(moment, now=NOW, path=PATH) is moment


@pytest.mark.parametrize("stage", Stage)
def test_recording_beyond_saved_means_submitted(stage: Stage) -> None:
    moves = recorded(stage, NOW)
    assert [move.target for move in moves] == (
        [stage] if stage in (Stage.SAVED, Stage.APPLIED) else [Stage.APPLIED, stage]
    )
    assert derive(moves).applied_at == (None if stage is Stage.SAVED else NOW)


@pytest.mark.parametrize("at", Stage)
@pytest.mark.parametrize("to", Stage)
def test_stages_only_go_forward(at: Stage, to: Stage) -> None:
    order = list(Stage)
    if order.index(to) > order.index(at):
        assert advanced(standing(at), to, NOW) == [Move(to, NOW)]
        return
    with pytest.raises(Refusal, match=f"at {at} already") as refused:
        advanced(standing(at), to, NOW)
    assert (refused.value.code, refused.value.path) == (ErrorCode.CONFLICT, ("input", "stage"))


@pytest.mark.parametrize("outcome", Outcome)
def test_only_silence_ends_by_an_answer(outcome: Outcome) -> None:
    application = standing(Stage.APPLIED, outcome)
    if outcome is Outcome.GHOSTED:
        assert advanced(application, Stage.SCREENING, NOW) == [Move(Stage.SCREENING, NOW)]
        return
    with pytest.raises(Refusal, match="reopenApplication") as refused:
        advanced(application, Stage.SCREENING, NOW)
    assert (refused.value.code, refused.value.path) == (ErrorCode.CONFLICT, ("id",))


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("stage", Stage)
def test_endings_come_once_and_to_what_was_submitted(stage: Stage, outcome: Outcome) -> None:
    if stage is Stage.SAVED and outcome is not Outcome.WITHDRAWN:
        with pytest.raises(Refusal, match="only saved") as refused:
            closed(standing(stage), outcome, NOW)
        assert refused.value.path == ("input", "outcome")
    else:
        assert closed(standing(stage), outcome, NOW) == [Move(outcome, NOW)]
    with pytest.raises(Refusal, match="ended already") as again:
        closed(standing(stage, Outcome.REJECTED), outcome, NOW)
    assert again.value.path == ("id",)


def test_only_what_has_ended_is_opened_again() -> None:
    assert reopened(standing(Stage.APPLIED, Outcome.REJECTED), NOW) == [Move(Reopening.REOPENED, NOW)]
    with pytest.raises(Refusal, match="open already"):
        reopened(standing(Stage.APPLIED), NOW)


def test_moves_come_after_the_moves_before_give_or_take_a_day() -> None:
    early, late = LAST - timedelta(days=1, microseconds=1), LAST - timedelta(days=1)
    assert advanced(standing(Stage.APPLIED), Stage.OFFERED, late) == [Move(Stage.OFFERED, late)]
    acts: list[Callable[[datetime], list[Move]]] = [
        lambda moment: advanced(standing(Stage.APPLIED), Stage.OFFERED, moment),
        lambda moment: closed(standing(Stage.APPLIED), Outcome.REJECTED, moment),
        lambda moment: reopened(standing(Stage.APPLIED, Outcome.REJECTED), moment),
    ]
    for act in acts:
        with pytest.raises(Refusal, match="2026-03-01") as refused:
            act(early)
        assert (refused.value.code, refused.value.path) == (ErrorCode.CONFLICT, PATH)
    undated = standing(Stage.APPLIED, last=None)
    assert advanced(undated, Stage.OFFERED, early) == [Move(Stage.OFFERED, early)]


def test_only_lines_in_force_can_be_corrected() -> None:
    def line(number: int, target: Stage | None, replaces: int | None = None) -> Transition:
        return Transition(number, 1, target, NOW, NOW, Origin.OWNER, replaces)

    ledger = [line(1, Stage.APPLIED), line(2, Stage.SCREENING), line(3, Stage.OFFERED, 2), line(4, None, 1)]
    assert correctable(ledger, 3).id == 3
    for number in (1, 2, 4, 5):
        with pytest.raises(Refusal) as refused:
            correctable(ledger, number)
        assert (refused.value.code, refused.value.path) == (ErrorCode.NOT_FOUND, ("input", "transitionId"))


@given(st.lists(st.sampled_from([*Stage, *Outcome, Reopening.REOPENED]), max_size=12))
def test_whatever_is_allowed_leads_where_it_says(wishes: list[Stage | Outcome | Reopening]) -> None:
    """A search played by the rules: refused acts change nothing, allowed ones show in the state."""
    ledger: list[Move] = recorded(Stage.SAVED, LAST)
    for wish in wishes:
        state = derive(ledger)
        application = standing(state.stage, state.outcome, state.last_moved_at)
        try:
            if isinstance(wish, Stage):
                moves = advanced(application, wish, NOW)
            elif isinstance(wish, Outcome):
                moves = closed(application, wish, NOW)
            else:
                moves = reopened(application, NOW)
        except Refusal:
            continue
        ledger += moves
        after = derive(ledger)
        assert after.reached >= state.reached
        if isinstance(wish, Stage):
            assert (after.stage, after.outcome) == (wish, None)
        else:
            assert after.outcome == (wish if isinstance(wish, Outcome) else None)
