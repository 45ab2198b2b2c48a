"""When a page is interactive: its numbers are there and nothing long holds it up for half a second."""

import pytest

from benchmarks.loading import interactive


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ([], 1_000.0),
        ([(100.0, 400.0)], 1_000.0),
        ([(900.0, 1_200.0)], 1_200.0),
        ([(1_400.0, 1_600.0), (2_000.0, 2_100.0)], 2_100.0),
        ([(2_000.0, 2_100.0), (1_400.0, 1_450.0)], 1_450.0),
        ([(1_500.0, 1_600.0)], 1_000.0),
    ],
)
def test_a_page_is_interactive_before_half_a_second_of_quiet(tasks: list[tuple[float, float]], expected: float) -> None:
    assert interactive(1_000.0, tasks) == expected
