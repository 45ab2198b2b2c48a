"""Why the embedded PostgreSQL could not be had, in sentences a person can act upon."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OTHERWISE = "or set DATABASE_URL to a PostgreSQL of your own"

_SENTENCES = {
    errno.ENOSPC: "The disk that holds {where} is full. Free about 100 MB and start again.",
    errno.EDQUOT: "Your quota on the disk that holds {where} is used up. Free about 100 MB and start again.",
    errno.EACCES: "This account may not write in {where}. Start as the account that owns it, {otherwise}.",
    errno.EPERM: "This account may not write in {where}. Start as the account that owns it, {otherwise}.",
    errno.EROFS: "{where} is on a read-only disk. Move the project to a writable place, {otherwise}.",
    errno.ENOTDIR: "{where} is not a folder. Move the file that is in its place away, {otherwise}.",
    errno.EEXIST: "{where} is not a folder. Move the file that is in its place away, {otherwise}.",
    errno.ENAMETOOLONG: "The path {where} is too long. Move the project to a shorter one, {otherwise}.",
}


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL cannot run here; the message says why and what to do."""


def failed(what: str, output: str, *, folder: Path) -> EmbeddedDatabaseError:
    """The sentence for a PostgreSQL program that ended badly, from what it printed."""
    for code, sign in (
        (errno.ENOSPC, "No space left on device"),
        (errno.EDQUOT, "Disk quota exceeded"),
        (errno.EROFS, "Read-only file system"),
    ):
        if sign in output:
            return sentence(code, folder)
    last = "\n".join(output.strip().splitlines()[-8:]) or "(it printed nothing)"
    return EmbeddedDatabaseError(f"The embedded PostgreSQL could not {what} in {folder}. It said:\n{last}")


def sentence(code: int, folder: Path) -> EmbeddedDatabaseError:
    """The sentence for an error number of the operating system; an unknown one is described in its own words."""
    text = _SENTENCES.get(code, f"The embedded PostgreSQL cannot use {{where}}: {errno.errorcode.get(code, code)}.")
    return EmbeddedDatabaseError(text.format(where=folder, otherwise=OTHERWISE))


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn errors of the operating system inside the block into sentences."""
    try:
        yield
    except OSError as error:
        raise sentence(error.errno or 0, folder) from error
