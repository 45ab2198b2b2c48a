"""Events in any order, split in any way, repeated, stored by one worker or three: the tables are the same."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.users import User
from persistence.database import Database
from persistence.rollups import verify
from tests.builders import happened, person, stored, utc
from tests.persistence.batches import CLEAR, ZONES, ask, content, run, side_by_side

MOMENTS = [
    # Ends of days and months somewhere, clocks put forward and back, and a day that was left out.
    utc(2026, 2, 28, 23, 59, 59),
    utc(2026, 3, 1, 0),
    utc(2026, 3, 1, 15),
    utc(2026, 3, 8, 6, 59),
    utc(2026, 3, 29, 1),
    utc(2026, 3, 31, 12, 15),
    utc(2026, 3, 31, 18, 15),
    utc(2026, 4, 1, 3, 59),
]
SECONDS = [0.1, 0.2, 0.7, 17, -3, 1e12, 86_400.5, "a while", None, [1]]
STATUSES = ["SAVED", "APPLIED", "SCREENING", "INTERVIEWING", "OFFERED", "REJECTED", "WITHDRAWN"]

told_of_visits = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["page_view", "job_view", "job_save", "job_search", "time_spent", "feature_used"]),
        "properties": st.fixed_dictionaries({"seconds": st.sampled_from(SECONDS)}),
        "session": st.sampled_from([None, "s", "t"]),
        "who": st.sampled_from([0, 1, 2, None]),
    }
)
told_of_applications = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            ["application_created", "job_apply", "application_status_change", "interview_scheduled", "offer_received"]
        ),
        "properties": st.fixed_dictionaries(
            {
                "applicationId": st.sampled_from(["first", "second"]),
                "title": st.sampled_from(["Baker", "Miller"]),
                "company": st.sampled_from(["Real Bread", "Mills"]),
                "status": st.sampled_from(STATUSES),
            }
        ),
        "session": st.sampled_from([None, "s"]),
        "who": st.sampled_from([0, 1]),
    }
)
told_by_ourselves = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["api_request", "cache_hit"]),
        "properties": st.fixed_dictionaries(
            {
                "operation": st.sampled_from(["Overview", None, 7]),
                "outcome": st.sampled_from(["ok", "failed"]),
                "bucket": st.sampled_from([0, 3, 10**9, "x"]),
                "requests": st.sampled_from([1, 7, 2.5, -1]),
                "seconds": st.sampled_from([0.1, 0.2, 1e300]),
            }
        ),
        "session": st.none(),
        "who": st.none(),
    }
)
happenings = st.lists(
    st.tuples(
        told_of_visits | told_of_applications | told_by_ourselves,
        st.sampled_from(MOMENTS),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=25,
)


@pytest.fixture
async def people(database: Database) -> list[User]:
    """One in each zone, in a database with no month made ahead: fewer to look through, and each made when needed."""
    months = await ask(database, "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r'")
    await run(database, "".join(f"DROP TABLE {name};" for (name,) in months if name.startswith("events_y")))
    return [await person(database, zone=zone) for zone in ZONES]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told=happenings, luck=st.randoms(use_true_random=False), most=st.integers(1, 8), workers=st.sampled_from([1, 3]))
async def test_any_order_any_batches_any_workers(
    database: Database,
    people: list[User],
    told: list[tuple[dict[str, Any], datetime, int]],
    luck: Random,
    most: int,
    workers: int,
) -> None:
    batch = [
        happened(
            each["name"],
            moment + timedelta(seconds=later),
            owner=None if each["who"] is None else people[each["who"]].id,
            session=each["session"],
            properties=each["properties"],
            number=number,
        )
        for number, (each, moment, later) in enumerate(told)
    ]
    await run(database, CLEAR)
    await stored(database, *batch)
    expected = await content(database)
    assert await verify(database) == []

    shuffled = luck.sample(batch, len(batch)) + luck.choices(batch, k=len(batch) // 2)
    luck.shuffle(shuffled)
    batches = []
    while shuffled:
        size = luck.randint(1, most)
        batches.append(shuffled[:size])
        del shuffled[:size]
    await run(database, CLEAR)
    outcomes = await side_by_side(database, batches, workers)
    assert await content(database) == expected
    assert await verify(database) == []
    assert sum(each.new for each in outcomes) == len(batch)
    assert sum(each.duplicates for each in outcomes) == len(batch) // 2
