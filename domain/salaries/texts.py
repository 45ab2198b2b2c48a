"""What people and job boards write about pay, read as a salary range."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from domain.money import CURRENCY, Money, find_currency
from domain.salaries.ranges import SalaryPeriod, SalaryRange

_LONGEST = 300
_WIDEST = 10  # a range that spans more than this many times its low end is a date or two unrelated numbers
_DASHES = re.compile(r"[‐‑‒–—―−~]")

# Numbers that are no pay: 401(k), 10 % bonus, 40 hours per week, 5 years.
_NOISE = re.compile(
    r"(?<![-$£€₹\d.,])40[13] ?\(?[kb]\b\)?|\d+(?:[.,]\d+)? ?%"
    r"|(?<![\d.,$£€₹])\d{1,2}\+? ?(?:hours?|hrs?|days?|weeks?|months?|years?|yrs?)\b"
    r"(?: ?(?:/|per|a) ?(?:day|week|month|year)\b)?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"(?P<before>{CURRENCY})?\s?(?<![\d.,])(?P<number>"
    r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d{1,2})?"  # 120,000.50 and 12,00,000
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?"  # 60.000
    r"|\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d{1,2})?"  # 120 000
    r"|\d{1,12}(?:[.,]\d{1,2})?)(?![\d%])"
    r"(?:\s?(?P<unit>k|m|mln|tsd|тыс|lpa|l|lakhs?|lacs?|cr|crores?)(?![^\W\d_]))?\.?"
    rf"(?P<after>\s?(?:{CURRENCY}))?(?P<plus>\+)?",
    re.IGNORECASE,
)
_CENTS = re.compile(r"[.,](?P<cents>\d{1,2})$")
_UNITS = {"k": 10**3, "t": 10**3, "т": 10**3, "m": 10**6, "l": 10**5, "c": 10**7}
_PER = r"\s*(?:(?:per|an?|/) ?[a-z]{1,6}\.?)?\s*"
_RANGE = re.compile(rf"{_PER}(?:-|\b(?:to|bis|до|à)\b)\s*", re.IGNORECASE)
_AND = re.compile(rf"{_PER}(?:and|&)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
_UP_TO = re.compile(r"(?:\b(?:up ?to|max(?:imum)?\.?|under|below|less than|bis|jusqu'à|до)|<)[\s:=]*$", re.IGNORECASE)
_FROM = re.compile(
    r"(?:\b(?:from|start\w* at|min(?:imum)?\.?|at least|over|above|more than|ab|от|dès)|>)[\s:=]*$", re.IGNORECASE
)
_EMPLOYER = re.compile(r"employer[- ]provided", re.IGNORECASE)


def _period(pattern: str, period: SalaryPeriod) -> tuple[re.Pattern[str], SalaryPeriod]:
    return re.compile(rf"(?:\b(?:per|an?|each|je|pro|в) |/ ?)(?:{pattern})\b", re.IGNORECASE), period


_PERIODS = (
    _period(r"hour|hr|h|std|stunde|час", SalaryPeriod.HOUR),
    _period(r"day|d|tag|день", SalaryPeriod.DAY),
    _period(r"week|wk|w|woche|неделю", SalaryPeriod.WEEK),
    _period(r"month|mon|mth|mo|m|monat|mois|месяц|мес", SalaryPeriod.MONTH),
    _period(r"year|yr|y|annum|a|jahr|an|год", SalaryPeriod.YEAR),
    (re.compile(r"\bhourly\b|\bhrs?\b|\bp\.?h\b", re.IGNORECASE), SalaryPeriod.HOUR),
    (re.compile(r"\bdaily\b|\bday rate\b", re.IGNORECASE), SalaryPeriod.DAY),
    (re.compile(r"\bweekly\b|\bp\.?w\b", re.IGNORECASE), SalaryPeriod.WEEK),
    (re.compile(r"\bmonthly\b|\bpcm\b|\bp\.?m\b|\bmonatlich\b", re.IGNORECASE), SalaryPeriod.MONTH),
    (
        re.compile(
            r"\byearly\b|\bannual(?:ly)?\b"
            r"|\bp\.?a\b|\blpa\b|\bjährlich\b",
            re.IGNORECASE,
        ),
        SalaryPeriod.YEAR,
    ),
)
# From how much on an amount without a period is taken as yearly, where that is not 10,000; a tenth of it is monthly.
_YEARLY_FROM = {
    "BRL": 40_000, "CNY": 60_000, "CZK": 300_000, "DKK": 120_000, "HKD": 120_000, "HUF": 2_000_000, "INR": 250_000,
    "JPY": 1_000_000, "KRW": 10_000_000, "MXN": 120_000, "NOK": 150_000, "PHP": 200_000, "PLN": 40_000, "RUB": 500_000,
    "SEK": 150_000, "THB": 250_000, "TWD": 300_000, "UAH": 200_000, "ZAR": 100_000,
}  # fmt: skip
_INDIAN = re.compile(r"\d ?(?:lpa|lakhs?|lacs?|crores?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    number: Decimal
    unit: int
    is_marked: bool
    precise: bool
    is_open: bool
    start: int
    end: int

    def value(self, other: "_Amount | None" = None) -> Decimal:
        """The amount; in "80-100k" the 80 borrows the other's thousands."""
        borrowed = other.unit if other is not None and self.unit == 1 and self.number < 1000 else 1
        return self.number * max(self.unit, borrowed)


@dataclass(frozen=True, slots=True)
class _Ends:
    low: Decimal | None
    high: Decimal | None
    precise: bool

    @property
    def largest(self) -> Decimal:
        return max(end for end in (self.low, self.high, Decimal(0)) if end is not None)


def parse_salary(text: str, *, currency: str | None = None, period: SalaryPeriod | None = None) -> SalaryRange | None:
    """The pay that a short text states, or None when it states none ("-1", "N/A", "competitive").

    Reads "$53K-$91K (Glassdoor est.)", "$17-$24 Per Hour", "Employer Provided Salary:$85K-$90K", "£45k–55k", "€60.000",
    "120,000 - 140,000 USD", "from 3 500 € / month", "₹12 LPA", "up to $120k", "90k+". Percentages, hours a week and
    401(k) are not pay; of several amounts the first range or amount counts.

    A text that names no currency is in `currency`, or US dollars when that is None too (rupees beside "lakh"). A text
    that names no period pays per `period`; when that is None, by size: 10,000 and more a YEAR, 1,000 and more a MONTH
    (other limits in `_YEARLY_FROM` currencies); below 100 with a currency sign or cents an HOUR; else 20 to 399 are
    thousands a YEAR. A yearly amount below 1,000 is in thousands.
    What fits none of these is None: a missing salary misleads less than a wrong one.
    """
    flat = _NOISE.sub(" ", " ".join(_DASHES.sub("-", unicodedata.normalize("NFKC", text[:_LONGEST])).split()))
    if re.match(r"-\d", flat):
        return None
    ends = _read_ends(flat)
    if ends is None:
        return None
    code = find_currency(flat, default=currency) or ("INR" if _INDIAN.search(flat) else currency or "USD")
    stated = next((each for pattern, each in _PERIODS if pattern.search(flat)), period)
    guessed = _guess(ends, code) if stated is None else stated
    if guessed is None:
        return None
    times = 1000 if guessed is SalaryPeriod.YEAR and ends.largest < 1000 else 1
    return SalaryRange(
        None if ends.low is None else Money.of(ends.low * times, code),
        None if ends.high is None else Money.of(ends.high * times, code),
        guessed,
        is_employer_provided=_EMPLOYER.search(flat) is not None,
    )


def _read_ends(flat: str) -> _Ends | None:
    amounts = [_amount(found) for found in _AMOUNT.finditer(flat)]
    if not amounts:
        return None
    at = next((at for at, amount in enumerate(amounts) if amount.is_marked), 0)
    if at and _joined(flat, amounts[at - 1], amounts[at]):
        at -= 1
    first, before = amounts[at], flat[: amounts[at].start]
    if at + 1 < len(amounts) and _joined(flat, first, amounts[at + 1]):
        second = amounts[at + 1]
        low, high = sorted((first.value(second), second.value(first)))
        precise = first.precise or second.precise
    else:
        low = Decimal(0) if _UP_TO.search(before) else first.value()
        high = Decimal(0) if first.is_open or _FROM.search(before) else first.value()
        precise = first.precise
    if not (low or high) or (low and high > _WIDEST * low):
        return None
    return _Ends(low or None, high or None, precise=precise)


def _amount(found: re.Match[str]) -> _Amount:
    digits, unit = found["number"], (found["unit"] or "").lower()
    sign = bool(found["before"] or found["after"])
    cents = _CENTS.search(digits)
    whole = re.sub(r"\D", "", digits[: cents.start()] if cents else digits)
    return _Amount(
        number=Decimal(f"{whole}.{cents['cents'] if cents else 0}"),
        unit=_UNITS[unit[0]] if unit else 1,
        is_marked=sign or bool(unit) or len(whole) > 4,
        precise=sign or cents is not None,
        is_open=found["plus"] is not None,
        start=found.start(),
        end=found.end(),
    )


def _joined(flat: str, first: _Amount, second: _Amount) -> bool:
    between = flat[first.end : second.start]
    if _RANGE.fullmatch(between):
        return True
    return bool(_AND.fullmatch(between) and _BETWEEN.search(flat[: first.start]))


def _guess(ends: _Ends, code: str) -> SalaryPeriod | None:
    yearly_from = _YEARLY_FROM.get(code, 10_000)
    if ends.largest >= yearly_from:
        return SalaryPeriod.YEAR
    if ends.largest >= yearly_from / 10:
        return SalaryPeriod.MONTH
    if ends.precise and ends.largest < 100:
        return SalaryPeriod.HOUR
    return SalaryPeriod.YEAR if 20 <= ends.largest < 400 else None
