"""An alert reaches every browser of its owner once, whatever the push service or our own processes do meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.responses import Response

from delivery.keys import new_private_key
from delivery.push import Sender, opened_sender
from delivery.vapid import SigningKey
from domain.access import Grant, scopes_of
from domain.users import User
from persistence.database import Statement
from persistence.pushes import TASK, Pushes
from persistence.queues import OUTWARD
from persistence.schedules import Chore, scheduling
from resolvers.alerting import evaluate
from resolvers.context import Context
from resolvers.nodes import encode
from server.pushing import push
from tests.builders import APPLIED, application, person
from tests.delivery.browsers import Browser, PushService, push_service, statuses
from tests.journeys.service import Service, serving, token
from tests.patience import PATIENCE
from tests.persistence.test_schedules import FAST, eventually, settled

PRIVATE = new_private_key()
KEY = SigningKey(PRIVATE, "mailto:operator@example.com")
PUSHING = {
    "vapid_private_key": PRIVATE,
    "vapid_subject": "mailto:operator@example.com",
    "push_to_private_addresses": True,
}
REGISTER = """
    mutation ($input: RegisterPushInput!) {
        registerPush(input: $input) { push { endpoint service deliveredAt } errors { code message path } }
    }
"""
REMOVE = """
    mutation ($input: RemovePushInput!) { removePush(input: $input) { push { endpoint } errors { code message path } } }
"""
PUSHES = "{ viewer { pushes { endpoint service createdAt deliveredAt } } }"
BUSY = """
    mutation {
        createAlertRule(input: {name: "Busy", metric: APPLICATIONS, interval: MONTH, condition: ABOVE, threshold: 1}) {
            alertRule { id } errors { code }
        }
    }
"""
JOBS = Statement(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'push'"))
ALERTS = Statement(text("SELECT id, message FROM alerts WHERE number IS NOT NULL"))


@dataclass(slots=True)
class Town:
    """Ada with a rule, a server, a push service and who sends to it."""

    service: Service
    pushing: PushService
    sender: Sender
    ada: User
    dsn: str

    async def browser(self, name: str, user: User | None = None) -> Browser:
        """A browser of Ada's that has registered."""
        browser = self.pushing.browser(name)
        answer = await self.service.ask(REGISTER, token(user or self.ada), input=browser.told())
        assert answer["errors"] == []
        return browser

    async def raise_alert(self, now: datetime | None = None) -> str:
        """What the alert says that is raised now."""
        at = now or datetime.now(UTC)
        for _ in range(2):
            await application(self.service.database, self.ada, (APPLIED, at))
        context = Context(self.service.database, self.ada, Grant(self.ada.role, scopes_of(self.ada.role)), at)
        assert await evaluate(context) == 1
        ((_, message),) = await self.service.database.fetch(ALERTS)
        return str(message)

    def sending(self) -> AbstractAsyncContextManager[None]:
        """A worker that does what is asked of it, and nothing else, for the time of the block."""
        database = self.service.database
        chore = Chore(TASK, lambda now, asked: push(database, self.sender, now, asked), queue=OUTWARD)
        return scheduling(self.dsn, database, [chore], pace=FAST)

    async def pushes(self, user: User | None = None) -> list[dict[str, Any]]:
        """The browsers as their owner sees them."""
        return list((await self.service.ask(PUSHES, token(user or self.ada)))["pushes"])


@pytest.fixture
async def town(dsn: str) -> AsyncIterator[Town]:
    async with (
        serving(dsn, **PUSHING) as service,
        push_service(KEY.public) as pushing,
        opened_sender(KEY, is_anywhere=True) as sender,
    ):
        ada = await person(service.database)
        assert (await service.ask(BUSY, token(ada)))["errors"] == []
        yield Town(service, pushing, sender, ada, dsn)


async def test_every_browser_is_told_once_in_the_right_words(town: Town) -> None:
    assert (await town.service.client.get("/dashboard.json")).json()["pushKey"] == KEY.public
    for name in ("phone", "laptop"):
        await town.browser(name)
    await town.browser("theirs", await person(town.service.database, "grace"))
    message = await town.raise_alert()
    ((alert, _),) = await town.service.database.fetch(ALERTS)
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=2)
    assert sorted(each.name for each in town.pushing.told) == ["laptop", "phone"]
    for each in town.pushing.told:
        assert message.startswith("Applications in ")
        assert message.endswith(": 2, above 1.")
        assert {name: each.message[name] for name in ("title", "body", "link")} == {
            "title": "Above your limit",
            "body": message,
            "link": f"/alerts?alert={encode('Alert', alert)}",
        }
        assert each.message["tag"] == each.headers["topic"]
        assert each.headers["urgency"] == "normal"
        assert 86_000 < int(each.headers["ttl"]) <= 86_400
    assert [each["deliveredAt"] is not None for each in await town.pushes()] == [True, True]
    assert [each["service"] for each in await town.pushes()] == ["127.0.0.1"] * 2


async def test_however_many_judge_at_once_there_is_one_job_a_browser(town: Town) -> None:
    await town.browser("phone")
    now, database = datetime.now(UTC), town.service.database
    for _ in range(2):
        await application(database, town.ada, (APPLIED, now))
    grant = Grant(town.ada.role, scopes_of(town.ada.role))
    raised = await asyncio.gather(*(evaluate(Context(database, town.ada, grant, now)) for _ in range(5)))
    assert sorted(raised) == [0, 0, 0, 0, 1]
    assert await database.fetch_value(JOBS) == 1


async def test_a_browser_that_is_gone_is_forgotten(town: Town) -> None:
    for name in ("old", "new"):
        await town.browser(name)
    await town.raise_alert()
    town.pushing.answers += statuses(410)
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=2)
    (left,) = await town.pushes()
    (told,) = town.pushing.told
    assert left["endpoint"].endswith(told.name)


async def test_a_service_that_is_busy_is_asked_again_and_told_once(town: Town) -> None:
    await town.browser("phone")
    await town.raise_alert()
    town.pushing.answers += statuses(503, 429, 500)
    async with town.sending():
        found = await settled(town.service.database, TASK, succeeded=1)
    assert (len(town.pushing.told), town.pushing.asked, found.retries) == (1, 4, 3)


async def test_not_before_the_service_wants_it(town: Town) -> None:
    await town.browser("phone")
    await town.raise_alert()
    town.pushing.answers += statuses(429, retry_after="600")
    due = Statement(text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'push' AND attempts = 1"))

    async def is_put_off() -> bool:
        return bool(await town.service.database.fetch(due))

    before = datetime.now(UTC)
    async with town.sending():
        await eventually(is_put_off)
    assert await town.service.database.fetch_value(due) >= before + timedelta(seconds=600)
    assert town.pushing.told == []


async def test_what_a_process_was_sending_when_it_ended_is_delivered_by_the_next(town: Town) -> None:
    await town.browser("phone")
    await town.raise_alert()
    reached, over = asyncio.Event(), asyncio.Event()

    class Silent(Response):
        """Answers when it is all over."""

        async def __call__(self, *connection: Any) -> None:
            reached.set()
            await over.wait()
            await super().__call__(*connection)

    town.pushing.answers.append(Silent(status_code=503))
    async with town.sending(), asyncio.timeout(PATIENCE):
        await reached.wait()
    assert town.pushing.told == []
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=1)
    assert [each.name for each in town.pushing.told] == ["phone"]
    over.set()


async def test_what_was_raised_while_nobody_worked_is_delivered_later(town: Town) -> None:
    await town.browser("phone")
    await town.raise_alert()
    await town.browser("registered-since")
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=1)
    assert [each.name for each in town.pushing.told] == ["phone"]


async def test_what_is_seen_already_or_no_news_is_not_told(town: Town) -> None:
    await town.browser("phone")
    await town.raise_alert()
    seen = Statement(text("UPDATE alerts SET acknowledged_at = now() RETURNING id"))
    await town.service.database.write(lambda session: session.fetch(seen))
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=1)
    assert town.pushing.asked == 0


async def test_an_alert_of_days_ago_is_no_news(town: Town) -> None:
    await town.browser("phone")
    await town.raise_alert(datetime.now(UTC) - timedelta(days=2))
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=1)
    assert town.pushing.asked == 0


async def test_what_is_ada_s_is_not_told_to_who_uses_her_browser_since(town: Town) -> None:
    browser = await town.browser("shared")
    await town.raise_alert()
    grace = await person(town.service.database, "grace")
    answer = await town.service.ask(REGISTER, token(grace), input=browser.told())
    assert answer["errors"] == []
    assert await town.pushes() == []
    assert [each["endpoint"] for each in await town.pushes(grace)] == [browser.endpoint]
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=1)
    assert town.pushing.asked == 0


async def test_nobody_takes_a_browser_away_by_its_address_alone(town: Town) -> None:
    browser = await town.browser("phone")
    grace = await person(town.service.database, "grace")
    other = Browser(browser.endpoint)
    answer = await town.service.ask(REGISTER, token(grace), input=other.told())
    assert [(each["code"], each["path"]) for each in answer["errors"]] == [("CONFLICT", ["input", "endpoint"])]
    refused = await town.service.ask(REMOVE, token(grace), input={"endpoint": browser.endpoint})
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [("NOT_FOUND", ["input", "endpoint"])]
    assert [each["endpoint"] for each in await town.pushes()] == [browser.endpoint]


async def test_a_browser_is_kept_once_with_its_newest_keys_until_it_is_removed(town: Town) -> None:
    first = await town.browser("phone")
    renewed = await town.browser("phone")
    assert (first.endpoint, first.auth != renewed.auth) == (renewed.endpoint, True)
    assert len(await town.pushes()) == 1
    await town.raise_alert()
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=1)
    assert len(town.pushing.told) == 1
    removed = await town.service.ask(REMOVE, token(town.ada), input={"endpoint": first.endpoint})
    assert removed == {"push": {"endpoint": first.endpoint}, "errors": []}
    assert await town.pushes() == []


async def test_there_is_room_for_twenty(town: Town) -> None:
    for number in range(20):
        await town.browser(f"b{number}")
    answer = await town.service.ask(REGISTER, token(town.ada), input=town.pushing.browser("one-more").told())
    assert [each["code"] for each in answer["errors"]] == ["CONFLICT"]
    assert "20 browsers" in answer["errors"][0]["message"]
    await town.browser("b7")
    assert len(await town.pushes()) == 20


async def test_where_nothing_is_pushed_nobody_registers(dsn: str) -> None:
    async with serving(dsn) as service:
        ada = await person(service.database)
        assert (await service.client.get("/dashboard.json")).json()["pushKey"] is None
        answer = await service.ask(REGISTER, token(ada), input=Browser("https://push.example/x").told())
        assert [each["code"] for each in answer["errors"]] == ["CONFLICT"]
        assert "VAPID_PRIVATE_KEY" in answer["errors"][0]["message"]


@asynccontextmanager
async def strict(dsn: str) -> AsyncIterator[tuple[Service, User]]:
    async with serving(dsn, **PUSHING | {"push_to_private_addresses": False}) as service:
        yield service, await person(service.database)


async def test_what_cannot_be_registered(dsn: str) -> None:
    good = Browser("https://push.example/x").told()
    wrong = [
        ("endpoint", each)
        for each in (
            "", "http://push.example/x", "file:///etc/passwd", "push.example", "https://", "https://a b.example/",
            "https://user:secret@push.example/", "https://push.example/#x", "https://push.example:99999/x",
            "https://push.example/ü", "https://push.example/\n", "https://[::1", f"https://push.example/{'x' * 1000}",
        )
    ]  # fmt: skip
    wrong += [("p256dh", each) for each in ("", "x", "!", good["auth"], "B" + "A" * 86, good["p256dh"] + "AA", "é")]
    wrong += [("auth", each) for each in ("", "x", "!!!!", good["p256dh"], good["auth"] + "AA", "+" * 22)]
    async with strict(dsn) as (service, ada):
        for name, value in wrong:
            answer = await service.ask(REGISTER, token(ada), input=good | {name: value})
            assert [each["path"] for each in answer["errors"]] == [["input", name]], (name, value)
            assert answer["push"] is None
        assert (await service.ask(REGISTER, token(ada), input=good))["push"] == {
            "endpoint": "https://push.example/x", "service": "push.example", "deliveredAt": None
        }  # fmt: skip
        assert await Pushes(service.database, ada).count_without("") == 1


async def test_who_is_erased_is_told_nothing_any_more(town: Town) -> None:
    await town.browser("phone")
    await town.raise_alert()
    answer = await town.service.ask(
        "mutation ($said: String!) { eraseMyData(input: {confirm: $said}) { erasure { removed { kind count } } "
        "errors { code } } }",
        token(town.ada),
        said=town.ada.email,
    )
    assert {"kind": "pushes", "count": 1} in answer["erasure"]["removed"]
    async with town.sending():
        await settled(town.service.database, TASK, succeeded=1)
    assert town.pushing.asked == 0
