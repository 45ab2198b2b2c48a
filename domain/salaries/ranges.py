"""A salary range: what a job pays per hour, day, week, month or year."""

from dataclasses import dataclass
from enum import StrEnum

from domain.money import Money


class SalaryPeriod(StrEnum):
    """What one payment covers."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


PER_YEAR: dict[SalaryPeriod, int] = {
    SalaryPeriod.HOUR: 2080,  # 52 weeks of 40 hours
    SalaryPeriod.DAY: 260,
    SalaryPeriod.WEEK: 52,
    SalaryPeriod.MONTH: 12,
    SalaryPeriod.YEAR: 1,
}
"""How many payments of a period make a year of full-time work."""


@dataclass(frozen=True, slots=True)
class SalaryRange:
    """What a job pays per period. An open end is None ("up to", "from"); one exact amount is both ends.

    Raises ValueError when both ends are missing, or differ in currency.
    """

    low: Money | None
    high: Money | None
    period: SalaryPeriod = SalaryPeriod.YEAR
    is_employer_provided: bool = False

    def __post_init__(self) -> None:
        """A range without an end, or with two currencies, is a mistake of the caller."""
        if self.low is None and self.high is None:
            raise ValueError("a salary range needs a low or a high end")
        if self.low is not None and self.high is not None and self.low.currency != self.high.currency:
            raise ValueError(f"a salary range has one currency, not {self.low.currency} and {self.high.currency}")

    @property
    def currency(self) -> str:
        """The ISO 4217 code of both ends."""
        return self._ends[0].currency

    @property
    def midpoint(self) -> Money:
        """The middle per period as advertised (half a cent rounds up); the known end when the other is open."""
        return self._middle(1)

    @property
    def yearly_midpoint(self) -> Money:
        """The middle per year of full-time work, by `PER_YEAR` (hours by 2,080), before taxes."""
        return self._middle(PER_YEAR[self.period])

    @property
    def _ends(self) -> tuple[Money, ...]:
        return tuple(end for end in (self.low, self.high) if end is not None)

    def _middle(self, times: int) -> Money:
        ends = self._ends
        total = sum(end.amount_minor for end in ends) * times
        return Money((2 * total + len(ends)) // (2 * len(ends)), ends[0].currency)
