"""The recorder: bounded, silent about what people sent, and never in anybody's way."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.errors import Unavailable
from domain.events import Event, Quarantined, Reason, Verdict
from domain.performance import Ending
from realtime.inbox import After, Depth, Store
from realtime.system import MOST_EVENTS, MOST_LABELS, MOST_SUMS, Recorder, fingerprint
from tests.builders import utc
from tests.patience import PATIENCE

NOW = utc(2026, 11, 21)


class Shelf:
    """An inbox in memory, which can be away."""

    def __init__(self) -> None:
        self.events: dict[UUID, Event] = {}
        self.puts = 0
        self.is_away = False
        self.loses_answers = False

    async def put(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> frozenset[UUID]:
        self.puts += 1
        if self.is_away:
            raise Unavailable("gone")
        self.events |= {event.id: event for event in events}
        if self.loses_answers:
            raise Unavailable("the answer was lost")
        return frozenset()

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        raise NotImplementedError

    async def depth(self) -> Depth:
        return Depth(len(self.events), None)

    async def forget(self, owner_id: int) -> None:
        raise NotImplementedError

    def told(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(event.properties) for event in self.events.values() if event.name == name]


def recorder() -> Recorder:
    return Recorder(now=lambda: NOW)


async def test_requests_are_added_up_by_operation_outcome_and_bucket() -> None:
    shelf, found = Shelf(), recorder()
    found.request("summary", Ending.ANSWERED, 0.0015)
    found.request("summary", Ending.ANSWERED, 0.0017)
    found.request("summary", Ending.FAILED, 0.0015)
    found.request("metrics", Ending.ANSWERED, 9)
    await found.write(shelf)
    assert shelf.told("api_request") == [
        {"operation": "summary", "outcome": "answered", "bucket": 1, "requests": 2, "seconds": 0.0032},
        {"operation": "summary", "outcome": "failed", "bucket": 1, "requests": 1, "seconds": 0.0015},
        {"operation": "metrics", "outcome": "answered", "bucket": 22, "requests": 1, "seconds": 9},
    ]
    for event in shelf.events.values():
        assert (event.owner_id, event.session_id, event.occurred_at, event.received_at) == (None, None, NOW, NOW)
    await found.write(shelf)
    assert shelf.puts == 1


async def test_everything_else_is_added_up_too() -> None:
    shelf, found = Shelf(), recorder()
    found.job("daily", "succeeded", 2.5)
    found.job("daily", "failed", 0.5)
    found.cache("summary", 0.25, is_hit=True)
    found.cache("summary", 0.5, is_hit=True)
    found.cache("summary", 1.5, is_hit=False)
    found.verdict(Verdict.ACCEPTED, None, 10)
    found.verdict(Verdict.DROPPED, Reason.NO_CONSENT, 2)
    found.batch(100, 0.5)
    found.batch(50, 0.25)
    found.check("postgresql", 0.004, is_healthy=True)
    await found.write(shelf)
    assert shelf.told("background_job") == [
        {"task": "daily", "outcome": "succeeded", "count": 1, "seconds": 2.5},
        {"task": "daily", "outcome": "failed", "count": 1, "seconds": 0.5},
    ]
    assert shelf.told("cache_hit") == [{"family": "summary", "count": 2, "seconds": 0.75}]
    assert shelf.told("cache_miss") == [{"family": "summary", "count": 1, "seconds": 1.5}]
    assert shelf.told("events_received") == [
        {"verdict": "accepted", "reason": "", "count": 10},
        {"verdict": "dropped", "reason": "no_consent", "count": 2},
    ]
    assert shelf.told("batch_worked") == [{"count": 2, "events": 150, "seconds": 0.75}]
    assert shelf.told("system_health_check") == [
        {"check": "postgresql", "isHealthy": True, "count": 1, "milliseconds": 4}
    ]


async def test_strange_names_are_bounded_in_number_and_kind() -> None:
    shelf, found = Shelf(), recorder()
    for number in range(10_000):
        found.request(f"operation{number}", Ending.ANSWERED, 0.01)
    found.request("secret=tok_9f8e7d6c5b4a\n", Ending.ANSWERED, 0.01)
    await found.write(shelf)
    told = shelf.told("api_request")
    assert len(told) == MOST_LABELS["operation"] + 1
    assert sum(each["requests"] for each in told) == 10_001
    assert [each["requests"] for each in told if each["operation"] == "other"] == [9_801]
    assert "tok_9f8e7d6c5b4a" not in json.dumps(told)


async def test_an_interval_puts_so_many_and_keeps_the_rest_for_the_next() -> None:
    shelf, found = Shelf(), recorder()
    for number in range(150):
        for ending in Ending:
            found.request(f"operation{number}", ending, 0.01)
    await found.write(shelf)
    assert len(shelf.events) == MOST_EVENTS
    await found.write(shelf)
    assert len(shelf.events) == 600


def test_memory_is_bounded_while_nothing_can_be_written() -> None:
    found = recorder()
    for number in range(200):
        for bucket in range(23):
            found.request(f"operation{number}", Ending.FAILED, bucket**3 / 2_000)
            found.request(f"operation{number}", Ending.REFUSED, bucket**3 / 2_000)
    assert found.left_out > 0
    assert len(found.taken(NOW)) == MOST_EVENTS
    assert len(found._sums) == MOST_SUMS - MOST_EVENTS


async def test_what_could_not_be_put_is_put_later_and_once() -> None:
    shelf, found = Shelf(), recorder()
    shelf.is_away = True
    found.request("summary", Ending.ANSWERED, 0.01)
    await found.write(shelf)
    found.request("summary", Ending.ANSWERED, 0.01)
    shelf.is_away, shelf.loses_answers = False, True
    await found.write(shelf)
    shelf.loses_answers = False
    await found.write(shelf)
    await found.write(shelf)
    assert [each["requests"] for each in shelf.told("api_request")] == [1, 1]


def fails(words: str) -> BaseException:
    try:
        raise ValueError(words)
    except ValueError as error:
        return error


def fails_elsewhere(words: str) -> BaseException:
    try:
        raise ValueError(words)
    except ValueError as error:
        return error


async def test_an_error_is_known_by_its_place_and_never_by_its_words() -> None:
    assert fingerprint(fails("one")) == fingerprint(fails("another"))
    assert fingerprint(fails("one")) != fingerprint(fails_elsewhere("one"))
    shelf, found = Shelf(), recorder()
    found.error(fails("tok_9f8e7d6c5b4a"), "INTERNAL")
    found.error(fails("SELECT secret"), "INTERNAL")
    await found.write(shelf)
    (told,) = shelf.told("error")
    assert told == {
        "fingerprint": fingerprint(fails("")),
        "kind": "builtins.ValueError",
        "code": "INTERNAL",
        "count": 2,
    }


async def test_nothing_is_counted_or_written_when_it_is_switched_off() -> None:
    shelf, found = Shelf(), Recorder(is_enabled=False, interval=0.001)
    async with found.writing(shelf, {"part": _fine}):
        found.request("summary", Ending.ANSWERED, 0.01)
    assert (shelf.puts, found._sums) == (0, {})


async def _fine() -> bool:
    return True


async def _breaks() -> bool:
    raise OSError("no route to tok_9f8e7d6c5b4a")


async def test_parts_are_looked_at_every_interval_and_the_last_words_are_kept() -> None:
    shelf, found = Shelf(), Recorder(interval=0.001)
    async with found.writing(shelf, {"fine": _fine, "broken": _breaks}):
        async with asyncio.timeout(PATIENCE):
            while not shelf.events:
                await asyncio.sleep(0)
        shelf.is_away = True
        found.request("summary", Ending.ANSWERED, 0.01)
        shelf.is_away = False
    healthy = {each["check"]: each["isHealthy"] for each in shelf.told("system_health_check")}
    assert healthy == {"fine": True, "broken": False}
    assert [each["requests"] for each in shelf.told("api_request")] == [1]
    assert all(event.received_at <= datetime.now(UTC) for event in shelf.events.values())
