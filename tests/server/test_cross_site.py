"""Other sites: a simple cross-site request runs nothing, a foreign origin is refused, an allowed one is answered."""

import pytest

from tests.server.house import GRAPHQL, House

ALLOWED = "https://app.example.com"
FORGED = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "https://app.example.com.evil.example"},
    {"origin": "https://evil.example/https://app.example.com"},
    {"origin": "http://app.example.com"},
    {"origin": "file://"},
    {"origin": ""},
    {"origin": "http://[::1"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    {"referer": "https://evil.example/page"},
    {"referer": "not an address"},
]


@pytest.mark.parametrize("headers", FORGED)
async def test_foreign_pages_are_refused(home: House, headers: dict[str, str]) -> None:
    for response in (
        await home.client.post("/graphql", json={"query": "mutation{change}"}, headers=headers),
        await home.client.get("/graphql", params={"query": "{hello}"}, headers={"accept": GRAPHQL} | headers),
    ):
        assert response.status_code == 403
        assert response.json()["errors"][0]["extensions"]["code"] == "FOREIGN_ORIGIN"
        assert "access-control-allow-origin" not in response.headers
    assert home.witness.contexts == 0


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_form_can_send_runs_nothing(home: House, content_type: str) -> None:
    body = b'{"query":"mutation{change}","x":"="}'
    response = await home.client.post("/graphql", content=body, headers={"content-type": content_type})
    assert response.status_code == 415
    assert home.witness.contexts == 0


@pytest.mark.parametrize("accept", ["*/*", "image/avif,image/webp,*/*;q=0.8", "text/css,*/*;q=0.1"])
async def test_a_get_that_any_tag_could_cause_runs_nothing(home: House, accept: str) -> None:
    response = await home.client.get("/graphql", params={"query": "{hello}"}, headers={"accept": accept})
    assert response.status_code == 403
    assert response.json()["errors"][0]["extensions"]["code"] == "PREFLIGHT_REQUIRED"
    assert home.witness.contexts == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "application/json"},
        {"accept": "*/*", "authorization": "Bearer x"},
        {"accept": "*/*", "x-requested-with": "XMLHttpRequest"},
        {"accept": "*/*", "graphql-require-preflight": "1"},
        {"accept": "application/json", "sec-fetch-site": "same-origin"},
        {"accept": "application/json", "sec-fetch-site": "none"},
    ],
)
async def test_a_get_that_no_tag_could_cause_is_answered(home: House, headers: dict[str, str]) -> None:
    response = await home.client.get("/graphql", params={"query": "{hello}"}, headers=headers)
    assert response.json()["data"] == {"hello": "hello world"}


async def test_our_own_pages_are_answered(home: House) -> None:
    response = await home.ask("{hello}", origin=home.url, sec_fetch_site="same-origin")
    assert response.status_code == 200
    response = await home.ask("{hello}", referer=f"{home.url}/graphql")
    assert response.status_code == 200


@pytest.mark.parametrize("query", ["{hello}", "{nope}", "{"])
async def test_pages_of_an_allowed_origin_can_read_answers_and_errors(home: House, query: str) -> None:
    response = await home.ask(query, origin=ALLOWED, sec_fetch_site="cross-site")
    assert response.headers["access-control-allow-origin"] == ALLOWED
    assert "X-Request-Id" in response.headers["access-control-expose-headers"]
    assert "Origin" in response.headers["vary"]
    assert "access-control-allow-credentials" not in response.headers


async def test_the_preflight_of_an_allowed_origin_says_what_may_be_sent(home: House) -> None:
    headers = {
        "origin": ALLOWED,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    response = await home.client.options("/graphql", headers=headers)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == ALLOWED
    assert "POST" in response.headers["access-control-allow-methods"]
    allowed = response.headers["access-control-allow-headers"].lower()
    assert {"authorization", "content-type", "idempotency-key"} <= {name.strip() for name in allowed.split(",")}


async def test_the_preflight_of_a_foreign_origin_is_refused(home: House) -> None:
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    response = await home.client.options("/graphql", headers=headers)
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control")]


async def test_options_without_an_origin_names_the_methods(home: House) -> None:
    response = await home.client.options("/graphql")
    assert (response.status_code, response.headers["allow"]) == (204, "GET, POST, OPTIONS")
