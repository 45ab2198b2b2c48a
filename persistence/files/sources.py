"""Where the bytes of a file come from: a path, bytes in memory, or a member of an archive, read again at will."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from domain.errors import ErrorCode, Refusal

MAX_FILE = 512 * 2**20
"""The largest file, and the largest sum of unpacked members, that is opened at all (bytes)."""


MAX_IN_MEMORY = 64 * 2**20
"""The largest workbook inside an archive (bytes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Named bytes of a known size; `open` starts at the beginning each time, and the caller closes it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    def head(self, count: int) -> bytes:
        """The first bytes, at most `count`."""
        with self.open() as file:
            return file.read(count)


def from_path(path: Path) -> Source:
    """A regular file. Raises Refusal for a folder, a pipe, a device, and what is missing, closed or too large."""
    name = str(path)
    try:
        found = path.stat()
    except FileNotFoundError:
        raise _unreadable(f"There is no file {name}. Check the name and the folder.") from None
    except PermissionError:
        raise _unreadable(
            f"{name} may not be read. Give yourself permission to read it, or copy it elsewhere."
        ) from None
    except (OSError, ValueError):
        raise _unreadable(f"{name!r} is not a name of a file. Check the name and the folder.") from None
    if stat.S_ISDIR(found.st_mode):
        raise _unreadable(f"{name} is a folder. Name the file inside it.")
    if not stat.S_ISREG(found.st_mode):
        raise _unreadable(
            f"{name} is not an ordinary file but a device, pipe or socket. Save the data to a file first."
        )
    if not os.access(path, os.R_OK):
        raise _unreadable(f"{name} may not be read. Give yourself permission to read it, or copy it elsewhere.")
    _check(name, found.st_size)

    def open_again() -> BinaryIO:
        try:
            return path.open("rb")
        except OSError:
            raise _unreadable(
                f"{name} could not be opened. It may have been moved while it was read; try again."
            ) from None

    return Source(name=name, size=found.st_size, open=open_again)


def from_bytes(content: bytes, name: str) -> Source:
    """Bytes that came over the wire, under the name that the sender gave them."""
    _check(name, len(content))
    return Source(name=name, size=len(content), open=lambda: BytesIO(content))


def in_memory(source: Source) -> Source:
    """The same bytes, held in memory; at most MAX_IN_MEMORY of them."""
    if source.size > MAX_IN_MEMORY:
        raise Refusal(
            f"{source.name} has {source.size // 2**20} MB, too much inside an archive. Unpack it and hand it in alone.",
            code=ErrorCode.TOO_LARGE,
        )
    with source.open() as file:
        return from_bytes(file.read(), source.name)


def _check(name: str, size: int) -> None:
    if size == 0:
        raise _unreadable(f"{name} is empty. Export it again.")
    if size > MAX_FILE:
        raise Refusal(
            f"{name} has {size // 2**20} MB, and {MAX_FILE // 2**20} MB is the most. "
            "Split it, or keep only the applications.",
            code=ErrorCode.TOO_LARGE,
        )


def _unreadable(message: str) -> Refusal:
    return Refusal(message, code=ErrorCode.UNREADABLE_FILE)
