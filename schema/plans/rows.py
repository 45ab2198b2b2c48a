"""From columns to rows: a function made for each set of keys, because a dict display is eight times as fast as `dict`.

The function is put together as a syntax tree. What a client wrote gets into it as string constants alone; every
identifier in it is ours.
"""

import ast
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

Columns = Sequence[Sequence[Any]]
Rows = Callable[[Columns], list[dict[str, Any]]]


@lru_cache(maxsize=1_000)
def rows_of(keys: tuple[str, ...]) -> Rows:
    """A function from columns of equal lengths to dicts with these keys, of which there is at least one.

    Of `("id", "name")` it makes `lambda columns: [{"id": c0, "name": c1} for c0, c1 in zip(*columns, strict=True)]`.
    """
    names = [f"c{number}" for number in range(len(keys))]
    strict = ast.keyword("strict", ast.Constant(True))
    columns = ast.Starred(ast.Name("columns", ast.Load()), ast.Load())
    row = ast.comprehension(
        target=ast.Tuple([ast.Name(name, ast.Store()) for name in names], ast.Store()),
        iter=ast.Call(ast.Name("zip", ast.Load()), [columns], [strict]),
        ifs=[],
        is_async=0,
    )
    display = ast.Dict([ast.Constant(key) for key in keys], [ast.Name(name, ast.Load()) for name in names])
    parameters = ast.arguments([], [ast.arg("columns")], None, [], [], None, [])
    function = ast.Expression(ast.Lambda(parameters, ast.ListComp(display, [row])))
    made: Rows = eval(  # noqa: S307 - the tree above, with nothing of anybody else's but constants
        compile(ast.fix_missing_locations(function), "<rows of an answer>", "eval"), {"zip": zip}
    )
    return made
