"""Events as trackers and servers send them: made by chance that can be repeated, in parcels of one request each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import orjson

from domain.access import Role, Scope
from domain.keys import fingerprint, new_secret
from domain.users import User
from persistence.database import Database
from persistence.keys import Keys
from tests.builders import person

# What becomes of an application after it was made, and where that leaves it: (stage, outcome).
WAYS: tuple[tuple[tuple[str, ...], tuple[str, str | None]], ...] = (
    ((), ("APPLIED", None)),
    (("SCREENING",), ("SCREENING", None)),
    (("SCREENING", "INTERVIEWING"), ("INTERVIEWING", None)),
    (("REJECTED",), ("APPLIED", "REJECTED")),
    (("INTERVIEWING", "WITHDRAWN"), ("INTERVIEWING", "WITHDRAWN")),
    (("SCREENING", "INTERVIEWING", "OFFERED", "ACCEPTED"), ("OFFERED", "ACCEPTED")),
)
SOURCES = ("LinkedIn", "Referral", "Company site")
VISITS = ("page_view", "page_view", "job_view", "job_view", "job_save", "job_search", "time_spent")
PATHS = ("/jobs", "/jobs/7", "/log")


@dataclass(frozen=True, slots=True)
class Made:
    """An event, and whose it is (None: nobody's)."""

    id: UUID
    owner: User | None
    name: str
    at: datetime
    properties: dict[str, Any]
    session: str | None = None

    def told(self, *, by_key: bool) -> dict[str, Any]:
        """As it is sent; a key says whose it is."""
        about = {"userId": self.owner.subject} if by_key and self.owner is not None else {}
        session = {} if self.session is None else {"sessionId": self.session}
        return {
            "id": str(self.id),
            "name": self.name,
            "occurredAt": self.at.isoformat(),
            "properties": self.properties,
            **session,
            **about,
        }


@dataclass(frozen=True, slots=True)
class Parcel:
    """The events of one request, and who sends it; a hasty sender does not try again."""

    bearer: str
    events: tuple[Made, ...]
    by_key: bool = False
    is_hasty: bool = False

    @property
    def body(self) -> bytes:
        """The request."""
        return orjson.dumps({"events": [each.told(by_key=self.by_key) for each in self.events]})


@dataclass(slots=True)
class Maker:
    """Makes events that happened within the 60 days before `now`; `states` has what becomes of applications."""

    luck: Random
    now: datetime
    states: dict[tuple[int, str], tuple[str, str | None, int]] = field(default_factory=dict)

    def history(self, owner: User, count: int) -> list[Made]:
        """So many events of one person, in no order: a quarter and more are about applications."""
        made: list[Made] = []
        while len(made) < count // 4:
            made.extend(self._application(owner, f"{owner.id}-{len(made)}"))
        made.extend(self.visit(owner) for _ in range(count - len(made)))
        return self.luck.sample(made, len(made))

    def visit(self, owner: User | None) -> Made:
        """Something that somebody looked at."""
        name = self.luck.choice(VISITS)
        properties: dict[str, Any] = {"path": self.luck.choice(PATHS)} if name == "page_view" else {}
        if name in ("job_view", "job_save"):
            properties = {"jobId": str(self.luck.randrange(50))}
        elif name == "time_spent":
            properties = {"seconds": self.luck.randrange(1, 6_000) / 10}
        session = f"visit-{self.luck.randrange(40)}" if owner is None or self.luck.random() < 0.7 else None
        return Made(self._id(), owner, name, self._moment(), properties, session)

    def _application(self, owner: User, reference: str) -> Iterator[Made]:
        moves, (stage, outcome) = self.luck.choice(WAYS)
        self.states[owner.id, reference] = (stage, outcome, 1 + len(moves))
        at = self._moment() - timedelta(days=30)
        facts = {
            "title": self.luck.choice(("Baker", "Miller", "Data Engineer")),
            "company": f"Company {self.luck.randrange(30)}",
            "source": self.luck.choice(SOURCES),
        }
        yield Made(self._id(), owner, "application_created", at, {"applicationId": reference, **facts})
        for status in moves:
            at += timedelta(days=self.luck.randint(1, 7), minutes=self.luck.randrange(600))
            told = {"applicationId": reference, "status": status}
            yield Made(self._id(), owner, "application_status_change", at, told)

    def _id(self) -> UUID:
        return UUID(int=self.luck.getrandbits(128), version=4)

    def _moment(self) -> datetime:
        return self.now - timedelta(seconds=self.luck.randrange(60, 30 * 86_400))


def split(events: Sequence[Made], luck: Random) -> Iterator[tuple[Made, ...]]:
    """Parts of 10 to 100; the last may be smaller."""
    start = 0
    while start < len(events):
        size = luck.randint(10, 100)
        yield tuple(events[start : start + size])
        start += size


async def operator_key(database: Database) -> str:
    """A key that may say whose its events are."""
    operator, secret = await person(database, "operator", role=Role.OPERATOR), new_secret()
    await Keys(database, operator).add(
        "k", prefix=secret[:8], digest=fingerprint(secret), scopes=frozenset({Scope.INGEST})
    )
    return secret
