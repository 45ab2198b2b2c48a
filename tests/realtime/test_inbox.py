"""The contract of every inbox: nothing accepted is lost, nothing is told twice, nothing holds up the others."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from domain.errors import Unavailable
from domain.events import Priority
from persistence.database import Database, Session
from realtime.inbox import Depth, FullError, Inbox
from tests.patience import PATIENCE
from tests.realtime.conftest import MOST_EVENTS
from tests.realtime.inboxes import (
    NOW,
    POISON,
    QUARANTINE,
    drain,
    event,
    events,
    ids,
    keep,
    quarantined,
    worked,
)  # fmt: skip


async def test_what_is_put_is_worked_once(inbox: Inbox, database: Database) -> None:
    told = events(30)
    assert await inbox.put(told, []) == frozenset()
    assert await inbox.depth() == Depth(30, NOW)
    assert await inbox.work(20, keep) == 20
    assert await inbox.work(20, keep) == 10
    assert await inbox.work(20, keep) == 0
    assert await worked(database) == ids(told)
    assert await inbox.depth() == Depth(0, None)


async def test_nothing_is_put_without_events(inbox: Inbox, database: Database) -> None:
    before = database.statements
    assert await inbox.put([], []) == frozenset()
    assert database.statements == before


async def test_urgent_ones_are_worked_first(inbox: Inbox, database: Database) -> None:
    normal, urgent = events(5), [event(priority=Priority.HIGH) for _ in range(3)]
    await inbox.put(normal, [])
    await inbox.put(urgent, [])
    assert await inbox.work(4, keep) == 4
    assert set(await worked(database)) == {*ids(urgent), normal[0].id}
    await drain(inbox)
    assert set(await worked(database)) == {*ids(urgent), *ids(normal)}


async def test_what_was_accepted_before_is_told_and_not_taken_again(inbox: Inbox, database: Database) -> None:
    first, second = events(2)
    assert await inbox.put([first], []) == frozenset()
    assert await inbox.put([first, second], []) == {first.id}
    await drain(inbox)
    assert await inbox.put([second], []) == {second.id}
    assert await drain(inbox) == 0
    assert await worked(database) == ids([first, second])


async def test_an_id_twice_in_one_call_is_taken_once_and_is_news(inbox: Inbox, database: Database) -> None:
    first = event("job_view")
    again = event("job_save")
    again = type(again)(first.id, "job_save", NOW, NOW, "{}")
    assert await inbox.put([first, again], []) == frozenset()
    assert await drain(inbox) == 1
    assert await worked(database) == [first.id]


async def test_callers_share_transactions(inbox: Inbox, database: Database) -> None:
    told = [events(10) for _ in range(50)]
    before = database.statements
    assert await asyncio.gather(*(inbox.put(each, []) for each in told)) == [frozenset()] * 50
    assert database.statements - before < 20
    assert await drain(inbox) == 500
    assert Counter(await worked(database)) == Counter(each for batch in told for each in ids(batch))


async def test_of_two_that_put_the_same_at_once_one_is_first(inbox: Inbox) -> None:
    same = event()
    answers = await asyncio.gather(*(inbox.put([same], []) for _ in range(10)))
    assert sorted(map(len, answers)) == [0] + [1] * 9
    assert await drain(inbox) == 1


async def test_a_caller_that_leaves_takes_nobody_along(inbox: Inbox, database: Database) -> None:
    told = [events(3) for _ in range(10)]
    puts = [asyncio.create_task(inbox.put(each, [])) for each in told]
    await asyncio.sleep(0)
    for each in puts[::2]:
        each.cancel()
    answers: list[Any] = await asyncio.gather(*puts, return_exceptions=True)
    assert answers[1::2] == [frozenset()] * 5
    await drain(inbox)
    assert set(await worked(database)) >= {each for batch in told[1::2] for each in ids(batch)}


async def test_quarantined_ones_are_kept_along(inbox: Inbox, database: Database) -> None:
    await inbox.put(events(1), [quarantined("occurredAt"), quarantined("name")])
    await inbox.put([], [quarantined("id")])
    await drain(inbox)
    rows = await database.fetch(QUARANTINE)
    assert {row["field"] for row in rows} == {"occurredAt", "name", "id"}
    assert dict(rows[0]) | {"field": ""} == {
        "reason": "invalid_time", "message": "Give occurredAt as …", "event": {"id": 1}, "event_id": "1",
        "owner_id": 7, "name": "page_view", "field": "", "received_at": NOW,
    }  # fmt: skip


async def test_a_full_inbox_says_when_to_come_back(inbox: Inbox, database: Database) -> None:
    for _ in range(MOST_EVENTS // 1_000):
        await inbox.put(events(1_000), [])
    with pytest.raises(FullError) as caught:
        await inbox.put(events(1), [])
    assert 0 < caught.value.seconds <= 60
    assert await drain(inbox) == MOST_EVENTS
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await inbox.put([late := event()], [])
                break
            except FullError:
                await asyncio.sleep(0.1)
    await drain(inbox)
    assert (await worked(database))[-1] == late.id


async def test_poison_is_told_apart_and_put_aside(inbox: Inbox, database: Database) -> None:
    good, bad = events(99), event(POISON)
    await inbox.put([*good[:60], bad, *good[60:]], [])
    assert await inbox.work(1_000, keep) == 99
    assert set(await worked(database)) == set(ids(good))
    assert await database.fetch(QUARANTINE) == []
    await inbox.put(later := events(5), [])
    async with asyncio.timeout(PATIENCE):
        while not (rows := await database.fetch(QUARANTINE)):
            await inbox.work(1_000, keep)
    assert set(await worked(database)) == set(ids(good + later))
    assert [dict(row) for row in rows] == [
        {
            "reason": "poisoned",
            "message": "It could not be stored in 5 tries, and nothing was counted from it. The rest of its batch was "
            "stored. Replay it after an update of this software, or discard it.",
            "event": {
                "id": str(bad.id), "name": POISON, "occurredAt": NOW.isoformat(), "sessionId": "session-1",
                "properties": {"path": "/jobs"}, "context": {"country": "DE"},
            },
            "event_id": str(bad.id), "owner_id": 7, "name": POISON, "field": None, "received_at": NOW,
        }
    ]  # fmt: skip
    assert await inbox.depth() == Depth(0, None)


async def test_poison_gets_five_tries(inbox: Inbox, database: Database) -> None:
    tries = 0

    async def refuse(session: Session) -> None:
        nonlocal tries
        tries += 1
        raise ValueError("no")

    await inbox.put([event()], [])
    async with asyncio.timeout(PATIENCE):
        while not await database.fetch(QUARANTINE):
            await inbox.work(10, refuse)
    # The first of them twice: as a batch, and by itself.
    assert tries in (5, 6)


async def test_what_is_not_for_the_data_leaves_everything_as_it_was(inbox: Inbox, database: Database) -> None:
    async def fail(session: Session) -> None:
        await keep(session)
        raise Unavailable("not now")

    told = events(10)
    await inbox.put(told, [])
    for _ in range(10):
        with pytest.raises(Unavailable):
            await inbox.work(10, fail)
    assert await inbox.depth() == Depth(10, NOW)
    assert await drain(inbox) == 10
    assert await worked(database) == ids(told)
    assert await database.fetch(QUARANTINE) == []


async def test_a_worker_that_dies_gives_back_its_batch(inbox: Inbox, database: Database) -> None:
    begun = asyncio.Event()

    async def hang(session: Session) -> None:
        await keep(session)
        begun.set()
        await asyncio.Event().wait()

    told = events(10)
    await inbox.put(told, [])
    worker = asyncio.create_task(inbox.work(10, hang))
    async with asyncio.timeout(PATIENCE):
        await begun.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    async with asyncio.timeout(PATIENCE):
        while len(await worked(database)) < 10:
            await inbox.work(10, keep)
    assert await worked(database) == ids(told)


async def test_workers_side_by_side_take_different_ones(inbox: Inbox, database: Database) -> None:
    told = events(2_000)
    await inbox.put(told, [])
    assert sum(await asyncio.gather(*(drain(inbox, 50) for _ in range(3)))) == 2_000
    assert Counter(await worked(database)) == Counter(ids(told))


async def test_who_stores_hears_of_it_after_the_commit(inbox: Inbox, database: Database) -> None:
    heard: list[Any] = []

    async def hear(stored: Any) -> None:
        heard.append((stored, len(await worked(database))))
        raise RuntimeError("deaf")

    await inbox.put(events(3), [])
    assert await inbox.work(10, keep, hear) == 3
    assert await inbox.work(10, keep, hear) == 0
    assert heard == [(3, 3)]


async def test_what_an_erased_person_left_waiting_is_taken_out(inbox: Inbox, database: Database) -> None:
    theirs, others = [event(owner=7) for _ in range(5)], [event(owner=8), event(owner=None)]
    await inbox.put([*theirs[:2], others[0], *theirs[2:], others[1]], [])
    await inbox.put([event(owner=7, priority=Priority.HIGH)], [])
    await inbox.forget(7)
    assert await drain(inbox) == 2
    assert await worked(database) == ids(others)
