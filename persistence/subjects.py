"""Whom a platform means when it names its users: accounts by subject, many at once, remembered for a while."""

from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from sqlalchemy import Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from domain.errors import TooSlow, Unavailable
from persistence.database import Database, Session, Statement
from persistence.erasures import erased
from persistence.tables import users

MOST: Final = 50_000
SECONDS: Final = 60.0
LONGEST: Final = 300

_SUBJECTS = bindparam("subjects", type_=ARRAY(Text))
_FIND = Statement(select(users.c.subject, users.c.id).where(users.c.subject == any_(_SUBJECTS)))
_MAKE = Statement(
    insert(users)
    .from_select(["subject"], select(func.unnest(_SUBJECTS)))
    .on_conflict_do_nothing(index_elements=[users.c.subject])
    .returning(users.c.subject, users.c.id)
)


class Subjects:
    """Numbers of accounts by the names that a platform calls them; an unknown name becomes an account.

    A number is believed for `seconds`, and longer while the database is away. The account may be erased meanwhile: the
    worker drops what is nobody's.
    """

    def __init__(self, database: Database, *, most: int = MOST, seconds: float = SECONDS) -> None:
        """Start with none known."""
        self._database, self._most, self._seconds = database, most, seconds
        self._known: OrderedDict[str, tuple[float, int]] = OrderedDict()

    async def owners(self, subjects: Collection[str], *, now: float) -> dict[str, int | None]:
        """The account of each name, None for one who was erased or a name that cannot be one.

        `now` is in seconds of any clock that never goes back. Raises Unavailable.
        """
        found: dict[str, int | None] = dict.fromkeys(subjects)
        missing = []
        for subject in subjects:
            until, number = self._known.get(subject, (0.0, None))
            if number is not None and now < until:
                found[subject] = number
            elif 0 < len(subject) <= LONGEST and subject.isprintable():
                missing.append(subject)
        if missing:
            try:
                learnt = await self._look_up(sorted(missing))
            except (Unavailable, TooSlow):
                if not self._known.keys() >= set(missing):
                    raise
                # Accounts keep their numbers; should one have been erased, the worker drops what is nobody's.
                learnt = {subject: self._known[subject][1] for subject in missing}
            found.update(learnt)
            self._remember(learnt, until=now + self._seconds)
        return found

    async def _look_up(self, subjects: list[str]) -> dict[str, int]:
        found = {row[0]: row[1] for row in await self._database.fetch(_FIND, subjects=subjects)}
        unknown = [subject for subject in subjects if subject not in found]
        if unknown:
            gone = await erased(self._database, unknown)
            new = [subject for subject in unknown if subject not in gone]
            found |= await self._made(new)
        return found

    async def _made(self, subjects: list[str]) -> dict[str, int]:
        if not subjects:
            return {}

        async def work(session: Session) -> dict[str, int]:
            made = {row[0]: row[1] for row in await session.fetch(_MAKE, subjects=subjects)}
            # Somebody else may have made one of them since we looked.
            return made | {row[0]: row[1] for row in await session.fetch(_FIND, subjects=subjects)}

        return await self._database.write(work)

    def _remember(self, learnt: dict[str, int], *, until: float) -> None:
        for subject, number in learnt.items():
            self._known[subject] = (until, number)
            self._known.move_to_end(subject)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
