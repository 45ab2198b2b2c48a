"""What is kept is found by whom it is for and by nobody else; what everybody wants at once is computed once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.access import Role
from domain.caching import Family, FamilyStatistics, lifetimes
from domain.dimensions import MetricFilter
from domain.metrics import Metric
from domain.periods import Period
from domain.revisions import Part, Revision, read_for
from domain.users import User
from persistence.cache import Memory, Source, code_version, common, own
from persistence.cache.codec import decode, encode
from persistence.cache.memory import Entry
from tests.patience import PATIENCE
from tests.persistence.caches import MINUTE, NOW, Counting, cache, key

ADA = User(7, "ada", None, None, Role.MEMBER, "Europe/Berlin", 1, 30, NOW, Revision(3, 8))


async def test_what_was_computed_is_found() -> None:
    kept, compute = cache(), Counting()
    first = await kept.get(key(), int, compute, now=NOW)
    later = await kept.get(key(), int, compute, now=NOW + MINUTE)
    assert (first.value, first.source, first.computed_at) == (42, Source.COMPUTED, NOW)
    assert (later.value, later.source, later.computed_at) == (42, Source.MEMORY, NOW)
    assert (first.is_hit, later.is_hit, compute.times) == (False, True, 1)


async def test_the_very_object_is_found() -> None:
    answer = ("one", "two")
    kept = cache()
    await kept.get(key(), tuple[str, ...], Counting(answer), now=NOW)
    assert (await kept.get(key(), tuple[str, ...], Counting(), now=NOW)).value is answer


@pytest.mark.parametrize(("value", "kind"), [(0, int), ((), tuple[int, ...]), (None, int | None), ("", str)])
async def test_nothing_is_an_answer_too(value: object, kind: Any) -> None:
    kept, compute = cache(), Counting(value)
    await kept.get(key(), kind, compute, now=NOW)
    found = await kept.get(key(), kind, compute, now=NOW)
    assert (found.value, found.is_hit, compute.times) == (value, True, 1)


@pytest.mark.parametrize(
    "other",
    [
        key(owner=2),
        key(owner=None),
        key(role=Role.ANALYST),
        key(revision="ledger2"),
        key(settings=("Europe/Berlin", 1, 30)),
        key(today=(NOW - timedelta(days=1)).date()),
        key(Family.TRENDS),
        key(period=Period.WEEK),
    ],
)
async def test_whatever_may_change_an_answer_changes_its_key(other: Any) -> None:
    kept = cache()
    await kept.get(key(), int, Counting(1), now=NOW)
    assert (await kept.get(other, int, Counting(2), now=NOW)).value == 2


async def test_another_version_of_the_code_finds_nothing() -> None:
    memory = Memory()
    await cache(memory=memory, version="a").get(key(), int, Counting(1), now=NOW)
    assert (await cache(memory=memory, version="b").get(key(), int, Counting(2), now=NOW)).value == 2


def test_a_key_can_be_read() -> None:
    told = own(Family.RESPONSE_CURVE, ADA, Role.MEMBER, NOW, reads=[Part.ACTIVITY, Part.LEDGER], period=Period.WEEK)
    *parts, digest = told.text("3f2a").split(":")
    assert parts == ["analytics", "3f2a", "response_curve", "7", "ledger3.activity8"]
    assert len(digest) == 32
    assert common(Family.PLATFORM, ADA, Role.ANALYST, NOW).text("1").startswith("analytics:1:platform:all::")


def test_the_same_question_has_the_same_key_whatever_the_order_of_its_parameters() -> None:
    one = own(Family.METRICS, ADA, Role.MEMBER, NOW, reads=[], a=Metric.OFFERS, b=MetricFilter(sources=["x"]))
    two = own(Family.METRICS, ADA, Role.MEMBER, NOW, reads=[], b=MetricFilter(sources=["x"]), a=Metric.OFFERS)
    assert one.text("1") == two.text("1")


def test_the_day_of_a_key_is_the_owners() -> None:
    """23:30 in London is the next day in Berlin."""
    night = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)
    london = replace(ADA, time_zone="Europe/London")
    dates = [own(Family.SUMMARY, who, Role.MEMBER, night, reads=[]).today.day for who in (ADA, london)]
    assert dates == [12, 11]


def test_what_does_not_change_an_answer_is_not_in_its_key() -> None:
    busier = replace(ADA, revision=Revision(3, 9))
    keys = [own(Family.SUMMARY, who, Role.MEMBER, NOW, reads=[Part.LEDGER]).text("1") for who in (ADA, busier)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("metrics", "parts"),
    [
        ([Metric.APPLICATIONS, Metric.MEDIAN_DAYS_TO_OFFER], {Part.LEDGER}),
        ([Metric.JOB_VIEWS], {Part.ACTIVITY}),
        ([Metric.SESSIONS], {Part.ACTIVITY}),
        ([Metric.OFFERS, Metric.PAGE_VIEWS], {Part.LEDGER, Part.ACTIVITY}),
    ],
)
def test_what_a_metric_is_counted_from_follows_from_what_changes_it(metrics: list[Metric], parts: set[Part]) -> None:
    assert read_for(metrics) == parts


async def test_a_hundred_at_once_are_one_computation() -> None:
    kept, compute = cache(), Counting()
    compute.gate.clear()
    asking = [asyncio.create_task(kept.get(key(), int, compute, now=NOW)) for _ in range(100)]
    await until(lambda: compute.times == 1)
    compute.gate.set()
    found = await asyncio.gather(*asking)
    assert {each.value for each in found} == {42}
    assert compute.times == 1
    assert [each.source for each in found] == [Source.COMPUTED] + [Source.JOINED] * 99


async def test_who_asked_first_may_leave() -> None:
    kept, compute = cache(), Counting()
    compute.gate.clear()
    first, second = [asyncio.create_task(kept.get(key(), int, compute, now=NOW)) for _ in range(2)]
    await until(lambda: compute.times == 1)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    compute.gate.set()
    assert (await second).value == 42
    assert compute.times == 1


async def test_when_all_have_left_it_is_given_up_and_begun_anew_for_the_next() -> None:
    kept, compute = cache(), Counting()
    compute.gate.clear()
    asking = [asyncio.create_task(kept.get(key(), int, compute, now=NOW)) for _ in range(3)]
    await until(lambda: compute.times == 1)
    for task in asking:
        task.cancel()
    await asyncio.wait(asking)
    compute.gate.set()
    assert (await kept.get(key(), int, compute, now=NOW)).source is Source.COMPUTED
    assert compute.times == 2


async def test_an_error_is_told_to_all_and_not_kept() -> None:
    kept, failing = cache(), Counting(ValueError("no"))
    failing.gate.clear()
    asking = [asyncio.create_task(kept.get(key(), int, failing, now=NOW)) for _ in range(3)]
    await until(lambda: failing.times == 1)
    failing.gate.set()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert [str(each) for each in found] == ["no"] * 3
    assert (await kept.get(key(), int, Counting(), now=NOW)).value == 42


async def test_an_error_that_nobody_waits_for_is_no_complaint() -> None:
    kept, failing = cache(), Counting(ValueError("no"))
    failing.gate.clear()
    task = asyncio.create_task(kept.get(key(), int, failing, now=NOW))
    await until(lambda: failing.times == 1)
    failing.gate.set()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_each_family_is_kept_for_its_time() -> None:
    kept = cache(minutes=5)
    for family, minutes in ((Family.SUMMARY, 5), (Family.TRENDS, 15), (Family.SKILLS, 30), (Family.PERFORMANCE, 1)):
        await kept.get(key(family), int, Counting(1), now=NOW)
        last, over = NOW + minutes * MINUTE - timedelta(seconds=1), NOW + minutes * MINUTE
        assert (await kept.get(key(family), int, Counting(2), now=last)).value == 1
        assert (await kept.get(key(family), int, Counting(2), now=over)).value == 2


async def test_no_time_at_all_keeps_nothing() -> None:
    kept, compute = cache(minutes=0), Counting()
    for _ in range(3):
        assert (await kept.get(key(), int, compute, now=NOW)).source is Source.COMPUTED
    assert (compute.times, kept.statistics().entries) == (3, 0)
    assert set(lifetimes(0).values()) == {timedelta(0)}


def entry(size: int, until: timedelta = MINUTE) -> Entry:
    return Entry("value", NOW, NOW + until, size)


def test_memory_drops_what_was_not_used_for_longest() -> None:
    memory = Memory(entries=2, size=1_000)
    for name in ("a", "b"):
        memory.put(name, entry(10), now=NOW)
    memory.get("a", now=NOW)
    memory.put("c", entry(10), now=NOW)
    found = {name for name in "abc" if memory.get(name, now=NOW)}
    assert (found, len(memory), memory.size) == ({"a", "c"}, 2, 20)


def test_memory_holds_no_more_bytes_than_it_may() -> None:
    memory = Memory(entries=100, size=100)
    for number in range(20):
        memory.put(str(number), entry(30), now=NOW)
    assert (len(memory), memory.size) == (3, 90)
    memory.put("huge", entry(101), now=NOW)
    assert (len(memory), memory.size) == (3, 90)
    memory.put("19", entry(60), now=NOW)
    assert (len(memory), memory.size) == (2, 90)


def test_memory_drops_what_is_over_though_nobody_asks_for_it() -> None:
    memory = Memory()
    memory.put("soon", entry(10), now=NOW)
    memory.put("late", entry(10, 3 * MINUTE), now=NOW)
    memory.put("new", entry(10, 3 * MINUTE), now=NOW + MINUTE)
    assert (len(memory), memory.size) == (2, 20)
    assert memory.get("late", now=NOW + 3 * MINUTE) is None


async def test_an_owner_who_is_forgotten_is_forgotten_alone() -> None:
    kept = cache()
    for owner in (1, 12, 2):
        await kept.get(key(owner=owner), int, Counting(owner), now=NOW)
    await kept.forget(1)
    found = [(await kept.get(key(owner=owner), int, Counting(0), now=NOW)).value for owner in (1, 12, 2)]
    assert found == [0, 12, 2]


@pytest.mark.parametrize("data", [b"", b"\xff\xff", b"not what you think", encode("k", NOW, "7"), encode("o", NOW, 7)])
def test_garbage_is_nothing(data: bytes) -> None:
    assert decode(data, "k", int) is None
    assert decode(encode("k", NOW, 7)[:-1], "k", int) is None


def test_the_code_has_a_version(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("1")
    first = code_version([tmp_path])
    assert code_version([tmp_path]) == first
    (tmp_path / "notes.txt").write_text("")
    assert code_version([tmp_path]) == first
    (tmp_path / "one.py").write_text("2")
    assert code_version([tmp_path]) != first
    assert len(code_version()) == 12


async def test_it_counts_what_became_of_every_question() -> None:
    told: list[tuple[Family, bool]] = []
    kept = cache()
    kept.on_answer = lambda family, _, is_hit: told.append((family, is_hit))
    for _ in range(3):
        await kept.get(key(), int, Counting(), now=NOW)
    with pytest.raises(ValueError, match="no"):
        await kept.get(key(Family.FLOW), int, Counting(ValueError("no")), now=NOW)
    by_family = {each.family: each for each in kept.statistics().families}
    summary, flow = by_family[Family.SUMMARY], by_family[Family.FLOW]
    assert (summary.memory_hits, summary.computed, summary.hits, summary.misses) == (2, 1, 2, 1)
    assert summary.hit_rate == 2 / 3
    assert summary.hit_seconds > 0
    assert summary.miss_seconds > 0
    assert summary.stored_bytes == kept.statistics().size > 0
    assert (flow.failed, flow.misses, flow.hit_rate) == (1, 1, 0.0)
    assert by_family[Family.SKILLS] == FamilyStatistics(Family.SKILLS)
    assert by_family[Family.SKILLS].hit_rate is None
    assert told == [(Family.SUMMARY, False), (Family.SUMMARY, True), (Family.SUMMARY, True)]


async def until(condition: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0)
