"""Skills: what the owner can do, and what jobs ask for."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from domain.skills.gaps import UNBLOCKING, Demand
from domain.users import User
from persistence.database import Database, Session, Statement

_OWNER = bindparam("owner", type_=BigInteger)
_NAMES = bindparam("names", type_=ARRAY(Text))

_PROFILE = Statement(
    text("SELECT skill FROM profile_skills WHERE owner_id = :owner ORDER BY lower(skill), skill").bindparams(_OWNER)
)
_FORGET = Statement(text("DELETE FROM profile_skills WHERE owner_id = :owner").bindparams(_OWNER))
_LEARN = Statement(
    text(
        "INSERT INTO profile_skills (owner_id, skill) SELECT :owner, name FROM unnest(:names) AS given (name) "
        "ON CONFLICT DO NOTHING"
    ).bindparams(_OWNER, _NAMES)
)

# The jobs of interest are those in the owner's log and the public ones they applied to; the postings are all that are
# still advertised. For every skill: how many ask for it, and for how many it is the only one the profile lacks.
_DEMAND = Statement(
    text("""
    WITH interest AS (
        SELECT id, true AS is_own FROM jobs WHERE owner_id = :owner
        UNION SELECT job_id, true FROM applications WHERE owner_id = :owner
    ), scope AS (
        SELECT id, true AS is_own FROM interest
        UNION ALL SELECT id, false FROM jobs WHERE owner_id IS NULL AND is_active
    ), asked AS (
        SELECT scope.id, scope.is_own, job_skills.skill, known.skill IS NOT NULL AS is_known,
               known.skill IS NULL AND job_skills.skill <> ALL (:unblocking) AS is_missing
        FROM scope JOIN job_skills ON job_skills.job_id = scope.id
        LEFT JOIN profile_skills known ON known.owner_id = :owner AND known.skill = job_skills.skill
    ), lacking AS (
        SELECT id, is_own, count(*) FILTER (WHERE is_missing) AS missing FROM asked GROUP BY id, is_own
    )
    SELECT asked.skill,
           count(*) FILTER (WHERE asked.is_own),
           count(*) FILTER (WHERE NOT asked.is_own),
           count(*) FILTER (WHERE asked.is_own AND asked.is_missing AND lacking.missing = 1),
           count(*) FILTER (WHERE NOT asked.is_own AND asked.is_missing AND lacking.missing = 1),
           bool_or(asked.is_known)
    FROM asked JOIN lacking ON lacking.id = asked.id AND lacking.is_own = asked.is_own
    GROUP BY asked.skill
    """).bindparams(_OWNER, bindparam("unblocking", sorted(UNBLOCKING), type_=ARRAY(Text)))
)
_TOTALS = Statement(
    text("""
    SELECT count(DISTINCT job_skills.job_id) FILTER (WHERE jobs.owner_id = :owner OR applications.id IS NOT NULL),
           count(DISTINCT job_skills.job_id) FILTER (WHERE jobs.owner_id IS NULL AND jobs.is_active)
    FROM job_skills JOIN jobs ON jobs.id = job_skills.job_id
    LEFT JOIN applications ON applications.job_id = jobs.id AND applications.owner_id = :owner
    WHERE jobs.owner_id = :owner OR jobs.owner_id IS NULL
    """).bindparams(_OWNER)
)


class Skills:
    """One owner's skills, and what they are worth."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def profile(self) -> list[str]:
        """What the owner can do, in alphabetical order."""
        return [row[0] for row in await self._database.fetch(_PROFILE, owner=self._owner.id)]

    async def set(self, names: Sequence[str]) -> None:
        """Replace what the owner can do."""

        async def work(session: Session) -> None:
            await session.execute(_FORGET, owner=self._owner.id)
            await session.execute(_LEARN, owner=self._owner.id, names=list(names))

        await self._database.write(work)

    async def demand(self) -> list[Demand]:
        """Every skill that any job in sight asks for."""
        return [Demand(*row) for row in await self._database.fetch(_DEMAND, owner=self._owner.id)]

    async def totals(self) -> tuple[int, int]:
        """How many jobs of interest, and how many postings, name any skill at all."""
        row = await self._database.fetch_row(_TOTALS, owner=self._owner.id)
        return (0, 0) if row is None else (row[0], row[1])
