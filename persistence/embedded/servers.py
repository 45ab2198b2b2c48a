"""One PostgreSQL cluster and the programs that make, start and stop it."""

import os
import re
import shlex
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage, rmtree

from persistence.embedded.locks import AT_ONCE, EXCLUSIVE, lock
from persistence.embedded.places import Place
from persistence.embedded.programs import VERSION
from persistence.embedded.refusals import OTHERWISE, EmbeddedDatabaseError, failed

_PATIENCE_SECONDS = 60.0
_BYTES_OF_A_NEW_CLUSTER = 100_000_000
_LONGEST_SOCKET_FOLDER = 100 - len("/.s.PGSQL.5432")  # macOS allows 103 bytes in all, Linux 107
_LARGEST_LOG = 5_000_000
PORT = "5432"

_SETTINGS = {
    "listen_addresses": "",  # nobody comes in over the network
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "200",  # several processes with a pool each, and a test's own
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "cluster_name": "career-copilot",
}
_CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",  # its workers get in the way of cloning template databases
}


@dataclass(frozen=True, slots=True)
class Server:
    """The cluster of one place; `durable` counts for a server that this starts, not for one that runs already."""

    place: Place
    durable: bool = True

    def ensure_running(self) -> None:
        """Make the cluster if there is none, start it if it does not run; returns when it accepts connections."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            running = lock(self._running, EXCLUSIVE | AT_ONCE)
            try:
                if self._accepts():
                    return
                if running is not None:
                    self._ensure_cluster()
                    self._start(running)
                    return
            finally:
                if running is not None:
                    os.close(running)
            # It is on its way up or down, and whoever sent it there was killed before the end.
            _pause(deadline, "start", self.place.folder)

    def ensure_database(self, name: str) -> None:
        """Create the database if it is missing."""
        made = self._run("createdb", "-h", self.socket_folder(), "-p", PORT, "-U", "postgres", "--", name)
        if made.returncode != 0 and "already exists" not in made.stdout:
            raise failed(f"create the database {name}", made.stdout, folder=self.place.folder)

    def socket_folder(self) -> Path:
        """Where the running server's Unix socket is."""
        return Path((self.place.cluster / "postmaster.pid").read_text().splitlines()[4])

    def stop(self) -> None:
        """Stop the server, if it runs, without waiting for its clients; returns when all its processes are gone."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        sockets = None
        while not self._is_gone():
            with suppress(OSError, IndexError):  # it has not written this file yet, or has removed it already
                sockets = self.socket_folder()
                self._run("pg_ctl", "stop", "-D", self.place.cluster.name, "-m", "fast", "-w", "-t", "30")
            _pause(deadline, "stop", self.place.folder)
        if sockets is not None and sockets != self.place.cluster and not any(sockets.iterdir()):
            sockets.rmdir()

    @property
    def _running(self) -> Path:
        # Locked by the server's own processes, which inherit it: numbers in files may come to mean other processes.
        return self.place.folder / "running"

    def _is_gone(self) -> bool:
        try:
            running = lock(self._running, EXCLUSIVE | AT_ONCE, make=False)
        except FileNotFoundError:  # its folder is being removed
            return True
        if running is None:
            return False
        os.close(running)
        return not self._accepts()  # somebody may have started it by hand

    def _accepts(self) -> bool:
        try:
            ready = self._run("pg_isready", "-q", "-h", self.socket_folder(), "-p", PORT)
        except (OSError, IndexError):
            return False
        return ready.returncode == 0

    def _ensure_cluster(self) -> None:
        cluster = self.place.cluster
        if cluster.exists():
            self._refuse_other_data(cluster)
            return
        if disk_usage(self.place.folder).free < _BYTES_OF_A_NEW_CLUSTER:
            raise failed("make its files", "No space left on device", folder=self.place.folder)
        draft = self.place.folder / "cluster.draft"  # renamed when complete: a start cut short leaves no half a cluster
        rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.place.programs.account is not None:
            os.chown(draft, self.place.programs.account.uid, self.place.programs.account.gid)
        # No passwords: nobody but the owner of the folder reaches the socket. The locale sorts alike on every machine.
        options = [
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        sync = [] if self.durable else ["--no-sync"]
        made = self._run("initdb", "-D", draft.name, "-U", "postgres", "--no-instructions", *options, *sync)
        if made.returncode != 0:
            raise failed("make its files", made.stdout, folder=self.place.folder)
        draft.rename(cluster)

    def _refuse_other_data(self, cluster: Path) -> None:
        try:
            version = (cluster / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            version = "(unknown, PG_VERSION is missing)"
        if version != VERSION:
            raise EmbeddedDatabaseError(
                f"The data in {cluster} were written by PostgreSQL {version}, and this is PostgreSQL {VERSION}. "
                f"Move {self.place.folder} away to start afresh, {OTHERWISE} of that version."
            )

    def _start(self, running: int) -> None:
        cluster = self.place.cluster
        sockets = self._new_socket_folder()
        # Nothing of ours runs here (the lock says so), but the numbers in these may meanwhile be another process's.
        for stale in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (cluster / stale).unlink(missing_ok=True)
        log = cluster / "server.log"
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.rename(log.with_suffix(".log.old"))
        settings = _SETTINGS | ({} if self.durable else _CARELESS) | {"unix_socket_directories": str(sockets)}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        # Paths relative to the cluster: pg_ctl hands them to a shell, which would read a `$` in the path.
        paths = ["-D", ".", "-l", log.name]
        patience = ["-w", "-t", f"{_PATIENCE_SECONDS:.0f}"]
        began = log.stat().st_size if log.exists() else 0
        arguments = ["start", *paths, *patience, "-o", options]
        started = self.place.programs.run("pg_ctl", *arguments, cwd=cluster, inherited=[running])
        if started.returncode != 0:
            said = log.read_bytes()[began:].decode(errors="replace") if log.exists() else ""
            raise failed("start", said or started.stdout, folder=self.place.folder)

    def _new_socket_folder(self) -> Path:
        cluster = self.place.cluster
        # A comma separates hosts in a DSN and folders in the setting; quotes and the like are not worth the risk.
        if len(os.fsencode(cluster)) <= _LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w/.+ @=-]+", str(cluster)):
            return cluster
        for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes a private folder in it
            if len(os.fsencode(parent)) <= _LONGEST_SOCKET_FOLDER - len("/career-copilot-12345678"):
                folder = Path(tempfile.mkdtemp(prefix="career-copilot-", dir=parent))
                if self.place.programs.account is not None:
                    os.chown(folder, self.place.programs.account.uid, self.place.programs.account.gid)
                return folder
        raise EmbeddedDatabaseError(
            f"The path {cluster} is too long for a Unix socket. Move the project to a shorter path, {OTHERWISE}."
        )

    def _run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.place.programs.run(program, *arguments, cwd=self.place.folder)


def _pause(deadline: float, what: str, folder: Path) -> None:
    if time.monotonic() > deadline:
        raise failed(what, f"(nothing for {_PATIENCE_SECONDS:.0f} s)", folder=folder)
    time.sleep(0.02)
