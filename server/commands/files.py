"""`import` and `import-postings`: files of people and of platforms."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from domain.access import EVERYTHING, Grant
from domain.imports.layouts import Format
from domain.postings.rows import Understood, understand_postings
from domain.revisions import Part
from persistence.files import open_file
from persistence.postings import Postings
from realtime.announcements import of_change
from resolvers.context import Context
from resolvers.imports import Imported, mapping, take
from server.announcing import opened_broadcast
from server.commands.bars import progress
from server.commands.opened import account, migrated_database
from server.commands.verdicts import as_json as in_json
from server.commands.verdicts import as_text
from server.settings import Settings

FORMATS = ("auto", *(each.value for each in Format))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_)
    app.command("import-postings")(import_postings)


def import_(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, JSON, or a ZIP with one of them.", metavar="FILE")],
    user: Annotated[str, typer.Option(help="E-mail address of the account whose applications these are.")],
    format_: Annotated[
        str, typer.Option("--format", help=f"Where the file comes from: {', '.join(FORMATS)}.")
    ] = "auto",
    map_: Annotated[
        list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="A column whose name does not tell.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of every row; keep nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Import a log of applications. Importing it again, or a longer version of it, adds only what is new."""
    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r} is no format we know. There are: {', '.join(FORMATS)}.")
    pairs = [_pair(each) for each in map_ or []]
    outcome = asyncio.run(_import(file, user, None if format_ == "auto" else Format(format_), pairs, dry_run=dry_run))
    typer.echo(in_json(outcome) if as_json else as_text(outcome))


def _pair(given: str) -> tuple[str, str]:
    field, separator, column = given.partition("=")
    if not separator or not field.strip() or not column.strip():
        raise typer.BadParameter(f"{given!r} is not FIELD=COLUMN, such as company=Employer.")
    return field.strip(), column.strip()


async def _import(
    file: Path, user: str, kind: Format | None, pairs: list[tuple[str, str]], *, dry_run: bool
) -> Imported:
    fields = mapping(pairs)
    settings = Settings()
    async with migrated_database(settings) as database:
        owner = await account(database, user)
        context = Context(database, owner, Grant(owner.role, EVERYTHING), datetime.now(UTC))
        with progress(f"Reading {file.name}") as report:
            outcome = await take(context, file, kind=kind, mapping=fields, dry_run=dry_run, progress=report)
        if not dry_run:
            async with opened_broadcast(settings) as broadcast:
                await broadcast.announce(of_change(owner.id, {Part.LEDGER}))
        return outcome


def import_postings(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX or JSON with one posting a row.", metavar="FILE")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Import public job postings; importing them again brings them up to date."""
    outcome = asyncio.run(_import_postings(file))
    typer.echo(in_json(outcome) if as_json else as_text(outcome))


async def _import_postings(file: Path) -> Imported:
    opened = open_file(file)
    today = datetime.now(UTC).date()
    async with migrated_database(Settings()) as database:
        with progress(f"Reading {file.name}") as report:

            def rows() -> Iterator[Understood]:
                before = 0
                for table in opened.tables:
                    told = None if report is None else partial(_shifted, report, before, opened.size)
                    yield from understand_postings(table, today=today, progress=told)
                    before += table.size

            outcome = await Postings(database).take(rows)
    return Imported(False, outcome.totals, outcome.verdicts, list(opened.notes), columns=[])


def _shifted(report: Callable[[int, int], None], before: int, size: int, position: int) -> None:
    report(before + position, size)
