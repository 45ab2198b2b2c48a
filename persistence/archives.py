"""Months of events as Parquet, at a file:// or s3:// address. Needs the extra `archive`; see persistence.retention.

Every file is written under another name and renamed when it is complete, so that whatever has its name is whole.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final
from uuid import uuid4

import pyarrow as pa  # type: ignore[import-untyped] # it comes without types
import pyarrow.compute as pc  # type: ignore[import-untyped] # it comes without types
import pyarrow.fs as pf  # type: ignore[import-untyped] # it comes without types
import pyarrow.parquet as pq  # type: ignore[import-untyped] # it comes without types
from sqlalchemy import text

from domain.errors import ErrorCode, Refusal
from persistence.database import Database, Record, Session, Statement
from persistence.partitions import RETIRED

ROWS: Final = 20_000  # of a row group: what is held in memory
FETCHED: Final = 2_000
SECONDS: Final = 3_600.0
PARTIAL: Final = ".partial"

_INSTANT: Final = pa.timestamp("us", tz="UTC")
SCHEMA: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("owner_id", pa.int64()),
        pa.field("name", pa.string(), nullable=False),
        pa.field("occurred_at", _INSTANT, nullable=False),
        pa.field("received_at", _INSTANT, nullable=False),
        pa.field("session_id", pa.string()),
        pa.field("properties", pa.string(), nullable=False),
        pa.field("context", pa.string()),
    ]
)
_FETCH: Final = Statement(text(f"FETCH {FETCHED} FROM archived"))
# A bucket may answer slowly, and the transaction is idle meanwhile.
_DECLARE: Final = """
SET LOCAL idle_in_transaction_session_timeout = '10min';
DECLARE archived NO SCROLL CURSOR FOR
    SELECT id::text, owner_id, name, occurred_at, received_at, session_id, properties::text, context::text FROM {table}
"""


class Archive:
    """The files under one address."""

    def __init__(self, url: str) -> None:
        """Raises Refusal for an address that leads nowhere."""
        try:
            self._files, self._folder = pf.FileSystem.from_uri(url)
        except (pa.ArrowInvalid, OSError, ValueError) as error:
            message = "ARCHIVE_URL leads nowhere. Give it as file:///a/folder or s3://bucket/folder."
            raise Refusal(message, code=ErrorCode.INVALID_INPUT) from error

    async def check(self) -> None:
        """Write something there and take it away again. Raises OSError."""
        await asyncio.to_thread(self._check)

    async def keep(self, database: Database, table: str) -> int:
        """Write a retired month to its file, and say how many rows that were; a file there already is replaced.

        When it returns, the file has been read back and has as many rows as the table.
        """
        found = RETIRED.fullmatch(table)
        if found is None:
            raise ValueError(f"{table} is not retired")
        year, month, day = found.groups()
        name = f"{year}-{month}.retired-{day[:4]}-{day[4:6]}-{day[6:]}.parquet"
        await asyncio.to_thread(self._tidy)

        async def work(session: Session) -> int:
            with self._writing(name) as write:
                await session.script(_DECLARE.format(table=table))
                group: list[Record] = []
                while rows := await session.fetch(_FETCH):
                    group += rows
                    if len(group) >= ROWS:
                        await asyncio.to_thread(write, _batch(group))
                        group = []
                if group:
                    await asyncio.to_thread(write, _batch(group))
                return int(await session.fetch_value(Statement(text(f"SELECT count(*) FROM {table}"))))  # noqa: S608 - checked

        rows = await database.write(work, seconds=SECONDS)
        if (written := await asyncio.to_thread(self._rows, name)) != rows:
            raise RuntimeError(f"{name} has {written} rows, and its table {rows}")
        return rows

    async def forget(self, owner_id: int) -> int:
        """Write every file that holds events of a person anew, without them; how many events those were."""
        return await asyncio.to_thread(self._forget, owner_id)

    def _names(self) -> list[str]:
        selector = pf.FileSelector(self._folder, allow_not_found=True)
        return sorted(each.base_name for each in self._files.get_file_info(selector) if each.is_file)

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def _tidy(self) -> None:
        """Remove what was left half written; nobody else writes here at the same time."""
        for name in self._names():
            if name.endswith(PARTIAL):
                self._files.delete_file(self._path(name))

    def _check(self) -> None:
        name = self._path(f"{uuid4().hex}{PARTIAL}")
        self._files.create_dir(self._folder, recursive=True)
        with self._files.open_output_stream(name) as stream:
            stream.write(b"written by doctor")
        self._files.delete_file(name)

    def _rows(self, name: str) -> int:
        with self._files.open_input_file(self._path(name)) as file:
            return int(pq.ParquetFile(file).metadata.num_rows)

    @contextmanager
    def _writing(self, name: str) -> Iterator[Callable[[pa.RecordBatch], None]]:
        """A function that adds a row group to a new file, which has its name once the block is left in good order."""
        draft = self._path(f"{name}.{uuid4().hex}{PARTIAL}")
        self._files.create_dir(self._folder, recursive=True)
        try:
            with (
                self._files.open_output_stream(draft) as stream,
                pq.ParquetWriter(stream, SCHEMA, compression="zstd") as writer,
            ):
                yield partial(writer.write_batch, row_group_size=ROWS)
        except BaseException:
            with suppress(OSError):
                self._files.delete_file(draft)
            raise
        self._settle(draft)
        self._files.move(draft, self._path(name))
        self._settle(self._folder)

    def _settle(self, path: str) -> None:
        """Have the disk write it down: the rows are dropped next, and a power cut must not take both."""
        if isinstance(self._files, pf.LocalFileSystem):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _forget(self, owner_id: int) -> int:
        self._tidy()
        return sum(self._without(name, owner_id) for name in self._names() if name.endswith(".parquet"))

    def _without(self, name: str, owner_id: int) -> int:
        with self._files.open_input_file(self._path(name)) as file:
            parquet = pq.ParquetFile(file)
            groups = range(parquet.num_row_groups)
            theirs = sum(
                pc.sum(pc.equal(parquet.read_row_group(each, columns=["owner_id"])[0], owner_id)).as_py() or 0
                for each in groups
            )
            if theirs:
                with self._writing(name) as write:
                    for each in groups:
                        rows = parquet.read_row_group(each)
                        others = rows.filter(pc.fill_null(pc.not_equal(rows["owner_id"], owner_id), True))
                        for batch in others.combine_chunks().to_batches():
                            write(batch)
        return int(theirs)


def _batch(rows: list[Record]) -> pa.RecordBatch:
    columns: Any = zip(*rows, strict=True)
    return pa.RecordBatch.from_arrays(
        [pa.array(values, each.type) for values, each in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )
