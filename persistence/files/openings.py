"""Opening whatever somebody hands in: what it is follows from its bytes, not from its name."""

from dataclasses import dataclass
from pathlib import Path

from domain.errors import ErrorCode, Refusal
from domain.imports.layouts import is_recognisable
from domain.imports.tables import Table
from persistence.files.archives import entries, member, table_entries
from persistence.files.documents import document_table
from persistence.files.sources import Source, from_bytes, from_path, in_memory
from persistence.files.texts import text_table
from persistence.files.workbooks import workbook_tables

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"BM", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a text document"),
)
_TEXTUAL = frozenset((b"BM", b"MZ", b"RIFF", b"GIF8", b"PAR1"))
_DOCUMENTS = (("word/document.xml", "a Word document"), ("ppt/presentation.xml", "a presentation"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A file as tables: one, or several that belong together (a LinkedIn archive).

    `notes` say what in the file was left aside.
    """

    name: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """The sum of the tables' sizes, for a progress bar over all of them."""
        return sum(table.size for table in self.tables)


def open_file(file: Path | bytes, *, name: str | None = None) -> OpenedFile:
    """Open a path, or bytes with the name they were sent under.

    CSV, TSV and other delimited text, XLSX, JSON, and ZIP around one of them; nothing is written to disk. Raises
    Refusal (UNREADABLE_FILE, UNSUPPORTED_FORMAT, TOO_LARGE) that names the file and says what to do; so may walking
    the tables.
    """
    source = from_path(file) if isinstance(file, Path) else from_bytes(file, name or "the file")
    return _open(source)


def _open(source: Source, *, is_inside: bool = False) -> OpenedFile:
    head = source.head(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _open_zip(source, is_inside=is_inside)
    if head.startswith(_OLE):
        raise Refusal(_old_office(source), code=ErrorCode.UNREADABLE_FILE)
    for magic, kind in _KINDS:
        if head.startswith(magic) and (magic not in _TEXTUAL or b"\0" in head):
            raise _unsupported(source, kind)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").replace(b"\0", b"").lstrip(b"\xff\xfe")
    if text.startswith((b"{", b"[{", b"[\n", b"[\r", b"[ ")) or source.name.lower().endswith(".json"):
        return OpenedFile(name=source.name, tables=(document_table(source),))
    if text[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise _unsupported(source, "a web page or XML")
    return OpenedFile(name=source.name, tables=(text_table(source),))


def _open_zip(source: Source, *, is_inside: bool) -> OpenedFile:
    if is_inside:
        source = in_memory(source)  # an archive is read from its end, which a member of another one cannot be
    found = entries(source)
    names = {info.filename.replace("\\", "/").lstrip("/").lower() for info in found}
    if "xl/workbook.xml" in names:
        return _open_workbook(source, workbook_tables(source, found))
    for part, kind in _DOCUMENTS:
        if part in names:
            raise _unsupported(source, kind)
    if "content.xml" in names and "mimetype" in names:
        raise _unsupported(source, "an OpenDocument file")
    if any(name.endswith((".numbers", ".iwa")) for name in names):
        raise _unsupported(source, "a Numbers document")
    if is_inside:
        raise _unsupported(source, "an archive inside an archive")
    opened = [_open(member(source, info), is_inside=True) for info in table_entries(source, found)]
    return OpenedFile(
        name=source.name,
        tables=tuple(table for each in opened for table in each.tables),
        notes=tuple(note for each in opened for note in each.notes),
    )


def _open_workbook(source: Source, sheets: list[Table]) -> OpenedFile:
    """The first sheet whose header we understand; else the first with cells, so that a mapping can name its columns."""
    filled = [sheet for sheet in sheets if next(iter(sheet.rows()), None) is not None]
    if not filled:
        raise Refusal(f"{source.name} has nothing in its sheets. Export it again.", code=ErrorCode.UNREADABLE_FILE)
    known = [sheet for sheet in filled if is_recognisable(sheet)]
    chosen = (known or filled)[0]
    notes = tuple(f"{sheet.name} was not read: only the first sheet with a header is." for sheet in known[1:])
    return OpenedFile(name=source.name, tables=(chosen,), notes=notes)


def _old_office(source: Source) -> str:
    """An OLE file is an encrypted XLSX or a document of Office before 2007."""
    with source.open() as file:
        content = file.read(2**20)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return f"{source.name} is protected by a password. Open it, remove the password, and save it again."
    return f"{source.name} is in the old Excel or Office format. Save it as XLSX or CSV."


def _unsupported(source: Source, kind: str) -> Refusal:
    return Refusal(
        f"{source.name} is {kind}. Hand in your log as CSV, TSV, XLSX, JSON, or a ZIP with one of them.",
        code=ErrorCode.UNSUPPORTED_FORMAT,
    )
