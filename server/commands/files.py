"""`import` and `import-postings`: files of people and of platforms."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from domain.access import EVERYTHING, Grant
from domain.imports.layouts import Format
from domain.imports.verdicts import RowVerdict
from resolvers.context import Context
from resolvers.imports import Imported, mapping, take
from server.commands.opened import account, is_terminal, migrated_database
from server.settings import Settings

MOST_PRINTED = 200
FORMATS = ("auto", *(each.value for each in Format))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_)


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
    typer.echo(_json(outcome) if as_json else _text(outcome))


def _pair(given: str) -> tuple[str, str]:
    field, separator, column = given.partition("=")
    if not separator or not field.strip() or not column.strip():
        raise typer.BadParameter(f"{given!r} is not FIELD=COLUMN, such as company=Employer.")
    return field.strip(), column.strip()


async def _import(
    file: Path, user: str, kind: Format | None, pairs: list[tuple[str, str]], *, dry_run: bool
) -> Imported:
    fields = mapping(pairs)
    async with migrated_database(Settings()) as database:
        owner = await account(database, user)
        context = Context(database, owner, Grant(owner.role, EVERYTHING), datetime.now(UTC))
        with _progress(file.name) as report:
            return await take(context, file, kind=kind, mapping=fields, dry_run=dry_run, progress=report)


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int, int], None] | None]:
    if not is_terminal():
        yield None
        return
    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with bar:
        task = bar.add_task(f"Reading {name}", total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)


def _text(outcome: Imported) -> str:
    totals = outcome.totals
    lines = [*outcome.notes]
    lines += [_line(each) for each in outcome.verdicts[:MOST_PRINTED]]
    if len(outcome.verdicts) > MOST_PRINTED:
        lines.append(f"… and {len(outcome.verdicts) - MOST_PRINTED:,} more; --json lists them all.")
    lines.append(
        f"{totals.rows:,} rows: {totals.created:,} created, {totals.updated:,} updated, {totals.unchanged:,} unchanged,"
        f" {totals.skipped:,} skipped, {totals.rejected:,} rejected."
    )
    if outcome.is_dry_run:
        lines.append("A dry run: nothing was kept.")
    return "\n".join(lines)


def _line(verdict: RowVerdict) -> str:
    where = f"{verdict.table}, line {verdict.line}" if verdict.table else f"Line {verdict.line}"
    why = [verdict.reason] if verdict.reason else []
    why += [f'Column: "{verdict.column}".'] if verdict.column else []
    return f"{where}: {verdict.verdict.lower()}. {' '.join([*why, *verdict.warnings])}".rstrip()


def _json(outcome: Imported) -> str:
    totals = outcome.totals
    return orjson.dumps(
        {
            "dryRun": outcome.is_dry_run,
            "totals": {
                "rows": totals.rows,
                "created": totals.created,
                "updated": totals.updated,
                "unchanged": totals.unchanged,
                "skipped": totals.skipped,
                "rejected": totals.rejected,
            },
            "notes": outcome.notes,
            "verdicts": [
                {
                    "line": each.line,
                    "table": each.table,
                    "verdict": each.verdict,
                    "reason": each.reason,
                    "column": each.column,
                    "warnings": each.warnings,
                }
                for each in outcome.verdicts
            ],
        },
        option=orjson.OPT_INDENT_2,
    ).decode()
