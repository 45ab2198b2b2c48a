"""ZIP archives: which of their members are tables; checked against bombs and tricks before any is unpacked."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from domain.errors import ErrorCode, Refusal
from persistence.files.sources import MAX_FILE, Source

_MAX_ENTRIES = 5_000
_MAX_RATIO = 200
_RATIO_FROM = 16 * 2**20
_ENCRYPTED = 1
_TABLES = (".csv", ".tsv", ".tab", ".txt", ".json", ".xlsx")


def entries(source: Source) -> list[zipfile.ZipInfo]:
    """The files in an archive. Raises Refusal when it is broken, a bomb, or has names that lead out of it."""
    with source.open() as file:
        try:
            with zipfile.ZipFile(file) as archive:
                found = [info for info in archive.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError):
            raise _refusal(
                f"{source.name} is a damaged ZIP archive, perhaps cut short. Download or pack it again."
            ) from None
    if len(found) > _MAX_ENTRIES:
        raise _refusal(
            f"{source.name} holds more than {_MAX_ENTRIES:,} files. Unpack it and choose the table.",
            ErrorCode.TOO_LARGE,
        )
    unpacked = sum(info.file_size for info in found)
    packed = max(1, sum(info.compress_size for info in found))
    if unpacked > MAX_FILE or (unpacked > _RATIO_FROM and unpacked > _MAX_RATIO * packed):
        raise _refusal(
            f"{source.name} would unpack to {unpacked // 2**20} MB from {packed // 1024} kB, which we do not do. "
            "Unpack it yourself and choose the table.",
            ErrorCode.TOO_LARGE,
        )
    for info in found:
        if _leads_out(info.filename):
            raise _refusal(
                f"{source.name} holds a file with a name that leads out of the archive. Pack it again without it."
            )
    return found


def member(source: Source, info: zipfile.ZipInfo) -> Source:
    """One file of an archive as a source of its own, unpacked while it is read, never beyond its declared size."""
    name = f"{source.name} › {info.filename}"
    if info.flag_bits & _ENCRYPTED:
        raise _refusal(f"{name} is protected by a password. Unpack it with the password and hand in what is inside.")
    if info.file_size == 0:
        raise _refusal(f"{name} is empty. Export it again.")
    return Source(name=name, size=info.file_size, open=lambda: io.BufferedReader(_Member(source, info, name)))


def table_entries(source: Source, found: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members to read: LinkedIn's lists, Huntr's download, else the only table. Raises Refusal otherwise."""
    tables = [info for info in found if _is_table(info)]
    applied = sorted(
        (info for info in tables if _base(info).startswith("job applications")), key=lambda info: info.filename
    )
    saved = sorted((info for info in tables if _base(info).startswith("saved jobs")), key=lambda info: info.filename)
    if applied or saved:
        return applied + saved
    jobs = [info for info in tables if "user_jobs_user_full_data" in _base(info)]
    if jobs:
        return jobs
    all_columns = [
        info for info in tables if _base(info).endswith("_all.csv")
    ]  # Notion packs a view and the whole database
    chosen = all_columns if len(all_columns) == 1 and len(tables) == 2 else tables
    if len(chosen) > 1:
        names = ", ".join(f'"{info.filename}"' for info in chosen[:8])
        raise _refusal(
            f"{source.name} holds {len(chosen)} tables: {names}. Unpack it and hand in the one with your applications.",
            ErrorCode.UNSUPPORTED_FORMAT,
        )
    if not chosen:
        nested = any(info.filename.lower().endswith(".zip") for info in found)
        hint = (
            "It holds another archive: unpack that one first."
            if nested
            else "Hand in the table itself as CSV, XLSX or JSON."
        )
        raise _refusal(f"{source.name} holds no table. {hint}", ErrorCode.UNSUPPORTED_FORMAT)
    return chosen


def _is_table(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename.lower())
    return (
        path.suffix in _TABLES and "__macosx" not in path.parts and not path.name.startswith(".") and info.file_size > 0
    )


def _base(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename.replace("\\", "/")).name.lower()


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":")


class _Member(io.RawIOBase):
    """A member that is read from the start; what breaks on the way becomes a refusal that names it."""

    def __init__(self, source: Source, info: zipfile.ZipInfo, name: str) -> None:
        super().__init__()
        self._name = name
        self._file: BinaryIO = source.open()
        try:
            self._archive = zipfile.ZipFile(self._file)
            self._inner = self._archive.open(info)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
            self._file.close()
            raise _refusal(
                f"{name} cannot be unpacked: it is damaged or packed in an unusual way. Pack it again."
            ) from None

    def readable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """How many bytes of the unpacked file were read."""
        return self._inner.tell()

    def readinto(self, buffer: Any) -> int:
        """The next bytes into a buffer."""
        view = memoryview(buffer)
        try:
            data = self._inner.read(len(view))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise _refusal(f"{self._name} is damaged inside the archive. Download or pack it again.") from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the member and the archive."""
        if not self.closed:
            self._inner.close()
            self._archive.close()
            self._file.close()
        super().close()


def _refusal(message: str, code: ErrorCode = ErrorCode.UNREADABLE_FILE) -> Refusal:
    return Refusal(message, code=code)
