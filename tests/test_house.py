"""The rules of the house as checks: a rule that no machine holds decays."""

import ast
import importlib.metadata
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from schema.root import schema

ROOT = Path(__file__).parents[1]
LAYERS = ("domain", "persistence", "realtime", "delivery", "resolvers", "schema", "server")
FOLDERS = (*LAYERS, "benchmarks", "tests", "dashboard", "docs")
MIGRATIONS = ROOT / "persistence" / "migrations"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

LONGEST_MODULE = 250
LONGEST_TESTS = 500
TOO_LONG: dict[str, str] = {}  # path: why it may be longer
FORBIDDEN_NAMES = {
    "util",
    "utils",
    "helper",
    "helpers",
    "services",
    "manager",
    "managers",
    "common",
    "core",
    "lib",
    "libs",
    "misc",
}
# Types and resolvers that belong to GraphQL as such rather than to a noun of the job search.
GRAPHQL_ITSELF = {"root", "queries", "mutations", "subscriptions", "connections", "errors", "nodes"}


def committed(*patterns: str) -> list[Path]:
    """Files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - no input
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def product() -> list[Path]:
    return committed(*(f"{layer}/*.py" for layer in LAYERS))


def faults(found: Iterator[str]) -> None:
    """Fail with one line a fault."""
    assert "\n".join(found) == ""


def test_modules_can_be_read_in_one_sitting() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in committed("*.py")}
    longest = {name: LONGEST_TESTS if name.startswith("tests/") else LONGEST_MODULE for name in lengths}
    too_long = {name for name, length in lengths.items() if length > longest[name]}
    assert too_long == set(TOO_LONG), {name: lengths[name] for name in too_long}


def test_no_module_is_named_after_nothing() -> None:
    faults(
        f"{name_of(path)}: what is it about?"
        for path in committed()
        for part in path.relative_to(ROOT).with_suffix("").parts
        if part.lower() in FORBIDDEN_NAMES
    )


@pytest.mark.parametrize(
    ("layer", "sign", "below"),
    [("schema", r"^@strawberry\.type\(", "resolvers"), ("resolvers", r"^async def .*\binfo: Info\b", "domain")],
)
def test_a_noun_has_the_same_file_name_in_every_layer(layer: str, sign: str, below: str) -> None:
    nouns = {path.stem for path in committed(f"{layer}/*.py") if re.search(sign, path.read_text(), re.MULTILINE)}
    known = {Path(name_of(path)).parts[1].removesuffix(".py") for path in committed(f"{below}/*.py")}
    assert len(nouns) > 5
    assert nouns - GRAPHQL_ITSELF - known == set()


def test_no_installed_distribution_claims_our_names() -> None:
    claimed = importlib.metadata.packages_distributions()
    assert {name: claimed[name] for name in FOLDERS if name in claimed} == {}


def test_the_domain_reads_no_clock() -> None:
    clocks = {"now", "utcnow", "today", "monotonic", "perf_counter", "time_ns", "sleep"}
    faults(
        f"{name_of(path)}:{node.lineno}: time comes in as `now`"
        for path in committed("domain/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks
    )


def test_nothing_of_our_own_is_mocked() -> None:
    faults(
        f"{name_of(path)}: use a fake or the real thing"
        for path in committed("tests/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom) and "mock" in ast.unparse(node)
    )


def test_every_exemption_has_a_code_and_a_reason() -> None:
    mark = re.compile(r"#\s*(?:noqa|type:\s*ignore|ruff:|mypy:)")
    fine = re.compile(r"# noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - \w|# type: ignore\[[\w, -]+\] # \w")
    faults(
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in committed("*.py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if mark.search(line) and not fine.search(line)
    )


def test_nothing_committed_names_a_machine_or_an_index() -> None:
    # Home folders, mounts, hidden folders beside the project, and hosts that packages come from.
    told = re.compile(
        r"(?<![\w./-])/(?:root|home/\w+|Users/\w+|work|mnt)(?:/|\b(?!\w))"
        r"|\.\./\.(?!venv\b)\w|https?://[\w.-]*(?:pypi|npmjs|pythonhosted|jsdelivr|unpkg)\b"
    )
    faults(
        f"{name_of(path)}: {found.group()}"
        for path in committed()
        if path != Path(__file__) and (text := _text(path)) is not None
        for found in told.finditer(text)
    )


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()
    assert re.findall(r"https?://\S+|--(?:index|extra-index|find)\S*", text) == []
    parts = re.findall(r"^[^\s#].*?(?=^\S|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert len(parts) > 20
    assert [part.split()[0] for part in parts if "--hash=sha256:" not in part] == []


def locked(name: str) -> dict[str, Version]:
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", (ROOT / name).read_text(), flags=re.MULTILINE)
    return {canonicalize_name(package): Version(version) for package, version in pinned}


def test_the_locks_hold_what_the_project_asks_for() -> None:
    asked = {"requirements.lock": PROJECT["project"]["dependencies"]}
    asked["requirements-dev.lock"] = asked["requirements.lock"] + PROJECT["dependency-groups"]["dev"]
    faults(
        f"{name}: {each}, but {locked(name).get(canonicalize_name(each.name))} is locked; run `make lock`"
        for name, lines in asked.items()
        for each in map(Requirement, lines)
        if locked(name).get(canonicalize_name(each.name), Version("0")) not in each.specifier
    )


def test_tests_run_on_what_production_runs_on() -> None:
    production, development = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: development.get(name) for name in production} == production


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    block = text[text.index("dependencies = [") : text.index("]\n", text.index("dependencies = ["))]
    lines = block.splitlines()[1:]
    assert len(lines) == len(PROJECT["project"]["dependencies"])
    faults(f"{line.strip()}: why?" for line in lines if not re.search(r'",\s+# \S', line))


def test_migrations_stand_in_one_line() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    line = list(scripts.walk_revisions())
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
    assert len(line) == len(committed("persistence/migrations/versions/*.py"))
    assert all(newer.down_revision == older.revision for newer, older in pairwise(line))
    # The number in the file name is the revision, so that two people cannot add "the next one" unnoticed.
    assert [Path(each.path).name.partition("_")[0] for each in line] == [each.revision for each in line]


def test_the_written_schema_is_the_schema() -> None:
    written = (ROOT / "schema" / "schema.graphql").read_text()
    assert written == schema.as_str() + "\n", "run `make schema`"


@pytest.mark.parametrize("name", [".ci/run", "dashboard/build"])
def test_scripts_are_executable_and_valid(name: str) -> None:
    script = ROOT / name
    shell = script.read_text().splitlines()[0].rpartition("/")[2].removeprefix("env ")
    assert os.access(script, os.X_OK)
    checked = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert checked.stderr == ""


def test_make_tells_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.findall(r"^\.PHONY: (.*)", makefile, flags=re.MULTILINE)[0].split()
    assert set(re.findall(r"^([a-z-]+):.*## \w", makefile, flags=re.MULTILINE)) == set(phony)
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607 - on PATH
    assert [target for target in phony if not re.search(rf"^ *(?:make )?{target} ", told.stdout, re.MULTILINE)] == []
