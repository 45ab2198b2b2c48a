"""graphql-transport-ws as its specification has it: what is said, and with which codes it ends."""

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from realtime.frames import Ended
from server.sockets.connections import Bounds
from tests.patience import PATIENCE
from tests.server.house import CONFESSION, House, house, until
from tests.server.sockets.talks import acknowledged, talking
from tests.server.towers import SECRET, Stay

BREACHES: list[str | bytes] = [
    "",
    "null",
    "3",
    '"text"',
    "[]",
    '[{"type":"ping"}]',
    "{}",
    "{",
    "\N{SNOWMAN}",
    '{"type":null}',
    '{"type":7}',
    '{"type":"start","id":"1","payload":{"query":"{hello}"}}',
    '{"type":"next","id":"1","payload":{}}',
    '{"type":"connection_ack"}',
    '{"type":"connection_init","payload":[]}',
    '{"type":"connection_init","payload":"Bearer ada"}',
    '{"type":"ping","payload":1}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":"","payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":{},"payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":1,"payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":"' + "x" * 257 + '","payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":"1","payload":null}',
    '{"type":"subscribe","id":"1","payload":[]}',
    '{"type":"subscribe","id":"1","payload":{}}',
    '{"type":"subscribe","id":"1","payload":{"query":null}}',
    '{"type":"subscribe","id":"1","payload":{"query":{"a":1}}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":[]}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":"x"}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","operationName":1}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":{"a":NaN}}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":{"a":' + "[" * 50_000 + "]" * 50_000 + "}}}",
    '{"type":"complete"}',
    '{"type":"complete","id":""}',
    '{"type":"complete","id":[]}',
    b'{"type":"ping"}',
    b"\x00\xff",
]


@pytest.mark.parametrize("message", BREACHES, ids=lambda message: repr(message)[:60])
async def test_what_is_no_message_closes_with_4400(home: House, message: str | bytes) -> None:
    async with acknowledged(home) as talk:
        await talk.client.send(message)
        code, reason = await talk.closed()
    assert code == 4400
    assert 0 < len(reason.encode()) <= 123
    assert home.witness.started == 0


async def test_queries_and_mutations_are_answered_once(home: House) -> None:
    async with acknowledged(home) as talk:
        await talk.subscribe("query($n:String){hello(name:$n)}", id="q", variables={"n": "ada"})
        answer = await talk.hear()
        assert (answer["id"], answer["type"], answer["payload"]["data"]) == ("q", "next", {"hello": "hello ada"})
        assert answer["payload"]["extensions"]["cost"]["limit"] == 5_000
        assert await talk.hear() == {"id": "q", "type": "complete"}
        await talk.subscribe("mutation A{change} query B{hello}", id="q", operationName="A")
        assert (await talk.hear())["payload"]["data"] == {"change": 1}
        assert await talk.hear() == {"id": "q", "type": "complete"}
    assert home.witness.effects == 1


@pytest.mark.parametrize(
    ("query", "payload", "code"),
    [
        ("{", {}, "GRAPHQL_PARSE_FAILED"),
        ("", {}, "BAD_REQUEST"),
        ("{nope}", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription{nope}", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query A{hello} query B{hello}", {}, "OPERATION_NAME_REQUIRED"),
        ("query A{hello}", {"operationName": "B"}, "OPERATION_NOT_FOUND"),
        ("{row{" + "row{" * 12 + "name" + "}" * 14, {}, "DEPTH_LIMIT"),
        ("{" + " ".join(f"a{n}:hello" for n in range(31)) + "}", {}, "ALIAS_LIMIT"),
        ("{hello}" + "#" * 15_000, {}, "CHARACTER_LIMIT"),
        ("query($n:String!){hello(name:$n)}", {"variables": {"n": "a\0b"}}, "INVALID_INPUT"),
    ],
)
async def test_a_bad_operation_is_an_error_message_and_the_socket_stays(
    home: House, query: str, payload: dict[str, Any], code: str
) -> None:
    async with acknowledged(home) as talk:
        await talk.subscribe(query, **payload)
        answer = await talk.hear()
        assert (answer["id"], answer["type"]) == ("1", "error")
        assert answer["payload"][0]["extensions"]["code"] == code
        assert len(answer["payload"][0]["extensions"]["requestId"]) == 32
        await talk.subscribe("{hello}")
        assert (await talk.hear())["payload"]["data"] == {"hello": "hello world"}


async def test_faults_of_fields_are_masked(home: House) -> None:
    async with acknowledged(home) as talk:
        await talk.subscribe("{fault hello}")
        answer = await talk.hear()
        assert answer["payload"]["data"] == {"fault": None, "hello": "hello world"}
        (error,) = answer["payload"]["errors"]
        assert error["extensions"]["code"] == "INTERNAL"
        assert CONFESSION not in str(answer)
        assert SECRET not in str(answer)


async def test_a_query_that_takes_too_long_is_given_up() -> None:
    async with house(seconds=0.2) as home, acknowledged(home) as talk:
        await talk.subscribe("{slow}")
        answer = await talk.hear()
        assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", "DEADLINE_EXCEEDED")
        await until(lambda: home.witness.cancelled == 1)


async def test_pings_are_answered_with_what_came_along_and_pongs_are_welcome(home: House) -> None:
    async with talking(home) as talk:
        await talk.say("pong")
        await talk.say("ping")
        assert await talk.hear() == {"type": "pong"}
        await talk.say("ping", payload={"n": [1, None]})
        assert await talk.hear() == {"type": "pong", "payload": {"n": [1, None]}}
        await (await talk.client.ping(b"hello"))


async def test_a_subscription_is_answered_until_it_is_completed(home: House) -> None:
    async with acknowledged(home) as talk:
        await talk.subscribe(id='a"\N{SNOWMAN}')
        assert await talk.hear() == {"id": 'a"\N{SNOWMAN}', "type": "next", "payload": {"data": {"ticks": 0}}}
        home.stay.tower.tell("x" * 70_000)
        assert len((await talk.hear())["payload"]["data"]["ticks"]) == 70_000
        home.stay.tower.tell("x" * 200)
        assert len((await talk.hear())["payload"]["data"]["ticks"]) == 200
        await talk.say("complete", id='a"\N{SNOWMAN}')
        await talk.say("complete", id="never heard of")
        await until(lambda: not home.stay.tower.feeds)
        home.stay.tower.tell(0)
        await talk.subscribe(id='a"\N{SNOWMAN}')
        assert (await talk.hear())["payload"]["data"] == {"ticks": 0}


async def test_credentials_of_the_handshake_count_unless_init_has_others(home: House) -> None:
    with_header = {"additional_headers": {"authorization": "Bearer ada"}}
    async with talking(home, **with_header) as talk:
        await talk.say("connection_init")
        assert await talk.hear() == {"type": "connection_ack"}
    async with talking(home, **with_header) as talk:
        await talk.say("connection_init", payload={"Authorization": "Bearer stranger"})
        assert (await talk.closed())[0] == 4403


@pytest.mark.parametrize(
    "payload", [None, {}, {"authorization": None}, {"authorization": 3}, {"authorization": "Bearer stranger"}]
)
async def test_bad_credentials_close_with_4403(home: House, payload: Any) -> None:
    async with talking(home) as talk:
        await talk.say("connection_init", payload=payload)
        code, reason = await talk.closed()
    assert code == 4403
    assert "valid token" in reason


@pytest.mark.parametrize(("token", "code"), [("outage", 1013), ("fault", 4500)])
async def test_when_nobody_can_be_recognised_it_says_whose_fault_it_is(home: House, token: str, code: int) -> None:
    async with talking(home) as talk:
        await talk.say("connection_init", payload={"authorization": f"Bearer {token}"})
        found, reason = await talk.closed()
    assert found == code
    assert SECRET not in reason


async def test_an_operation_before_the_acknowledgement_closes_with_4401(home: House) -> None:
    async with talking(home) as talk:
        await talk.subscribe("mutation{change}")
        assert (await talk.closed())[0] == 4401
    assert home.witness.started == 0


@pytest.mark.parametrize("offered", [None, [Subprotocol("graphql-ws")], [Subprotocol("mqtt")]])
async def test_other_subprotocols_close_with_4406(home: House, offered: list[Subprotocol] | None) -> None:
    async with talking(home, subprotocols=offered) as talk:
        assert talk.client.subprotocol is None
        assert (await talk.closed())[0] == 4406


async def test_one_that_offers_several_is_spoken_to_in_ours(home: House) -> None:
    offered = [Subprotocol("graphql-ws"), Subprotocol("graphql-transport-ws")]
    async with acknowledged(home, subprotocols=offered) as talk:
        assert talk.client.subprotocol == "graphql-transport-ws"


async def test_without_an_init_it_closes_with_4408() -> None:
    async with house(stay=Stay(bounds=Bounds(init_seconds=0.2))) as home:
        async with talking(home) as talk:
            await talk.say("ping")
            assert (await talk.closed())[0] == 4408
        async with acknowledged(home) as talk, asyncio.timeout(PATIENCE):
            await talk.subscribe()
            await talk.hear()
            await asyncio.wait([asyncio.ensure_future(talk.client.wait_closed())], timeout=0.4)
            home.stay.tower.tell(1)
            assert (await talk.hear())["payload"]["data"] == {"ticks": 1}


def test_the_time_for_an_init_is_five_seconds() -> None:
    assert Bounds().init_seconds == 5


async def test_the_same_id_twice_closes_with_4409(home: House) -> None:
    async with acknowledged(home) as talk:
        await talk.subscribe()
        await talk.hear()
        await talk.subscribe("{hello}")
        assert (await talk.closed())[0] == 4409
    await until(lambda: not home.stay.tower.feeds)


async def test_a_second_init_closes_with_4429(home: House) -> None:
    async with acknowledged(home) as talk:
        await talk.say("connection_init", payload={"authorization": "Bearer ada"})
        assert (await talk.closed())[0] == 4429


async def test_a_message_that_is_too_large_closes_with_1009(home: House) -> None:
    async with acknowledged(home) as talk:
        await talk.subscribe("{hello}" + "#" * 256 * 1024)
        assert (await talk.closed())[0] == 1009
    async with acknowledged(home) as talk:
        await talk.client.send(["x" * 100_000] * 3)
        assert (await talk.closed())[0] == 1009


async def test_text_that_is_not_utf8_closes_with_1007(home: House) -> None:
    async with acknowledged(home) as talk:
        await talk.client.send(b"\xff\xfe", text=True)
        assert (await talk.closed())[0] == 1007


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://app.example.com.evil.example"])
async def test_a_page_of_a_foreign_origin_gets_no_socket(home: House, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with talking(home, origin=origin):
            pass
    response = refused.value.response
    assert (response.status_code, response.headers["x-content-type-options"]) == (403, "nosniff")
    assert b'"FOREIGN_ORIGIN"' in (response.body or b"")
    assert "server" not in response.headers


async def test_a_page_of_an_allowed_origin_gets_one(home: House) -> None:
    async with acknowledged(home, origin="https://app.example.com"):
        pass


async def test_nothing_is_compressed(home: House) -> None:
    async with talking(home, compression="deflate") as talk:
        assert talk.client.protocol.extensions == []


@pytest.mark.parametrize("code", ["UNAUTHENTICATED", "FORBIDDEN", "ACCOUNT_ERASED"])
async def test_credentials_that_end_close_with_4403(home: House, code: str) -> None:
    async with acknowledged(home) as talk:
        await talk.subscribe()
        await talk.hear()
        home.stay.tower.end(Ended(code, "Your token has expired. Connect again."))
        assert await talk.closed() == (4403, "Your token has expired. Connect again.")


async def test_credentials_that_are_no_good_at_an_operation_close_with_4403(home: House) -> None:
    async with acknowledged(home, "Bearer revoked") as talk:
        await talk.subscribe()
        assert (await talk.closed())[0] == 4403


async def test_a_feed_that_ends_or_breaks_is_an_error_message(home: House) -> None:
    async with acknowledged(home) as talk:
        for error, code in ((Ended("GONE", "This report is gone."), "GONE"), (ValueError(SECRET), "INTERNAL")):
            await talk.subscribe()
            await talk.hear()
            home.stay.tower.end(error)
            answer = await talk.hear()
            assert (answer["id"], answer["type"], answer["payload"][0]["extensions"]["code"]) == ("1", "error", code)
            assert SECRET not in str(answer)
