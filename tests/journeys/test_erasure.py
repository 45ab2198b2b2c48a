"""Somebody has everything about them erased: no row, key, file or dump has a trace of them, and none comes back."""

import subprocess
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
import redis.asyncio
from pydantic import SecretStr
from sqlalchemy import text

from domain.errors import Refusal
from domain.events import Event, Quarantined, Reason
from domain.users import User
from persistence import erasures, partitions
from persistence.archives import Archive
from persistence.cache import opened as opened_cache
from persistence.cache.keys import pattern
from persistence.database import Database, Statement
from persistence.embedded.programs import find
from persistence.erasures import erased
from persistence.events import store
from persistence.queues import task_counts
from persistence.retention import retain
from persistence.schedules import scheduling
from realtime.inbox import Inbox
from realtime.inbox.opened import open_inbox
from server.chores import Means, chores
from server.commands.accounts import _token
from server.settings import Settings
from tests.builders import dump, happened, person, stored, utc
from tests.journeys.service import SECRET, Service, serving, token
from tests.persistence.test_schedules import FAST, eventually
from tests.redis_servers import RedisServer, redis_server
from tests.schema.test_access import lived

MARKER, OTHER = "zqbmarker", "keepme"
ERASE = """
mutation ($said: String!) {
  eraseMyData(input: {confirm: $said}) { erasure { erasedAt removed { kind count } } errors { code message path } }
}
"""
BY_COMPANY = "{ breakdown(metric: APPLICATIONS, by: [COMPANY]) { slices { keys } } }"
NOW = utc(2026, 6, 15)


def trace(dsn: str) -> str:
    """Everything that a backup would hold."""
    command = [str(find() / "pg_dump"), "--no-owner", "--dbname", dsn]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603 - ours


@pytest.fixture
async def service(dsn: str) -> AsyncIterator[Service]:
    async with serving(dsn) as made:
        yield made


async def marked(service: Service) -> User:
    """Somebody whose every fact bears the marker."""
    user = await person(service.database, MARKER)
    await lived(service, user, MARKER, 3)
    return user


async def test_nothing_is_erased_without_the_right_word(service: Service) -> None:
    user = await marked(service)
    before = await dump(service.database)
    for said in ("", "yes", "erase my data", "other@example.com"):
        answer = await service.ask(ERASE, token(user), said=said)
        assert answer["erasure"] is None
        assert answer["errors"] == [
            {
                "code": "INVALID_INPUT",
                "message": "This erases everything and cannot be undone. To confirm it, write your own e-mail address, "
                "as `viewer { email }` tells it.",
                "path": ["input", "confirm"],
            }
        ]
    assert await dump(service.database) == before


async def test_who_has_no_address_writes_a_few_words(service: Service) -> None:
    user = await person(service.database)
    await service.database.write(lambda session: session.script("UPDATE users SET email = NULL"))
    refused = (await service.ask(ERASE, token(user), said="erase"))["errors"]
    assert refused[0]["message"].endswith("write the words “erase my data”.")
    answer = await service.ask(ERASE, token(user), said=" Erase my data ")
    assert {each["kind"]: each["count"] for each in answer["erasure"]["removed"]} == {"account": 1, "alert_rules": 3}


def told(user: User, name: str, at: Any) -> Event:
    mark = user.email or ""
    return happened(name, at, owner=user.id, session=mark, properties={"applicationId": mark, "seconds": 2, "q": mark})


async def fill(database: Database, inbox: Inbox, user: User) -> None:
    """Events of every age, in every place where events can be."""
    await stored(database, *(told(user, "time_spent", NOW - timedelta(days=days)) for days in (0, 1, 400, 430, 460)))
    await inbox.put(
        [told(user, "page_view", NOW)],
        [Quarantined(Reason.INVALID_TIME, "x", orjson.dumps({"said": user.email}).decode(), NOW, None, user.id)],
    )


async def stream(database: Database, server: RedisServer, user: User) -> None:
    """An event that waits in Redis, as when PostgreSQL is away."""
    async with open_inbox(database, redis_url=server.url, redis_first=True) as inbox:
        await inbox.put([told(user, "page_view", NOW)], ())


async def keys(server: RedisServer) -> dict[bytes, object]:
    """All that Redis answers; of a stream its entries, because what is deleted stays in memory until its block is."""
    async with redis.asyncio.from_url(server.url) as client:
        await client.config_set("rdbcompression", "no")
        return {
            key: await client.xrange(key) if await client.type(key) == b"stream" else await client.dump(key)
            async for key in client.scan_iter()
        }


async def streams(server: RedisServer) -> list[object]:
    """What waits there to be worked."""
    return [value for value in (await keys(server)).values() if isinstance(value, list)]


def files(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


def has(found: object, mark: str) -> bool:
    return mark in (found.decode(errors="replace") if isinstance(found, bytes) else str(found))


async def finish(database: Database, dsn: str, means: Means) -> None:
    """What the background does, as far as it is due."""
    work = [each for each in chores(Settings(), means) if each.name == erasures.TASK]

    async def is_done() -> bool:
        return any(each.succeeded for each in await task_counts(database, utc(2000, 1, 1)))

    async with scheduling(dsn, database, work, pace=FAST):
        await eventually(is_done)


async def test_no_trace_is_left_anywhere_and_nobody_else_loses_any(dsn: str, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    archive = Archive(folder.as_uri())
    async with (
        redis_server() as server,
        serving(dsn, redis_url=server.url) as service,
        opened_cache(redis_url=server.url, minutes=5) as cache,
        open_inbox(service.database, redis_url=server.url) as inbox,
    ):
        database = service.database
        gone, other = await person(database, MARKER), await person(database, OTHER)
        for user, mark in ((gone, MARKER), (other, OTHER)):
            await lived(service, user, mark, 3)
            await fill(database, inbox, user)
            await stream(database, server, user)
            await service.ask(BY_COMPANY, token(user))
        created = 'mutation { createApiKey(input: {name: "k"}) { created { secret } errors { code } } }'
        secret = (await service.ask(created, token(gone)))["created"]["secret"]
        # One month is in the archive, a second on its way there, a third still to go.
        await retain(database, NOW, 440, archive)
        await partitions.retire(database, NOW, 410)
        await database.write(lambda session: session.script("REFRESH MATERIALIZED VIEW weekly_user_summary"))
        for mark in (MARKER, OTHER):
            assert all(has(place, mark) for place in (trace(dsn), await keys(server), files(folder)))
        before = await dump(database)
        assert has(await streams(server), MARKER)

        answer = await service.ask(ERASE, token(gone), said=str(gone.email).upper())
        assert answer["errors"] == []
        removed = {each["kind"]: each["count"] for each in answer["erasure"]["removed"]}
        assert {name: removed[name] for name in ("account", "applications", "events", "quarantined_events")} == {
            "account": 1, "applications": 3, "events": 3 + 3, "quarantined_events": 1,
        }  # fmt: skip
        assert not has(await dump(database), MARKER)
        await finish(database, dsn, Means(database, inbox, cache, archive))

        assert not has(trace(dsn), MARKER)
        assert not has(await keys(server), MARKER)
        assert has(await streams(server), OTHER)
        assert not has(await streams(server), MARKER)
        assert not has(files(folder), MARKER)
        async with redis.asyncio.from_url(server.url) as client:
            assert [key async for key in client.scan_iter(pattern(gone.id))] == []
        assert all(has(place, OTHER) for place in (trace(dsn), await keys(server), files(folder)))
        after = await dump(database)
        kept = {name: [row for row in rows if f'"owner_id":{other.id},' in row] for name, rows in before.items()}
        assert {name: [row for row in after[name] if row in kept[name]] for name in kept} == kept
        await nothing_comes_back(service, inbox, gone, secret)
        assert not has(await dump(database), MARKER)


async def nothing_comes_back(service: Service, inbox: Inbox, gone: User, secret: str) -> None:
    for bearer, code in ((token(gone), "ACCOUNT_ERASED"), (secret, "UNAUTHENTICATED")):
        refused = await service.post("{ viewer { id } }", bearer)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (401, code)
    assert await erased(service.database, [gone.subject, "somebody"]) == {gone.subject}
    # What was on its way, by whoever still believed in the account.
    await inbox.put([Event(uuid4(), "page_view", NOW, NOW, "{}", gone.id, MARKER)], ())
    while (await inbox.depth()).events:
        await inbox.work(100, store)


async def test_the_platform_s_days_are_what_is_left(service: Service) -> None:
    database = service.database
    gone, other = await person(database), await person(database, OTHER)
    for user in (gone, other, gone):
        await stored(database, told(user, "time_spent", NOW))
    await stored(database, told(gone, "page_view", NOW))
    await service.ask(ERASE, token(gone), said=gone.email)
    found = await database.fetch(Statement(text("SELECT name, events, seconds FROM platform_daily")))
    assert [tuple(row) for row in found] == [("time_spent", 1, 2.0)]


async def test_very_many_events_go_in_the_background(
    dsn: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = service.database
    gone = await person(database, MARKER)
    await stored(database, *(told(gone, "time_spent", NOW) for _ in range(5)))
    monkeypatch.setattr(erasures, "AT_ONCE", 4)
    answer = await service.ask(ERASE, token(gone), said=gone.email)
    assert {"kind": "events", "count": 5} in answer["erasure"]["removed"]
    assert has(await dump(database), MARKER)
    async with opened_cache(redis_url=None, minutes=0) as cache, open_inbox(database) as inbox:
        await finish(database, dsn, Means(database, inbox, cache, None))
    assert not has(trace(dsn), MARKER)
    assert (await dump(database))["platform_daily"] == []


async def test_nobody_is_erased_twice(service: Service) -> None:
    gone = await person(service.database)
    await erasures.erase(service.database, gone, now=NOW)
    with pytest.raises(Refusal, match="has been erased already"):
        await erasures.erase(service.database, gone, now=NOW)


async def test_no_token_is_made_for_them_either(dsn: str, service: Service) -> None:
    gone = await person(service.database)
    await erasures.erase(service.database, gone, now=NOW)
    settings = Settings(database_url=SecretStr(dsn), auth_jwt_secret=SecretStr(SECRET))
    with pytest.raises(Refusal, match="was erased, as its owner asked, and is not made again"):
        await _token(settings, gone.subject, None, create=True, lifetime=timedelta(days=1))
