"""Subscriptions through the whole application: over a websocket and over server-sent events."""

import asyncio
from datetime import UTC, datetime, timedelta

from domain.access import Role
from server.auth import issue
from tests.builders import person
from tests.journeys.service import SECRET, Service, token
from tests.patience import PATIENCE
from tests.server.events import listening
from tests.server.sockets.talks import acknowledged

SUMMARY = """subscription($after: String) {
  summaryChanged(after: $after) { sequence isSnapshot summary { totalApplications } }
}"""
RECORD = """mutation($title: String!) {
  recordApplication(input: {job: {company: "Acme", title: $title}}) { application { id } errors { message } }
}"""
PLATFORM = "subscription { platformChanged { sequence isSnapshot } }"


async def test_what_somebody_does_reaches_their_socket_and_their_stream(service: Service) -> None:
    ada = token(await person(service.database))
    async with (
        asyncio.timeout(PATIENCE),
        acknowledged(service, f"Bearer {ada}") as talk,
        listening(service.client, SUMMARY, authorization=f"Bearer {ada}") as stream,
    ):
        await talk.subscribe(SUMMARY)
        first = (await talk.hear())["payload"]["data"]["summaryChanged"]
        assert (first["isSnapshot"], first["summary"]) == (True, {"totalApplications": 0})
        event, payload = await stream.next()
        assert (event, payload["data"]["summaryChanged"]) == ("next", first)
        await talk.subscribe(RECORD, id="2", variables={"title": "Baker"})
        heard = [await talk.hear() for _ in range(3)]
        (second,) = [each["payload"]["data"]["summaryChanged"] for each in heard if each["id"] == "1"]
        assert (second["isSnapshot"], second["summary"]) == (False, {"totalApplications": 1})
        _, payload = await stream.next()
        assert payload["data"]["summaryChanged"] == second
    async with acknowledged(service, f"Bearer {ada}") as talk:
        await talk.subscribe(SUMMARY, variables={"after": first["sequence"]})
        resumed = (await talk.hear())["payload"]["data"]["summaryChanged"]
        assert resumed == second


async def test_a_socket_is_closed_when_its_token_expires(service: Service) -> None:
    user = await person(service.database)
    # Clocks may differ by ten seconds, which are forgiven: this one is good for six more.
    lifetime = timedelta(seconds=-4)
    short = issue(user.subject, Role.MEMBER, secret=SECRET, now=datetime.now(UTC), lifetime=lifetime, audience=None)
    async with (
        asyncio.timeout(PATIENCE),
        acknowledged(service, f"Bearer {short}") as talk,
        listening(service.client, SUMMARY, authorization=f"Bearer {short}") as stream,
    ):
        await talk.subscribe(SUMMARY)
        await talk.hear()
        code, reason = await talk.closed()
        assert (code, "expired" in reason) == (4403, True)
        *_, (event, payload), last = await stream.rest()
        assert (event, payload["errors"][0]["extensions"]["code"]) == ("next", "UNAUTHENTICATED")
        assert last == ("complete", None)


async def test_a_socket_on_which_nothing_is_followed_is_closed_likewise(service: Service) -> None:
    user = await person(service.database)
    lifetime = timedelta(seconds=-4)
    short = issue(user.subject, Role.MEMBER, secret=SECRET, now=datetime.now(UTC), lifetime=lifetime, audience=None)
    async with asyncio.timeout(PATIENCE), acknowledged(service, f"Bearer {short}") as talk:
        code, reason = await talk.closed()
        assert (code, "expired" in reason) == (4403, True)


async def test_a_revoked_key_loses_its_socket(service: Service) -> None:
    ada = token(await person(service.database))
    query = 'mutation{createApiKey(input:{name:"live",scopes:[READ]}){created{apiKey{id} secret}}}'
    created = (await service.ask(query, ada))["created"]
    async with asyncio.timeout(PATIENCE), acknowledged(service, f"Bearer {created['secret']}") as talk:
        await talk.subscribe(SUMMARY)
        await talk.hear()
        await service.ask("mutation($id:ID!){revokeApiKey(id:$id){errors{message}}}", ada, id=created["apiKey"]["id"])
        assert (await talk.closed())[0] == 4403


async def test_what_one_may_not_follow_is_an_error_message(service: Service) -> None:
    member = await person(service.database)
    async with acknowledged(service, f"Bearer {token(member)}") as talk:
        await talk.subscribe(PLATFORM)
        answer = await talk.hear()
        assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")
        await talk.subscribe("{viewer{role}}")
        assert (await talk.hear())["payload"]["data"] == {"viewer": {"role": "MEMBER"}}
    async with acknowledged(service, f"Bearer {token(member, role=Role.ANALYST)}") as talk:
        await talk.subscribe(PLATFORM)
        assert (await talk.hear())["payload"]["data"]["platformChanged"]["isSnapshot"] is True


async def test_those_who_leave_are_counted_out(alone: Service) -> None:
    ada = token(await person(alone.database))

    async def gauges() -> dict[str, float]:
        text = (await alone.client.get("/metrics")).text
        lines = (line.split() for line in text.splitlines() if line.startswith("live_"))
        return {name: float(value) for name, value in lines}

    async with acknowledged(alone, f"Bearer {ada}") as talk, acknowledged(alone, f"Bearer {ada}") as other:
        for each in (talk, other):
            await each.subscribe(SUMMARY)
            await each.hear()
        async with listening(alone.client, SUMMARY, authorization=f"Bearer {ada}") as stream:
            await stream.next()
            assert await gauges() == {
                "live_sockets": 2.0,
                "live_event_streams": 1.0,
                "live_followers": 3.0,
                "live_streams": 1.0,
            }
    async with asyncio.timeout(PATIENCE):
        while any((await gauges()).values()):
            pass
