"""Which row of a table is its header, which known format that is, and what each of its columns means."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from domain.errors import ErrorCode, Refusal
from domain.imports.fields import Field
from domain.imports.headers import meaning
from domain.imports.tables import Row, Table
from domain.imports.words import fold_name


class Format(StrEnum):
    """The programs whose exports we know, and everything else."""

    LINKEDIN = "linkedin"
    LINKEDIN_SAVED = "linkedin-saved"
    SIMPLIFY = "simplify"
    HUNTR = "huntr"
    TEAL = "teal"
    JOBSYNC = "jobsync"
    GENERIC = "generic"


_SIGNATURES: tuple[tuple[Format, frozenset[str]], ...] = tuple(
    (format_, frozenset(names.split("|")))
    for format_, names in (
        (Format.LINKEDIN, "application date|company name|job title|job url|question and answers"),
        (Format.LINKEDIN, "application date|company name|job title|job url|resume name"),
        (Format.LINKEDIN, "application date|company name|job title|job url|contact email"),
        (Format.LINKEDIN_SAVED, "saved date|job url|job title|company name"),
        (Format.SIMPLIFY, "job title|company name|job url|applied date|status|status date"),
        (Format.JOBSYNC, "job title|job source|applied|applied date|status"),
        (Format.JOBSYNC, "job title|job source|workplace type|status"),
        (Format.TEAL, "job position|company|status|date saved"),
        (Format.TEAL, "job position|company|status|excitement"),
        (Format.HUNTR, "list name|title"),
        (Format.HUNTR, "company|title|list"),
        (Format.HUNTR, "employer|job title|list"),
        (Format.HUNTR, "company|job title|list"),
    )
)
_HEADER_WITHIN = 40
_LONGEST_NAME = 80
_WHEN_OR_WHERE = frozenset(("applied on", "applied at", "submitted on", "sent on", "apply on"))
# Fields of which two columns of one name cannot both be right.
_SINGULAR = frozenset(
    (Field.COMPANY, Field.TITLE, Field.APPLIED_AT, Field.STATUS, Field.OUTCOME, Field.SOURCE, Field.URL)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is read: its place, its name as written, and what it means."""

    index: int
    name: str
    field: Field


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column by its name as written, and what it was read as; None when it was not read."""

    name: str
    field: Field | None
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How to read a table: where its header is and what its columns mean, the surest column of a field first."""

    format: Format
    header: Row
    columns: tuple[Column, ...]
    _found: dict[tuple[Field, ...], tuple[Column, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, *fields: Field) -> tuple[Column, ...]:
        """The columns of these fields, in the order in which they are to be believed."""
        found = self._found.get(fields)
        if found is None:
            found = self._found[fields] = tuple(column for column in self.columns if column.field in fields)
        return found

    def has(self, *fields: Field) -> bool:
        """Whether there is a column of any of these fields."""
        return bool(self.of(*fields))

    def told(self, table: str | None = None) -> list[ImportColumn]:
        """Every column that has a name, in the order of the file. `table` is its file inside an archive."""
        fields = {column.index: column.field for column in self.columns}
        return [
            ImportColumn(name.strip(), None if (read := fields.get(index)) is Field.IGNORED else read, table)
            for index, name in enumerate(self.header.cells)
            if name.strip()
        ]

    def with_sources(self, has_only_words: Callable[[Column], bool]) -> "Layout":
        """The layout in which an "Applied on" that holds no dates says where: it is English for both."""
        columns = tuple(
            replace(column, field=Field.SOURCE)
            if column.field is Field.APPLIED_AT and fold_name(column.name) in _WHEN_OR_WHERE and has_only_words(column)
            else column
            for column in self.columns
        )
        return replace(self, columns=columns, _found={})


def recognise(
    table: Table,
    *,
    kind: Format | None = None,
    mapping: Mapping[Field, str] | None = None,
) -> Layout:
    """The layout of a table, by meaning of its column names, with an explicit mapping (field to column name) first.

    Raises Refusal when no row can be its header, the header stands alone, or a column is named twice or not at all.
    """
    mapping = mapping or {}
    rows = list(islice(_filled(table.rows()), _HEADER_WITHIN))
    if not rows:
        raise Refusal(
            f"{table.name} has no rows. Choose the file that holds your applications.", code=ErrorCode.UNREADABLE_FILE
        )
    header = _find_header(rows, mapping)
    if header is None:
        raise Refusal(_no_header(table, rows[0], mapping), code=ErrorCode.UNSUPPORTED_FORMAT)
    _refuse_twins(table, header, mapping)
    columns = _columns(header, mapping)
    if rows[-1] is header and len(rows) < _HEADER_WITHIN:
        raise Refusal(
            f"{table.name} has a header but no rows below it. Export it again with your applications in it.",
            code=ErrorCode.UNREADABLE_FILE,
        )
    return Layout(format=kind or _format(header), header=header, columns=columns)


def is_recognisable(table: Table) -> bool:
    """Whether a table has a header row we understand; for choosing among sheets."""
    return _find_header(list(islice(_filled(table.rows()), _HEADER_WITHIN)), {}) is not None


def _filled(rows: Iterable[Row]) -> Iterable[Row]:
    return (row for row in rows if any(cell.strip() for cell in row.cells))


def _find_header(rows: list[Row], mapping: Mapping[Field, str]) -> Row | None:
    if mapping:
        wanted = {fold_name(name) for name in mapping.values()}
        for row in rows:
            if wanted <= {fold_name(cell) for cell in row.cells}:
                return row
        return None
    best, most = None, 1
    for row in rows:
        names = [cell for cell in row.cells if cell.strip()]
        if any(len(name) > _LONGEST_NAME for name in names):
            continue
        fields = {found.field for name in names if (found := meaning(name)) is not None} - {Field.IGNORED}
        named = {Field.COMPANY, Field.TITLE} & fields or (_weak_name(row) is not None and len(fields) > 1)
        if named and len(fields) + (_weak_name(row) is not None) > most:
            best, most = row, len(fields) + (_weak_name(row) is not None)
        elif best is not None:
            break  # the rows below the first good header are data
    return best


def _weak_name(row: Row) -> int | None:
    """A bare "Name" (the first column of every Notion database) names the opening or its company."""
    return next((place for place, cell in enumerate(row.cells) if fold_name(cell) == "name"), None)


def _columns(header: Row, mapping: Mapping[Field, str]) -> tuple[Column, ...]:
    by_name = {fold_name(name): field for field, name in mapping.items()}
    mapped = frozenset(mapping)
    found: list[tuple[int, Column]] = []
    for index, name in enumerate(header.cells):
        explicit = by_name.get(fold_name(name))
        if explicit is not None:
            found.append((-1, Column(index=index, name=name.strip(), field=explicit)))
            continue
        guess = meaning(name)
        if guess is not None and guess.field is not Field.IGNORED and guess.field not in mapped:
            found.append((guess.rank, Column(index=index, name=name.strip(), field=guess.field)))
    fields = {column.field for _, column in found}
    weak = _weak_name(header)
    if weak is not None and not {Field.COMPANY, Field.TITLE} <= fields and fold_name("name") not in by_name:
        field = Field.TITLE if Field.COMPANY in fields else Field.COMPANY
        found.append((99, Column(index=weak, name=header.cells[weak].strip(), field=field)))
    return tuple(column for _, column in sorted(found, key=lambda pair: (pair[0], pair[1].index)))


def _format(header: Row) -> Format:
    names = {fold_name(cell) for cell in header.cells}
    return next((format_ for format_, signature in _SIGNATURES if signature <= names), Format.GENERIC)


def _refuse_twins(table: Table, header: Row, mapping: Mapping[Field, str]) -> None:
    seen: set[str] = set()
    explicit = {fold_name(name) for name in mapping.values()}
    for cell in header.cells:
        name = fold_name(cell)
        found = meaning(cell)
        if name in seen and (name in explicit or (found is not None and found.field in _SINGULAR)):
            raise Refusal(
                f'{table.name} has two columns named "{cell.strip()}", and both cannot be right. Rename one.',
                code=ErrorCode.UNSUPPORTED_FORMAT,
            )
        if name:
            seen.add(name)


def _no_header(table: Table, first: Row, mapping: Mapping[Field, str]) -> str:
    names = ", ".join(f'"{cell.strip()[:40]}"' for cell in first.cells[:12] if cell.strip())
    if mapping:
        wanted = ", ".join(f'"{name}"' for name in mapping.values())
        return f"{table.name} has no header with all the columns {wanted}. Its first row is {names}."
    return (
        f"{table.name} has no header we understand; its first row is {names}. "
        "Name the columns (such as Company, Job Title, Date Applied, Status), "
        "or map them: --map company=COLUMN --map title=COLUMN."
    )
