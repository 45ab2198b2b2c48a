"""Who uses a server, so that it runs exactly as long as somebody does.

`holders` is locked shared by everybody who uses the server. A guard process waits to lock it exclusively: it gets it
when the last holder has left or was killed, and stops the server. `door` lets holders in and out one at a time.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from persistence.embedded.locks import AT_ONCE, EXCLUSIVE, SHARED, lock
from persistence.embedded.places import Place
from persistence.embedded.refusals import failed
from persistence.embedded.servers import Server

_ROOT = Path(__file__).parents[2]


@contextmanager
def door(place: Place) -> Iterator[None]:
    """Be alone while entering or leaving; waits for whoever is in the door."""
    descriptor = lock(place.folder / "door", EXCLUSIVE)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Holder:
    """One use of a server. Enter and leave inside the `door`."""

    place: Place
    descriptor: int

    @classmethod
    def enter(cls, place: Place, *, disposable: bool = False) -> "Holder":
        """Become a holder, with a guard on watch; waits while the guard stops the server behind earlier holders."""
        descriptor = lock(place.folder / "holders", SHARED)
        if descriptor is None:
            raise AssertionError("a blocking lock is never refused")
        holder = cls(place=place, descriptor=descriptor)
        try:
            _post_guard(place, disposable=disposable)
        except BaseException:
            os.close(descriptor)
            raise
        return holder

    def leave(self) -> None:
        """Stop being a holder; the last one stops the server before this returns."""
        os.close(self.descriptor)
        holders = self.place.folder / "holders"
        alone = lock(holders, EXCLUSIVE | AT_ONCE)
        if alone is not None:
            try:
                Server(self.place).stop()
            finally:
                os.close(alone)
            return
        # Either others hold on, and this passes at once, or the guard was faster, and this waits until it is done.
        descriptor = lock(holders, SHARED)
        if descriptor is not None:
            os.close(descriptor)


def _post_guard(place: Place, *, disposable: bool) -> None:
    watch = lock(place.folder / "guard", EXCLUSIVE | AT_ONCE)
    if watch is None:
        return
    os.close(watch)
    programs = place.programs
    account = f"{programs.account.uid}:{programs.account.gid}" if programs.account else "-"
    guard = subprocess.run(  # noqa: S603 - our own module
        [
            *(sys.executable, "-m", "persistence.embedded.guard"),
            *(place.folder, programs.binaries, account, "disposable" if disposable else "kept"),
        ],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the terminal is not for it
        check=False,
    )
    if guard.returncode != 0:
        raise failed("start its guard process", "", folder=place.folder)
