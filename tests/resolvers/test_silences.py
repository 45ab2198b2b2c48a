"""Silences: by band, and by who has waited longest."""

from tests.builders import APPLIED, REJECTED, SAVED, SCREENING, application, on
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

BANDS = "query ($filter: MetricFilter) { silences(filter: $filter) { fromDays untilDays count isLong } }"
WAITING = """
    query ($first: Int, $after: String) {
        applications(
            first: $first, after: $after, filter: {isOpen: true, isSubmitted: true}, orderBy: LONGEST_SILENCE
        ) {
            nodes { job { title } silence { days } }
            pageInfo { endCursor hasNextPage }
        }
    }
"""


async def searched(desk: Desk) -> None:
    """It is 11 March: three heard nothing for 1, 10 and 38 days; one has no date, one was only saved, one has ended."""
    await application(desk.database, desk.user, (APPLIED, "2026-02-01"), title="Old", source="Indeed")
    await application(desk.database, desk.user, (APPLIED, "2026-01-01"), (SCREENING, "2026-03-10"), title="New")
    await application(desk.database, desk.user, (APPLIED, "2026-03-01"), title="Middle", source="Indeed")
    await application(desk.database, desk.user, APPLIED, title="Undated")
    await application(desk.database, desk.user, (SAVED, "2026-01-01"), title="Saved")
    await application(desk.database, desk.user, (APPLIED, "2026-01-01"), (REJECTED, "2026-01-09"), title="Ended")


async def test_open_applications_are_counted_by_days_of_silence(somebody: Somebody) -> None:
    desk = await somebody()
    await searched(desk)
    assert [[*each.values()] for each in await desk.ask(BANDS)] == [
        [0, 7, 1, False], [7, 14, 1, False], [14, 30, 0, False], [30, None, 1, True],
    ]  # fmt: skip
    found = await desk.ask(BANDS, filter={"sources": ["Indeed"]})
    assert [each["count"] for each in found] == [0, 1, 0, 1]


async def test_days_are_those_of_the_owner_s_calendar(somebody: Somebody) -> None:
    """At 09:00 UTC it is 23:00 of 10 March in Honolulu."""
    desk = await somebody(zone="Pacific/Honolulu", ghosted_after_days=2)
    await application(desk.database, desk.user, (APPLIED, on("2026-03-09", "12:00")))
    (wait,) = (await desk.ask("{ applications { nodes { silence { days } } } }"))["nodes"]
    assert wait == {"silence": {"days": 1}}
    found = await desk.ask(BANDS)
    assert [[each["fromDays"], each["count"]] for each in found] == [[0, 1], [2, 0], [7, 0], [14, 0], [30, 0]]


async def test_who_has_waited_longest_comes_first_and_page_by_page(somebody: Somebody) -> None:
    desk = await somebody()
    await searched(desk)
    found = await desk.ask(WAITING, first=20)
    told = [(each["job"]["title"], each["silence"] and each["silence"]["days"]) for each in found["nodes"]]
    assert told == [("Old", 38), ("Middle", 10), ("New", 1), ("Undated", None)]
    titles, after = [], None
    for _ in told:
        page = await desk.ask(WAITING, first=1, after=after)
        titles += [each["job"]["title"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert titles == ["Old", "Middle", "New", "Undated"]
    assert page["pageInfo"]["hasNextPage"] is False
