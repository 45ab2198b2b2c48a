"""Coroutines of resolvers that nobody comes to await, because whoever asked has gone."""

from collections.abc import Callable
from inspect import CORO_CREATED, getcoroutinestate, iscoroutine
from typing import Any


class Unawaited:
    """Middleware of the reference executor that knows every coroutine a resolver made.

    The executor hands them on inside coroutines of its own. When those are cancelled before their first step, as a
    whole answer is when its client disconnects, nobody would ever await what they hold, and Python complains of that.
    """

    __slots__ = ("_made",)

    def __init__(self) -> None:
        """None was made yet."""
        self._made: list[Any] = []

    def resolve(self, following: Callable[..., Any], source: object, info: object, /, **arguments: Any) -> Any:
        """What the resolver answers."""
        result = following(source, info, **arguments)
        if iscoroutine(result):
            self._made.append(result)
        return result

    def close(self) -> None:
        """The answer is there, or is not wanted any more: what has not begun never will."""
        for each in self._made:
            if getcoroutinestate(each) == CORO_CREATED:
                each.close()
