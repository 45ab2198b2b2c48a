"""Openings become companies, jobs and the skills they ask for: one or fifty thousand by the same few statements."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, bindparam, column, text

from domain.jobs import role
from domain.openings import Opening
from persistence.database import Session, Statement

# One row a line of whatever comes in; the rest of the transaction refers to it by `line`.
STAGING = """
CREATE TEMPORARY TABLE incoming_openings (
    line bigint, company_key text, company text, company_size text, industry text, key text, title text, role text,
    location text, workplace text, source text, url text, salary_low_minor bigint, salary_high_minor bigint,
    salary_currency text, salary_period text, posted_at date, description text, is_active boolean, skills text[]
) ON COMMIT DROP
"""
# A temporary table has no statistics, and without them 50,000 rows are joined one by one.
ANALYZE = "ANALYZE incoming_openings"
COLUMNS = (
    "line", "company_key", "company", "company_size", "industry", "key", "title", "role", "location", "workplace",
    "source", "url", "salary_low_minor", "salary_high_minor", "salary_currency", "salary_period", "posted_at",
    "description", "is_active", "skills",
)  # fmt: skip

_OWNER = bindparam("owner", type_=BigInteger)

_COMPANIES = Statement(
    text("""
    INSERT INTO companies AS known (owner_id, key, name, size, industry)
    SELECT DISTINCT ON (i.company_key) CAST(:owner AS bigint), i.company_key, i.company, i.company_size, i.industry
    FROM incoming_openings i
    ORDER BY i.company_key, (i.company_size IS NULL), (i.industry IS NULL), i.line
    ON CONFLICT (owner_id, key) DO UPDATE
    SET size = coalesce(excluded.size, known.size), industry = coalesce(excluded.industry, known.industry)
    WHERE (coalesce(excluded.size, known.size), coalesce(excluded.industry, known.industry))
          IS DISTINCT FROM (known.size, known.industry)
    """).bindparams(_OWNER)
)
_JOBS = Statement(
    text("""
    INSERT INTO jobs AS known (
        owner_id, company_id, key, title, role, location, workplace, source, url, salary_low_minor, salary_high_minor,
        salary_currency, salary_period, posted_at, description, is_active)
    SELECT DISTINCT ON (i.key) CAST(:owner AS bigint), c.id, i.key, i.title, i.role, i.location, i.workplace, i.source,
        i.url, i.salary_low_minor, i.salary_high_minor, i.salary_currency, i.salary_period, i.posted_at, i.description,
        i.is_active
    FROM incoming_openings i
    JOIN companies c ON c.owner_id IS NOT DISTINCT FROM CAST(:owner AS bigint) AND c.key = i.company_key
    ORDER BY i.key, i.line
    ON CONFLICT (owner_id, key) DO UPDATE
    SET workplace = coalesce(excluded.workplace, known.workplace),
        salary_low_minor = CASE WHEN excluded.salary_currency IS NULL THEN known.salary_low_minor
                                ELSE excluded.salary_low_minor END,
        salary_high_minor = CASE WHEN excluded.salary_currency IS NULL THEN known.salary_high_minor
                                 ELSE excluded.salary_high_minor END,
        salary_period = coalesce(excluded.salary_period, known.salary_period),
        salary_currency = coalesce(excluded.salary_currency, known.salary_currency),
        posted_at = coalesce(excluded.posted_at, known.posted_at),
        description = coalesce(excluded.description, known.description),
        is_active = excluded.is_active
    WHERE excluded.is_active <> known.is_active
       OR excluded.workplace IS NOT NULL AND excluded.workplace IS DISTINCT FROM known.workplace
       OR excluded.posted_at IS NOT NULL AND excluded.posted_at IS DISTINCT FROM known.posted_at
       OR excluded.description IS NOT NULL AND excluded.description IS DISTINCT FROM known.description
       OR excluded.salary_currency IS NOT NULL
          AND (excluded.salary_low_minor, excluded.salary_high_minor, excluded.salary_currency, excluded.salary_period)
              IS DISTINCT FROM
              (known.salary_low_minor, known.salary_high_minor, known.salary_currency, known.salary_period)
    RETURNING (xmax = 0) AS is_new
    """)
    .bindparams(_OWNER)
    .columns(column("is_new"))
)
_SKILLS = Statement(
    text("""
    INSERT INTO job_skills (job_id, skill)
    SELECT DISTINCT j.id, asked.skill
    FROM incoming_openings i
    JOIN jobs j ON j.owner_id IS NOT DISTINCT FROM CAST(:owner AS bigint) AND j.key = i.key
    CROSS JOIN LATERAL unnest(i.skills) AS asked (skill)
    ON CONFLICT DO NOTHING
    """).bindparams(_OWNER)
)
# What postings tell about a company fills what its owners do not know: of one owner after their log, of all (NULL)
# after postings. What an owner's own log says stays.
_SPREAD = Statement(
    text("""
    UPDATE companies own
    SET size = coalesce(own.size, public.size), industry = coalesce(own.industry, public.industry)
    FROM companies public
    WHERE own.owner_id IS NOT NULL AND public.owner_id IS NULL AND public.key = own.key
      AND (CAST(:owner AS bigint) IS NULL OR own.owner_id = :owner)
      AND ((own.size IS NULL AND public.size IS NOT NULL) OR (own.industry IS NULL AND public.industry IS NOT NULL))
    """).bindparams(_OWNER)
)


def record(line: int, opening: Opening, *, occurrence: int = 0) -> tuple[Any, ...]:
    """The opening as a row of `COLUMNS`; equal openings with another `occurrence` are other jobs."""
    pay = opening.salary
    return (
        line,
        opening.company_key,
        opening.company,
        opening.company_size,
        opening.industry,
        f"{opening.key}:{occurrence}" if occurrence else opening.key,
        opening.title,
        role(opening.title),
        opening.location,
        opening.workplace,
        opening.source,
        opening.url,
        None if pay is None or pay.low is None else pay.low.amount_minor,
        None if pay is None or pay.high is None else pay.high.amount_minor,
        None if pay is None else pay.currency,
        None if pay is None else pay.period,
        opening.posted_at,
        opening.description,
        opening.is_active,
        sorted(opening.skills),
    )


async def stage(session: Session, rows: Iterable[tuple[Any, ...]]) -> None:
    """Take rows of `record` in; they are gone when the transaction ends."""
    await session.script(STAGING)
    await session.copy("incoming_openings", COLUMNS, rows)


async def settle(session: Session, owner_id: int | None) -> tuple[int, int]:
    """Store what was staged, for one owner or (None) as public postings; (jobs created, jobs changed)."""
    await session.execute(_COMPANIES, owner=owner_id)
    touched = await session.fetch(_JOBS, owner=owner_id)
    await session.execute(_SKILLS, owner=owner_id)
    await session.execute(_SPREAD, owner=owner_id)
    created = sum(1 for row in touched if row[0])
    return created, len(touched) - created
