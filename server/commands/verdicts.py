"""What became of a file, for the terminal and for programs."""

import orjson

from domain.imports.verdicts import RowVerdict
from resolvers.imports import Imported

MOST_PRINTED = 200


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
