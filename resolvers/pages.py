"""Pages of growing lists: cut from one more row than asked for, so that "is there more" costs nothing."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from domain.errors import Refusal

Item = TypeVar("Item")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Where the page stands in the list."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Edge(Generic[Item]):
    """An item and the cursor that stands after it."""

    node: Item
    cursor: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items of a list, in the list's order."""

    nodes: Sequence[Item]
    cursors: Callable[[Item], str]
    has_next_page: bool
    has_previous_page: bool

    @property
    def edges(self) -> list[Edge[Item]]:
        """Each item with its cursor."""
        return [Edge(item, self.cursors(item)) for item in self.nodes]

    @property
    def page_info(self) -> PageInfo:
        """Where the page stands; cursors are None on an empty page."""
        first, last = (self.nodes[0], self.nodes[-1]) if self.nodes else (None, None)
        return PageInfo(
            self.has_next_page,
            self.has_previous_page,
            None if first is None else self.cursors(first),
            None if last is None else self.cursors(last),
        )


def cut(
    found: Sequence[Item], size: int, *, backward: bool, has_cursor: bool, cursors: Callable[[Item], str]
) -> Page[Item]:
    """The page out of up to `size + 1` rows; going backward they arrive in the opposite order."""
    more = len(found) > size
    nodes = list(found[:size])
    if backward:
        nodes.reverse()
    return Page(nodes, cursors, has_cursor if backward else more, more if backward else has_cursor)


def write_cursor(*parts: int) -> str:
    """Numbers as an opaque text."""
    return base64.urlsafe_b64encode(":".join(map(str, parts)).encode()).decode().rstrip("=")


def read_cursor(given: str, count: int, *, path: tuple[str, ...]) -> list[int]:
    """The numbers behind a cursor; Refusal for a text that is no cursor of this list."""
    try:
        text = base64.urlsafe_b64decode(given.encode("ascii") + b"=" * (-len(given) % 4)).decode("ascii")
        numbers = [int(part) for part in text.split(":")]
    except (binascii.Error, UnicodeError, ValueError):
        numbers = []
    if len(given) > 100 or len(numbers) != count or any(abs(number) >= 2**62 for number in numbers):
        raise Refusal(f"`{path[-1]}` is not a cursor of this list: pass one that an answer gave you.", path=path)
    return numbers


def microseconds(moment: datetime) -> int:
    """An instant as a number that loses nothing."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(number: int, *, path: tuple[str, ...]) -> datetime:
    """The instant back; Refusal when no calendar has it."""
    try:
        return _EPOCH + timedelta(microseconds=number)
    except OverflowError:
        raise Refusal(f"`{path[-1]}` is not a cursor of this list.", path=path) from None
