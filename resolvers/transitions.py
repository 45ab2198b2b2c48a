"""The ledger as a whole: what happened last, whichever application it is about."""

from datetime import UTC, datetime

from domain.transitions import Transition
from persistence.applications import Cursor
from resolvers.arguments import After, First
from resolvers.context import Info
from resolvers.inputs import page_size
from resolvers.pages import Page, cut, from_microseconds, microseconds, read_cursor, write_cursor

DEFAULT_PAGE, LARGEST_PAGE = 20, 100
UNDATED = datetime(1900, 1, 1, tzinfo=UTC)


async def transitions(info: Info, first: First = None, after: After = None) -> Page[Transition]:
    """A page of the entries in force, what happened last first; one statement."""
    size = page_size(first, None, default=DEFAULT_PAGE, largest=LARGEST_PAGE)
    cursor = None if after is None else _read(after)
    found = await info.context.transitions.latest(limit=size + 1, cursor=cursor)
    return cut(found, size, backward=False, has_cursor=after is not None, cursors=_write)


def _write(each: Transition) -> str:
    return write_cursor(microseconds(each.occurred_at or UNDATED), each.id)


def _read(given: str) -> Cursor:
    moment, number = read_cursor(given, 2, path=("after",))
    return Cursor(from_microseconds(moment, path=("after",)), number)
