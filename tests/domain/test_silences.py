"""Bands of silence: everybody is in one of them."""

from hypothesis import given
from hypothesis import strategies as st

from domain.silences import SilenceBand, silence_bands


def test_the_limit_of_the_owner_is_an_edge() -> None:
    silent = [(-1, 1), (0, 2), (6, 3), (7, 4), (9, 5), (10, 6), (29, 7), (400, 8)]
    assert silence_bands(silent, limit=10) == (
        SilenceBand(0, 7, 6, False),
        SilenceBand(7, 10, 9, False),
        SilenceBand(10, 14, 6, True),
        SilenceBand(14, 30, 7, True),
        SilenceBand(30, None, 8, True),
    )
    assert silence_bands([], limit=30)[-1] == SilenceBand(30, None, 0, True)
    assert [each.from_days for each in silence_bands([], limit=60)] == [0, 7, 14, 30, 60]


@given(st.lists(st.tuples(st.integers(-5, 500), st.integers(1, 9))), st.integers(1, 365))
def test_everybody_is_counted_once(silent: list[tuple[int, int]], limit: int) -> None:
    bands = silence_bands(silent, limit=limit)
    assert sum(band.count for band in bands) == sum(count for _, count in silent)
    assert [band.until_days for band in bands[:-1]] == [band.from_days for band in bands[1:]]
    late = sum(count for days, count in silent if days >= limit)
    assert sum(band.count for band in bands if band.is_long) == late
