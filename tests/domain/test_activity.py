"""The last hour, minute by minute."""

from datetime import datetime, timedelta

from domain.activity import Happening, Minute, last_hour, recent
from tests.builders import on, utc

NOW = utc(2026, 3, 11, 9, 30, 20)


def test_the_last_hour_is_sixty_minutes_with_the_one_that_is_not_over() -> None:
    assert last_hour(NOW) == (utc(2026, 3, 11, 8, 31), utc(2026, 3, 11, 9, 31))
    assert last_hour(utc(2026, 3, 11, 9, 30)) == (utc(2026, 3, 11, 8, 31), utc(2026, 3, 11, 9, 31))
    # Where clocks are an odd number of minutes off, minutes begin together all the same.
    assert last_hour(on("2026-03-11", "15:15", zone="Asia/Kathmandu")) == last_hour(utc(2026, 3, 11, 9, 30))


def test_minutes_are_dense_and_in_order() -> None:
    found = recent(
        [Minute("page_view", utc(2026, 3, 11, 8, 31), 2), Minute("page_view", utc(2026, 3, 11, 9, 30), 3)], NOW
    )
    assert found.events == 5
    (views,) = found.names
    assert (views.name, views.events, len(views.points)) == ("page_view", 5, 60)
    starts = [point.start for point in views.points]
    assert starts == [utc(2026, 3, 11, 8, 31) + timedelta(minutes=place) for place in range(60)]
    assert [point.value for point in views.points] == [2.0, *[0.0] * 58, 3.0]
    assert [point.is_partial for point in views.points] == [*[False] * 59, True]


def test_the_most_frequent_names_come_first_and_the_others_only_count() -> None:
    minute: datetime = utc(2026, 3, 11, 9, 0)
    found = recent([Minute(f"name_{number:02}", minute, 1 + number // 10) for number in range(30)], NOW)
    assert found.events == 60
    assert [each.name for each in found.names] == [f"name_{number}" for number in [*range(20, 30), *range(10, 20)]]
    assert recent([], NOW).names == ()


def test_what_an_event_says_is_told_of_names_we_know() -> None:
    assert Happening("job_view", NOW, NOW).description
    assert Happening("zqb_strange", NOW, NOW).description is None
