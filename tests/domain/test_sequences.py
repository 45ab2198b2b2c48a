"""States, what is before what, and what clients may send for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.revisions import Revision
from domain.sequences import Sequence, goes_on, read_sequence, sequence_of

NUMBERS = st.integers(0, 10**18 - 1)
STATES = st.lists(NUMBERS, min_size=1, max_size=2).map(tuple).map(Sequence)


@given(STATES)
def test_what_is_written_is_read(state: Sequence) -> None:
    assert read_sequence(str(state)) == state
    assert goes_on(str(state), state)


@given(st.text())
def test_any_text_is_a_state_that_is_written_like_it_or_none(text: str) -> None:
    state = read_sequence(text)
    assert state is None or str(state) == text


def test_a_revision_is_a_state() -> None:
    assert str(sequence_of(Revision(ledger=12, activity=340))) == "12.340"
    assert sequence_of(Revision()) == Sequence((0, 0))


@pytest.mark.parametrize(
    "text",
    [None, "", ".", "1.", ".1", "1.2.3", "01", "1.02", "-1", "+1", " 1", "1\n", "1_0", "1e3", "٣", "x", "1" * 19],
)
def test_other_texts_are_none(text: str | None) -> None:
    assert read_sequence(text) is None
    assert not goes_on(text, Sequence((10**17,)))


@pytest.mark.parametrize(
    ("seen", "present", "is_seen"),
    [
        ((3, 4), (3, 4), True),
        ((2, 4), (3, 4), True),
        ((3, 3), (3, 4), True),
        ((4, 4), (3, 4), False),
        ((3, 5), (3, 4), False),
        ((2, 5), (3, 4), False),
        ((3,), (3, 4), False),
        ((3, 4), (3,), False),
        ((2,), (3,), True),
        ((4,), (3,), False),
    ],
)
def test_a_state_is_seen_by_those_that_are_nowhere_behind_it(
    seen: tuple[int, ...], present: tuple[int, ...], is_seen: bool
) -> None:
    assert Sequence(seen).is_seen_by(Sequence(present)) is is_seen
    assert goes_on(str(Sequence(seen)), Sequence(present)) is is_seen
