"""How fast one sender may send: a bucket of events that fills up again all the time."""

from collections import OrderedDict
from typing import Final

MOST_SENDERS: Final = 100_000


class Rates:
    """Buckets by sender, of this process. Of the senders beyond a bound, whoever was silent longest is forgotten."""

    def __init__(self, *, most: int = MOST_SENDERS) -> None:
        """Start with full buckets for everybody."""
        self._most = most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, sender: str, events: int, *, per_minute: int, now: float) -> float:
        """Take events out of the sender's bucket; 0.0 when they were in it, else the seconds until they will be.

        A bucket holds one minute's worth. One request larger than that is let through a full bucket, which then owes
        the rest. `per_minute` of 0 is no limit; `now` is in seconds of any clock that never goes back.
        """
        if not per_minute:
            return 0.0
        rate = per_minute / 60
        left, at = self._left.pop(sender, (float(per_minute), now))
        left = min(float(per_minute), left + (now - at) * rate)
        needed = min(events, per_minute)
        is_let_through = left >= needed
        self._left[sender] = (left - events if is_let_through else left, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return 0.0 if is_let_through else (needed - left) / rate
