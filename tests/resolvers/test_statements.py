"""How many SQL statements an answer takes; never more with more rows."""

from typing import Any

import pytest

from tests.builders import APPLIED, INTERVIEWING, REJECTED, SCREENING, application
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

PAGE = """
    {
        applications(first: 100) {
            nodes {
                status
                job { title company { name } skills { name } }
                transitions { stage outcome occurredAt replaces { id } }
                silence { days }
            }
            pageInfo { hasNextPage }
        }
    }
"""
OVERVIEW = """
    {
        summary {
            totalApplications responseRate { value } medianDaysToResponse statusCounts { status count }
        }
        metrics(metrics: [APPLICATIONS, RESPONSES, INTERVIEWS, OFFERS, RESPONSE_RATE, OPEN_APPLICATIONS]) {
            metric total points { start value }
        }
        applications(first: 20) { nodes { status job { title company { name } } } }
    }
"""


async def counted(desk: Desk, query: str, **variables: Any) -> int:
    before = desk.database.statements
    await desk.ask(query, **variables)
    return desk.database.statements - before


async def searched(desk: Desk, count: int) -> None:
    for number in range(count):
        await application(
            desk.database, desk.user, (APPLIED, "2026-02-01"), (SCREENING, "2026-02-03"), (INTERVIEWING, "2026-02-05"),
            (REJECTED, "2026-02-09"), company=f"Company {number}", title=f"Engineer {number}",
            skills=frozenset({"Python", "SQL"}),
        )  # fmt: skip


async def test_a_page_of_100_takes_four_statements(somebody: Somebody) -> None:
    """The page itself, its jobs with their companies, their skills, and the ledgers."""
    desk = await somebody()
    await searched(desk, 100)
    nodes = (await desk.ask(PAGE))["nodes"]
    assert len(nodes) == 100
    assert all(len(node["transitions"]) == 4 and len(node["job"]["skills"]) == 2 for node in nodes)
    assert await counted(desk, PAGE) == 4


async def test_the_overview_takes_four_statements(somebody: Somebody) -> None:
    """Summary, six series, the page, its jobs with their companies."""
    desk = await somebody()
    await searched(desk, 21)
    assert await counted(desk, OVERVIEW) == 4


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        ("{ summary { totalApplications } }", 1),
        ("{ summary { jobViews jobSaves } }", 3),
        ("{ funnel { steps { entered } } }", 1),
        ("{ flow { links { value } } }", 1),
        ("{ responseCurve { medianDays } }", 1),
        ("{ breakdown(metric: RESPONSE_RATE, by: [SOURCE, STATUS]) { total } }", 1),
        ("{ metrics(metrics: [APPLICATIONS, MEDIAN_DAYS_TO_RESPONSE, JOB_VIEWS]) { total } }", 1),
        ("{ metrics(metrics: [OFFERS], range: {period: ALL_TIME}) { total } }", 2),
        ("{ metrics(metrics: [OFFERS, RESPONSE_RATE], compare: PREVIOUS_YEAR) { total } }", 2),
        ("{ trends { series { total } } }", 2),
        ("{ skills { gap { skill { name } } } }", 3),
        ("{ viewer { email } }", 0),
        ("{ viewer { skills { name } apiKeys { id } } }", 2),
        ("{ applications { nodes { id } totalCount } }", 2),
        ("{ jobs(first: 100) { nodes { company { name } skills { name } } } }", 3),
        ("{ transitions { nodes { stage application { job { title company { name } } } } } }", 3),
        ("{ silences { count } }", 1),
        ("{ dashboards { tiles { metric } } }", 1),
        ("{ reports { nodes { id } } }", 1),
        ("{ goals { id } }", 1),
    ],
)
async def test_each_answer_takes_so_many(somebody: Somebody, query: str, statements: int) -> None:
    desk = await somebody()
    await searched(desk, 2)
    assert await counted(desk, query) == statements
