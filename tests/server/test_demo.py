"""Signing in as people of the demo: where the demo is, and only there."""

import pytest

from tests.journeys.service import serving

ADA = {"email": " ADA@demo.example "}


async def test_anybody_may_be_ada_in_the_demo(dsn: str) -> None:
    async with serving(dsn, demo_sign_in=True) as service:
        told = (await service.client.get("/dashboard.json")).json()
        assert [each["email"].partition("@")[0] for each in told["demo"]] == ["ada", "grace", "ravi", "olive"]
        response = await service.client.post("/demo/sign-in", json=ADA)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-store"
        token = response.json()["token"]
        assert await service.ask("{viewer{role}}", token) == {"role": "MEMBER"}
        assert "errors" in await service.answer("{platform{activeUsers{value}}}", token)


async def test_somebody_in_the_demo_runs_the_platform(dsn: str) -> None:
    async with serving(dsn, demo_sign_in=True) as service:
        response = await service.client.post("/demo/sign-in", json={"email": "olive@demo.example"})
        assert await service.ask("{performance{__typename}}", response.json()["token"]) == {"__typename": "Performance"}


async def test_where_there_is_no_demo_nobody_signs_in_without_a_secret(dsn: str) -> None:
    async with serving(dsn) as service:
        assert (await service.client.get("/dashboard.json")).json()["demo"] is None
        response = await service.client.post("/demo/sign-in", json=ADA)
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b'{"email":"nobody@demo.example"}', {}, 404, "NOT_FOUND"),
        (b'{"email":1}', {}, 400, "BAD_REQUEST"),
        (b"[]", {}, 400, "BAD_REQUEST"),
        (b"{", {}, 400, "BAD_REQUEST"),
        (b'"\xff"', {}, 400, "BAD_REQUEST"),
        (b" " * 2_000, {}, 413, "BODY_TOO_LARGE"),
        (b'{"email":"ada@demo.example"}', {"content-type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b'{"email":"ada@demo.example"}', {"origin": "https://evil.example"}, 403, "FOREIGN_ORIGIN"),
        (b'{"email":"ada@demo.example"}', {"sec-fetch-site": "cross-site"}, 403, "FOREIGN_ORIGIN"),
    ],
)
async def test_what_is_refused(dsn: str, body: bytes, headers: dict[str, str], status: int, code: str) -> None:
    async with serving(dsn, demo_sign_in=True) as service:
        sent = {"content-type": "application/json"} | headers
        response = await service.client.post("/demo/sign-in", content=body, headers=sent)
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (status, code)


async def test_signing_in_is_a_post(dsn: str) -> None:
    async with serving(dsn, demo_sign_in=True) as service:
        assert (await service.client.get("/demo/sign-in")).status_code == 405


async def test_a_question_may_still_be_put_to_the_front_door(dsn: str) -> None:
    async with serving(dsn) as service:
        response = await service.client.post("/", json={"query": "{__typename}"}, headers={"accept": "text/html, */*"})
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
