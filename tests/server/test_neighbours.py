"""What doctor says of Redis and of the archive."""

import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from domain.errors import Refusal
from persistence.database import Database
from realtime.inbox.postgres import PostgresInbox
from server.commands.neighbours import ADDRESSES, NO_CLUSTER, archive_finding, redis_finding
from server.commands.working import opened_inbox
from server.settings import Settings
from tests.redis_servers import redis_cluster, redis_server


async def test_redis_need_not_be_there() -> None:
    is_well, sentence = await redis_finding(Settings())
    assert (is_well, sentence[:16]) == (True, "No Redis is set:")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"analytics_inbox": "redis"},
            "ANALYTICS_INBOX is `redis`, and REDIS_URL is unset. Set it, or use the inbox `postgres`.",
        ),
        (
            {"redis_url": "http://somewhere"},
            ADDRESSES,
        ),
    ],
)
async def test_settings_that_do_not_fit_are_told(settings: dict[str, Any], sentence: str) -> None:
    assert await redis_finding(Settings(**settings)) == (False, sentence)


async def test_a_redis_that_is_not_there_is_told() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        found = await redis_finding(Settings(redis_url=SecretStr(url)))
    assert found == (False, "Redis does not answer. Check REDIS_URL, and that it runs.")


@pytest.mark.parametrize(
    ("kept", "synced", "inbox", "found"),
    [
        ("yes", "always", "redis", (True, "Redis answers, and keeps what it takes.")),
        (
            "yes",
            "everysec",
            "redis",
            (False, "Redis may lose the last second: set `appendfsync always`. Until then no events are taken."),
        ),
        ("yes", "everysec", "postgres", (True, "Redis answers, and keeps what it takes.")),
        (
            "no",
            "always",
            "postgres",
            (True, "Redis keeps nothing when it stops: set `appendonly yes`. Until then it serves as a cache alone."),
        ),
    ],
)
async def test_a_redis_that_may_forget_is_told(kept: str, synced: str, inbox: Any, found: tuple[bool, str]) -> None:
    async with redis_server(appendonly=kept, appendfsync=synced) as server:
        assert await redis_finding(Settings(redis_url=SecretStr(server.url), analytics_inbox=inbox)) == found


async def test_an_archive_is_tried(tmp_path: Path) -> None:
    there = (tmp_path / "archive").as_uri()
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert await archive_finding(Settings()) == (True, "No archive is set: events are dropped after 365 days.")
    assert await archive_finding(Settings(archive_url=there)) == (True, "The archive can be written.")
    assert await archive_finding(Settings(archive_url=in_the_way.as_uri())) == (
        False,
        "The archive cannot be written. Check that ARCHIVE_URL exists and this account may write there.",
    )
    assert await archive_finding(Settings(archive_url="nowhere")) == (
        False,
        "ARCHIVE_URL leads nowhere. Give it as file:///a/folder or s3://bucket/folder.",
    )


async def test_a_cluster_is_a_cache_and_no_place_for_events() -> None:
    async with redis_cluster() as cluster:
        settings = Settings(redis_url=SecretStr(cluster.url))
        assert await redis_finding(settings) == (
            True,
            "The cluster of Redis answers. No events go there: while PostgreSQL is away, none are taken.",
        )
        first = Settings(redis_url=SecretStr(cluster.url), analytics_inbox="redis")
        assert await redis_finding(first) == (False, NO_CLUSTER)
        await cluster.servers[0].kill()
        is_well, sentence = await redis_finding(settings)
        assert (is_well, "does not answer" in sentence) == (False, True)
    for url in ("redis+cluster://", "redis+cluster://host:6379/4"):
        is_well, sentence = await redis_finding(Settings(redis_url=SecretStr(url)))
        assert (is_well, "is no address of Redis" in sentence) == (False, True)


async def test_events_are_not_kept_in_a_cluster(database: Database) -> None:
    url = SecretStr("redis+cluster://127.0.0.1:1")
    with pytest.raises(Refusal, match="a cluster, which keeps no events"):
        async with opened_inbox(Settings(redis_url=url, analytics_inbox="redis"), database):
            pass
    async with opened_inbox(Settings(redis_url=url), database) as inbox:
        assert isinstance(inbox, PostgresInbox)
