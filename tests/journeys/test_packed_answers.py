"""Long answers travel compressed to whoever reads that; nothing else about them changes."""

import gzip

import httpx

from tests.builders import person
from tests.journeys.service import Service, token

LONG = "{ __schema { types { name description } } }"
SHORT = "{ viewer { name } }"


async def raw(service: Service, query: str, bearer: str, **headers: str) -> tuple[httpx.Headers, bytes]:
    """The answer as it was on the wire."""
    sent = {"authorization": f"Bearer {bearer}", "accept": "application/json"} | headers
    async with service.client.stream("POST", "/graphql", json={"query": query}, headers=sent) as response:
        return response.headers, b"".join([part async for part in response.aiter_raw()])


async def test_a_long_answer_is_packed_for_who_takes_it(service: Service) -> None:
    bearer = token(await person(service.database, "packed"))
    headers, packed = await raw(service, LONG, bearer, **{"accept-encoding": "gzip, br"})
    assert (headers["content-encoding"], int(headers["content-length"])) == ("gzip", len(packed))
    told, plain = await raw(service, LONG, bearer, **{"accept-encoding": "identity"})
    assert "content-encoding" not in told
    assert gzip.decompress(packed) == plain
    assert len(packed) * 3 < len(plain)
    assert all("accept-encoding" in each["vary"].lower() for each in (headers, told))


async def test_a_short_answer_and_a_stream_are_not(service: Service) -> None:
    bearer = token(await person(service.database, "unpacked"))
    headers, body = await raw(service, SHORT, bearer, **{"accept-encoding": "gzip"})
    assert "content-encoding" not in headers
    assert body.startswith(b'{"data":{"viewer":{"name":"unpacked"}}')
    headers, body = await raw(service, LONG, bearer, **{"accept-encoding": "gzip", "accept": "text/event-stream"})
    assert "content-encoding" not in headers
    assert b"\nevent: next\n" in body
