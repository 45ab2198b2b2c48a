"""The statements that turn a staged table of applications into applications and their ledgers."""

from typing import Any

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from domain.applications import Origin
from domain.imports.incoming import Incoming
from persistence.database import Statement
from persistence.transitions import STATE

_OWNER = bindparam("owner", type_=BigInteger)
_STATE = ", ".join(STATE)
# What a row says of an application beside its ledger; what it leaves out stays.
_FACTS = {
    "import_key": "i.own_key",
    "import_hash": "i.hash",
    "source": "coalesce(i.source, a.source)",
    "resume_version": "coalesce(i.resume_version, a.resume_version)",
    "notes": "coalesce(i.notes, a.notes)",
    "job_id": "j.id",
}
_NEW_STATE = ", ".join(f"CASE WHEN s.is_amended THEN s.{name} ELSE a.{name} END" for name in STATE)
_NEW_FACTS = ", ".join(
    f"CASE WHEN seen.application_id IS NULL THEN {told} ELSE a.{name} END" for name, told in _FACTS.items()
)

TAKE_TURNS = Statement(
    text("SELECT pg_advisory_xact_lock(91, CAST(:owner % 2147483647 AS integer))").bindparams(_OWNER)
)

# Applications that an earlier table of the same file has spoken of: later ones add to their ledgers, and no more.
SEEN = "CREATE TEMPORARY TABLE incoming_seen (application_id bigint PRIMARY KEY) ON COMMIT DROP"
MORE_COLUMNS = """
ALTER TABLE incoming_openings
    ADD own_key text, ADD earlier text[], ADD hash bytea, ADD resume_version text, ADD notes text, ADD stage text,
    ADD outcome text, ADD reached smallint, ADD applied_at timestamptz, ADD responded_at timestamptz,
    ADD interviewed_at timestamptz, ADD offered_at timestamptz, ADD closed_at timestamptz,
    ADD last_moved_at timestamptz, ADD targets text[], ADD moments timestamptz[], ADD application_id bigint,
    ADD verdict text;
CREATE TEMPORARY TABLE incoming_lines (
    application_id bigint, target text, occurred_at timestamptz, replaces bigint,
    position bigint GENERATED ALWAYS AS IDENTITY
) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming_states (
    line bigint, stage text, outcome text, reached smallint, applied_at timestamptz, responded_at timestamptz,
    interviewed_at timestamptz, offered_at timestamptz, closed_at timestamptz, last_moved_at timestamptz,
    is_amended boolean
) ON COMMIT DROP;
"""
DROP = "DROP TABLE incoming_openings, incoming_lines, incoming_states"

COLUMNS = ("own_key", "earlier", "hash", "resume_version", "notes", *STATE, "targets", "moments")
LINES = ("application_id", "target", "occurred_at", "replaces")


def record(each: Incoming) -> tuple[Any, ...]:
    """The application as a row of `COLUMNS`."""
    return (
        each.row.identity.key,
        list(each.row.identity.earlier),
        each.digest,
        each.row.resume_version,
        each.row.notes,
        *(getattr(each.state, name) for name in STATE),
        [move.target.value for move in each.moves],
        [move.occurred_at for move in each.moves],
    )


# By its own key; else by a key under which an earlier reading stored it, unless another row goes by that one now.
MATCH = Statement(
    text("""
    WITH by_key AS (
        SELECT i.line, a.id, a.import_hash
        FROM incoming_openings i JOIN applications a ON a.owner_id = :owner AND a.import_key = i.own_key
    ), by_earlier AS (
        SELECT DISTINCT ON (a.id) i.line, a.id, a.import_hash
        FROM incoming_openings i
        CROSS JOIN LATERAL unnest(i.earlier) WITH ORDINALITY AS former (key, rank)
        JOIN applications a ON a.owner_id = :owner AND a.import_key = former.key
        WHERE i.line NOT IN (SELECT line FROM by_key)
          AND NOT EXISTS (SELECT FROM incoming_openings other WHERE other.own_key = former.key)
        ORDER BY a.id, former.rank, i.line
    ), found AS (
        SELECT * FROM by_key
        UNION ALL (SELECT DISTINCT ON (line) * FROM by_earlier ORDER BY line, id)
    )
    UPDATE incoming_openings i
    SET application_id = found.id,
        verdict = CASE WHEN found.import_hash IS NOT DISTINCT FROM i.hash THEN 'UNCHANGED' ELSE 'UPDATED' END
    FROM found WHERE found.line = i.line
    """).bindparams(_OWNER)
)
# Whoever moves one of them meanwhile waits, so that the states written below follow from whole ledgers.
LOCK = Statement(
    text("""
    SELECT a.id FROM applications a JOIN incoming_openings i ON i.application_id = a.id
    WHERE i.verdict = 'UPDATED' ORDER BY a.id FOR UPDATE OF a
    """)
)
CHANGED = Statement(
    text("""
    SELECT i.line, i.application_id, i.targets, i.moments,
           array_agg(t.id ORDER BY t.id), array_agg(t.target ORDER BY t.id), array_agg(t.occurred_at ORDER BY t.id),
           array_agg(t.origin ORDER BY t.id), array_agg(t.replaces ORDER BY t.id), array_agg(t.event_id ORDER BY t.id)
    FROM incoming_openings i JOIN transitions t ON t.application_id = i.application_id
    WHERE i.verdict = 'UPDATED'
    GROUP BY i.line, i.application_id, i.targets, i.moments
    ORDER BY i.line
    """)
)
ADD_LINES = Statement(
    text(f"""
    INSERT INTO transitions (owner_id, application_id, target, occurred_at, origin, replaces)
    SELECT :owner, application_id, target, occurred_at, '{Origin.IMPORT}', replaces
    FROM incoming_lines ORDER BY position
    """).bindparams(_OWNER)  # noqa: S608 - a word of ours
)
SET_STATES = Statement(
    text(f"""
    WITH written AS (
        UPDATE applications a
        SET ({_STATE}) =
            (SELECT {_NEW_STATE}),
            ({", ".join(_FACTS)}) = (SELECT {_NEW_FACTS})
        FROM incoming_openings i
        JOIN incoming_states s ON s.line = i.line
        JOIN jobs j ON j.key = i.key
        LEFT JOIN incoming_seen seen ON seen.application_id = i.application_id
        WHERE a.id = i.application_id AND j.owner_id = a.owner_id
          AND (s.is_amended OR seen.application_id IS NULL)
        RETURNING i.line
    )
    UPDATE incoming_openings SET verdict = 'UNCHANGED'
    WHERE verdict = 'UPDATED' AND line NOT IN (SELECT line FROM written)
    """)  # noqa: S608 - names of ours
)
CREATE = Statement(
    text(f"""
    WITH made AS (
        INSERT INTO applications (owner_id, job_id, {_STATE}, source, resume_version, notes, import_key, import_hash)
        SELECT :owner, j.id, {", ".join(f"i.{name}" for name in STATE)}, i.source, i.resume_version, i.notes, i.own_key,
               i.hash
        FROM incoming_openings i JOIN jobs j ON j.owner_id = :owner AND j.key = i.key
        WHERE i.application_id IS NULL
        ORDER BY i.line
        RETURNING id, import_key
    )
    INSERT INTO transitions (owner_id, application_id, target, occurred_at, origin)
    SELECT :owner, made.id, told.target, told.occurred_at, '{Origin.IMPORT}'
    FROM made JOIN incoming_openings i ON i.own_key = made.import_key
    CROSS JOIN LATERAL unnest(i.targets, i.moments) WITH ORDINALITY AS told (target, occurred_at, position)
    ORDER BY i.line, told.position
    """).bindparams(_OWNER)  # noqa: S608 - names of ours
)
SEE = Statement(
    text("""
    INSERT INTO incoming_seen
    SELECT a.id FROM incoming_openings i JOIN applications a ON a.owner_id = :owner AND a.import_key = i.own_key
    UNION SELECT application_id FROM incoming_openings WHERE application_id IS NOT NULL
    ON CONFLICT DO NOTHING
    """).bindparams(_OWNER)
)
COUNT = Statement(text("SELECT coalesce(verdict, 'CREATED'), count(*) FROM incoming_openings GROUP BY 1"))
VERDICTS = Statement(
    text("SELECT line, coalesce(verdict, 'CREATED') FROM incoming_openings WHERE line = ANY(:lines)").bindparams(
        bindparam("lines", type_=ARRAY(BigInteger))
    )
)
