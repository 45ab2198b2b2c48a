"""Old months as Parquet: whole, verified, gone on with after anything, and without anybody who was erased."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq  # type: ignore[import-untyped] # it comes without types
import pytest
from sqlalchemy import text

from domain.errors import Refusal
from persistence import archives, partitions, retention
from persistence.archives import Archive
from persistence.database import Database, Session, Statement
from persistence.retention import archive_at, prune_answers, prune_jobs, prune_quarantine, retain
from tests.builders import utc
from tests.patience import PATIENCE

NOW = utc(2027, 3, 2)
FILL = """
SELECT ensure_events_partition(month::date)
FROM generate_series('2026-01-01'::timestamptz, '2026-03-01', interval '1 month') AS month;
INSERT INTO events (id, owner_id, name, occurred_at, received_at, session_id, properties, context)
    SELECT md5('january ' || n)::uuid, CASE WHEN n % 3 > 0 THEN n % 3 END, 'page_view',
           '2026-01-02'::timestamptz + n * interval '1 minute', '2026-01-05 10:00Z', 's' || n,
           jsonb_build_object('path', '/jobs/' || n), CASE WHEN n % 2 = 0 THEN '{"country": "DE"}'::jsonb END
    FROM generate_series(1, 5000) AS n;
INSERT INTO events (id, owner_id, name, occurred_at) VALUES
    ('00000000-0000-0000-0000-0000000000fe', 1, 'job_view', '2026-02-28T23:59:59Z'),
    ('00000000-0000-0000-0000-0000000000ff', 1, 'job_view', '2026-03-01');
INSERT INTO event_ids SELECT id, date_trunc('month', occurred_at AT TIME ZONE 'UTC') FROM events;
"""
COUNTS = Statement(text("SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM event_ids)"))
JANUARY, FEBRUARY = "2026-01.retired-2027-03-02.parquet", "2026-02.retired-2027-03-02.parquet"


@pytest.fixture
async def filled(database: Database) -> Database:
    await database.write(lambda session: session.script(FILL))
    return database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "of mine" / "archive"


@pytest.fixture
def archive(folder: Path) -> Archive:
    return Archive(folder.as_uri())


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / name).to_pylist()
    return found


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("half of something")


def clear(folder: Path) -> None:
    folder.rmdir()


async def counts(database: Database) -> tuple[int, int]:
    (row,) = await database.fetch(COUNTS)
    return row[0], row[1]


def read(months: list[str]) -> set[str]:
    """Of the months that were made for these tests."""
    return {each for each in months if each.startswith("retired_y2026")}


async def test_months_that_are_too_old_go_into_files_and_away(filled: Database, archive: Archive, folder: Path) -> None:
    gone = await retain(filled, NOW, 365, archive)
    assert read(gone) == {"retired_y2026m01_20270302", "retired_y2026m02_20270302"}
    assert names(folder) == [JANUARY, FEBRUARY]  # and none for the empty months before them
    assert len(rows(folder, JANUARY)) == 5000
    first = min(rows(folder, JANUARY), key=lambda each: each["occurred_at"])
    assert first == {
        "id": str(UUID(md5(b"january 1", usedforsecurity=False).hexdigest())),
        "owner_id": 1,
        "name": "page_view",
        "occurred_at": utc(2026, 1, 2, 0, 1),
        "received_at": utc(2026, 1, 5, 10),
        "session_id": "s1",
        "properties": '{"path": "/jobs/1"}',
        "context": None,
    }
    assert [each["id"] for each in rows(folder, FEBRUARY)] == ["00000000-0000-0000-0000-0000000000fe"]
    assert await counts(filled) == (1, 1)
    assert await retain(filled, NOW, 365, archive) == []


async def test_without_an_archive_they_just_go(filled: Database) -> None:
    await retain(filled, NOW, 365, None)
    assert await counts(filled) == (1, 1)


async def test_memory_is_bounded_by_row_groups(
    filled: Database, archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "ROWS", 2_000)
    await retain(filled, NOW, 365, archive)
    assert pq.ParquetFile(folder / JANUARY).metadata.num_row_groups == 3


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_at(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, after: bool) -> Iterator[None]:
    """The process ends before or after a step."""
    real = getattr(owner, name)

    async def step(*arguments: Any, **options: Any) -> Any:
        if after:
            await real(*arguments, **options)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, step)
        yield


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["_detach", "keep", "drop"])
async def test_what_was_cut_short_goes_on(
    filled: Database, archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    owner = {"_detach": partitions, "keep": Archive, "drop": retention}[step]
    with killed_at(monkeypatch, owner, step, after=after), pytest.raises(Killed):
        await retain(filled, NOW, 365, archive)
    await retain(filled, NOW, 365, archive)
    assert len(rows(folder, JANUARY)) == 5000
    assert len(rows(folder, FEBRUARY)) == 1
    assert await counts(filled) == (1, 1)
    assert await filled.write(partitions.retired) == []


async def test_a_month_is_kept_until_its_file_is_whole(
    filled: Database, archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "_rows", lambda *_: 4_999)
        with pytest.raises(RuntimeError, match="has 4999 rows, and its table"):
            await retain(filled, NOW, 365, archive)
    assert "retired_y2026m01_20270302" in await filled.write(partitions.retired)
    await retain(filled, NOW, 365, archive)
    assert len(rows(folder, JANUARY)) == 5000


async def test_what_was_left_half_written_is_removed(filled: Database, archive: Archive, folder: Path) -> None:
    write(folder / "2026-01.retired-2027-03-02.parquet.abc.partial")
    await retain(filled, NOW, 365, archive)
    assert not [name for name in names(folder) if name.endswith(".partial")]


async def test_a_person_is_taken_out_of_every_file(filled: Database, archive: Archive, folder: Path) -> None:
    await retain(filled, NOW, 365, archive)
    before = rows(folder, JANUARY)
    assert await archive.forget(1) == 1667 + 1
    assert rows(folder, JANUARY) == [each for each in before if each["owner_id"] != 1]
    assert rows(folder, FEBRUARY) == []
    assert {each["owner_id"] for each in rows(folder, JANUARY)} == {None, 2}
    assert await archive.forget(1) == 0
    assert b"s2998" not in (folder / JANUARY).read_bytes()


async def test_readers_of_the_table_are_not_held_up(filled: Database, archive: Archive) -> None:
    retaining = asyncio.create_task(retain(filled, NOW, 365, archive))
    while not retaining.done():
        assert (await counts(filled))[0] >= 1
    await retaining


async def test_doctor_can_try_it(archive: Archive, folder: Path) -> None:
    await archive.check()
    assert names(folder) == []
    clear(folder)
    write(folder)
    with pytest.raises(OSError, match="archive"):
        await archive.check()


@pytest.mark.parametrize("url", ["nowhere://x", "archive", "ftp://host/x"])
def test_an_address_that_leads_nowhere_is_said_so(url: str) -> None:
    with pytest.raises(Refusal, match="ARCHIVE_URL leads nowhere"):
        archive_at(url)


def test_no_address_is_no_archive() -> None:
    assert archive_at(None) is None


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "persistence.archives", None)
    with pytest.raises(Refusal, match="the extra `archive` is not installed"):
        archive_at("file:///srv/archive")


async def test_what_nobody_needs_is_pruned(database: Database) -> None:
    async def fill(session: Session) -> None:
        for age in (1, 23, 25, 24 * 29, 24 * 31, 24 * 400):
            await session.script(
                "INSERT INTO quarantine (reason, message, event, received_at)"  # noqa: S608 - numbers of ours
                f" VALUES ('x', '', '{age}', timestamptz '2027-03-02 12:00Z' - interval '{age} hours');"
                "INSERT INTO users (subject) VALUES ('ada') ON CONFLICT DO NOTHING;"
                "INSERT INTO idempotency_keys (owner_id, key, body_hash, created_at)"
                f" SELECT id, '{age}', '', timestamptz '2027-03-02 12:00Z' - interval '{age} hours' FROM users;"
                "WITH job AS (INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
                f" VALUES ('q', '{age}', 'succeeded') RETURNING id)"
                " INSERT INTO procrastinate_events (job_id, type, at)"
                f" SELECT id, 'succeeded', timestamptz '2027-03-02 12:00Z' - interval '{age} hours' FROM job;"
            )

    await database.write(fill)
    assert await prune_quarantine(database, NOW, 31) == 1
    assert await prune_answers(database, NOW) == 4
    assert await prune_jobs(database, NOW) == 2
    left = await database.fetch(Statement(text("SELECT task_name::int FROM procrastinate_jobs ORDER BY 1")))
    assert [row[0] for row in left] == [1, 23, 25, 24 * 29]


RETAIN = """
import asyncio, sys
from datetime import UTC, datetime
from persistence.archives import Archive
from persistence.database import connect
from persistence.retention import retain

async def run():
    async with connect(sys.argv[1], connections=2) as database:
        await retain(database, datetime(2027, 3, 2, 12, tzinfo=UTC), 365, Archive(sys.argv[2]))

asyncio.run(run())
"""


async def test_nothing_is_lost_by_kill_9(filled: Database, dsn: str, folder: Path) -> None:
    """The process is killed as soon as there is a detached month, a half file, a whole one."""

    async def is_detached() -> bool:
        return bool(await filled.write(partitions.retired))

    async def is_half() -> bool:
        return any(name.endswith(".partial") for name in names(folder))

    async def is_whole() -> bool:
        return JANUARY in names(folder)

    for reached in (is_detached, is_half, is_whole):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RETAIN, dsn, folder.as_uri(), cwd=Path(__file__).parents[2]
        )
        async with asyncio.timeout(PATIENCE):
            while process.returncode is None and not await reached():
                await asyncio.sleep(0)
        if process.returncode is None:
            process.kill()
        await process.wait()
    await retain(filled, NOW, 365, Archive(folder.as_uri()))
    assert len(rows(folder, JANUARY)) == 5000
    assert len({each["id"] for each in rows(folder, JANUARY)}) == 5000
    assert len(rows(folder, FEBRUARY)) == 1
    assert names(folder) == [JANUARY, FEBRUARY]
    assert await counts(filled) == (1, 1)
    assert await filled.write(partitions.retired) == []
