"""Whether the rivals do the same work: their answers hold the same data."""

from math import isclose
from typing import Any


def is_same(one: Any, other: Any) -> bool:
    """Equal but for the moment of asking and the last digits of floats."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = one.keys() - {"asOf", "extensions"}
        return names == other.keys() - {"asOf", "extensions"} and all(is_same(one[name], other[name]) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(is_same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, float | int) and isinstance(other, float | int):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)
