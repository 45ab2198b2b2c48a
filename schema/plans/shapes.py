"""Columns of objects, lists and nulls: how a completion of what is inside becomes one of what is around it.

A completion turns a column of values into the column that goes into the answer: `Now`, or `Later` when something below
has to be awaited. Both are about whole levels: a list inside a list is one level with the rows of all of them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from types import NoneType
from typing import Any

from graphql import Undefined
from graphql.pyutils import gather_with_cancel

from schema.plans.leaves import Values, surprise
from schema.plans.rows import rows_of
from schema.plans.runs import Run


@dataclass(frozen=True, slots=True)
class Now:
    """Completes at once."""

    column: Callable[[Run, Values], Values]


@dataclass(frozen=True, slots=True)
class Later:
    """Completes when what it waits for is there."""

    column: Callable[[Run, Values], Awaitable[Values]]


Completion = Now | Later
Parting = tuple[Values, Callable[[Values], Values]]


async def completed(completion: Completion, run: Run, values: Values) -> Values:
    """The completed column, whichever way it is completed."""
    return completion.column(run, values) if isinstance(completion, Now) else await completion.column(run, values)


def in_turn(first: Completion, second: Completion) -> Completion:
    """The second made of what the first makes."""
    if isinstance(first, Now) and isinstance(second, Now):
        before, after = first.column, second.column
        return Now(lambda run, values: after(run, before(run, values)))

    async def column(run: Run, values: Values) -> Values:
        return await completed(second, run, await completed(first, run, values))

    return Later(column)


def _around(inner: Completion, part: Callable[[Values], Parting]) -> Completion:
    """Complete what `part` takes out of the values, and put it back where it was."""
    if isinstance(inner, Now):
        complete = inner.column

        def column(run: Run, values: Values) -> Values:
            below, put_back = part(values)
            return put_back(complete(run, below))

        return Now(column)
    promise = inner.column

    async def column_later(run: Run, values: Values) -> Values:
        below, put_back = part(values)
        return put_back(await promise(run, below))

    return Later(column_later)


def unless_null(inner: Completion, *, nullable: bool) -> Completion:
    """What is there is completed, and null stays null where it may be."""

    def part(values: Values) -> Parting:
        if NoneType not in set(map(type, values)):
            return values, _same
        if not nullable:
            raise surprise(*values)

        def put_back(done: Values) -> Values:
            rest = iter(done)
            return [None if value is None else next(rest) for value in values]

        return [value for value in values if value is not None], put_back

    return _around(inner, part)


def _same(values: Values) -> Values:
    return values


def lists(items: Completion) -> Completion:
    """Lists of what `items` completes."""

    def part(values: Values) -> Parting:
        if not {list, tuple}.issuperset(map(type, values)):
            raise surprise(*values)
        if len(values) == 1:
            return list(values[0]), lambda done: [done]

        def put_back(done: Values) -> Values:
            rest = iter(done)
            return [list(islice(rest, len(value))) for value in values]

        return list(chain.from_iterable(values)), put_back

    return _around(items, part)


def objects(columns: Mapping[str, Completion], is_type_of: Callable[[Any, Any], Any] | None) -> Completion:
    """Objects with these fields, whose sources `is_type_of` recognises."""
    keys = tuple(columns)

    def check(sources: Values) -> None:
        for kind in set(map(type, sources)):
            if issubclass(kind, Exception) or hasattr(kind, "__await__") or kind is type(Undefined):
                raise surprise(*sources)
        if is_type_of is not None and not all(map(is_type_of, sources, repeat(None))):
            raise surprise(*sources)

    rows = rows_of(keys) if keys else None

    def joined(cells: Sequence[Values], sources: Values) -> Values:
        return [{} for _ in sources] if rows is None else rows(cells)

    at_once = [(place, each.column) for place, each in enumerate(columns.values()) if isinstance(each, Now)]
    promised = [(place, each.column) for place, each in enumerate(columns.values()) if isinstance(each, Later)]
    if not promised:
        ready = [column for _, column in at_once]

        def complete(run: Run, sources: Values) -> Values:
            check(sources)
            return joined([column(run, sources) for column in ready], sources)

        return Now(complete)

    async def complete_later(run: Run, sources: Values) -> Values:
        check(sources)
        cells: list[Values] = [[]] * len(keys)
        for place, column in at_once:
            cells[place] = column(run, sources)
        if len(promised) == 1:
            found = [await promised[0][1](run, sources)]
        else:
            found = await gather_with_cancel(*(column(run, sources) for _, column in promised))
        for (place, _), column_found in zip(promised, found, strict=True):
            cells[place] = column_found
        return joined(cells, sources)

    return Later(complete_later)


def kinds(name_of: Callable[[Run, Any], Any], completions: Mapping[str, Completion]) -> Completion:
    """Values of an abstract type: `name_of` says which type each is of, and the types complete their own."""

    async def column(run: Run, values: Values) -> Values:
        places: dict[str, list[int]] = {}
        for place, value in enumerate(values):
            places.setdefault(name_of(run, value), []).append(place)
        done: Values = [None] * len(values)
        for name, theirs in places.items():
            if name not in completions:
                raise surprise(*values)
            completion, below = completions[name], [values[place] for place in theirs]
            found = (
                completion.column(run, below) if isinstance(completion, Now) else await completion.column(run, below)
            )
            for place, value in zip(theirs, found, strict=True):
                done[place] = value
        return done

    return Later(column)
