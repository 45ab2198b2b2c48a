"""Importing a log of applications: a file in, a verdict for every row that needs one."""

import asyncio
import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import strawberry

from domain.errors import ErrorCode, Refusal
from domain.imports.fields import Field
from domain.imports.identities import Identities
from domain.imports.layouts import Format, ImportColumn
from domain.imports.rows import survey, understand
from domain.imports.verdicts import ImportTotals, RowVerdict
from domain.periods import today_in
from domain.periods import zone as zone_named
from domain.revisions import Part
from persistence.files import open_file
from resolvers.context import Context, Info
from resolvers.inputs import text
from resolvers.payloads import Payload, settle

MOST_SHOWN = 1_000


class ImportEncoding(StrEnum):
    """How the content of a file is written into a string."""

    TEXT = "TEXT"
    BASE64 = "BASE64"


class ImportFormat(StrEnum):
    """Where a file comes from."""

    AUTO = "AUTO"
    LINKEDIN = "LINKEDIN"
    SIMPLIFY = "SIMPLIFY"
    HUNTR = "HUNTR"
    TEAL = "TEAL"
    JOBSYNC = "JOBSYNC"
    GENERIC = "GENERIC"


@strawberry.input(description="Says which column of the file holds a field.")
class ColumnMappingInput:
    """A field and a column."""

    field: str = strawberry.field(description="The field, such as company, title, status or applied_at.")
    column: str = strawberry.field(description="The name of the column in the file.")


@strawberry.input(description="A log of applications: CSV, TSV, XLSX, JSON, or a ZIP with one of them.")
class ImportApplicationsInput:
    """A file in a string. A request holds up to 256 kB; larger files go through the command line."""

    content: str = strawberry.field(description="The content of the file.")
    encoding: ImportEncoding = strawberry.field(
        default=ImportEncoding.TEXT, description="TEXT for CSV, TSV and JSON; BASE64 for anything else."
    )
    file_name: str = strawberry.field(default="the file", description="What messages call the file.")
    format: ImportFormat = strawberry.field(
        default=ImportFormat.AUTO, description="Where it comes from; AUTO goes by the names of its columns."
    )
    mapping: list[ColumnMappingInput] | None = strawberry.field(
        default=None, description="Columns whose names do not say what they hold."
    )
    dry_run: bool = strawberry.field(default=False, description="Only say what would become of every row.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    is_dry_run: bool
    totals: ImportTotals
    verdicts: list[RowVerdict]
    notes: list[str]
    columns: list[ImportColumn]


async def import_applications(
    info: Info, input: Annotated[ImportApplicationsInput, strawberry.argument(description="The file.")]
) -> Payload[Imported]:
    """Import a file, or say what would become of it."""
    return await settle(info.context, _import(info.context, input), changes={Part.LEDGER})


async def _import(context: Context, given: ImportApplicationsInput) -> Imported:
    name = text(given.file_name, path=("input", "fileName"), longest=200) or "the file"
    try:
        return await take(
            context,
            _content(given),
            name=name,
            kind=None if given.format is ImportFormat.AUTO else Format(given.format.value.lower()),
            mapping=mapping([(each.field, each.column) for each in given.mapping or []]),
            dry_run=given.dry_run,
        )
    except Refusal as refusal:
        raise Refusal(refusal.message, code=refusal.code, path=refusal.path or ("input", "content")) from refusal


def _content(given: ImportApplicationsInput) -> bytes:
    if given.encoding is ImportEncoding.TEXT:
        return given.content.encode("utf-8", "replace")
    try:
        return base64.b64decode(given.content, validate=True)
    except (binascii.Error, ValueError):
        message = "`content` is not base64: send text files with `encoding: TEXT`."
        raise Refusal(message, code=ErrorCode.UNREADABLE_FILE, path=("input", "content")) from None


def mapping(pairs: Iterable[tuple[str, str]]) -> dict[Field, str]:
    """An explicit mapping; Refusal for a field that there is not."""
    found = {}
    for field, column in pairs:
        if field not in Field.__members__.values():
            known = ", ".join(sorted(Field))
            raise Refusal(f"{field[:40]!r} is no field. There are: {known}.", path=("input", "mapping"))
        found[Field(field)] = column
    return found


async def take(
    context: Context,
    file: Path | bytes,
    *,
    name: str | None = None,
    kind: Format | None = None,
    mapping: Mapping[Field, str],
    dry_run: bool,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Import a file for the owner. `progress` is told (read so far, in all), in units of the file's own."""
    zone = zone_named(context.owner.time_zone)
    # Reading a file is work: in a thread, others are answered meanwhile.
    opened = await asyncio.to_thread(open_file, file, name=name)
    identities = Identities()
    today = today_in(context.now, zone)
    surveys = [
        await asyncio.to_thread(survey, table, today=today, kind=kind, mapping=mapping or None)
        for table in opened.tables
    ]
    rows = []
    columns = []
    before = 0
    for each in surveys:
        tell = None if progress is None else partial(_tell, progress, before, opened.size)
        named = each.table.name if len(surveys) > 1 else None
        rows.append((named, partial(understand, each, identities=identities, progress=tell)))
        columns += each.layout.told(named)
        before += each.table.size
    outcome = await context.imports.take(
        rows,
        zone=zone,
        now=context.now,
        dry_run=dry_run,
    )
    notes = [*opened.notes, *(note for each in surveys for note in each.notes)]
    return Imported(dry_run, outcome.totals, outcome.verdicts, notes, columns)


def _tell(progress: Callable[[int, int], None], before: int, size: int, position: int) -> None:
    """How far a table has been read, counted from the start of the file."""
    progress(before + position, size)


def shown(parent: strawberry.Parent[Imported]) -> list[RowVerdict]:
    """The first thousand verdicts."""
    return parent.verdicts[:MOST_SHOWN]
