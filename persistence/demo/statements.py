"""The statements that put a demo in the place of the one before it."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Table, Text, any_, bindparam, exists, func, literal_column, not_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from domain.demo import PREFIX
from persistence.companies import IDS
from persistence.database import Statement
from persistence.demo.records import COMPANY, POSTING, USER
from persistence.tables import (
    alert_rules,
    api_keys,
    applications,
    companies,
    event_ids,
    events,
    job_skills,
    jobs,
    metadata,
    revisions,
    users,
)


def _upsert(table: Table, names: Sequence[str], *, identified_by: Sequence[str]) -> Statement:
    """Rows come as one JSON array; what is there already keeps its number. Answers (number, first column)."""
    given = func.jsonb_to_recordset(bindparam("rows", type_=JSONB)).table_valued(
        *(literal_column(name, table.c[name].type) for name in names), name="given"
    )
    rows = given.render_derived(with_types=True)
    new = insert(table).from_select(list(names), select(*rows.c).order_by(rows.c[names[0]]))
    return Statement(
        new.on_conflict_do_update(
            index_elements=[table.c[name] for name in identified_by],
            set_={name: new.excluded[name] for name in names[1:]},
        ).returning(table.c.id, table.c[names[0]])
    )


def _reserve(table: Table) -> Statement:
    """As many unused numbers as asked for."""
    number = func.nextval(literal_column(f"pg_get_serial_sequence('{table.name}', 'id')"))
    return Statement(select(number).select_from(func.generate_series(1, bindparam("count", type_=BigInteger))))


# Any number that nobody else locks by: two processes that seed at once do it one after the other.
LOCK = Statement(select(func.pg_advisory_xact_lock(literal_column("4203170811"))))

ENSURE_USERS = _upsert(users, USER, identified_by=["subject"])
ENSURE_COMPANIES = _upsert(companies, COMPANY, identified_by=["owner_id", "key"])
ENSURE_POSTINGS = _upsert(jobs, POSTING, identified_by=["owner_id", "key"])
RESERVE_JOBS, RESERVE_APPLICATIONS = _reserve(jobs), _reserve(applications)
ACCOUNTS = Statement(select(users).where(users.c.id == any_(IDS)))

DROP_USERS = Statement(
    users.delete()
    .where(users.c.subject.startswith(PREFIX), not_(users.c.subject == any_(bindparam("subjects", type_=ARRAY(Text)))))
    .returning(users.c.id)
)
FORGET_IDS = Statement(event_ids.delete().where(event_ids.c.id == events.c.id, events.c.owner_id == any_(IDS)))
# A key to the door is no part of the demo: whoever was given one keeps it. Revisions never start again, and rules for
# alerts come with the account.
DROP_OWNED = tuple(
    Statement(table.delete().where(table.c.owner_id == any_(IDS)))
    for table in reversed(metadata.sorted_tables)
    if "owner_id" in table.c and table not in (api_keys, revisions, alert_rules)
)
# What somebody outside the demo has applied to stays, and is only written anew.
DROP_POSTINGS = Statement(
    jobs.delete().where(
        jobs.c.owner_id.is_(None),
        jobs.c.key.startswith(PREFIX),
        not_(exists().where(applications.c.job_id == jobs.c.id)),
    )
)
DROP_COMPANIES = Statement(
    companies.delete().where(
        companies.c.owner_id.is_(None),
        companies.c.key.startswith(PREFIX),
        not_(exists().where(jobs.c.company_id == companies.c.id)),
    )
)
DROP_SKILLS = Statement(job_skills.delete().where(job_skills.c.job_id == any_(IDS)))
