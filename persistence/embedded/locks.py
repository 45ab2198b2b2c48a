"""Locks on files that the kernel takes back when their process dies, however it dies."""

import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl

    SHARED = fcntl.LOCK_SH
    EXCLUSIVE = fcntl.LOCK_EX
    AT_ONCE = fcntl.LOCK_NB


def lock(path: Path, how: int, *, make: bool = True) -> int | None:
    """Lock the file; the value is its descriptor, or None when a try `AT_ONCE` finds it taken.

    A missing file is made, or is a `FileNotFoundError` when not to `make` it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if make else 0), 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
