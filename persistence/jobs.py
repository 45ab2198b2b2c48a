"""Jobs: those in the owner's own log and the public postings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, Select, Text, and_, any_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.companies import Company
from domain.jobs import Job, Workplace
from domain.salaries import Money, SalaryPeriod, SalaryRange
from domain.skills.lexicon import Skill, named
from domain.users import User
from persistence import companies as companies_of
from persistence.companies import IDS
from persistence.database import Database, Statement
from persistence.makers import maker
from persistence.tables import companies, job_skills, jobs

VISIBLE = or_(jobs.c.owner_id == bindparam("owner"), jobs.c.owner_id.is_(None))

_COLUMNS = (
    jobs.c.id,
    jobs.c.owner_id,
    jobs.c.company_id,
    jobs.c.title,
    jobs.c.location,
    jobs.c.workplace,
    jobs.c.source,
    jobs.c.url,
    jobs.c.salary_low_minor,
    jobs.c.salary_high_minor,
    jobs.c.salary_currency,
    jobs.c.salary_period,
    jobs.c.posted_at,
    jobs.c.is_active,
)
_WORKPLACES: dict[str | None, Workplace | None] = {None: None, **{each.value: each for each in Workplace}}
_job = maker(Job)
_WITH_COMPANIES = Statement(
    select(*_COLUMNS, *companies_of.COLUMNS)
    .outerjoin(companies, and_(companies.c.id == jobs.c.company_id, companies_of.VISIBLE))
    .where(jobs.c.id == any_(IDS), VISIBLE)
)
_SKILLS = Statement(
    select(job_skills.c.job_id, job_skills.c.skill)
    .join(jobs, jobs.c.id == job_skills.c.job_id)
    .where(job_skills.c.job_id == any_(IDS), VISIBLE)
    .order_by(job_skills.c.job_id, job_skills.c.skill)
)


@dataclass(frozen=True, slots=True)
class JobFilter:
    """What narrows a list of jobs; None does not."""

    search: str | None = None
    industries: list[str] | None = None
    locations: list[str] | None = None
    workplaces: list[str] | None = None
    skills: list[str] | None = None
    is_own: bool | None = None


def salary(low: int | None, high: int | None, currency: str | None, period: str | None) -> SalaryRange | None:
    """The range as stored in four columns."""
    if currency is None or period is None:
        return None
    return SalaryRange(
        None if low is None else Money(low, currency),
        None if high is None else Money(high, currency),
        SalaryPeriod(period),
    )


def job(row: Iterable[Any]) -> Job:
    """The job in the values of `_COLUMNS`."""
    (id_, owner, company, title, location, workplace, source, url, low, high, currency, period, posted_at, active) = row
    pay = salary(low, high, currency, period)
    return _job(id_, owner, company, title, location, _WORKPLACES[workplace], source, url, pay, posted_at, active)


def _page(*, backward: bool) -> Select[tuple[object, ...]]:
    """Newest first by number; every filter is a parameter that may be NULL, so there is one statement a direction."""
    texts = ARRAY(Text)
    search = bindparam("search", type_=Text)
    own = bindparam("is_own", type_=Boolean)
    skills = bindparam("skills", type_=texts)
    conditions = [
        VISIBLE,
        or_(own.is_(None), jobs.c.owner_id.is_not(None) == own),
        or_(
            search.is_(None),
            func.strpos(func.lower(jobs.c.title), func.lower(search)) > 0,
            func.strpos(func.lower(companies.c.name), func.lower(search)) > 0,
        ),
        or_(
            skills.is_(None),
            select(job_skills.c.job_id)
            .where(job_skills.c.job_id == jobs.c.id, job_skills.c.skill == any_(skills))
            .exists(),
        ),
    ]
    for name, column in (
        ("industries", companies.c.industry),
        ("locations", jobs.c.location),
        ("workplaces", jobs.c.workplace),
    ):
        values = bindparam(name, type_=texts)
        conditions.append(or_(values.is_(None), column == any_(values)))
    cursor = bindparam("cursor", type_=BigInteger)
    beyond = jobs.c.id > cursor if backward else jobs.c.id < cursor
    order = jobs.c.id.asc() if backward else jobs.c.id.desc()
    return (
        select(*_COLUMNS)
        .join(companies, companies.c.id == jobs.c.company_id)
        .where(*conditions, or_(cursor.is_(None), beyond))
        .order_by(order)
        .limit(bindparam("limit", type_=Integer))
    )


_FORWARD = Statement(_page(backward=False))
_BACKWARD = Statement(_page(backward=True))


class Jobs:
    """Jobs one owner may see."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def with_companies(self, ids: Sequence[int]) -> tuple[dict[int, Job], dict[int, Company]]:
        """Those of the asked that exist and may be seen, and their companies, both by number; one statement.

        Who wants to see jobs wants to see whose they are.
        """
        rows = await self._database.fetch(_WITH_COMPANIES, ids=list(ids), owner=self._owner.id)
        width = len(_COLUMNS)
        found: dict[int, Company] = {}
        for row in rows:
            number = row[width]
            if number is not None and number not in found:
                found[number] = companies_of.company(*row[width:])
        return {row[0]: job(row[:width]) for row in rows}, found

    async def skills_of(self, ids: Sequence[int]) -> dict[int, list[Skill]]:
        """The skills each of these jobs asks for, in the order of their names."""
        found: dict[int, list[Skill]] = {}
        for row in await self._database.fetch(_SKILLS, ids=list(ids), owner=self._owner.id):
            found.setdefault(row[0], []).append(named(row[1]))
        return found

    async def page(self, narrowed: JobFilter, *, limit: int, cursor: int | None, backward: bool = False) -> list[Job]:
        """Up to `limit` jobs beyond the cursor, newest first (oldest first when going backward)."""
        rows = await self._database.fetch(
            _BACKWARD if backward else _FORWARD,
            owner=self._owner.id,
            limit=limit,
            cursor=cursor,
            search=narrowed.search,
            industries=narrowed.industries,
            locations=narrowed.locations,
            workplaces=narrowed.workplaces,
            skills=narrowed.skills,
            is_own=narrowed.is_own,
        )
        return [job(row) for row in rows]
