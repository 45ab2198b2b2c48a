"""Where data and programs lie, and which account the server runs under.

PostgreSQL refuses to run as root, so as root it runs under an ordinary account, which must be able to come through to
its data and its programs. Opening closed folders for it is not ours to do: what it cannot reach is kept in a place of
our own instead.
"""

import errno
import os
import secrets
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from persistence.embedded.programs import Account, Programs, copied, find
from persistence.embedded.refusals import OTHERWISE, EmbeddedDatabaseError

if sys.platform != "win32":
    import pwd

ELSEWHERE = Path("/var/lib/career-copilot-analytics")
_ACCOUNT = "career-copilot"
_POINTER = "kept-elsewhere"


@dataclass(frozen=True, slots=True)
class Place:
    """One server's folder, with its locks and its cluster, and the programs to run there."""

    folder: Path
    programs: Programs

    @property
    def cluster(self) -> Path:
        """What PostgreSQL calls its data directory."""
        return self.folder / "cluster"


def settle(folder: Path, *, elsewhere: Path, tell: Callable[[str], object]) -> Place:
    """Decide where a server for `folder` lives, and make the folders that are missing on the way."""
    folder = Path(os.path.abspath(folder))
    binaries = find()
    _make(folder)
    if os.geteuid() != 0:
        _refuse_the_nameless(folder)
        return Place(folder=folder, programs=Programs(binaries=binaries, account=None))
    account = _account(folder, tell)
    kept = _reachable_folder(folder, account, elsewhere=elsewhere, tell=tell)
    closed = closed_folder(binaries, account)
    if closed is not None:
        _make(elsewhere)
        binaries, fresh = copied(binaries, elsewhere)
        if fresh:
            tell(f"{closed} is closed to other accounts and stays so: copied the PostgreSQL programs to {elsewhere}.")
    return Place(folder=kept, programs=Programs(binaries=binaries, account=account))


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


def _make(folder: Path) -> None:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            path.chmod(0o755)  # ours, made a moment ago: a strict umask would shut the server's account out
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _refuse_the_nameless(folder: Path) -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        if not (folder / "cluster").exists():  # only making a cluster needs the name
            raise EmbeddedDatabaseError(
                f"PostgreSQL cannot make its files for account number {os.geteuid()}, which has no name on this "
                f"machine. Give it a line in /etc/passwd, {OTHERWISE}."
            ) from None


def _account(folder: Path, tell: Callable[[str], object]) -> Account:
    cluster = folder / "cluster"
    owner = cluster.stat() if cluster.exists() else None
    if owner is not None and owner.st_uid != 0:
        return Account(uid=owner.st_uid, gid=owner.st_gid)
    names = {entry.pw_name: Account(uid=entry.pw_uid, gid=entry.pw_gid) for entry in pwd.getpwall()}
    if _ACCOUNT not in names and _make_account():
        tell(f"PostgreSQL does not run as root: made the system account {_ACCOUNT} for it.")
        names = {entry.pw_name: Account(uid=entry.pw_uid, gid=entry.pw_gid) for entry in pwd.getpwall()}
    account = names.get(_ACCOUNT) or names.get("nobody")
    if account is None:
        raise EmbeddedDatabaseError(
            f"PostgreSQL does not run as root, and the account {_ACCOUNT} could not be made for it. "
            f"Start as an ordinary user, {OTHERWISE}."
        )
    return account


def _make_account() -> bool:
    # Root's search path may lack the folder of root's programs, as after a plain `su`.
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if useradd is None:
        return False
    home = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    made = subprocess.run([useradd, "--system", *home, _ACCOUNT], capture_output=True, check=False)  # noqa: S603 - our words
    return made.returncode in (0, 9)  # 9: somebody else made it in this moment


def _reachable_folder(folder: Path, account: Account, *, elsewhere: Path, tell: Callable[[str], object]) -> Path:
    pointer = folder / _POINTER
    if not pointer.exists():
        closed = closed_folder(folder, account)
        if closed is None:
            return folder
        pointer.write_text(f"{folder.name}-{secrets.token_hex(6)}\n")
        tell(f"{closed} is closed to other accounts and stays so: the data of {folder} are kept in {elsewhere}.")
    kept = elsewhere / Path(pointer.read_text().strip()).name
    _make(kept)
    return kept
