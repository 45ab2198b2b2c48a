"""Whatever happens, is lost, breaks off and goes on: who applies what they receive ends with what a query says."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.applications import Application
from domain.revisions import Part
from domain.users import User
from persistence.database import Database
from persistence.moves import Moves
from realtime.announcements import of_batch, of_change
from realtime.broadcast import Broadcast, opened_broadcast
from realtime.topics import Hint
from server.subscriptions import contexts
from tests.builders import APPLIED, INTERVIEWING, REJECTED, application, happened, move, person, stored
from tests.persistence.caches import cache
from tests.resolvers.desk import Desk
from tests.server.following import House, bearer, until

MOST_APPLICATIONS = 15  # a snapshot holds the 20 newest
QUESTIONS = {
    "applicationChanged": "applications { id status }",
    "metricsChanged": "series { total }",
    "summaryChanged": "summary { totalApplications jobViews statusCounts { status count } }",
}
ARGUMENTS = {"metricsChanged": "metrics: [JOB_VIEWS, APPLICATIONS], range: {period: ALL_TIME}, "}
FRESH = """{
  applications(first: 50) { nodes { id status } }
  metrics(metrics: [JOB_VIEWS, APPLICATIONS], range: {period: ALL_TIME}) { total }
  summary { totalApplications jobViews statusCounts { status count } }
}"""

happenings = st.lists(
    st.sampled_from(
        ["apply", "apply", "advance", "reject", "view", "view", "view", "toggle", "toggle", "pause", "deaf", "found"]
    ),
    min_size=5,
    max_size=40,
)


@dataclass(eq=False)
class Client:
    """One who follows one field, and may break off, read slowly and come back."""

    root: str
    state: Any = None
    sequence: str | None = None
    may_read: asyncio.Event = field(default_factory=asyncio.Event)
    reading: asyncio.Task[None] | None = None

    def toggle(self, house: House, header: str) -> None:
        """Break off, or come back with what was seen last."""
        if self.reading is not None:
            self.reading.cancel()
            self.reading = None
        else:
            self.reading = asyncio.create_task(self._read(house, header))

    async def _read(self, house: House, header: str) -> None:
        field = f"{self.root}({ARGUMENTS.get(self.root, '')}after: $after)"
        query = f"subscription($after: String) {{ {field} {{ sequence isSnapshot {QUESTIONS[self.root]} }} }}"
        async with house.follow(query, header, after=self.sequence) as follower:
            while True:
                await self.may_read.wait()
                self.apply(await follower.next(60))

    def apply(self, change: dict[str, Any]) -> None:
        """Take it in as a client would."""
        self.sequence = change["sequence"]
        if self.root == "summaryChanged":
            self.state = change["summary"]
        elif self.root == "metricsChanged":
            self.state = [series["total"] for series in change["series"]]
        else:
            moved = {each["id"]: each["status"] for each in change["applications"]}
            self.state = moved if change["isSnapshot"] else {**self.state, **moved}


@dataclass(eq=False)
class World:
    """What happens to one person's search, with hints that may be lost."""

    database: Database
    broadcast: Broadcast
    ada: User
    luck: Random
    made: list[Application] = field(default_factory=list)
    is_deaf: bool = False

    async def apply(self) -> None:
        if len(self.made) < MOST_APPLICATIONS:
            made = await application(self.database, self.ada, APPLIED, title=f"Job {len(self.made)}")
            self.made.append(made)
            await self._tell(of_change(self.ada.id, {Part.LEDGER}))

    async def advance(self) -> None:
        await self._move(INTERVIEWING)

    async def reject(self) -> None:
        await self._move(REJECTED)

    async def view(self) -> None:
        await self._tell(
            of_batch(await stored(self.database, happened("job_view", datetime.now(UTC), owner=self.ada.id)))
        )

    async def deaf(self) -> None:
        self.is_deaf = True

    async def found(self) -> None:
        if self.is_deaf:
            self.is_deaf = False
            self.broadcast.look_again()

    async def _move(self, target: Any) -> None:
        if self.made:
            one = self.luck.choice(self.made)
            await Moves(self.database, self.ada).move(one.id, lambda _: [move(target, datetime.now(UTC))])
            await self._tell(of_change(self.ada.id, {Part.LEDGER}))

    async def _tell(self, hints: list[Hint]) -> None:
        if not self.is_deaf:
            await self.broadcast.announce(hints)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=happenings, luck=st.randoms(use_true_random=False))
async def test_whoever_applies_what_they_receive_ends_with_the_truth(
    database: Database, told: list[str], luck: Random
) -> None:
    ada = await person(database)
    kept = cache()
    async with opened_broadcast(None) as broadcast:
        house = House(database, broadcast, context=contexts(database, cache=kept))
        world, header = World(database, broadcast, ada, luck), bearer(ada)
        clients = [Client(root) for root in QUESTIONS for _ in range(2)]
        for client in clients:
            client.may_read.set()
        for happening in told:
            if happening == "toggle":
                luck.choice(clients).toggle(house, header)
            elif happening == "pause":
                event = luck.choice(clients).may_read
                event.clear() if event.is_set() else event.set()
            else:
                await getattr(world, happening)()
            await asyncio.sleep(luck.choice([0, 0, 0.002]))
        await world.found()
        for client in clients:
            client.may_read.set()
            if client.reading is None:
                client.toggle(house, header)
        truth = await fresh(database, ada)
        await until(_all_know(clients, truth))
        for client in clients:
            client.toggle(house, header)
        await until(lambda: house.live.streams == 0)


def _all_know(clients: list[Client], truth: dict[str, Any]) -> Callable[[], bool]:
    return lambda: all(client.state == truth[client.root] for client in clients)


async def fresh(database: Database, ada: User) -> dict[str, Any]:
    """What queries say."""
    data = await Desk(database, ada, datetime.now(UTC)).ask(FRESH)
    return {
        "applicationChanged": {each["id"]: each["status"] for each in data["applications"]["nodes"]},
        "metricsChanged": [series["total"] for series in data["metrics"]],
        "summaryChanged": data["summary"],
    }
