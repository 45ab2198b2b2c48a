"""The statements by which events become applications and lines of their ledgers: a handful, however many events."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, DateTime, SmallInteger, Text, any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.types import TypeEngine

from domain.applications import Origin
from persistence.companies import IDS
from persistence.database import Statement
from persistence.tables import transitions
from persistence.transitions import LEDGER, STATE

PREFIX = "event:"
"""Before the sender's reference, in the key of an application and of a job that events have told of."""

# Every look-up here is by a key. A plan made while the month's partition was empty would read all of it for each
# reference, and be kept while it fills.
BY_INDEX = "SET LOCAL enable_seqscan = off"
BY_ANY = "SET LOCAL enable_seqscan = DEFAULT"

_NUMBER, _INSTANT, _TEXT, _UUID = BigInteger(), DateTime(timezone=True), Text(), UUID(as_uuid=True)
_STATE_TYPES: dict[str, TypeEngine[Any]] = {
    name: _INSTANT if name.endswith("_at") else SmallInteger() if name == "reached" else _TEXT for name in STATE
}


class Rows:
    """Rows handed to a statement as one array a column."""

    def __init__(self, name: str, /, **columns: TypeEngine[Any]) -> None:
        """`name` is what the statement calls them."""
        self._name, self._columns = name, columns
        self.binds = [bindparam(f"{name}_{column}", type_=ARRAY(kind)) for column, kind in columns.items()]

    def __str__(self) -> str:
        """The rows as a source of a query."""
        arrays = ", ".join(f":{self._name}_{column}" for column in self._columns)
        return f"unnest({arrays}) WITH ORDINALITY AS {self._name} ({', '.join(self._columns)}, position)"

    def of(self, rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
        """The parameters for these rows."""
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(self._columns)
        return {f"{self._name}_{name}": list(values) for name, values in zip(self._columns, columns, strict=True)}


def _statement(sql: str, *rows: Rows) -> Statement:
    return Statement(text(sql).bindparams(*(bind for each in rows for bind in each.binds)))


_NAMES = bindparam("names", type_=ARRAY(Text))
_COUNTS = "name = ANY(:names) AND properties ? 'applicationId' AND context ->> 'origin' IS DISTINCT FROM 'mutation'"

# What an owner's own mutations did stands in the ledger already.
NEW = Statement(
    text(f"""
    SELECT owner_id, properties ->> 'applicationId', id, name, occurred_at, properties FROM new_events
    WHERE owner_id IS NOT NULL AND {_COUNTS}
    """).bindparams(_NAMES)  # noqa: S608 - words of ours
)

REFERENCES = Rows("told", owner_id=_NUMBER, reference=_TEXT)
# Reference by reference, whatever the planner believes of their number.
EARLIER = Statement(
    text(f"""
    SELECT told.owner_id, told.reference, found.id, found.name, found.occurred_at, found.properties
    FROM {REFERENCES} CROSS JOIN LATERAL (
        SELECT id, name, occurred_at, properties FROM events
        WHERE owner_id = told.owner_id AND properties ->> 'applicationId' = told.reference AND {_COUNTS}
        OFFSET 0
    ) AS found
    WHERE found.id NOT IN (SELECT id FROM new_events)
    """).bindparams(_NAMES, *REFERENCES.binds)  # noqa: S608 - words of ours
)

KEYS = Rows("keyed", owner_id=_NUMBER, key=_TEXT)
NUMBERS = Rows("numbered", owner_id=_NUMBER, number=_NUMBER)
STORED = _statement(
    f"""
    SELECT a.id, a.owner_id, a.import_key, a.source, a.resume_version, a.notes FROM applications a
    WHERE a.id = ANY(ARRAY(
        SELECT known.id FROM {KEYS}
        JOIN applications known ON known.owner_id = keyed.owner_id AND known.import_key = keyed.key
        UNION
        SELECT known.id FROM {NUMBERS}
        JOIN applications known ON known.owner_id = numbered.owner_id AND known.id = numbered.number
    )) ORDER BY a.id FOR UPDATE
    """,  # noqa: S608 - names of ours
    KEYS,
    NUMBERS,
)

WANTED_JOBS = Rows("wanted", owner_id=_NUMBER, number=_NUMBER)
VISIBLE_JOBS = _statement(
    f"""
    SELECT wanted.owner_id, wanted.number FROM {WANTED_JOBS}
    JOIN jobs ON jobs.id = wanted.number AND (jobs.owner_id IS NULL OR jobs.owner_id = wanted.owner_id)
    """,  # noqa: S608 - names of ours
    WANTED_JOBS,
)

COMPANIES = Rows("told", owner_id=_NUMBER, key=_TEXT, name=_TEXT)
ADD_COMPANIES = _statement(
    f"""
    INSERT INTO companies (owner_id, key, name, size, industry)
    SELECT told.owner_id, told.key, told.name, public.size, public.industry
    FROM {COMPANIES} LEFT JOIN companies public ON public.owner_id IS NULL AND public.key = told.key
    ORDER BY 1, 2 ON CONFLICT (owner_id, key) DO NOTHING
    """,  # noqa: S608 - names of ours
    COMPANIES,
)

JOBS = Rows(
    "told", owner_id=_NUMBER, key=_TEXT, company_key=_TEXT, title=_TEXT, role=_TEXT, location=_TEXT, source=_TEXT,
    url=_TEXT, company=_TEXT,
)  # fmt: skip
# A job told by events belongs to one reference: what its events say later is written over it.
SET_JOBS = _statement(
    f"""
    INSERT INTO jobs (owner_id, company_id, key, title, role, location, source, url, told_company)
    SELECT told.owner_id, c.id, told.key, told.title, told.role, told.location, told.source, told.url, told.company
    FROM {JOBS} JOIN companies c ON c.owner_id = told.owner_id AND c.key = told.company_key
    ORDER BY 1, 3
    ON CONFLICT (owner_id, key) DO UPDATE SET
        company_id = excluded.company_id, title = excluded.title, role = excluded.role, location = excluded.location,
        source = excluded.source, url = excluded.url, told_company = excluded.told_company
    """,  # noqa: S608 - names of ours
    JOBS,
)

SKILLS = Rows("told", owner_id=_NUMBER, key=_TEXT, skill=_TEXT)
DROP_SKILLS = _statement(
    f"""
    DELETE FROM job_skills USING {KEYS} JOIN jobs j ON j.owner_id = keyed.owner_id AND j.key = keyed.key
    WHERE job_skills.job_id = j.id
    """,  # noqa: S608 - names of ours
    KEYS,
)
ADD_SKILLS = _statement(
    f"""
    INSERT INTO job_skills (job_id, skill)
    SELECT j.id, told.skill FROM {SKILLS} JOIN jobs j ON j.owner_id = told.owner_id AND j.key = told.key
    """,  # noqa: S608 - names of ours
    SKILLS,
)

APPLICATIONS = Rows(
    "told", owner_id=_NUMBER, key=_TEXT, job_id=_NUMBER, source=_TEXT, resume_version=_TEXT, notes=_TEXT, **_STATE_TYPES
)
_LINE: dict[str, TypeEngine[Any]] = {"target": _TEXT, "occurred_at": _INSTANT, "event_id": _UUID}
FIRST_LINES = Rows("line", owner_id=_NUMBER, key=_TEXT, **_LINE)
CREATE = _statement(
    f"""
    WITH made AS (
        INSERT INTO applications (owner_id, import_key, job_id, source, resume_version, notes, {", ".join(STATE)})
        SELECT told.owner_id, told.key, coalesce(told.job_id, j.id), told.source, told.resume_version, told.notes,
               {", ".join(f"told.{name}" for name in STATE)}
        FROM {APPLICATIONS} LEFT JOIN jobs j ON j.owner_id = told.owner_id AND j.key = told.key
        ORDER BY 1, 2
        RETURNING id, owner_id, import_key
    )
    INSERT INTO transitions (owner_id, application_id, target, occurred_at, origin, event_id)
    SELECT made.owner_id, made.id, line.target, line.occurred_at, '{Origin.EVENT}', line.event_id
    FROM {FIRST_LINES}
    JOIN made ON made.owner_id = line.owner_id AND made.import_key = line.key
    ORDER BY made.id, line.position
    """,  # noqa: S608 - names of ours
    APPLICATIONS,
    FIRST_LINES,
)

LEDGERS = Statement(select(*LEDGER).where(transitions.c.application_id == any_(IDS)).order_by(transitions.c.id))
LINES = Rows("line", owner_id=_NUMBER, application_id=_NUMBER, **_LINE)
ADD_LINES = _statement(
    f"""
    INSERT INTO transitions (owner_id, application_id, target, occurred_at, origin, event_id)
    SELECT owner_id, application_id, target, occurred_at, '{Origin.EVENT}', event_id FROM {LINES} ORDER BY position
    RETURNING {", ".join(each.name for each in LEDGER)}
    """,  # noqa: S608 - names of ours
    LINES,
)
STATES = Rows("told", id=_NUMBER, **_STATE_TYPES)
SET_STATES = _statement(
    f"""
    UPDATE applications a SET ({", ".join(STATE)}) = ({", ".join(f"told.{name}" for name in STATE)})
    FROM {STATES} WHERE a.id = told.id
    """,  # noqa: S608 - names of ours
    STATES,
)
FACTS = Rows(
    "told", id=_NUMBER, owner_id=_NUMBER, key=_TEXT, job_id=_NUMBER, source=_TEXT, resume_version=_TEXT, notes=_TEXT
)
# Without a number and a key the job stays.
SET_FACTS = _statement(
    f"""
    UPDATE applications a SET
        job_id = coalesce(told.job_id, j.id, a.job_id), source = told.source, resume_version = told.resume_version,
        notes = told.notes
    FROM {FACTS} LEFT JOIN jobs j ON j.owner_id = told.owner_id AND j.key = told.key
    WHERE a.id = told.id
    """,  # noqa: S608 - names of ours
    FACTS,
)
DROP_JOBS = _statement(
    f"""
    DELETE FROM jobs USING {KEYS}
    WHERE jobs.owner_id = keyed.owner_id AND jobs.key = keyed.key
      AND NOT EXISTS (SELECT FROM applications a WHERE a.job_id = jobs.id)
    """,  # noqa: S608 - names of ours
    KEYS,
)
DROP_COMPANIES = _statement(
    f"""
    DELETE FROM companies c USING {KEYS}
    WHERE c.owner_id = keyed.owner_id AND c.key = keyed.key
      AND NOT EXISTS (SELECT FROM jobs j WHERE j.company_id = c.id)
    """,  # noqa: S608 - names of ours
    KEYS,
)
# The spelling that most of its jobs have; not where the owner has told of the company, by hand or by a file.
NAME_COMPANIES = _statement(
    f"""
    UPDATE companies SET name = best.name
    FROM (
        SELECT DISTINCT ON (spelt.company_id) spelt.company_id, spelt.name
        FROM (
            SELECT j.company_id, j.told_company COLLATE "C" AS name, count(*) AS jobs
            FROM {KEYS}
            JOIN companies c ON c.owner_id = keyed.owner_id AND c.key = keyed.key JOIN jobs j ON j.company_id = c.id
            GROUP BY 1, 2
        ) AS spelt
        ORDER BY spelt.company_id, spelt.name IS NOT NULL, spelt.jobs DESC, spelt.name
    ) AS best
    WHERE companies.id = best.company_id AND companies.name <> best.name
    """,  # noqa: S608 - names of ours
    KEYS,
)
