"""GraphQL over server-sent events: graphql-sse's "distinct connections mode"."""

import asyncio
from typing import Any

import httpx
import pytest

from realtime.frames import Ended
from server.seats import Seats
from tests.patience import PATIENCE
from tests.server.events import EVENTS, listening
from tests.server.house import GRAPHQL, Hasty, House, house, raw, until
from tests.server.towers import SECRET, Stay

TICKS = "subscription { ticks }"
ADA = "Bearer ada"
COMPLETE = ("complete", None)


def ticks(value: Any) -> tuple[str, Any]:
    return "next", {"data": {"ticks": value}}


async def test_a_subscription_is_answered_until_the_client_goes(home: House) -> None:
    async with listening(home.client, TICKS, authorization=ADA) as stream:
        assert stream.response.status_code == 200
        assert stream.response.headers["content-type"].split(";")[0] == EVENTS
        assert stream.response.headers["cache-control"] == "no-store"
        assert stream.response.headers["x-content-type-options"] == "nosniff"
        assert await stream.next() == ticks(0)
        home.stay.tower.tell("line\nbreak")
        assert await stream.next() == ticks("line\nbreak")
        assert home.stay.open == 1
    await until(lambda: home.stay.open == 0)
    assert not home.stay.tower.feeds
    assert home.stay.seats.keys == 0


async def test_the_bytes_are_those_of_the_protocol(home: House) -> None:
    body = b'{"query":"{hello}"}'
    head = (
        "POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: text/event-stream\r\n"
        f"Authorization: {ADA}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    answer = await raw(home.port, head.encode(), body)
    chunks = answer.partition(b"\r\n\r\n")[2].split(b"\r\n")[1::2]
    assert chunks[0] == b":\n\n"
    assert chunks[1].startswith(b'event: next\ndata: {"data":{"hello":"hello world"}')
    assert chunks[1].endswith(b"}\n\n")
    assert chunks[2] == b"event: complete\ndata: \n\n"


async def test_get_serves_too_but_changes_nothing(home: House) -> None:
    headers = {"accept": EVENTS, "authorization": ADA}
    answer = await home.client.get("/graphql", params={"query": "{hello}"}, headers=headers)
    assert answer.text.startswith(':\n\nevent: next\ndata: {"data":{"hello":"hello world"}')
    assert answer.text.endswith("event: complete\ndata: \n\n")
    refused = await home.client.get("/graphql", params={"query": "mutation{change}"}, headers=headers)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert home.witness.effects == 0


async def test_mutations_are_answered_once(home: House) -> None:
    async with listening(home.client, "mutation{change}", authorization=ADA) as stream:
        (event, payload), last = await stream.rest()
        assert (event, payload["data"], last) == ("next", {"change": 1}, COMPLETE)


@pytest.mark.parametrize(
    ("query", "code"),
    [("{", "GRAPHQL_PARSE_FAILED"), ("{nope}", "GRAPHQL_VALIDATION_FAILED"), ("{fault}", "INTERNAL")],
)
async def test_errors_of_the_operation_come_in_the_stream(home: House, query: str, code: str) -> None:
    async with listening(home.client, query, authorization=ADA) as stream:
        assert stream.response.status_code == 200
        (event, payload), last = await stream.rest()
        assert (event, payload["errors"][0]["extensions"]["code"], last) == ("next", code, COMPLETE)
        assert payload["errors"][0]["extensions"]["requestId"] == stream.response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({"authorization": "Bearer stranger"}, {"query": TICKS}, 401, "UNAUTHENTICATED"),
        ({}, {"query": TICKS}, 401, "UNAUTHENTICATED"),
        ({"authorization": "Bearer outage"}, {"query": TICKS}, 503, "UNAVAILABLE"),
        ({"authorization": ADA, "origin": "https://evil.example"}, {"query": TICKS}, 403, "FOREIGN_ORIGIN"),
        ({"authorization": ADA}, [], 400, "BATCHING_NOT_SUPPORTED"),
        ({"authorization": ADA}, {"query": "{hello}" + "#" * 256 * 1024}, 413, "BODY_TOO_LARGE"),
    ],
)
async def test_what_is_wrong_with_the_request_is_a_status(
    home: House, headers: dict[str, str], body: Any, status: int, code: str
) -> None:
    answer = await home.client.post("/graphql", json=body, headers={"accept": EVENTS} | headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("accept", "query", "is_stream"),
    [
        (f"{EVENTS}, */*;q=0.1", "{hello}", True),
        (f"{GRAPHQL}, application/json, {EVENTS}, multipart/mixed", "{hello}", False),
        (f"{GRAPHQL}, application/json, {EVENTS}, multipart/mixed", "{nope}", False),
        (f"{GRAPHQL}, application/json, {EVENTS}, multipart/mixed", TICKS, True),
        (f"{EVENTS};q=0", "{hello}", None),
    ],
)
async def test_what_can_be_answered_at_once_is_streamed_only_to_those_who_want_nothing_else(
    home: House, accept: str, query: str, is_stream: bool | None
) -> None:
    async with listening(home.client, query, accept=accept, authorization=ADA) as stream:
        if is_stream is None:
            assert stream.response.status_code == 406
        else:
            assert stream.response.headers["content-type"].startswith(EVENTS) == is_stream


async def test_a_subscription_needs_a_stream(home: House) -> None:
    answer = await home.ask(TICKS, authorization=ADA)
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["extensions"]["code"]) == (400, "SUBSCRIPTION_NOT_SUPPORTED")
    assert EVENTS in error["message"]


async def test_pages_of_an_allowed_origin_can_read_it(home: House) -> None:
    origin = "https://app.example.com"
    async with listening(home.client, "{hello}", authorization=ADA, origin=origin) as stream:
        assert stream.response.headers["access-control-allow-origin"] == origin


async def test_a_quiet_stream_shows_that_it_lives() -> None:
    async with (
        house(stay=Stay(alive_every=0.05)) as home,
        listening(home.client, TICKS, authorization=ADA) as stream,
        asyncio.timeout(PATIENCE),
    ):
        await stream.next()
        told = asyncio.ensure_future(stream.next())
        await until(lambda: stream.comments > 3)
        home.stay.tower.tell(1)
        assert await told == ticks(1)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Ended("UNAUTHENTICATED", "Your token has expired. Connect again."), "UNAUTHENTICATED"),
        (ValueError(SECRET), "INTERNAL"),
    ],
)
async def test_a_feed_that_ends_says_why_and_completes(home: House, error: Exception, code: str) -> None:
    async with listening(home.client, TICKS, authorization=ADA) as stream:
        await stream.next()
        home.stay.tower.end(error)
        (event, payload), last = await stream.rest()
        assert (event, payload["errors"][0]["extensions"]["code"], last) == ("next", code, COMPLETE)
        assert SECRET not in str(payload)


async def test_streams_count_as_connections() -> None:
    async with house(stay=Stay(seats=Seats(per_user=2))) as home:
        async with (
            listening(home.client, TICKS, authorization=ADA) as first,
            listening(home.client, TICKS, authorization=ADA) as second,
        ):
            await first.next()
            await second.next()
            async with listening(home.client, TICKS, authorization=ADA, origin="https://app.example.com") as third:
                assert third.response.status_code == 429
                assert third.response.headers["access-control-allow-origin"] == "https://app.example.com"
                assert b"TOO_MANY_CONNECTIONS" in await third.response.aread()
        await until(lambda: home.stay.seats.keys == 0)


async def test_one_who_does_not_read_gets_the_newest_or_is_given_up() -> None:
    async with house(protocol=Hasty) as home:
        reader, writer = await asyncio.open_connection("127.0.0.1", home.port, limit=2**10)
        body = b'{"query":"subscription{ticks}"}'
        head = (
            f"Accept: {EVENTS}\r\nAuthorization: {ADA}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        )
        writer.write(b"POST /graphql HTTP/1.1\r\nHost: x\r\n" + head.encode() + b"\r\n\r\n" + body)
        assert b"200 OK" in await reader.readline()
        await until(lambda: len(home.stay.tower.feeds) == 1)
        (feed,) = home.stay.tower.feeds
        told = 0
        async with asyncio.timeout(PATIENCE):
            while home.stay.tower.feeds:
                home.stay.tower.tell("x" * 2**20)
                told += 1
                await asyncio.sleep(0)
        assert len(feed.given) < told
        await until(lambda: home.stay.open == 0)
        writer.close()


async def test_five_hundred_who_vanish_leave_nothing() -> None:
    async with house(stay=Stay(seats=Seats(per_user=1_000, per_address=1_000))) as home:

        async def come_and_go() -> None:
            async with httpx.AsyncClient(base_url=home.url, timeout=PATIENCE) as client:
                for _ in range(20):
                    async with listening(client, TICKS, authorization=ADA) as stream:
                        await stream.next()

        await come_and_go()
        await until(lambda: home.stay.open == 0)
        tasks = len(asyncio.all_tasks())
        async with asyncio.TaskGroup() as group:
            for _ in range(24):
                group.create_task(come_and_go())
        await until(lambda: home.stay.open == 0)
        await until(lambda: len(asyncio.all_tasks()) <= tasks)
        assert home.stay.tower.entered == 500
        assert home.stay.seats.keys == 0
