"""The market of a day: what public postings pay, how many there are, and how many people apply to each."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.dimensions import UNKNOWN
from domain.money import Money
from domain.salaries import SalaryRange

FIERCEST = Decimal("9.99")


@dataclass(frozen=True, slots=True)
class Offers:
    """Postings of one industry and place that pay the same, and the applications to them; None where nobody told."""

    industry: str | None
    location: str | None
    salary: SalaryRange | None
    postings: int
    applications: int


@dataclass(frozen=True, slots=True)
class MarketTrend:
    """One industry at one place on one day.

    `average_salary` is the mean of the yearly middles (see SalaryRange.yearly_midpoint) of the `salaries` postings that
    pay in the currency most of them pay in; None when none says what it pays. `competition` is applications per
    posting, in hundredths, at most 9.99.
    """

    industry: str
    location: str
    average_salary: Money | None
    salaries: int
    postings: int
    competition: Decimal


def market_trends(offers: Iterable[Offers]) -> list[MarketTrend]:
    """One trend an industry and place, in the order of their names; what nobody told is Unknown."""
    groups: dict[tuple[str, str], list[Offers]] = defaultdict(list)
    for each in offers:
        groups[each.industry or UNKNOWN, each.location or UNKNOWN].append(each)
    return [_trend(industry, location, group) for (industry, location), group in sorted(groups.items())]


def _trend(industry: str, location: str, group: list[Offers]) -> MarketTrend:
    postings, applications = sum(each.postings for each in group), sum(each.applications for each in group)
    average, salaries = _average(group)
    return MarketTrend(industry, location, average, salaries, postings, _competition(applications, postings))


def _average(group: list[Offers]) -> tuple[Money | None, int]:
    paid = [(each.salary.yearly_midpoint, each.postings) for each in group if each.salary is not None]
    counts: Counter[str] = Counter()
    for pay, postings in paid:
        counts[pay.currency] += postings
    if not counts:
        return None, 0
    # Of two that are as common, the first by name: the same day always has the same answer.
    currency = min(counts, key=lambda each: (-counts[each], each))
    total = sum(pay.amount_minor * postings for pay, postings in paid if pay.currency == currency)
    number = counts[currency]
    return Money((2 * total + number) // (2 * number), currency), number


def _competition(applications: int, postings: int) -> Decimal:
    level = Decimal(applications) / Decimal(postings)
    return min(level, FIERCEST).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
