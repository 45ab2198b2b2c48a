"""Hints and their channels."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.revisions import Part
from realtime.topics import (
    EVERY_PART,
    INBOX,
    MOST_NAMES,
    PLATFORM,
    Hint,
    decoded,
    encoded,
    hint,
    lost,
    merged,
    owner_channel,
    owner_of,
)

LEDGER, ACTIVITY = Part.LEDGER, Part.ACTIVITY
NAMES = some.frozensets(some.text(max_size=4), max_size=3)
HINTS = some.builds(
    hint, some.just(7), parts=some.frozensets(some.sampled_from(Part)), names=NAMES
) | some.just(lost(7))  # fmt: skip


def test_channels_say_whose_they_are() -> None:
    assert owner_channel(7) == "analytics:owner:7"
    assert (owner_of("analytics:owner:7"), owner_of(PLATFORM), owner_of(INBOX)) == (7, None, None)
    assert (Hint(7).channel, Hint(None).channel) == ("analytics:owner:7", "analytics:platform")
    with pytest.raises(ValueError, match=r"'other:7' is not a channel of ours\."):
        owner_of("other:7")


def test_two_are_merged_into_one() -> None:
    both = merged(hint(7, parts={ACTIVITY}, names={"job_view"}), hint(7, parts={LEDGER}, names={"job_apply"}))
    assert both == Hint(7, EVERY_PART, frozenset({"job_view", "job_apply"}))
    assert merged(both, lost(7)) == merged(lost(7), both) == Hint(7, EVERY_PART, frozenset(), is_lost=True)


def test_activity_without_names_may_have_been_anything_and_that_stays_so() -> None:
    settings, by_event = hint(7, parts=EVERY_PART), hint(7, parts={ACTIVITY}, names={"page_view"})
    assert merged(settings, by_event) == merged(by_event, settings) == Hint(7, EVERY_PART, frozenset())


def test_an_act_without_an_event_hides_no_name() -> None:
    by_hand, raised = hint(7, parts={LEDGER}), hint(7, names={"alert_raised"})
    assert (
        merged(by_hand, raised) == merged(raised, by_hand) == Hint(7, frozenset({LEDGER}), frozenset({"alert_raised"}))
    )


def test_too_many_names_are_not_told() -> None:
    names = [f"name_{number}" for number in range(MOST_NAMES + 1)]
    told = hint(7, parts={ACTIVITY}, names=names[:-1])
    assert len(told.names) == MOST_NAMES
    assert merged(told, hint(7, names=names[-1:])) == Hint(7, frozenset({ACTIVITY}), frozenset())
    assert hint(7, parts={ACTIVITY}, names=names) == Hint(7, frozenset({ACTIVITY}), frozenset())
    assert hint(7, names=names).is_of_any_name


def test_what_is_sent() -> None:
    assert encoded(hint(7, parts={ACTIVITY, LEDGER}, names={"b", "a"})) == b'{"p":["activity","ledger"],"n":["a","b"]}'
    assert encoded(lost(None)) == b'{"p":["activity","ledger"],"l":true}'


@given(HINTS)
def test_what_is_sent_is_what_comes(told: Hint) -> None:
    assert decoded("analytics:owner:7", encoded(told)) == told


@given(HINTS, HINTS, HINTS)
def test_order_and_repetition_change_nothing(first: Hint, second: Hint, third: Hint) -> None:
    assert merged(first, second) == merged(second, first)
    assert merged(first, merged(second, third)) == merged(merged(first, second), third)
    assert merged(merged(first, second), second) == merged(first, second)


@pytest.mark.parametrize("message", ["", "{", b"\xff", "[]", '{"p":["future"]}', '{"n":[1]}'])
def test_what_cannot_be_read_still_says_that_something_changed(message: str | bytes) -> None:
    assert decoded(PLATFORM, message) == lost(None)
