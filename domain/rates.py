"""A rate that carries what it was counted from and how far it can be trusted."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
SMALL_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` out of `denominator`, both counts, with the 95 % score interval of the underlying share.

    `maturity` is the share (0 to 1) of the denominator old enough to have been answered, None if that is not known.
    `ValueError` for counts that cannot be one (negative, or more than the whole).
    """

    numerator: int
    denominator: int
    maturity: float | None = None

    def __post_init__(self) -> None:
        """Hold 0 <= numerator <= denominator."""
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is not a rate")

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None out of nothing."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def low(self) -> float | None:
        """Lower end of the 95 % Wilson interval; exactly 0 for none of n; None out of nothing."""
        if not self.denominator:
            return None
        return max(0.0, self._centre - self._half_width) if self.numerator else 0.0

    @property
    def high(self) -> float | None:
        """Upper end of the 95 % Wilson interval; exactly 1 for n of n; None out of nothing."""
        if not self.denominator:
            return None
        return min(1.0, self._centre + self._half_width) if self.numerator < self.denominator else 1.0

    @property
    def small_sample(self) -> bool:
        """Whether the denominator is below 5, too few to read anything into."""
        return self.denominator < SMALL_SAMPLE

    # E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    # Statistical Association 22 (1927) 209-212: all p with |observed - p| <= z * sqrt(p * (1 - p) / n), uncorrected.
    @property
    def _centre(self) -> float:
        return (self.numerator + Z_95**2 / 2) / (self.denominator + Z_95**2)

    @property
    def _half_width(self) -> float:
        others = self.denominator - self.numerator
        variance = self.numerator * others / self.denominator + Z_95**2 / 4
        return Z_95 * sqrt(variance) / (self.denominator + Z_95**2)
