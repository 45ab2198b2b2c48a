"""Stops a server when its last holder has left or was killed; `holders` runs it as a process of its own."""

import os
import shutil
import sys
from pathlib import Path

from persistence.embedded.locks import AT_ONCE, EXCLUSIVE, lock
from persistence.embedded.places import Place
from persistence.embedded.programs import Account, Programs
from persistence.embedded.servers import Server


def main(folder: str, binaries: str, account: str, kind: str) -> None:
    """Go into the background, wait until nobody holds the server in `folder`, stop it; remove a `disposable` folder."""
    uid, _, gid = account.partition(":")
    owner = Account(uid=int(uid), gid=int(gid)) if gid else None
    place = Place(folder=Path(folder), programs=Programs(binaries=Path(binaries), account=owner))
    watch = lock(place.folder / "guard", EXCLUSIVE | AT_ONCE)
    # Our parent waits for this process, so the guard itself becomes a child of init: no zombie is left to anybody.
    if watch is None or os.fork() != 0:
        return
    os.chdir("/")
    alone = lock(place.folder / "holders", EXCLUSIVE)
    Server(place).stop()
    if kind == "disposable":
        shutil.rmtree(place.folder, ignore_errors=True)
    # In this order: who finds nobody on watch must not be held up by us any more, or it would post no new guard.
    os.close(watch)
    if alone is not None:
        os.close(alone)


if __name__ == "__main__":
    main(*sys.argv[1:])
