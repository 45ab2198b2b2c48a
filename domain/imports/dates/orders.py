"""Whether 3/4 is the third of April: decided for a whole column by everything written in it, never for one row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.imports.dates.tokens import DateToken


class Order(StrEnum):
    """Which of the two numbers comes first."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"

    def of(self, numbers: tuple[int, int]) -> tuple[int, int]:
        """(month, day) of two numbers written in this order."""
        return numbers if self is Order.MONTH_FIRST else (numbers[1], numbers[0])

    @property
    def other(self) -> "Order":
        """The opposite order."""
        return Order.DAY_FIRST if self is Order.MONTH_FIRST else Order.MONTH_FIRST


@dataclass(slots=True)
class Votes:
    """What the cells of one column allow, counted in constant memory, for each separator on its own."""

    certain: dict[str, Counter[Order]] = field(default_factory=dict)
    future: dict[str, Counter[Order]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    meridiems: int = 0
    clocks: int = 0
    yearless: int = 0
    dates: int = 0
    words: int = 0

    def count(self, token: DateToken, *, today: date) -> None:
        """Take one written date into account."""
        self.meridiems += token.has_meridiem
        if token.instant is not None or (
            token.clock is not None and token.clock.replace(second=0).isoformat() != "00:00:00"
        ):
            self.clocks += 1
        self.yearless += token.year is None and token.is_whole and token.instant is None
        if token.numbers is None:
            return
        first, second = token.numbers
        self.seen[token.separator] += 1
        if first > 12 >= second:
            self.certain.setdefault(token.separator, Counter())[Order.DAY_FIRST] += 1
        elif second > 12 >= first:
            self.certain.setdefault(token.separator, Counter())[Order.MONTH_FIRST] += 1
        elif token.year is not None:
            for order in Order:
                day = as_date(token.year, *order.of(token.numbers))
                if day is not None and day > today + timedelta(days=1):
                    self.future.setdefault(token.separator, Counter())[order] += 1


@dataclass(frozen=True, slots=True)
class Decision:
    """The order of one column for one separator, and why when it was not certain."""

    order: Order
    reason: str | None = None


def decide(votes: Votes, *, others: Iterable[Votes] = (), day_first: bool = False) -> dict[str, Decision]:
    """The order for each separator in a column.

    In turn: a number above 12 in the column (the majority, when they disagree); one in the file's other columns; a
    reading that would put dates into the future; times with AM or PM (month first); `day_first` (semicolons between
    cells, column names in a language that writes days first); else month first for slashes, day first for dots and
    dashes.
    """
    return {separator: _decide(separator, votes, tuple(others), day_first=day_first) for separator in votes.seen}


def _decide(separator: str, votes: Votes, others: tuple[Votes, ...], *, day_first: bool) -> Decision:
    own = _majority(votes.certain.get(separator, Counter()))
    if own is not None:
        return Decision(own)
    shared: Counter[Order] = Counter()
    for other in others:
        shared.update(other.certain.get(separator, Counter()))
    by_others = _majority(shared)
    if by_others is not None:
        return Decision(by_others, "as in the other columns")
    late = _majority(votes.future.get(separator, Counter()))
    if late is not None:
        return Decision(late.other, "the other reading lies in the future")
    if votes.meridiems:
        return Decision(Order.MONTH_FIRST, "its times say AM and PM")
    if day_first:
        return Decision(Order.DAY_FIRST, "the file is written where days come first")
    if separator == "/":
        return Decision(Order.MONTH_FIRST, "the rule for slashes when no day is above 12")
    return Decision(Order.DAY_FIRST, "the rule for dots and dashes when no day is above 12")


def _majority(counts: Counter[Order]) -> Order | None:
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def as_date(year: int, month: int, day: int) -> date | None:
    """The calendar date, or None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
