"""The operator's page says what is so: settings, commands, limits, metrics, probes, backups."""

import dataclasses
import importlib
import inspect
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from pydantic_core import PydanticUndefined
from typer.main import get_group

from persistence.embedded.programs import VERSION, find
from schema.limits import Limits
from server.cli import app_for
from server.commands.checks import OLDEST_POSTGRESQL
from server.draining import draining
from server.health import WITHIN_SECONDS
from server.settings import SHORTEST_SECRET, Settings
from tests.docs.conftest import Served, Shell
from tests.docs.pages import DOCS, block, names, table

PAGE = DOCS / "operating.md"
UNITS = {"": 1, "characters": 1, "kB": 2**10, "MB": 2**20, "s": 1, "h": 3600}


def test_every_setting_is_told_with_its_default() -> None:
    def default(given: Any) -> str:
        return (
            "unset"
            if given in (None, [], PydanticUndefined)
            else f"`{given:g}`"
            if isinstance(given, float)
            else f"`{str(given).lower()}`"
            if isinstance(given, bool)
            else f"`{given}`"
        )

    told = {names(name)[0]: value for name, value, _ in table(PAGE, "Settings")}
    assert told == {name.upper(): default(field.default) for name, field in Settings.model_fields.items()}


def test_every_command_is_told() -> None:
    assert [names(row[0])[0] for row in table(PAGE, "Commands")] != []
    assert {names(row[0])[0] for row in table(PAGE, "Commands")} == set(get_group(app_for()).commands)


@pytest.mark.parametrize(
    ("arguments", "code"), [(["schema"], 0), (["--help"], 0), (["serve", "--port", "x"], 2), (["nonsense"], 2), ([], 2)]
)
def test_exit_codes_are_those_told(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        app_for(arguments)(arguments)
    assert left.value.code == code
    capsys.readouterr()


def _kept(place: str) -> Any:
    """The value behind `module:NAME`, `module:Class.attribute`, `module:function.argument` or `module:MAPPING.key`."""
    module, _, path = place.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found[part]
        elif dataclasses.is_dataclass(found):
            found = {field.name: field.default for field in dataclasses.fields(found)}[part]
        elif inspect.isfunction(found):
            found = inspect.signature(found).parameters[part].default
        else:
            found = getattr(found, part)
    return found.total_seconds() if isinstance(found, timedelta) else found


@pytest.mark.parametrize("row", table(PAGE, "Limits"), ids=lambda row: names(row[-1])[0].partition(":")[2])
def test_a_limit_is_as_told(row: list[str]) -> None:
    told = re.fullmatch(r"([\d,.]+) ?(\w*)", row[1])
    assert told is not None
    assert float(told[1].replace(",", "")) * UNITS[told[2]] == _kept(names(row[-1])[0])


def test_no_limit_of_queries_is_left_out() -> None:
    told = {names(row[-1])[0] for row in table(PAGE, "Limits")}
    assert {f"schema.limits:Limits.{field.name}" for field in dataclasses.fields(Limits)} <= told


def test_figures_in_sentences_are_those_of_the_code() -> None:
    text = " ".join(PAGE.read_text().split())
    linger = inspect.signature(draining).parameters["linger"].default
    assert f"PostgreSQL {OLDEST_POSTGRESQL} or newer" in text
    assert f"a PostgreSQL {VERSION} out of a Python package" in text
    assert f"at least {SHORTEST_SECRET} characters" in text
    assert f"silent for {WITHIN_SECONDS:g} s" in text
    assert linger == 1
    assert "for another second" in text


def test_every_metric_is_told_with_its_labels(served: Served) -> None:
    _, real = served
    address = real("http://127.0.0.1:8000")
    assert httpx.get(f"{address}/health/live").json() == {"status": "live"}
    assert httpx.get(f"{address}/health/ready").json() == {"status": "ready", "checks": {"postgresql": "ok"}}
    httpx.post(f"{address}/graphql", json={"query": "{ viewer { id } }"})
    shown = httpx.get(f"{address}/metrics").text
    kinds = dict(re.findall(r"^# TYPE (\S+) (\w+)$", shown, re.MULTILINE))
    own = {name for name in kinds if not name.startswith(("process_", "python_")) and not name.endswith("_created")}
    told = {names(row[0])[0]: set(names(row[1])) for row in table(PAGE, "Metrics")}
    assert set(told) == own
    for name, labels in re.findall(r"^(\w+?)(?:_bucket|_sum|_count)?\{(.*)\} ", shown, re.MULTILINE):
        if name in told:
            assert set(re.findall(r'(\w+)="', labels)) - {"le"} == told[name]


async def test_a_backup_comes_back(shell: Shell, dsn: str) -> None:
    restored = urlunsplit(urlsplit(dsn)._replace(path=f"{urlsplit(dsn).path}_restored"))
    shell.token()
    shell.run(".venv/bin/python -m server import docs/example-log.csv --user you@example.com")
    more = {"PATH": f"{find()}{os.pathsep}{os.environ['PATH']}", "RESTORED_URL": restored}
    folder = shell.run("mktemp -d").strip()
    script = f'createdb --maintenance-db="$DATABASE_URL" {urlsplit(restored).path[1:]}\n{block(PAGE, "sh", "restore")}'
    told = shell.run(f"{block(PAGE, 'sh', 'backup')}\n{script}\nrm -r {folder}", BACKUP=f"{folder}/career.dump", **more)
    assert "NOT OK" not in told
    assert told.splitlines()[-1].endswith("The database is migrated.")
    again = shell.run(
        ".venv/bin/python -m server import docs/example-log.csv --user you@example.com", DATABASE_URL=restored
    )
    assert again == "12 rows: 0 created, 0 updated, 12 unchanged, 0 skipped, 0 rejected.\n"
