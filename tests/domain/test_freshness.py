"""How old an answer is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from domain.freshness import Freshness, FreshnessSource, live, rolled_up

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(("told", "source"), [(live, FreshnessSource.LIVE), (rolled_up, FreshnessSource.ROLL_UP)])
def test_an_answer_is_as_old_as_what_waits(told: Callable[..., Freshness], source: FreshnessSource) -> None:
    assert told(NOW) == Freshness(as_of=NOW, source=source, lag_seconds=0.0)
    waiting = NOW - timedelta(milliseconds=1_500)
    assert told(NOW, waiting_since=waiting) == Freshness(as_of=waiting, source=source, lag_seconds=1.5)


def test_what_came_after_the_question_makes_no_answer_older_or_younger() -> None:
    assert rolled_up(NOW, waiting_since=NOW + timedelta(seconds=1)) == rolled_up(NOW)
