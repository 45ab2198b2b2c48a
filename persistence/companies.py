"""Companies: the owner's own and the public ones that came with postings."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.companies import Company, CompanySize
from domain.users import User
from persistence.database import Database, Statement
from persistence.makers import maker
from persistence.tables import companies

IDS = bindparam("ids", type_=ARRAY(BigInteger))
VISIBLE = or_(companies.c.owner_id == bindparam("owner"), companies.c.owner_id.is_(None))

_SIZES: dict[str | None, CompanySize | None] = {None: None, **{each.value: each for each in CompanySize}}
_company = maker(Company)
COLUMNS = (companies.c.id, companies.c.name, companies.c.size, companies.c.industry)
_BY_IDS = Statement(select(*COLUMNS).where(companies.c.id == any_(IDS), VISIBLE))


def company(id_: int, name: str, size: str | None, industry: str | None) -> Company:
    """The company in the columns `COLUMNS`."""
    return _company(id_, name, _SIZES[size], industry)


class Companies:
    """Companies one owner may see."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def by_ids(self, ids: Sequence[int]) -> dict[int, Company]:
        """Those of the asked that exist and may be seen, by number."""
        rows = await self._database.fetch(_BY_IDS, ids=list(ids), owner=self._owner.id)
        return {row[0]: company(*row) for row in rows}
