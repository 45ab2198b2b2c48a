"""The market by day: read from postings, replaced as a whole."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from domain.openings import Opening
from domain.salaries import Money, SalaryPeriod, SalaryRange
from persistence.database import Database, Statement
from persistence.market import refresh_market
from tests.builders import APPLIED, SAVED, application, person, posting, postings, utc

DAY = date(2026, 3, 10)
ROWS = Statement(
    text(
        "SELECT industry, location, average_salary_minor, currency, salaries_count, job_postings_count, "
        "competition_level FROM job_market_trends WHERE date = :day ORDER BY 1, 2"
    )
)


async def rows(database: Database, day: date = DAY) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await database.fetch(ROWS, day=day)]


def euros(low: int, high: int, period: SalaryPeriod = SalaryPeriod.YEAR) -> SalaryRange:
    return SalaryRange(Money.of(low, "EUR"), Money.of(high, "EUR"), period)


async def test_the_open_postings_of_everybody_are_counted(database: Database) -> None:
    owner = await person(database)
    for number, salary in enumerate([euros(60_000, 80_000), euros(5_000, 5_000, SalaryPeriod.MONTH), None]):
        await posting(
            database, company="Volt", title=f"Engineer {number}", industry="Energy", location="Oslo", salary=salary
        )
    await posting(database, company="Cura", title="Nurse", industry="Health", location="Bergen")
    await posting(database, company="Volt", title="Closed", industry="Energy", location="Oslo", is_active=False)
    await posting(database, company="Volt", title="To come", location="Oslo", posted_at=date(2026, 3, 11))
    await posting(database, company="Nobody", title="Anything")
    # What is only in somebody's log is not the market's.
    await postings(
        database, [Opening(company="Secret", title="Secret", industry="Energy", location="Oslo")], owner=owner
    )
    assert await refresh_market(database, DAY) == 3
    assert await rows(database) == [
        ("Energy", "Oslo", 6_500_000, "EUR", 2, 3, Decimal("0.00")),
        ("Health", "Bergen", None, None, 0, 1, Decimal("0.00")),
        ("Unknown", "Unknown", None, None, 0, 1, Decimal("0.00")),
    ]
    assert await refresh_market(database, date(2026, 3, 11)) == 3
    assert [row[5] for row in await rows(database, date(2026, 3, 11))] == [4, 1, 1]
    assert len(await rows(database)) == 3


async def test_applications_to_a_posting_are_counted_however_they_were_recorded(database: Database) -> None:
    told: dict[str, Any] = {"company": "Volt", "title": "Engineer", "location": "Oslo", "industry": "Energy"}
    await posting(database, **told)
    await posting(database, **{**told, "title": "Welder"})
    (public,) = await database.fetch(Statement(text("SELECT id FROM jobs WHERE title = 'Engineer'")))
    for number in range(3):
        user = await person(database)
        if number == 0:
            await application(database, user, (APPLIED, "2026-03-01"), job=public[0])
        else:
            await application(database, user, (APPLIED, "2026-03-01"), **told)
    await application(database, await person(database), (SAVED, "2026-03-01"), **told)
    await application(database, await person(database), (APPLIED, utc(2026, 3, 11, 0)), **told)  # a day later
    await application(database, await person(database), APPLIED, **told)  # nobody knows when
    await application(database, await person(database), (APPLIED, "2026-03-01"), **{**told, "title": "Cook"})
    await refresh_market(database, DAY)
    assert await rows(database) == [("Energy", "Oslo", None, None, 0, 2, Decimal("2.00"))]


async def test_a_day_is_replaced_as_a_whole(database: Database) -> None:
    await posting(database, company="Volt", title="Engineer", industry="Energy", location="Oslo")
    await refresh_market(database, DAY)
    before = await rows(database)
    await refresh_market(database, DAY)
    assert await rows(database) == before
    await posting(database, company="Volt", title="Engineer", industry="Energy", location="Oslo", is_active=False)
    assert await refresh_market(database, DAY) == 0
    assert await rows(database) == []


async def test_two_at_once_leave_one_day(database: Database) -> None:
    for number in range(50):
        await posting(database, company=f"Company {number}", title="Engineer", industry=f"Industry {number}")
    assert await asyncio.gather(*(refresh_market(database, DAY) for _ in range(3))) == [50] * 3
    assert len(await rows(database)) == 50
