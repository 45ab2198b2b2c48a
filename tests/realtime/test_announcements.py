"""Who changes something tells those who follow it, after the commit and whatever happens then."""

import ast
import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.access import EVERYTHING, Grant
from domain.errors import Refusal, Unavailable
from domain.revisions import Part
from domain.users import User
from persistence.database import Database, Statement
from persistence.events import Stored, store
from persistence.users import Users
from realtime.announcements import after_batch, of_batch, of_change, of_sweep
from realtime.broadcast import Broadcast, Listener, opened_broadcast
from realtime.inbox import Inbox
from realtime.inbox.opened import open_inbox
from realtime.topics import PLATFORM, Hint, hint, owner_channel
from realtime.worker import Work, workers
from resolvers.context import Context
from resolvers.payloads import settle
from tests.builders import person
from tests.patience import PATIENCE
from tests.realtime.broadcasts import next_hint
from tests.realtime.inboxes import event
from tests.redis_servers import RedisServer

LEDGER, ACTIVITY = Part.LEDGER, Part.ACTIVITY
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
COMMITTED = Statement(text("SELECT count(*) FROM events"))


def stored(new: int, owners: set[int], names: set[str]) -> Stored:
    return Stored(new=new, duplicates=1, dropped=1, owners=frozenset(owners), names=frozenset(names))


def test_what_a_batch_means() -> None:
    assert of_batch(stored(0, set(), set())) == []
    viewed = frozenset({"job_view", "page_view"})
    assert of_batch(stored(3, {9, 7}, {"job_view", "page_view"})) == [
        Hint(7, frozenset({ACTIVITY}), viewed),
        Hint(9, frozenset({ACTIVITY}), viewed),
        Hint(None, frozenset({ACTIVITY}), viewed),
    ]
    applied = of_batch(stored(1, {7}, {"job_apply"}))
    assert [each.parts for each in applied] == [{ACTIVITY, LEDGER}] * 2
    assert of_batch(stored(1, set(), {"api_request"})) == [hint(None, parts={ACTIVITY}, names={"api_request"})]


def test_what_other_changes_mean() -> None:
    assert of_change(7, {LEDGER}) == [Hint(7, frozenset({LEDGER}), frozenset())]
    assert of_sweep() == [Hint(None, frozenset({ACTIVITY, LEDGER}), frozenset())]


@pytest.fixture
async def broadcast() -> AsyncIterator[Broadcast]:
    async with opened_broadcast(None) as opened:
        yield opened


@pytest.fixture
async def ada(database: Database) -> User:
    return await person(database, "ada")


@asynccontextmanager
async def working(inbox: Inbox, broadcast: Broadcast) -> AsyncIterator[None]:
    async with workers(Work(inbox, store, after=after_batch(broadcast.announce))):
        yield


async def test_what_a_worker_stores_is_told_after_its_commit(
    database: Database, ada: User, broadcast: Broadcast
) -> None:
    async with AsyncExitStack() as stack:
        inbox = await stack.enter_async_context(open_inbox(database))
        hers = await stack.enter_async_context(broadcast.listen([owner_channel(ada.id)]))
        everybodys = await stack.enter_async_context(broadcast.listen([PLATFORM]))
        await stack.enter_async_context(working(inbox, broadcast))
        await inbox.put([event("job_view", owner=ada.id)], ())
        assert await next_hint(hers) == hint(ada.id, parts={ACTIVITY}, names={"job_view"})
        assert await database.fetch_value(COMMITTED) == 1
        assert await next_hint(everybodys) == hint(None, parts={ACTIVITY}, names={"job_view"})
        await inbox.put([event("job_apply", owner=ada.id), event("page_view", owner=ada.id)], ())
        assert await next_hint(hers) == hint(ada.id, parts={ACTIVITY, LEDGER}, names={"job_apply", "page_view"})


async def test_a_worker_tells_another_process(database: Database, ada: User, server: RedisServer) -> None:
    async with AsyncExitStack() as stack:
        inbox = await stack.enter_async_context(open_inbox(database))
        here = await stack.enter_async_context(opened_broadcast(server.url))
        there = await stack.enter_async_context(opened_broadcast(server.url))
        listener = await stack.enter_async_context(here.listen([owner_channel(ada.id)]))
        await stack.enter_async_context(working(inbox, there))
        await inbox.put([event("job_view", owner=ada.id)], ())
        assert await next_hint(listener) == hint(ada.id, parts={ACTIVITY}, names={"job_view"})
        await server.kill()
        # No worker waits for Redis, and none fails.
        for _ in range(3):
            await inbox.put([event("job_save", owner=ada.id)], ())
        async with asyncio.timeout(PATIENCE):
            while await database.fetch_value(COMMITTED) != 4:
                await asyncio.sleep(0.01)


def context(database: Database, owner: User, broadcast: Broadcast) -> Context:
    return Context(database, owner, Grant(owner.role, EVERYTHING), NOW, announce=broadcast.announce)


async def told(listener: Listener, broadcast: Broadcast, owner: User) -> Hint:
    """All that was announced until now."""
    mark = hint(owner.id, names={"mark"})
    await broadcast.announce([mark])
    return await next_hint(listener)


async def test_an_act_is_told_when_it_is_done(database: Database, ada: User, broadcast: Broadcast) -> None:
    asked = context(database, ada, broadcast)

    async def rename() -> str:
        await Users(database).update(ada.id, name="Ada")
        return "done"

    async with broadcast.listen([owner_channel(ada.id)]) as listener:
        assert (await settle(asked, rename(), changes={LEDGER})).value == "done"
        assert await next_hint(listener) == hint(ada.id, parts={LEDGER})
        assert (await settle(asked, rename())).value == "done"
        assert await told(listener, broadcast, ada) == hint(ada.id, names={"mark"})


async def test_an_act_that_was_refused_is_not_told(database: Database, ada: User, broadcast: Broadcast) -> None:
    async def refuse() -> None:
        raise Refusal("No.")

    async with broadcast.listen([owner_channel(ada.id)]) as listener:
        payload = await settle(context(database, ada, broadcast), refuse(), changes={LEDGER})
        assert [each.message for each in payload.errors] == ["No."]
        assert await told(listener, broadcast, ada) == hint(ada.id, names={"mark"})


async def test_an_act_of_unknown_outcome_is_told(database: Database, ada: User, broadcast: Broadcast) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        begun.set()
        await never.wait()

    async def fail() -> None:
        raise Unavailable("gone while it was committing")

    async def act(work: Awaitable[None]) -> None:
        await settle(context(database, ada, broadcast), work, changes={LEDGER})

    async with broadcast.listen([owner_channel(ada.id)]) as listener:
        with pytest.raises(Unavailable):
            await act(fail())
        assert await next_hint(listener) == hint(ada.id, parts={LEDGER})
        acting = asyncio.create_task(act(hang()))
        await begun.wait()
        acting.cancel()  # as when nobody waits for the answer any more
        with pytest.raises(asyncio.CancelledError):
            await acting
        assert await next_hint(listener) == hint(ada.id, parts={LEDGER})


def test_every_act_says_what_it_changes() -> None:
    silent = set()
    for path in sorted((Path(__file__).parents[2] / "resolvers").glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.AsyncFunctionDef):
                calls = [each for each in ast.walk(function) if isinstance(each, ast.Call)]
                settling = [each for each in calls if isinstance(each.func, ast.Name) and each.func.id == "settle"]
                silent |= {function.name for each in settling if "changes" not in {name.arg for name in each.keywords}}
    # Events are told of when they are stored, alerts when they are raised; dashboards and reports say by name which of
    # them it is; a new key, a browser to be told, a link, and what becomes of a rule or of an alert that was raised
    # change nothing that is followed.
    events = {"record_events", "replay_quarantined_events", "discard_quarantined_events"}
    rules = {"create_alert_rule", "update_alert_rule", "remove_alert_rule", "acknowledge_alert", "snooze_alert"}
    named = {"save_dashboard", "remove_dashboard", "generate_report"}
    links = {"share_dashboard", "unshare_dashboard", "register_push", "remove_push", "create_api_key"}
    assert silent == events | rules | named | links
