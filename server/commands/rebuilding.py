"""`rebuild`: what is counted, made again from what it counts, or compared with it."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from persistence.rollups import MOST_TOLD, Difference, rebuild, verify
from persistence.weeks import refresh_weeks
from server.announcing import opened_broadcast
from server.commands.bars import progress
from server.commands.opened import migrated_database, tell
from server.settings import Settings

MOST_PRINTED = 50


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("rebuild")(run)


def run(
    is_verifying: Annotated[bool, typer.Option("--verify", help="Only compare; 1 if anything differs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Make what is counted again from events and ledgers, as far as these are kept; others may go on working."""
    if not is_verifying:
        parts = asyncio.run(_rebuild())
        if as_json:
            typer.echo(orjson.dumps({"corrected": parts}))
        else:
            tell(f"Put right in {parts:,} places." if parts else "Everything was right.")
        return
    found = asyncio.run(_verify())
    if as_json:
        typer.echo(orjson.dumps({"differences": [_told(each) for each in found]}, option=orjson.OPT_INDENT_2))
    elif found:
        _print(found)
    else:
        tell("Nothing differs.")
    if found:
        sys.exit(1)


async def _rebuild() -> int:
    settings = Settings()
    async with migrated_database(settings) as database:
        with progress("Counting") as report:
            parts = await rebuild(database, report)
        if parts:
            await refresh_weeks(database)
            async with opened_broadcast(settings) as broadcast:
                await broadcast.announce_doubt()
    return parts


async def _verify() -> list[Difference]:
    async with migrated_database(Settings()) as database:
        with progress("Comparing") as report:
            return await verify(database, report)


def _print(found: list[Difference]) -> None:
    table = Table("roll-up", "row", "is kept", "should be", box=None, pad_edge=False)
    for each in found[:MOST_PRINTED]:
        table.add_row(each.rollup, _words(each.key), *map(_words, _sides(each)))
    Console(width=None if sys.stdout.isatty() else 200, markup=False, emoji=False, highlight=False).print(table)
    count = f"{MOST_TOLD:,} or more" if len(found) == MOST_TOLD else f"{len(found):,}"
    tell(f"{count} rows differ. `rebuild` puts them right; `rebuild --verify --json` lists them.")


def _sides(each: Difference) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """What is kept and what was told, of what is in both only the columns that differ."""
    if each.kept is None or each.told is None:
        return each.kept, each.told
    apart = [name for name in each.kept if each.kept[name] != each.told[name]]
    return {name: each.kept[name] for name in apart}, {name: each.told[name] for name in apart}


def _words(values: Mapping[str, Any] | None) -> str:
    if values is None:
        return "nothing"
    # Whoever chose a session's name may have chosen signs that terminals obey.
    told = {name: repr(value) if isinstance(value, str) else str(value) for name, value in values.items()}
    return ", ".join(f"{name} {value}" for name, value in told.items()) or "a row"


def _told(each: Difference) -> dict[str, Any]:
    return {"rollup": each.rollup, "row": each.key, "kept": each.kept, "told": each.told}
