"""GraphQL over HTTP: media types, statuses, methods and parameters, as the specification and its audits have them."""

import json
from typing import Any

import httpx
import pytest

from tests.server.house import GRAPHQL, House

JSON = "application/json"
HELLO = {"data": {"hello": "hello world"}, "extensions": {"cost": {"requested": 1, "limit": 5000}}}


async def post(home: House, body: Any, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await home.client.post("/graphql", content=content, headers={"content-type": JSON} | named)


def code(response: httpx.Response) -> str:
    """The code of the only error; also checks the one shape of errors."""
    (error,) = response.json()["errors"]
    assert set(response.json()) == {"errors"}
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]
    assert error["message"].endswith(".")
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (GRAPHQL, GRAPHQL),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON};q=0.9", JSON),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{GRAPHQL};q=0, */*;q=0.1", JSON),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (f"{JSON};charset=UTF-8", JSON),
        (f"text/html;q=0.3, {GRAPHQL};q=0.2", GRAPHQL),
        ("text/event-stream, multipart/mixed, " + GRAPHQL, GRAPHQL),
        ("Application/JSON", JSON),
        ("*/*;q=0.1, application/graphql-response+json", GRAPHQL),
    ],
)
async def test_the_answer_has_the_type_the_client_likes_best(home: House, accept: str, content_type: str) -> None:
    response = await post(home, {"query": "{hello}"}, accept=accept)
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)
    assert response.json() == HELLO
    assert "Accept" in response.headers["vary"]


async def test_without_accept_the_answer_is_json(home: House) -> None:
    request = home.client.build_request("POST", "/graphql", json={"query": "{hello}"})
    del request.headers["accept"]
    response = await home.client.send(request)
    assert (response.status_code, response.headers["content-type"]) == (200, JSON)


@pytest.mark.parametrize("accept", ["text/plain", f"{JSON};q=0", "image/*", f"{GRAPHQL};charset=utf-16", f"{JSON};q=x"])
async def test_types_we_do_not_speak_are_refused(home: House, accept: str) -> None:
    response = await post(home, {"query": "{hello}"}, accept=accept)
    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")
    assert home.witness.contexts == 0


REQUEST_ERRORS = [
    ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
    ({"query": "{nope}"}, "GRAPHQL_VALIDATION_FAILED"),
    ({"query": "query A{hello} query B{hello}"}, "OPERATION_NAME_REQUIRED"),
    ({"query": "query A{hello}", "operationName": "B"}, "OPERATION_NOT_FOUND"),
    ({"query": "query($n:[Int!]!){numbers(of:$n)}", "variables": {"n": None}}, "BAD_USER_INPUT"),
    ({"query": "query($n:[Int!]!){numbers(of:$n)}", "variables": {"n": ["x"]}}, "BAD_USER_INPUT"),
    ({"query": "query($n:[Int!]!){numbers(of:$n)}"}, "BAD_USER_INPUT"),
    ({"query": "query($n:Int!){numbers(of:[$n])}", "variables": {"n": 10**20}}, "BAD_USER_INPUT"),
    ({"query": "subscription{ticks}"}, "SUBSCRIPTION_NOT_SUPPORTED"),
    ({"query": "{" + "a" * 20_000 + "}"}, "CHARACTER_LIMIT"),
    ({"query": "{rows(first:10000){row{name}}}"}, "COST_LIMIT"),
]


@pytest.mark.parametrize(("body", "expected"), REQUEST_ERRORS)
@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL, 400), ("*/*", 400), (JSON, 200)])
async def test_request_errors_have_no_data(
    home: House, body: dict[str, Any], expected: str, accept: str, status: int
) -> None:
    response = await post(home, body, accept=accept)
    assert response.status_code == status
    answer = response.json()
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == expected
    assert answer["errors"][0]["extensions"]["requestId"] == response.headers["x-request-id"]


NOT_WELL_FORMED: list[tuple[Any, str]] = [
    (b"", "BAD_REQUEST"),
    (b"   ", "BAD_REQUEST"),
    (b"NONSENSE", "BAD_REQUEST"),
    (b'{"query":', "BAD_REQUEST"),
    (b"null", "BAD_REQUEST"),
    (b'"text"', "BAD_REQUEST"),
    (b"12", "BAD_REQUEST"),
    (b"true", "BAD_REQUEST"),
    (b"[]", "BATCHING_NOT_SUPPORTED"),
    ([{"query": "{hello}"}, {"query": "{hello}"}], "BATCHING_NOT_SUPPORTED"),
    ({}, "BAD_REQUEST"),
    ({"qeury": "{hello}"}, "BAD_REQUEST"),
    ({"query": ""}, "BAD_REQUEST"),
    ({"query": " \n"}, "BAD_REQUEST"),
    ({"query": None}, "BAD_REQUEST"),
    *(({"query": bad}, "BAD_REQUEST") for bad in ({"a": 1}, 0, False, ["{hello}"])),
    *(({"query": "{hello}", "operationName": bad}, "BAD_REQUEST") for bad in ({"a": 1}, 0, False, ["a"])),
    *(({"query": "{hello}", "variables": bad}, "BAD_REQUEST") for bad in ("text", 0, False, ["a"])),
    *(({"query": "{hello}", "extensions": bad}, "BAD_REQUEST") for bad in ("text", 0, False, ["a"])),
    (b'{"query":"{hello}"} trailing', "BAD_REQUEST"),
    (b'{"query":"{hello}",}', "BAD_REQUEST"),
    (b"{'query':'{hello}'}", "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":NaN}}', "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":Infinity}}', "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":1e400}}', "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":' + b"9" * 5_000 + b"}}", "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}", "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":' + b"[" * 100_000, "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001, "BAD_REQUEST"),
    (b"[" * 100_000, "BATCHING_NOT_SUPPORTED"),
    (b'{"query":"\xff{hello}"}', "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":"\xc3\x28"}}', "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":"\xed\xa0\x80"}}', "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":"\\ud800"}}', "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":"\\udc00\\ud800"}}', "BAD_REQUEST"),
    (b'{"query":"{hello}","variables":{"a":"\\ud800x"}}', "BAD_REQUEST"),
    ('{"query":"{hello}"}'.encode("utf-16"), "BAD_REQUEST"),
    (b'\xef\xbb\xbf{"query":"{hello}"}', "BAD_REQUEST"),
    (b"\x00\x01\x02\xff", "BAD_REQUEST"),
    ({"query": "{hello}", "variables": {"a": "\0"}}, "INVALID_INPUT"),
    ({"query": "{hello}", "variables": {"a": [{"b\0": 1}]}}, "INVALID_INPUT"),
    ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "ab"}}}, "PERSISTED_QUERY_NOT_SUPPORTED"),
]


@pytest.mark.parametrize(("body", "expected"), NOT_WELL_FORMED)
@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
async def test_what_is_no_request_is_a_400_whatever_the_type(
    home: House, body: Any, expected: str, accept: str
) -> None:
    response = await post(home, body, accept=accept)
    assert (response.status_code, code(response)) == (400, expected)
    assert response.headers["content-type"] == accept
    assert home.witness.contexts == 0


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{hello}", "variables": None, "operationName": None, "extensions": None},
        {"query": "{hello}", "variables": {}, "operationName": "", "extensions": {"some": "value"}},
        {"query": "query Q{hello}", "operationName": "Q"},
        {"query": "{hello}", "variables": {"unused": "x"}, "unknown": [1]},
        {"query": "{hello}", "extensions": {"persistedQuery": {"version": 1}}},
        b'{"query":"{nope}","query":"{hello}"}',
        b' \n{"query":"{hello}"} ',
        b'{"query":"query($n:String!){hello(name:$n)}","variables":{"n":"world"}}',
    ],
)
async def test_what_the_specification_allows_is_answered(home: House, body: Any) -> None:
    response = await post(home, body, accept=GRAPHQL)
    assert (response.status_code, response.json()) == (200, HELLO)


async def test_text_beyond_ascii_arrives_and_returns(home: House) -> None:
    response = await home.ask("query($n:String!){hello(name:$n)}", {"n": "Zoë 🏃 мир"})
    assert response.json()["data"] == {"hello": "hello Zoë 🏃 мир"}


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/jsonp",
        "text/json",
        "",
        "*/*",
        "text/plain; application/json",
    ],
)
async def test_only_json_bodies_are_read(home: House, content_type: str) -> None:
    response = await post(home, {"query": "mutation{change}"}, content_type=content_type)
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert home.witness.effects == home.witness.contexts == 0


async def test_a_body_without_a_type_is_not_read(home: House) -> None:
    response = await home.client.post("/graphql", content=b'{"query":"mutation{change}"}')
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert home.witness.effects == 0


@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", 'Application/JSON;Charset="UTF-8"'])
async def test_json_by_any_spelling_is_read(home: House, content_type: str) -> None:
    assert (await post(home, {"query": "{hello}"}, content_type=content_type)).json() == HELLO


async def test_queries_may_come_by_get(home: House) -> None:
    params = {
        "query": "query A($n:String!){hello(name:$n)} query B{hello}",
        "operationName": "A",
        "variables": '{"n":"é"}',
        "extensions": "{}",
    }
    response = await home.client.get("/graphql", params=params, headers={"accept": GRAPHQL})
    assert (response.status_code, response.json()["data"]) == (200, {"hello": "hello é"})


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
async def test_mutations_may_not_come_by_get(home: House, accept: str) -> None:
    response = await home.client.get("/graphql", params={"query": "mutation{change}"}, headers={"accept": accept})
    assert (response.status_code, code(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "POST"
    assert home.witness.effects == 0


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "qeury={hello}",
        "query={hello}&query={hello}",
        "query={hello}&variables=[1]",
        "query={hello}&variables={",
        "query={hello}&variables=NaN",
        "query={hello}&extensions=1",
        "query={hello}&variables={%22a%22:%22%5Cu0000%22}",
        "query=%FF",
        "query={hello}" + "&a=1" * 50,
    ],
)
async def test_addresses_that_hold_no_request_are_a_400(home: House, query_string: str) -> None:
    response = await home.client.get(f"/graphql?{query_string}", headers={"accept": GRAPHQL})
    assert response.status_code == 400
    assert code(response) in {"BAD_REQUEST", "INVALID_INPUT"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
async def test_other_methods_are_refused(home: House, method: str) -> None:
    response = await home.client.request(method, "/graphql", headers={"accept": JSON})
    assert (response.status_code, code(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, POST, OPTIONS"


async def test_head_has_the_headers_of_get(home: House) -> None:
    response = await home.client.head("/graphql", params={"query": "{hello}"}, headers={"accept": GRAPHQL})
    assert (response.status_code, response.content) == (200, b"")


async def test_nobody_we_know_is_a_401_with_the_challenge(home: House) -> None:
    response = await home.ask("{hello}", authorization="Bearer stranger")
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"].startswith("Bearer ")
    assert response.headers["content-type"] == GRAPHQL


async def test_an_outage_before_anything_runs_is_a_503(home: House) -> None:
    response = await home.ask("{hello}", authorization="Bearer outage")
    assert (response.status_code, code(response)) == (503, "UNAVAILABLE")
    assert response.headers["retry-after"] == "1"


async def test_partial_answers_are_a_200_with_data_and_errors(home: House) -> None:
    response = await home.ask("{hello refused}")
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "hello world", "refused": None}
    (error,) = response.json()["errors"]
    assert error["message"] == "There is no such goal. List your goals."
    assert error["path"] == ["refused"]
    assert error["extensions"] == {
        "code": "NOT_FOUND",
        "path": ["input", "id"],
        "requestId": response.headers["x-request-id"],
    }


async def test_null_data_from_a_field_is_still_a_200_with_data(home: House) -> None:
    response = await home.ask("{requiredFault}")
    assert (response.status_code, response.json()["data"]) == (200, None)


async def test_the_cost_is_in_every_answer(home: House) -> None:
    response = await home.ask("query($n:Int!){rows(first:$n){row{name}}}", {"n": 3})
    assert response.json()["extensions"] == {"cost": {"requested": 1 + 3 * 2, "limit": 5000}}


async def test_a_cost_above_the_limit_says_by_how_much(home: House) -> None:
    response = await home.ask("query($n:Int!){rows(first:$n){row{name}}}", {"n": 3000})
    (error,) = response.json()["errors"]
    assert error["message"] == (
        "Too much in one request: 6,001 points of cost, and 5,000 are allowed. "
        "Ask for shorter pages (`first`), or for fewer things of each row."
    )
    assert {key: error["extensions"][key] for key in ("code", "limit", "found")} == {
        "code": "COST_LIMIT",
        "limit": 5000,
        "found": 6001,
    }
