"""Dimensions as SQL: what each one reads off an application, its job and its company."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.dimensions import FILTERED, Dimension, MetricFilter
from domain.salaries import PER_YEAR
from persistence.tables import applications, companies, jobs

ZONE = bindparam("zone", type_=Text)
BAND = 25_000

JOINED: FromClause = applications.join(jobs, jobs.c.id == applications.c.job_id).join(
    companies, companies.c.id == jobs.c.company_id
)


def _salary_band() -> ColumnElement[Any]:
    """Yearly middle of the range, in bands of 25,000 of the currency's major unit: "75000-100000 USD"."""
    low = func.coalesce(jobs.c.salary_low_minor, jobs.c.salary_high_minor)
    high = func.coalesce(jobs.c.salary_high_minor, jobs.c.salary_low_minor)
    a_year = case({period.value: times for period, times in PER_YEAR.items()}, value=jobs.c.salary_period)
    minor_units = case((jobs.c.salary_currency.in_(["JPY", "KRW", "VND", "CLP", "ISK"]), 1), else_=100)
    floor = func.div((low + high) * a_year, minor_units * 2 * BAND) * BAND
    return cast(floor, Text) + "-" + cast(floor + BAND, Text) + " " + jobs.c.salary_currency


def _weekday() -> ColumnElement[Any]:
    day = extract("isodow", func.timezone(ZONE, applications.c.applied_at))
    names = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
    return case(dict(enumerate(names, start=1)), value=day)


COLUMNS: dict[Dimension, ColumnElement[Any]] = {
    Dimension.SOURCE: func.coalesce(applications.c.source, jobs.c.source),
    Dimension.COMPANY: companies.c.name,
    Dimension.COMPANY_SIZE: companies.c.size,
    Dimension.INDUSTRY: companies.c.industry,
    Dimension.LOCATION: jobs.c.location,
    Dimension.WORKPLACE: jobs.c.workplace,
    Dimension.ROLE: jobs.c.role,
    Dimension.SALARY_BAND: _salary_band(),
    Dimension.RESUME_VERSION: applications.c.resume_version,
    Dimension.WEEKDAY: _weekday(),
    Dimension.STATUS: func.coalesce(applications.c.outcome, applications.c.stage),
    Dimension.STAGE: applications.c.stage,
}


_OF_APPLICATIONS = frozenset({"resume_versions", "statuses", "stages"})


def narrowing(names: Iterable[str] = FILTERED) -> list[ColumnElement[bool]]:
    """One condition a filter; a parameter of NULL lets everything through."""
    conditions = []
    for name in names:
        wanted = bindparam(name, type_=ARRAY(Text))
        conditions.append(or_(wanted.is_(None), COLUMNS[FILTERED[name]] == any_(wanted)))
    return conditions


def narrowing_by_job() -> list[ColumnElement[bool]]:
    """The same for statements about applications alone: their jobs are looked up only where a filter is about jobs."""
    of_jobs = [name for name in FILTERED if name not in _OF_APPLICATIONS]
    unasked = and_(*(bindparam(name, type_=ARRAY(Text)).is_(None) for name in of_jobs))
    found: Select[Any] = select(literal_column("1")).select_from(
        jobs.join(companies, companies.c.id == jobs.c.company_id)
    )
    having = found.where(jobs.c.id == applications.c.job_id, *narrowing(of_jobs)).exists()
    return [*narrowing(sorted(_OF_APPLICATIONS)), or_(unasked, having)]


def parameters(narrowed: MetricFilter) -> dict[str, Any]:
    """What `narrowing` binds."""
    return {name: getattr(narrowed, name) for name in FILTERED}


def literal(text: str) -> ColumnElement[Any]:
    """A word of ours as an SQL constant."""
    return literal_column(f"'{text}'", Text)
