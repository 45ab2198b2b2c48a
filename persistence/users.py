"""Accounts. The one repository without an owner: it is where owners come from."""

from collections.abc import Collection

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import array, insert

from domain.access import Role
from domain.revisions import Revision
from domain.users import User
from persistence import rollups
from persistence.database import Database, Record, Session, Statement
from persistence.tables import revisions, users

# An account is always read with the revision of what it owns, in one statement: the two belong together.
# The account's id is written out: SQLAlchemy does not correlate with the table of an INSERT.
_REVISION = (
    select(array([revisions.c.ledger, revisions.c.activity]))
    .where(revisions.c.owner_id == literal_column("users.id"))
    .scalar_subquery()
)
COLUMNS = (
    users.c.id,
    users.c.subject,
    users.c.email,
    users.c.name,
    users.c.role,
    users.c.time_zone,
    users.c.week_start,
    users.c.ghosted_after_days,
    users.c.created_at,
    _REVISION,
)
_BY_SUBJECT = Statement(select(*COLUMNS).where(users.c.subject == bindparam("subject")))
_BY_ID = Statement(select(*COLUMNS).where(users.c.id == bindparam("id")))
_ROLES = Statement(
    select(users.c.id, users.c.role).where(users.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
)
_new = insert(users).values(
    subject=bindparam("subject"), email=bindparam("email"), name=bindparam("name"), role=bindparam("role")
)
_ENSURE = Statement(
    _new.on_conflict_do_update(
        index_elements=[users.c.subject], set_={"email": func.coalesce(_new.excluded.email, users.c.email)}
    ).returning(*COLUMNS)
)
_SET_ROLE = Statement(
    users.update().where(users.c.id == bindparam("user")).values(role=bindparam("new_role")).returning(*COLUMNS)
)
# Nobody counts by the zone meanwhile: whoever does has the account's turn (persistence.turns).
_ZONE = Statement(select(users.c.time_zone).where(users.c.id == bindparam("user")).with_for_update(key_share=True))
_UPDATE = Statement(
    users.update()
    .where(users.c.id == bindparam("user"))
    .values(
        name=func.coalesce(bindparam("new_name", type_=users.c.name.type), users.c.name),
        time_zone=func.coalesce(bindparam("new_zone", type_=users.c.time_zone.type), users.c.time_zone),
        week_start=func.coalesce(bindparam("new_week_start", type_=users.c.week_start.type), users.c.week_start),
        ghosted_after_days=func.coalesce(
            bindparam("new_limit", type_=users.c.ghosted_after_days.type), users.c.ghosted_after_days
        ),
    )
    .returning(*COLUMNS)
)


def user_of(row: Record) -> User:
    """The account in a row of `COLUMNS`."""
    revision = Revision(*row[9]) if row[9] is not None else Revision()
    return User(row[0], row[1], row[2], row[3], Role(row[4]), row[5], row[6], row[7], row[8], revision)


class Users:
    """Finds, makes and changes accounts."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def by_subject(self, subject: str) -> User | None:
        """The account that tokens call by this name."""
        row = await self._database.fetch_row(_BY_SUBJECT, subject=subject)
        return None if row is None else user_of(row)

    async def by_id(self, user_id: int) -> User | None:
        """The account with this number."""
        row = await self._database.fetch_row(_BY_ID, id=user_id)
        return None if row is None else user_of(row)

    async def roles(self, user_ids: Collection[int]) -> dict[int, Role]:
        """The roles of those accounts that are there."""
        rows = await self._database.fetch(_ROLES, ids=list(user_ids))
        return {row[0]: Role(row[1]) for row in rows}

    async def ensure(
        self, subject: str, *, email: str | None = None, name: str | None = None, role: Role = Role.MEMBER
    ) -> User:
        """The account with this subject, made if it is not there; an existing one keeps its role and name."""

        row = await self._database.write(
            lambda session: session.fetch_row(_ENSURE, subject=subject, email=email, name=name, role=role)
        )
        assert row is not None  # noqa: S101 - INSERT … RETURNING always answers
        return user_of(row)

    async def set_role(self, user_id: int, role: Role) -> None:
        """Give an account another role."""
        await self._database.write(lambda session: session.execute(_SET_ROLE, user=user_id, new_role=role))

    async def update(
        self,
        user_id: int,
        *,
        name: str | None = None,
        time_zone: str | None = None,
        week_start: int | None = None,
        ghosted_after_days: int | None = None,
    ) -> User:
        """Change what is given and leave the rest; values were checked by the caller.

        In another time zone days begin at other moments, so what is counted by day is counted anew.
        """

        async def work(session: Session) -> Record | None:
            zone = None if time_zone is None else await session.fetch_value(_ZONE, user=user_id)
            row = await session.fetch_row(
                _UPDATE,
                user=user_id,
                new_name=name,
                new_zone=time_zone,
                new_week_start=week_start,
                new_limit=ghosted_after_days,
            )
            if zone != time_zone:
                await rollups.recount(session, user_id)
            return row

        row = await self._database.write(work)
        assert row is not None  # noqa: S101 - the owner of a request exists
        return user_of(row)
