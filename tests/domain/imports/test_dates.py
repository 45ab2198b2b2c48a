"""Dates are found in any form, ordered by their column, and given the years they leave out."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.imports.dates.calendars import Calendar, Fault, When, as_instant
from domain.imports.dates.orders import Order
from domain.imports.dates.tokens import find_dates, is_missing

TODAY = date(2026, 1, 1)


def column(*cells: str, today: date = TODAY, day_first: bool = False) -> list[When | Fault | None]:
    """The readings of one column: its date, the fault, or None for nothing."""
    calendar = Calendar(today, day_first=day_first)
    for cell in cells:
        calendar.count(0, cell)
    calendar.settle()
    for line, cell in enumerate(cells):
        calendar.mark(0, cell, line=line)
    readings = [calendar.read(0, cell, line=line) for line, cell in enumerate(cells)]
    return [None if reading is None else reading.fault or reading.when for reading in readings]


FORMS: dict[str, When] = {
    "2024-03-15": date(2024, 3, 15),
    "2024/3/5": date(2024, 3, 5),
    "2024.03.15": date(2024, 3, 15),
    "20240315": date(2024, 3, 15),
    "3/15/2024": date(2024, 3, 15),
    "03/15/24": date(2024, 3, 15),
    "15/3/2024": date(2024, 3, 15),
    "15.3.2024": date(2024, 3, 15),
    "15.03.24": date(2024, 3, 15),
    "15. 3. 2024": date(2024, 3, 15),
    "15-03-2024": date(2024, 3, 15),
    "8/82019 ": date(2019, 8, 8),
    "8/152019": date(2019, 8, 15),
    "March 15, 2024": date(2024, 3, 15),
    "Mar 15 2024": date(2024, 3, 15),
    "Sept. 5th, 2024": date(2024, 9, 5),
    "Fri, Mar 15, 2024": date(2024, 3, 15),
    "15 March 2024": date(2024, 3, 15),
    "15-Mar-24": date(2024, 3, 15),
    "15-Mar-2024": date(2024, 3, 15),
    "15th of March 2024": date(2024, 3, 15),
    "15. März 2024": date(2024, 3, 15),
    "15 de marzo de 2024": date(2024, 3, 15),
    "15 août 2024": date(2024, 8, 15),
    "1er mai 2024": date(2024, 5, 1),
    "15 марта 2024 г.": date(2024, 3, 15),
    "15 мая 2024": date(2024, 5, 15),
    "Applied 3/15/2024 via site": date(2024, 3, 15),
    "8/15/2019 & 8/14/2019": date(2019, 8, 15),
    "8/13/2019 and 9/9/2019": date(2019, 8, 13),
    "March 3, 2024 → March 5, 2024": date(2024, 3, 3),
    "2024-03-15 - 2024-03-18": date(2024, 3, 15),
    "13/03/2024 - 15/03/2024": date(2024, 3, 13),
    "3//15/2024": date(2024, 3, 15),
    "2024年3月15日": date(2024, 3, 15),
    "2024. 3. 15": date(2024, 3, 15),
    "3rd Mar 2024": date(2024, 3, 3),
    "3/15/2024, 3/18/2024": date(2024, 3, 15),
    "2024-03-15 09:30": datetime(2024, 3, 15, 9, 30),  # noqa: DTZ001 - local by nature
    "11/13/23, 9:42 AM": datetime(2023, 11, 13, 9, 42),  # noqa: DTZ001 - local by nature
    "11/13/23, 12:05 AM": datetime(2023, 11, 13, 0, 5),  # noqa: DTZ001 - local by nature
    "11/13/23, 12:05 PM": datetime(2023, 11, 13, 12, 5),  # noqa: DTZ001 - local by nature
    "March 15, 2024 2:30 PM": datetime(2024, 3, 15, 14, 30),  # noqa: DTZ001 - local by nature
    "15.03.2024 um 14:30": datetime(2024, 3, 15, 14, 30),  # noqa: DTZ001 - local by nature
    "2024-03-15T09:30:00Z": datetime(2024, 3, 15, 9, 30, tzinfo=UTC),
    "2024-03-15T09:30:00.123+05:30": datetime(2024, 3, 15, 9, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    "2024-03-15 09:30:00-08:00": datetime(2024, 3, 15, 9, 30, tzinfo=timezone(timedelta(hours=-8))),
    "Fri Mar 15 2024 09:30:00 GMT+0100": datetime(2024, 3, 15, 9, 30, tzinfo=timezone(timedelta(hours=1))),
    "1710495000": datetime(2024, 3, 15, 9, 30, tzinfo=UTC),
    "1710495000000": datetime(2024, 3, 15, 9, 30, tzinfo=UTC),
    "45366": date(2024, 3, 15),
    "45366.395833": datetime(2024, 3, 15, 9, 30),  # noqa: DTZ001 - local by nature
}


@pytest.mark.parametrize(("text", "when"), FORMS.items())
def test_every_form_people_use_is_read(text: str, when: When) -> None:
    assert column(text) == [when]


@pytest.mark.parametrize(
    "text", ["", " ", "N/A", "n/a", "TBD", "-", "—", "none", "?", "#N/A", "0000-00-00", "1/0/1900"]
)
def test_a_cell_can_say_that_there_is_no_date(text: str) -> None:
    assert is_missing(text)
    assert column(text) == [None]


FAULTS = {
    "next week": Fault.UNREADABLE,
    "soon": Fault.UNREADABLE,
    "2 weeks ago": Fault.UNREADABLE,
    "2024-02-31": Fault.IMPOSSIBLE,
    "13/13/2024": Fault.IMPOSSIBLE,
    "31.02.2024": Fault.IMPOSSIBLE,
    "0001-01-01": Fault.TOO_EARLY,
    "1969-12-31": Fault.TOO_EARLY,
    "9999-12-31": Fault.FUTURE,
    "2026-01-03": Fault.FUTURE,
    "March 2024": Fault.VAGUE,
    "Jul-19": Fault.VAGUE,
    "2024-03": Fault.VAGUE,
    "3/2024": Fault.VAGUE,
    "Before 2024-03-15": Fault.VAGUE,
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_what_is_no_date_says_why(text: str, fault: Fault) -> None:
    assert column(text) == [fault]


def test_tomorrow_is_still_possible_because_zones_differ() -> None:
    assert column("2026-01-02") == [date(2026, 1, 2)]


def test_one_day_above_twelve_orders_the_whole_column() -> None:
    assert column("3/4/2024", "5/6/2024", "13/6/2024") == [date(2024, 4, 3), date(2024, 6, 5), date(2024, 6, 13)]
    assert column("3/4/2024", "5/6/2024", "6/13/2024") == [date(2024, 3, 4), date(2024, 5, 6), date(2024, 6, 13)]


def test_a_row_against_the_order_of_its_column_is_impossible_and_not_swapped() -> None:
    assert column("1/15/2024", "2/20/2024", "25/3/2024") == [date(2024, 1, 15), date(2024, 2, 20), Fault.IMPOSSIBLE]


def test_an_ambiguous_column_follows_the_others_of_the_file() -> None:
    calendar = Calendar(TODAY)
    calendar.count(0, "3/4/2024")
    calendar.count(1, "25/4/2024")
    calendar.settle()
    reading = calendar.read(0, "3/4/2024", line=1)
    assert reading is not None
    assert reading.when == date(2024, 4, 3)
    assert calendar.notes({0: "Applied", 1: "Answer"}) == [
        'Dates like 3/4 in column "Applied" are read day first: as in the other columns.'
    ]


def test_an_ambiguous_column_does_not_lie_in_the_future() -> None:
    today = date(2024, 5, 1)
    assert column("3/4/2024", "2/12/2023", "1/10/2023", today=today)[0] == date(2024, 3, 4)
    assert column("1/4/2024", "1/7/2024", today=today) == [date(2024, 1, 4), date(2024, 1, 7)]
    assert column("4/1/2024", "7/1/2024", today=today) == [date(2024, 1, 4), date(2024, 1, 7)]


def test_an_ambiguous_column_falls_back_to_the_rule_of_its_separator() -> None:
    assert column("3/4/2024") == [date(2024, 3, 4)]
    assert column("3.4.2024") == [date(2024, 4, 3)]
    assert column("3-4-2024") == [date(2024, 4, 3)]
    assert column("3/4/2024", day_first=True) == [date(2024, 4, 3)]
    assert column("3/4/2024 9:00 AM", day_first=True) == [datetime(2024, 3, 4, 9, 0)]  # noqa: DTZ001 - local by nature


def test_a_missing_year_comes_from_the_dates_around() -> None:
    assert column("8/20/2019", "8-Jul", "9/25/2019")[1] == date(2019, 7, 8)
    assert column("12/20/2019", "12/28", "1/5", "1/20/2020")[1:3] == [date(2019, 12, 28), date(2020, 1, 5)]
    assert column("11/30/2019", "1/5")[1] == date(2020, 1, 5)


def test_a_missing_year_without_any_neighbour_is_the_last_possible_one() -> None:
    assert column("12/30", "1/2", "3/4", today=date(2026, 1, 1)) == [
        date(2025, 12, 30),
        date(2026, 1, 2),
        date(2025, 3, 4),
    ]


def test_a_missing_year_after_applying_is_the_first_possible_one() -> None:
    calendar = Calendar(TODAY)
    calendar.count(0, "1/15")
    calendar.settle()
    reading = calendar.read(0, "1/15", line=1, after=date(2024, 12, 20))
    assert reading is not None
    assert reading.when == date(2025, 1, 15)


def test_a_year_written_once_in_a_cell_serves_all_its_dates() -> None:
    assert column("8/5 - 8/14/2019") == [date(2019, 8, 5)]


def test_two_dates_in_a_cell_are_both_known() -> None:
    calendar = Calendar(TODAY)
    calendar.count(0, "8/5/2019 & 8/14/2019")
    calendar.settle()
    reading = calendar.read(0, "8/5/2019 & 8/14/2019", line=1)
    assert reading is not None
    assert reading.all == (date(2019, 8, 5), date(2019, 8, 14))


def test_midnight_in_the_whole_column_is_no_time_of_day() -> None:
    assert column("2024-03-15T00:00:00.000Z", "2024-03-16T00:00:00.000Z") == [date(2024, 3, 15), date(2024, 3, 16)]
    assert column("2024-03-15 00:00", "2024-03-16 08:00") == [
        datetime(2024, 3, 15, 0, 0),  # noqa: DTZ001 - local by nature
        datetime(2024, 3, 16, 8, 0),  # noqa: DTZ001 - local by nature
    ]


def test_a_date_is_stored_as_noon_of_the_owner() -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    assert as_instant(date(2024, 1, 15), auckland) == datetime(2024, 1, 14, 23, 0, tzinfo=UTC)
    morning = datetime(2024, 1, 15, 9, 0)  # noqa: DTZ001 - local by nature
    assert as_instant(morning, auckland) == datetime(2024, 1, 14, 20, 0, tzinfo=UTC)
    assert as_instant(datetime(2024, 1, 15, 9, 0, tzinfo=UTC), auckland) == datetime(2024, 1, 15, 9, 0, tzinfo=UTC)


@given(st.dates(min_value=date(1970, 1, 1), max_value=TODAY), st.sampled_from(list(Order)), st.sampled_from("/.-"))
def test_a_column_with_a_telling_day_is_read_as_it_was_written(day: date, order: Order, separator: str) -> None:
    def written(each: date) -> str:
        parts = (each.month, each.day) if order is Order.MONTH_FIRST else (each.day, each.month)
        return separator.join(str(part) for part in (*parts, each.year))

    assert column(written(day), written(date(2001, 5, 25))) == [day, date(2001, 5, 25)]


@given(st.text(max_size=600))
def test_any_text_can_be_searched_for_dates(text: str) -> None:
    find_dates(text)
    column(text)
