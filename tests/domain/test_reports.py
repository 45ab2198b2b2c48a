"""Which week or month a report is about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.periods import Comparison, DateRange, previous
from domain.reports import ReportKind, before_phrase, report_dates

MONDAY, SUNDAY = 1, 7
TODAY = date(2026, 3, 11)  # a Wednesday


def dates(kind: ReportKind, on: date | None = None, *, today: date = TODAY, week_start: int = MONDAY) -> DateRange:
    return report_dates(kind, on=on, today=today, week_start=week_start)


def test_the_last_one_that_is_over() -> None:
    assert dates(ReportKind.WEEKLY) == DateRange(date(2026, 3, 2), date(2026, 3, 9))
    assert dates(ReportKind.WEEKLY, week_start=SUNDAY) == DateRange(date(2026, 3, 1), date(2026, 3, 8))
    assert dates(ReportKind.MONTHLY) == DateRange(date(2026, 2, 1), date(2026, 3, 1))
    assert dates(ReportKind.WEEKLY, today=date(2026, 3, 9)) == DateRange(date(2026, 3, 2), date(2026, 3, 9))
    assert dates(ReportKind.MONTHLY, today=date(2026, 1, 1)) == DateRange(date(2025, 12, 1), date(2026, 1, 1))


def test_the_one_that_holds_a_day() -> None:
    assert dates(ReportKind.WEEKLY, date(2025, 12, 31)) == DateRange(date(2025, 12, 29), date(2026, 1, 5))
    assert dates(ReportKind.MONTHLY, date(2024, 2, 29)) == DateRange(date(2024, 2, 1), date(2024, 3, 1))


def test_one_that_is_not_over_ends_with_today() -> None:
    assert dates(ReportKind.WEEKLY, TODAY) == DateRange(date(2026, 3, 9), date(2026, 3, 12))
    assert dates(ReportKind.MONTHLY, date(2026, 3, 1)) == DateRange(date(2026, 3, 1), date(2026, 3, 12))


def test_the_comparison_in_words() -> None:
    week, month = dates(ReportKind.WEEKLY), dates(ReportKind.MONTHLY)
    assert before_phrase(ReportKind.WEEKLY, week, today=TODAY) == "the week before"
    assert before_phrase(ReportKind.MONTHLY, month, today=TODAY) == "the month before"
    running = dates(ReportKind.MONTHLY, TODAY)
    assert before_phrase(ReportKind.MONTHLY, running, today=TODAY) == "in the same days of the month before"
    sunday = date(2026, 3, 15)
    whole_but_running = dates(ReportKind.WEEKLY, sunday, today=sunday)
    assert whole_but_running.days == 7
    assert before_phrase(ReportKind.WEEKLY, whole_but_running, today=sunday) == "in the same days of the week before"


@pytest.mark.parametrize("kind", list(ReportKind))
@pytest.mark.parametrize(
    ("on", "message"),
    [
        (date(2026, 3, 12), "`on` is 2026-03-12, which is still to come: give a day up to today, 2026-03-11."),
        (date(1969, 12, 31), "`on` is 1969-12-31: give a date within the years 1970 to 2100."),
        (date(2101, 1, 1), "`on` is 2101-01-01: give a date within the years 1970 to 2100."),
        (date.min, "`on` is 0001-01-01: give a date within the years 1970 to 2100."),
        (date.max, "`on` is 9999-12-31: give a date within the years 1970 to 2100."),
    ],
)
def test_days_nobody_can_report_on(kind: ReportKind, on: date, message: str) -> None:
    with pytest.raises(Refusal) as refused:
        dates(kind, on)
    assert (refused.value.message, refused.value.path) == (message, ("on",))


def test_the_ends_of_time() -> None:
    assert dates(ReportKind.WEEKLY, date(1970, 1, 1)) == DateRange(date(1970, 1, 1), date(1970, 1, 5))
    last = date(2100, 12, 31)
    assert dates(ReportKind.WEEKLY, last, today=last) == DateRange(date(2100, 12, 27), date(2101, 1, 1))
    assert dates(ReportKind.MONTHLY, last, today=last) == DateRange(date(2100, 12, 1), date(2101, 1, 1))


@given(
    kind=st.sampled_from(ReportKind),
    today=st.dates(date(1970, 3, 1), date(2100, 12, 31)),
    back=st.integers(0, 400),
    week_start=st.integers(1, 7),
)
def test_whole_unless_it_is_not_over(kind: ReportKind, today: date, back: int, week_start: int) -> None:
    on = max(today - timedelta(days=back), date(1970, 1, 1))
    found = dates(kind, on, today=today, week_start=week_start)
    assert found.start <= on < found.until <= today + timedelta(days=1)
    if found.until <= today and found.start > date(1970, 1, 1):
        assert found.start.day == 1 if kind is ReportKind.MONTHLY else found.start.isoweekday() == week_start
        assert found.until.day == 1 if kind is ReportKind.MONTHLY else found.days == 7
        before = previous(found, Comparison.PREVIOUS_PERIOD, period=kind.period)
        assert before is None or before.until == found.start
    assert dates(kind, today=today, week_start=week_start).until <= today
