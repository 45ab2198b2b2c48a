"""How many live connections one person and one address may hold at once: websockets and event streams together."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Final

from server.problems import Problem

# What a provider gives one household of IPv6.
IPV6_HOUSEHOLD: Final = 64


@dataclass(slots=True)
class Seats:
    """Counts of one process."""

    per_user: int = 10
    per_address: int = 100
    _taken: Counter[tuple[str, Hashable]] = field(default_factory=Counter)

    @property
    def keys(self) -> int:
        """How many people and addresses are counted at the moment."""
        return len(self._taken)

    @contextmanager
    def of_user(self, user: Hashable) -> Iterator[None]:
        """One for this person, for the time of the block. Raises Problem 429."""
        with self._seat(("user", user), self.per_user, "person"):
            yield

    @contextmanager
    def of_address(self, address: str | None) -> Iterator[None]:
        """One for this address, for the time of the block. Raises Problem 429."""
        with self._seat(("address", _household(address)), self.per_address, "address"):
            yield

    @contextmanager
    def _seat(self, key: tuple[str, Hashable], most: int, whose: str) -> Iterator[None]:
        if self._taken[key] >= most:
            raise Problem(
                429,
                "TOO_MANY_CONNECTIONS",
                f"There are {most} live connections of this {whose} already. Close one, or put more into one.",
                {"retry-after": "5"},
            )
        self._taken[key] += 1
        try:
            yield
        finally:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]


def _household(address: str | None) -> str:
    try:
        known = ip_address(address or "")
    except ValueError:
        return address or ""
    return str(int(known) >> (128 - IPV6_HOUSEHOLD)) if isinstance(known, IPv6Address) else str(known)
