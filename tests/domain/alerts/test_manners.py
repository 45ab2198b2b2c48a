"""Manners: quiet hours, digests, cooldowns, in any zone and over changes of clocks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.alerts import AlertDelivery, Finding, Manners, QuietHours
from domain.alerts.manners import due_at, told
from domain.errors import Refusal
from domain.periods import zone

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Auckland")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it
HOURS = st.integers(0, 23)


@st.composite
def manners(draw: st.DrawFn) -> Manners:
    from_hour, until_hour = draw(HOURS), draw(HOURS)
    assume(from_hour != until_hour)
    quiet = draw(st.sampled_from([None, QuietHours(from_hour, until_hour)]))
    return Manners(1, draw(st.integers(0, 100)), quiet, draw(st.sampled_from(AlertDelivery)))


@given(MOMENTS, manners(), st.sampled_from(ZONES))
def test_nothing_is_raised_early_or_in_quiet_hours(found: datetime, given_: Manners, name: str) -> None:
    due = due_at(found, given_, zone(name))
    assert due >= found
    assert due - found <= timedelta(days=4)
    assert given_.quiet is None or not given_.quiet.cover(due.astimezone(zone(name)).hour)
    if given_.quiet is None and given_.delivery is AlertDelivery.INSTANT:
        assert due == found


@given(MOMENTS, MOMENTS, manners(), st.sampled_from(ZONES))
def test_what_is_found_later_is_not_raised_earlier(one: datetime, other: datetime, given_: Manners, name: str) -> None:
    first, second = sorted((one, other))
    assert due_at(first, given_, zone(name)) <= due_at(second, given_, zone(name))


@given(st.lists(MOMENTS, max_size=30), manners(), st.sampled_from(ZONES))
def test_two_alerts_of_a_rule_are_a_cooldown_apart(moments: list[datetime], given_: Manners, name: str) -> None:
    found = [Finding(each.replace(hour=0), each, 1.0, 0.0) for each in sorted(moments)]
    raised = told(found, given_, zone(name))
    dues = [due for _, due in raised]
    assert all(b - a >= timedelta(hours=given_.cooldown_hours) for a, b in pairwise(dues))
    assert len({each.bucket_at for each, _ in raised}) == len(raised)
    assert bool(raised) == bool(found)


NIGHT = Manners(quiet=QuietHours(22, 7))


@pytest.mark.parametrize(
    ("found", "due"),
    [
        ("2026-03-10T20:59:59+00:00", "2026-03-10T20:59:59+00:00"),
        ("2026-03-10T21:00:00+00:00", "2026-03-11T06:00:00+00:00"),
        ("2026-03-11T05:59:59+00:00", "2026-03-11T06:00:00+00:00"),
        ("2026-03-11T06:00:00+00:00", "2026-03-11T06:00:00+00:00"),
        # Clocks go forward in this night, and back in that.
        ("2026-03-28T22:00:00+00:00", "2026-03-29T05:00:00+00:00"),
        ("2026-10-24T22:00:00+00:00", "2026-10-25T06:00:00+00:00"),
    ],
)
def test_a_night_in_berlin(found: str, due: str) -> None:
    assert due_at(datetime.fromisoformat(found), NIGHT, zone("Europe/Berlin")) == datetime.fromisoformat(due)


def test_quiet_hours_that_end_in_a_jump_end_with_it() -> None:
    """02:00 is 03:00 on the 29th of March in Berlin."""
    quiet = Manners(quiet=QuietHours(0, 2))
    found = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert due_at(found, quiet, zone("Europe/Berlin")) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_digest_is_at_eight_in_the_morning() -> None:
    digest = Manners(delivery=AlertDelivery.DIGEST)
    found = datetime(2026, 7, 1, 6, tzinfo=UTC)
    assert due_at(found, digest, zone("Europe/Berlin")) == datetime(2026, 7, 2, 6, tzinfo=UTC)
    assert due_at(found - timedelta(seconds=1), digest, zone("Europe/Berlin")) == found


@pytest.mark.parametrize(("hours", "field"), [((24, 1), "fromHour"), ((1, -1), "untilHour"), ((5, 5), "untilHour")])
def test_hours_that_no_clock_has_are_refused(hours: tuple[int, int], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        QuietHours(*hours)
    assert refused.value.path == ("quietHours", field)
