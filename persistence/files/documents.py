"""JSON as rows: an array of objects, or an object that holds one somewhere."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from domain.errors import ErrorCode, Refusal
from domain.imports.tables import Row, Table
from persistence.files.limits import MAX_COLUMNS, MAX_ROWS
from persistence.files.sources import Source

MAX_JSON = 64 * 2**20
_DEPTH = 6
_BOOKKEEPING = re.compile(r"id$|__|_?(?:recorded|created|updated)", re.IGNORECASE)


def document_table(source: Source) -> Table:
    """The table of a JSON file: nested objects become names joined by spaces, lists one line per item.

    Row 1 is the header, so a line is the place of an object in its array plus one. Raises Refusal when it is not JSON
    or holds no array of objects.
    """
    if source.size > MAX_JSON:
        raise Refusal(
            f"{source.name} has {source.size // 2**20} MB, "
            f"and {MAX_JSON // 2**20} MB is the most for JSON. Save it as CSV.",
            code=ErrorCode.TOO_LARGE,
        )
    count = len(_objects(source))

    def rows() -> Iterator[Row]:
        objects = [_flat(entry) for entry in _objects(source)]
        header = list(dict.fromkeys(name for entry in objects for name in entry))
        if len(header) > MAX_COLUMNS:
            raise Refusal(
                f"{source.name} has more than {MAX_COLUMNS:,} different names in its objects. "
                "Check that it is the right file.",
                code=ErrorCode.TOO_LARGE,
            )
        yield Row(1, header, 0)
        for place, entry in enumerate(objects, start=1):
            yield Row(place + 1, [entry.get(name, "") for name in header], place)

    return Table(name=source.name, rows=rows, size=count)


def _objects(source: Source) -> list[dict[str, Any]]:
    with source.open() as file:
        content = file.read()
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            content = content.decode(codec, "replace").encode("utf-8", "replace")
            break
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Refusal(
            f"{source.name} is not valid JSON: {error.msg} in line {error.lineno}. Export it again.",
            code=ErrorCode.UNREADABLE_FILE,
        ) from None
    found = _longest_array(document, _DEPTH)
    if not found:
        raise Refusal(
            f"{source.name} holds no list of objects. A log in JSON is an array with one object per application.",
            code=ErrorCode.UNSUPPORTED_FORMAT,
        )
    if len(found) > MAX_ROWS:
        raise Refusal(
            f"{source.name} has more than {MAX_ROWS:,} objects. Split it into several files.", code=ErrorCode.TOO_LARGE
        )
    return found


def _longest_array(value: Any, depth: int) -> list[dict[str, Any]]:
    if isinstance(value, list):
        objects = [_unwrapped(entry) for entry in value if isinstance(entry, dict)]
        return objects if objects else []
    if not isinstance(value, dict) or depth == 0:
        return []
    return max((_longest_array(inner, depth - 1) for inner in value.values()), key=len, default=[])


def _unwrapped(entry: dict[str, Any]) -> dict[str, Any]:
    """The node of a GraphQL edge, or the object itself."""
    node = entry.get("node")
    return node if isinstance(node, dict) and len(entry) <= 2 else entry


def _flat(entry: dict[str, Any], prefix: str = "", depth: int = _DEPTH) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in entry.items():
        name = f"{prefix} {key}".strip()
        if isinstance(value, dict) and depth > 0:
            flat.update(_flat(value, name, depth - 1))
        else:
            flat[name] = _text(value)
    return flat


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "Yes" if value else "No"
        case int() | float():
            return _number(value)
        case list() if any(isinstance(inner, dict) for inner in value):
            return "\n".join(_told(inner) for inner in value if isinstance(inner, dict))
        case list():
            return ", ".join(filter(None, map(_text, value)))
        case _:
            return ""


def _told(entry: dict[str, Any]) -> str:
    """An object of a list on one line, without its number and without when a program wrote it down."""
    return " ".join(filter(None, (_text(value) for key, value in entry.items() if not _BOOKKEEPING.match(key))))


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else str(value)
