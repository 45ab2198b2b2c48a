"""What became of the questions of a family, counted as they are answered."""

from dataclasses import dataclass

from domain.caching import Family, FamilyStatistics


@dataclass(slots=True)
class Counters:
    """The same numbers as FamilyStatistics, still growing."""

    memory_hits: int = 0
    shared_hits: int = 0
    joined: int = 0
    computed: int = 0
    failed: int = 0
    unreadable: int = 0
    stored_bytes: int = 0
    hit_seconds: float = 0.0
    miss_seconds: float = 0.0

    def read(self, family: Family) -> FamilyStatistics:
        """As they stand."""
        return FamilyStatistics(family, **{name: getattr(self, name) for name in Counters.__slots__})
