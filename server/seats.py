"""How many live connections one person and one address may hold at once: websockets and event streams together."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Final

from server.problems import Problem

# What a provider gives one household of IPv6.
IPV6_HOUSEHOLD: Final = 64

Key = tuple[str, Hashable]
_WHOSE: Final[Mapping[str, str]] = {"user": "person", "address": "address"}


@dataclass(slots=True)
class Seats:
    """Counts of one process."""

    per_user: int = 10
    per_address: int = 100
    _taken: Counter[Key] = field(default_factory=Counter)

    @property
    def keys(self) -> int:
        """How many people and addresses are counted at the moment."""
        return len(self._taken)

    def of_user(self, user: Hashable) -> "Seat":
        """One for this person, for the time of the block. Raises Problem 429 when it begins."""
        return Seat(self, ("user", user), self.per_user)

    def of_address(self, address: str | None) -> "Seat":
        """One for this address, for the time of the block. Raises Problem 429 when it begins."""
        return Seat(self, ("address", _household(address)), self.per_address)

    def take(self, key: Key, most: int) -> None:
        """One more. Raises Problem 429."""
        if self._taken[key] >= most:
            raise Problem(
                429,
                "TOO_MANY_CONNECTIONS",
                f"There are {most} live connections of this {_WHOSE[key[0]]} already. Close one, or put more into one.",
                {"retry-after": "5"},
            )
        self._taken[key] += 1

    def leave(self, key: Key) -> None:
        """One less."""
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]


class Seat:
    """One of them; a class of its own and no generator, because thousands are held at once."""

    __slots__ = ("_key", "_most", "_seats")

    def __init__(self, seats: Seats, key: Key, most: int) -> None:
        """Not taken yet."""
        self._seats, self._key, self._most = seats, key, most

    def __enter__(self) -> None:
        """Take it."""
        self._seats.take(self._key, self._most)

    def __exit__(self, *_: object) -> None:
        """Leave it."""
        self._seats.leave(self._key)


def _household(address: str | None) -> str:
    try:
        known = ip_address(address or "")
    except ValueError:
        return address or ""
    return str(int(known) >> (128 - IPV6_HOUSEHOLD)) if isinstance(known, IPv6Address) else str(known)
