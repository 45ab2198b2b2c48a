"""Sending to a push service: what arrives, and what is made of its answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from starlette.responses import StreamingResponse

from delivery.keys import new_private_key
from delivery.push import Became, Outcome, Sender, opened_sender
from delivery.vapid import SigningKey
from domain.pushes import Address, Notification, Urgency
from tests.delivery.browsers import PushService, push_service, statuses
from tests.patience import PATIENCE

KEY = SigningKey(new_private_key(), "mailto:operator@example.com")
RAISED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
NEWS = Notification(
    "Below your limit",
    "Response rate on 1 March 2026: 5% (1 of 20), below 8%.",
    "/alerts?alert=x",
    "a" * 32,
    RAISED,
    Urgency.HIGH,
    timedelta(hours=23, seconds=0.9),
)


@dataclass(slots=True)
class Post:
    """A service, and somebody who sends to it."""

    service: PushService
    sender: Sender

    async def send(self, address: Address | None = None) -> Outcome:
        """To a browser."""
        return await self.sender.send(address or self.service.browser("ada").address, NEWS, datetime.now(UTC))


@asynccontextmanager
async def opened_post(*, is_anywhere: bool = True) -> AsyncIterator[Post]:
    async with push_service(KEY.public) as service, opened_sender(KEY, is_anywhere=is_anywhere) as sender:
        yield Post(service, sender)


async def test_what_is_said_arrives_with_how_it_is_to_be_kept() -> None:
    async with opened_post() as post:
        assert await post.send() == Outcome(Became.TAKEN, 201)
        (told,) = post.service.told
        assert told.message == {
            "title": "Below your limit",
            "body": "Response rate on 1 March 2026: 5% (1 of 20), below 8%.",
            "link": "/alerts?alert=x",
            "tag": "a" * 32,
            "raisedAt": "2026-03-01T08:30:00Z",
        }
        kept = {name: told.headers[name] for name in ("ttl", "topic", "urgency", "content-type")}
        assert kept == {
            "ttl": str(23 * 3600), "topic": "a" * 32, "urgency": "high", "content-type": "application/octet-stream"
        }  # fmt: skip
        assert int(told.headers["content-length"]) < 4096


@pytest.mark.parametrize(
    ("status", "became"),
    [
        (200, Became.TAKEN), (201, Became.TAKEN), (202, Became.TAKEN), (204, Became.TAKEN),
        (301, Became.REFUSED), (302, Became.REFUSED), (307, Became.REFUSED), (400, Became.REFUSED),
        (401, Became.REFUSED), (403, Became.REFUSED), (413, Became.REFUSED),
        (404, Became.GONE), (410, Became.GONE),
        (429, Became.LATER), (500, Became.LATER), (502, Became.LATER), (503, Became.LATER),
    ],
)  # fmt: skip
async def test_what_an_answer_means(status: int, became: Became) -> None:
    async with opened_post() as post:
        post.service.answers += statuses(status, location=f"{post.service.url}/push/other")
        assert await post.send() == Outcome(became, status)
        # No redirect is followed.
        assert post.service.asked == 1


async def test_how_long_a_service_asks_to_wait() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    late = format_datetime(datetime.now(UTC) + timedelta(days=10), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(days=10), usegmt=True)
    waits = []
    async with opened_post() as post:
        for told in ("120", "99999999999999999999", soon, late, past, "soon", "-5", ""):
            post.service.answers += statuses(429, retry_after=told)
            waits.append((await post.send()).wait)
    hour, none = timedelta(hours=1), timedelta(0)
    assert timedelta(minutes=8) < waits.pop(2) <= timedelta(minutes=10)
    assert waits == [timedelta(minutes=2), hour, hour, none, none, none, none]


async def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    gone = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x" * 65_536
                await asyncio.sleep(0)
        finally:
            gone.set()

    async with opened_post() as post:
        post.service.answers.append(StreamingResponse(endless(), status_code=503))
        assert (await post.send()).became is Became.LATER
        # We have hung up.
        async with asyncio.timeout(PATIENCE):
            await gone.wait()


async def test_who_does_not_speak_http_or_is_not_there_is_asked_later() -> None:
    async with opened_post() as post:
        browser = post.service.browser("ada")
    async with opened_sender(KEY, is_anywhere=True) as sender:
        assert await sender.send(browser.address, NEWS, RAISED) == Outcome(Became.LATER)
        nowhere = Address("https://nowhere.invalid/push", browser.point, browser.auth)
        assert await sender.send(nowhere, NEWS, RAISED) == Outcome(Became.LATER)


async def test_into_the_house_nothing_is_sent() -> None:
    async with opened_post(is_anywhere=False) as post:
        assert await post.send() == Outcome(Became.REFUSED)
        assert post.service.asked == 0


async def test_a_browser_with_keys_that_are_none_is_forgotten() -> None:
    async with opened_post() as post:
        address = post.service.browser("ada").address
        wrong = Address(address.endpoint, b"\x04" + b"\x01" * 64, address.auth)
        assert await post.send(wrong) == Outcome(Became.GONE)
        assert post.service.asked == 0


async def test_one_connection_serves_many() -> None:
    async with opened_post() as post:
        addresses = [post.service.browser(f"b{number}").address for number in range(5)]
        assert [(await post.send(each)).became for each in addresses] == [Became.TAKEN] * 5
        assert len(post.service.told) == 5
        assert len(post.service.connections) == 1


@pytest.mark.parametrize("private", ["", "x", "AAAA", "A" * 43, "-" * 43 + "é", "A" * 44, "_" * 43])
def test_what_is_no_private_key_is_refused(private: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        SigningKey(private, "mailto:x@example.com")


def test_a_key_is_read_as_it_is_written() -> None:
    private = new_private_key()
    assert SigningKey(private, "").public == SigningKey(private + "=", "").public
    assert len(SigningKey(private, "").public) == 87
