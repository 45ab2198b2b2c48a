"""The XML parts of a workbook, parsed piece by piece; entities, damage and oversized pieces become refusals."""

import zipfile
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from domain.errors import ErrorCode, Refusal
from persistence.files.archives import member
from persistence.files.limits import MAX_ROWS
from persistence.files.sources import Source

_CHUNK = 2**16
_MAX_TOKEN = 2 * 2**20
_LONGEST_NUMBER = 9


def new_parser() -> expat.XMLParserType:
    """A parser that hands over text in whole pieces."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    return parser


def feed(name: str, source: Source, parser: expat.XMLParserType) -> Iterator[int]:
    """Parse a part of the workbook `name`, telling after each piece how many bytes were read.

    Raises Refusal on damage, on document types (entities can grow without end), and on a single tag of more than 2 MB,
    which the parser would hold in memory.
    """

    def refuse_entities(*_: object) -> None:
        raise Refusal(
            f"{name} declares XML entities, which no spreadsheet needs. Save it again as XLSX or CSV.",
            code=ErrorCode.UNREADABLE_FILE,
        )

    parser.StartDoctypeDeclHandler = refuse_entities
    parser.EntityDeclHandler = refuse_entities
    read = since_tag = 0
    try:
        with source.open() as file:
            while chunk := file.read(_CHUNK):
                read += len(chunk)
                since_tag = 0 if b">" in chunk else since_tag + len(chunk)
                if since_tag > _MAX_TOKEN:
                    raise Refusal(f"{name} has a cell of more than 2 MB. Save it as CSV.", code=ErrorCode.TOO_LARGE)
                parser.Parse(chunk, False)
                yield read
            parser.Parse(b"", True)
            yield read
    except expat.ExpatError:
        part = source.name.rsplit("/", 1)[-1]
        raise Refusal(
            f"{name} is a damaged workbook ({part}). Save it again as XLSX or CSV.", code=ErrorCode.UNREADABLE_FILE
        ) from None


def elements(source: Source, parts: Mapping[str, zipfile.ZipInfo], part: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part with their attributes, in order; none when the part is missing."""
    info = parts.get(part)
    if info is None:
        return []
    found: list[tuple[str, dict[str, str]]] = []
    parser = new_parser()
    parser.StartElementHandler = lambda name, attributes: found.append((local(name), attributes))
    for _ in feed(source.name, member(source, info), parser):
        if len(found) > MAX_ROWS:
            raise Refusal(f"{source.name} is too large in its {part}. Save it as CSV.", code=ErrorCode.TOO_LARGE)
    return found


def local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rsplit(":", 1)[-1]


def whole(text: str, default: int) -> int:
    """A written whole number of a sensible length, else the default."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else default
