"""Alerts by events: judged once a round, told on at once, and never in the way."""

import asyncio
from collections.abc import Iterable

from domain.errors import Unavailable
from domain.revisions import Part
from realtime.alerts import ALERT_RAISED, alerting
from realtime.topics import Hint, hint
from tests.patience import PATIENCE

LEDGER = hint(7, parts={Part.LEDGER}, names={"job_apply"})


class Heard:
    """What was announced, and a way to wait for so much of it."""

    def __init__(self) -> None:
        self.hints: list[Hint] = []
        self._is_more = asyncio.Event()

    async def announce(self, hints: Iterable[Hint]) -> None:
        self.hints.extend(hints)
        self._is_more.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.hints) < count:
                self._is_more.clear()
                await self._is_more.wait()


async def test_what_is_touched_is_judged_and_what_was_raised_is_told() -> None:
    heard, judged = Heard(), list[tuple[int, Hint]]()

    async def evaluate(owner_id: int, told: Hint) -> int:
        judged.append((owner_id, told))
        return 1

    async with alerting(evaluate, heard.announce, pause=0) as alerts:
        await alerts.announce([LEDGER, hint(None, parts={Part.LEDGER})])
        await heard.until(3)
    assert judged == [(7, LEDGER)]
    assert heard.hints == [LEDGER, hint(None, parts={Part.LEDGER}), hint(7, names={ALERT_RAISED})]


async def test_a_burst_is_judged_once_a_round_and_nothing_of_it_is_missed() -> None:
    heard, judged = Heard(), list[Hint]()
    may_go, is_held = asyncio.Event(), asyncio.Event()

    async def evaluate(_: int, told: Hint) -> int:
        judged.append(told)
        is_held.set()
        await may_go.wait()
        return int(len(judged) == 2)

    async with asyncio.timeout(PATIENCE), alerting(evaluate, heard.announce, pause=0) as alerts:
        await alerts.announce([LEDGER])
        await is_held.wait()
        for name in ("page_view", "job_view"):
            await alerts.announce([hint(7, parts={Part.ACTIVITY}, names={name})] * 50)
        assert len(alerts) == 1
        may_go.set()
        await heard.until(102)
    assert judged == [LEDGER, hint(7, parts={Part.ACTIVITY}, names={"page_view", "job_view"})]


async def test_one_that_cannot_be_judged_leaves_the_others() -> None:
    heard = Heard()

    async def evaluate(owner_id: int, _: Hint) -> int:
        if owner_id == 7:
            raise Unavailable("away")
        if owner_id == 8:
            raise ValueError("broken")
        return 1

    async with alerting(evaluate, heard.announce, pause=0) as alerts:
        await alerts.announce([hint(owner, parts={Part.LEDGER}) for owner in (7, 8, 9)])
        await heard.until(4)
    assert heard.hints[-1] == hint(9, names={ALERT_RAISED})


async def test_an_alert_that_was_raised_touches_nothing() -> None:
    heard = Heard()

    async def evaluate(_: int, __: Hint) -> int:
        raise AssertionError

    async with alerting(evaluate, heard.announce, pause=0) as alerts:
        await alerts.announce([hint(7, names={ALERT_RAISED})])
        assert len(alerts) == 0
