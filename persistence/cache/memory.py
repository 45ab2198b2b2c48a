"""The level within the process: the domain objects themselves, which nobody can change."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, the moment (UTC) it is about, and how many bytes it has when encoded."""

    value: Any
    computed_at: datetime
    size: int


class Memory:
    """Keeps what was used last, within two bounds.

    Our own because its bound is both a number of entries and their bytes, and its clock the `now` of requests: a cache
    of cachetools has one bound, one lifetime for all, and a clock of its own. As objects, answers take about four times
    their encoded size.
    """

    def __init__(self, *, entries: int = 10_000, size: int = 16 * 1024**2) -> None:
        """At most so many entries, and bytes as encoded."""
        self._most, self._largest = entries, size
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def get(self, key: str, *, now: datetime, lifetime: timedelta) -> Entry | None:
        """The entry, if it is there and was made less than `lifetime` ago."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if now - entry.computed_at >= lifetime:
            self.drop(key)
            return None
        self._entries.move_to_end(key)
        return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry, at the cost of those that were not used for longest; one larger than the bound is not kept."""
        self.drop(key)
        if entry.size > self._largest:
            return
        self._entries[key] = entry
        self.size += entry.size
        while len(self._entries) > self._most or self.size > self._largest:
            self.size -= self._entries.popitem(last=False)[1].size

    def drop(self, key: str) -> None:
        """Forget an entry."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.size -= entry.size

    def drop_owner(self, owner: int) -> None:
        """Forget everything of an owner."""
        for key in [key for key in self._entries if key.split(":", 4)[3] == str(owner)]:
            self.drop(key)
