"""The one way in which latencies are summed up."""

from collections.abc import Iterable


def quantile(values: Iterable[float], share: float) -> float:
    """The value that this share of them keeps below; infinite when there is none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("inf")
