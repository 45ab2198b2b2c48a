"""The level within the process: the domain objects themselves, which nobody can change."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

SWEEP_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, the moment (UTC) it is about, when it is over, and how many bytes it has when encoded."""

    value: Any
    computed_at: datetime
    until: datetime
    size: int


class Memory:
    """Keeps what was used last, within two bounds.

    Our own because its bound is both a number of entries and their bytes, and its clock the `now` of requests: a cache
    of cachetools has one bound, one lifetime for all, and a clock of its own. As objects, answers take two to
    three times their encoded size.
    """

    def __init__(self, *, entries: int = 10_000, size: int = 16 * 1024**2) -> None:
        """At most so many entries, and bytes as encoded."""
        self._most, self._largest = entries, size
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._swept_at: datetime | None = None
        self.size = 0

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def get(self, key: str, *, now: datetime) -> Entry | None:
        """The entry, if it is there and not over."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if now >= entry.until:
            self.drop(key)
            return None
        self._entries.move_to_end(key)
        return entry

    def put(self, key: str, entry: Entry, *, now: datetime) -> None:
        """Keep an entry, at the cost of those that were not used for longest; one larger than the bound is not kept."""
        self._sweep(now)
        self.drop(key)
        if entry.size > self._largest:
            return
        self._entries[key] = entry
        self.size += entry.size
        while len(self._entries) > self._most or self.size > self._largest:
            self.size -= self._entries.popitem(last=False)[1].size

    def _sweep(self, now: datetime) -> None:
        """Once a minute drop what is over, which nobody may ever ask for again: revisions have passed it by."""
        if self._swept_at is not None and now - self._swept_at < SWEEP_EVERY:
            return
        self._swept_at = now
        for key in [key for key, entry in self._entries.items() if now >= entry.until]:
            self.drop(key)

    def drop(self, key: str) -> None:
        """Forget an entry."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.size -= entry.size

    def drop_owner(self, owner: int) -> None:
        """Forget everything of an owner."""
        for key in [key for key in self._entries if key.split(":", 4)[3] == str(owner)]:
            self.drop(key)
