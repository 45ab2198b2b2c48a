"""Where in the table of what waits it is worth beginning to look."""

from collections import deque
from typing import Final

SETTLED_SECONDS: Final = 5.0
MARK_SECONDS: Final = 1.0
ALL_SECONDS: Final = 30.0


class Floor:
    """A position below which nothing waits.

    Until they are swept, a million rows just worked are a million to step over at every look. But a row may turn up
    below others: its transaction was given its number earlier and ended later. So the floor keeps below what was given
    out in the last seconds, longer than a transaction that puts may take; and now and then all is looked at.
    """

    def __init__(self) -> None:
        """At the very bottom."""
        self._position = 0
        self._marks: deque[tuple[float, int]] = deque()
        self._all_at = 0.0

    def position(self, now: float) -> int:
        """Where to begin. `now` in seconds of any clock that never goes back."""
        if now - self._all_at > ALL_SECONDS:
            self._all_at, self._position = now, 0
        return self._position

    def look(self, first: int | None, last: int, now: float) -> None:
        """What a look from here found: the first that waits, and the last position given to anybody."""
        while len(self._marks) > 1 and now - self._marks[1][0] > SETTLED_SECONDS:
            self._marks.popleft()
        if self._marks and now - self._marks[0][0] > SETTLED_SECONDS:
            settled = self._marks[0][1]
            self._position = max(self._position, settled if first is None else min(first, settled))
        if not self._marks or now - self._marks[-1][0] > MARK_SECONDS:
            self._marks.append((now, last))
