"""What became of a file, for the terminal and for programs; and a bar while it is being read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from domain.imports.verdicts import RowVerdict
from resolvers.imports import Imported
from server.commands.opened import is_terminal

MOST_PRINTED = 200


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar to report (done so far, in all) to; None when nobody watches."""
    if not is_terminal():
        yield None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)


def as_text(outcome: Imported) -> str:
    """Sentences."""
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
    why = [verdict.reason.rstrip(".") + "."] if verdict.reason else []
    why += [f'Column: "{verdict.column}".'] if verdict.column else []
    return f"{where}: {verdict.verdict.lower()}. {' '.join([*why, *verdict.warnings])}".rstrip()


def as_json(outcome: Imported) -> str:
    """The same, whole, for programs."""
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
