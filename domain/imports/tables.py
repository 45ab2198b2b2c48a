"""A table as it was found in a file: rows of text that can be walked as often as needed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Row(NamedTuple):
    """One record. `line` counts from 1 in the file or sheet; `position` is how much of `Table.size` is read."""

    line: int
    cells: list[str]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows that are read from the start by every call of `rows`, in bounded memory; the header is one of them.

    `name` is what messages call it; `size` is the position after the last row, in the source's own unit (bytes for
    text, rows otherwise); `delimiter` is the sign between the cells of a text file. Walking raises `Refusal` on a
    broken file.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    size: int
    delimiter: str | None = None
