"""Costs as numbers that may still depend on the variables of a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# No real page is larger, and products of client-sent numbers stay small integers.
MOST_ITEMS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of items that variables say: the largest of them and of `least`, or `default` when none says one."""

    variables: tuple[str, ...]
    least: int | None
    default: int

    def of(self, variables: Mapping[str, object]) -> int:
        """The number; nonsense says nothing, because the argument's own type refuses it."""
        sizes = [size for name in self.variables if (size := size_of(variables.get(name))) is not None]
        if self.least is not None:
            sizes.append(self.least)
        return max(sizes, default=self.default)


@dataclass(frozen=True, slots=True)
class Price:
    """A cost that may depend on variables: a constant, and parts that are multiplied by what variables say."""

    constant: int = 0
    parts: tuple[tuple[Count | int, "Price"], ...] = ()

    def at(self, variables: Mapping[str, object]) -> int:
        """The cost with these variables."""
        total = self.constant
        for count, part in self.parts:
            items = count if isinstance(count, int) else count.of(variables)
            total += items * part.at(variables)
        return total

    def plus(self, other: "Price") -> "Price":
        """Both."""
        return Price(self.constant + other.constant, self.parts + other.parts)

    def times(self, count: Count | int) -> "Price":
        """The price of as many as `count` says."""
        if isinstance(count, int) and not self.parts:
            return Price(self.constant * count)
        return Price(0, ((count, self),)) if self.constant or self.parts else self


def size_of(value: object) -> int | None:
    """How many items a number or a list stands for; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return min(max(value, 0), MOST_ITEMS)
    if isinstance(value, list):
        return len(value)
    return None
