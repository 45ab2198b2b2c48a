"""Which state of an owner's data an answer is made from: whoever sees another revision may see another answer."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.metrics import LEDGER, REGISTRY, Metric


class Part(StrEnum):
    """What of an owner's data changes by itself."""

    LEDGER = "ledger"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Revision:
    """How often the owner's ledger, and what else is counted of them, have changed; both only ever grow."""

    ledger: int = 0
    activity: int = 0

    def of(self, parts: Collection[Part]) -> str:
        """The state of some parts, as a short text: what does not belong to them may change without changing it."""
        return ".".join(f"{part.value}{getattr(self, part.value)}" for part in Part if part in parts)


def read_for(metrics: Collection[Metric]) -> frozenset[Part]:
    """The parts that the metrics are counted from: the ledger, where its events alone change them, else activity.

    What nothing is declared to change, such as SESSIONS, is changed by everything that is not in the ledger.
    """
    names = [REGISTRY[metric].changed_by for metric in metrics]
    return frozenset(Part.LEDGER if changed_by and changed_by <= LEDGER else Part.ACTIVITY for changed_by in names)
