"""A real PostgreSQL for development, demo and tests, out of a wheel: no server to install, none to look after.

Everybody who enters `embedded` on the same folder shares one server. It stops when the last of them has left or died:
see `holders`. Where data and programs lie when we are root: see `places`. Why it is done so:
docs/decisions/0002-embedded-postgres.md.
"""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from persistence.embedded.holders import Holder, door
from persistence.embedded.places import ELSEWHERE, Place, settle
from persistence.embedded.refusals import EmbeddedDatabaseError, explained
from persistence.embedded.servers import PORT, Server

__all__ = ["DATABASE", "FOLDER", "EmbeddedDatabaseError", "embedded", "throwaway"]

DATABASE = "career_copilot"
FOLDER = Path(__file__).parents[2] / ".data" / "postgres"

_tell = logging.getLogger(__name__).warning


@contextmanager
def embedded(
    folder: Path = FOLDER,
    *,
    database: str = DATABASE,
    durable: bool = True,
    elsewhere: Path = ELSEWHERE,
    tell: Callable[[str], object] = _tell,
) -> Iterator[str]:
    """Start or join the PostgreSQL whose data lie in `folder`; the value is a DSN for asyncpg over its Unix socket.

    Makes the folder, the cluster and the database where they are missing, and keeps them at the end. `durable=False`
    gives up safety against power cuts for speed; it counts for whoever starts the server. `elsewhere` is where data and
    programs go when we are root and other accounts cannot come through to `folder`; `tell` gets one sentence about each
    such choice. Blocks while it starts (about a second the first time). Raises `EmbeddedDatabaseError`, whose message
    names the way out.
    """
    with explained(folder):
        place = settle(folder, elsewhere=elsewhere, tell=tell)
    with _held(place, database=database, durable=durable, disposable=False) as dsn:
        yield dsn


@contextmanager
def throwaway(*, database: str = DATABASE, tell: Callable[[str], object] = _tell) -> Iterator[str]:
    """A fresh server without safety against power cuts, for a test session; nothing of it remains, even if killed."""
    with explained(Path(tempfile.gettempdir())):
        folder = Path(tempfile.mkdtemp(prefix="career-copilot-"))
        # mkdtemp closes the folder to others; as root the server runs under another account and has to come through.
        # What is inside stays closed.
        folder.chmod(0o711)
        place = settle(folder, elsewhere=ELSEWHERE, tell=tell)
    try:
        with _held(place, database=database, durable=False, disposable=True) as dsn:
            yield dsn
    finally:
        for made in {folder, place.folder}:
            shutil.rmtree(made, ignore_errors=True)  # the guard may be at it too


@contextmanager
def _held(place: Place, *, database: str, durable: bool, disposable: bool) -> Iterator[str]:
    with explained(place.folder), door(place):
        holder = Holder.enter(place, disposable=disposable)
        try:
            server = Server(place, durable=durable)
            server.ensure_running()
            server.ensure_database(database)
            sockets = server.socket_folder()
        except BaseException:
            holder.leave()
            raise
    try:
        yield f"postgresql://postgres@/{quote(database, safe='')}?host={quote(str(sockets))}&port={PORT}"
    finally:
        with explained(place.folder), door(place):
            holder.leave()
