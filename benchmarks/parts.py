"""Where the processor time of one overview goes: parts of the server run alone, in this process, without a network."""

import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from benchmarks.questions import OVERVIEW
from benchmarks.stages import ADA, Ground
from domain.access import EVERYTHING, Grant
from persistence.connections import Record
from persistence.database import Database, Statement, connect
from persistence.users import Users
from resolvers.context import Context
from schema.documents import Documents
from schema.operations import Document
from schema.plans import Plans
from schema.root import schema

TURNS: Final = 20
TIMES: Final = 30
# The same root fields with next to nothing of what they answer: the resolvers work, the completion does not.
ROOTS: Final = """
{ summary { totalApplications }
  metrics(metrics: [JOB_VIEWS, APPLICATIONS, RESPONSES, INTERVIEWS, OFFERS, RESPONSE_RATE],
          range: {period: LAST_30_DAYS}, interval: DAY) { metric }
  applications(first: 20) { __typename } }
"""


@dataclass(frozen=True, slots=True)
class Parts:
    """Milliseconds of this process for one overview; `reference` is the whole by the reference executor instead."""

    client: float
    resolvers: float
    completion: float
    encoding: float
    reference: float


class Remembering(Database):
    """A database that answers a statement as it did the first time."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._connections)
        self._known: dict[int, list[Record]] = {}

    async def fetch(self, statement: Statement, /, **parameters: Any) -> list[Record]:
        """The rows of the first time."""
        if id(statement) not in self._known:
            self._known[id(statement)] = await super().fetch(statement, **parameters)
        return self._known[id(statement)]


async def measure(ground: Ground) -> Parts:
    """Take the overview apart."""
    async with connect(ground.dsn, connections=10) as database:
        owner, now = await Users(database).by_subject(ADA), datetime.now(UTC)
        assert owner is not None  # noqa: S101 - the demo is there
        remembering, plans, documents = Remembering(database), Plans(schema), Documents(schema)
        whole, roots = documents.read(OVERVIEW), documents.read(ROOTS)
        documents.close()
        assert isinstance(whole, Document)  # noqa: S101 - they are valid
        assert isinstance(roots, Document)  # noqa: S101 - as above

        def asking(execute: Any, document: Document, source: Database) -> Callable[[], Awaitable[Any]]:
            operation = document.operation(None)
            return lambda: execute(operation, {}, Context(source, owner, Grant(owner.role, EVERYTHING), now))

        planned = await _each(asking(plans.execute, whole, database))
        remembered = await _each(asking(plans.execute, whole, remembering))
        bare = await _each(asking(plans.execute, roots, remembering))
        data = (await asking(plans.execute, whole, remembering)()).data

        async def encode() -> None:
            orjson.dumps(data)

        return Parts(
            client=planned - remembered,
            resolvers=bare,
            completion=remembered - bare,
            encoding=await _each(encode),
            reference=await _each(asking(plans.refer, whole, remembering)),
        )


async def _each(work: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds of processor time for one, in the best of many turns: other processes only ever add to it."""
    for _ in range(3):
        await work()
    gc.collect()
    turns = []
    for _ in range(TURNS):
        started = time.process_time()
        for _ in range(TIMES):
            await work()
        turns.append(time.process_time() - started)
    return min(turns) / TIMES * 1_000
