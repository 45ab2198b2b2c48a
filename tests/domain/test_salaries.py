import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money, find_currency
from domain.salaries import PER_YEAR, SalaryPeriod, SalaryRange, parse_salary

POSTINGS = Path(__file__).parents[2] / ".." / "shared" / "data" / "postings" / "glassdoor_jobs.csv"
HOUR, DAY, MONTH, YEAR = SalaryPeriod.HOUR, SalaryPeriod.DAY, SalaryPeriod.MONTH, SalaryPeriod.YEAR


def said(text: str, **hints: object) -> tuple[int | None, int | None, str, SalaryPeriod] | None:
    found = parse_salary(text, **hints)  # type: ignore[arg-type] # hints are spelled out in the tests below
    if found is None:
        return None
    low, high = (None if end is None else end.amount_minor for end in (found.low, found.high))
    return low, high, found.currency, found.period


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "period"),
    [
        ("$53K-$91K (Glassdoor est.)", 53_000_00, 91_000_00, "USD", YEAR),
        ("$80K-$100K(Employer est.)", 80_000_00, 100_000_00, "USD", YEAR),
        ("$17-$24 Per Hour(Glassdoor est.)", 17_00, 24_00, "USD", HOUR),
        ("Employer Provided Salary:$150K-$160K", 150_000_00, 160_000_00, "USD", YEAR),
        ("Employer Provided Salary:$25-$28 Per Hour", 25_00, 28_00, "USD", HOUR),
        ("$120k", 120_000_00, 120_000_00, "USD", YEAR),
        ("120,000 - 140,000 USD", 120_000_00, 140_000_00, "USD", YEAR),
        ("$100,000.00 - $120,000.00 a year", 100_000_00, 120_000_00, "USD", YEAR),
        ("$140k-$120k", 120_000_00, 140_000_00, "USD", YEAR),
        ("£45k–55k", 45_000_00, 55_000_00, "GBP", YEAR),
        ("80-100k", 80_000_00, 100_000_00, "USD", YEAR),
        ("120-140", 120_000_00, 140_000_00, "USD", YEAR),
        ("€60.000", 60_000_00, 60_000_00, "EUR", YEAR),
        ("60.000 € brutto/Jahr", 60_000_00, 60_000_00, "EUR", YEAR),
        ("€45,000 p.a.", 45_000_00, 45_000_00, "EUR", YEAR),
        ("55,000", 55_000_00, 55_000_00, "USD", YEAR),
        ("CHF 100'000", 100_000_00, 100_000_00, "CHF", YEAR),
        ("$22.50/hr", 22_50, 22_50, "USD", HOUR),
        ("22,50 €/h", 22_50, 22_50, "EUR", HOUR),
        ("20.00", 20_00, 20_00, "USD", HOUR),
        ("$45", 45_00, 45_00, "USD", HOUR),
        ("$25.00 per hour - $30.00 per hour", 25_00, 30_00, "USD", HOUR),
        ("£500/day", 500_00, 500_00, "GBP", DAY),
        ("CA$90k", 90_000_00, 90_000_00, "CAD", YEAR),
        ("$90k CAD", 90_000_00, 90_000_00, "CAD", YEAR),
        ("₹12 LPA", 1_200_000_00, 1_200_000_00, "INR", YEAR),
        ("12-15 LPA", 1_200_000_00, 1_500_000_00, "INR", YEAR),
        ("₹12,00,000", 1_200_000_00, 1_200_000_00, "INR", YEAR),
        ("¥5,000,000", 5_000_000, 5_000_000, "JPY", YEAR),
        ("150 000 ₽", 150_000_00, 150_000_00, "RUB", MONTH),
        ("R$ 5.000", 5_000_00, 5_000_00, "BRL", MONTH),
        ("S$5,000 - 7,000", 5_000_00, 7_000_00, "SGD", MONTH),
        ("up to $120k", None, 120_000_00, "USD", YEAR),
        ("from 3 500 € / month", 3_500_00, None, "EUR", MONTH),
        ("90k+", 90_000_00, None, "USD", YEAR),
        ("$100k + 10% bonus, 401k", 100_000_00, 100_000_00, "USD", YEAR),
        ("$80,000, 40 hours per week", 80_000_00, 80_000_00, "USD", YEAR),
        ("$120k (OTE $150k)", 120_000_00, 120_000_00, "USD", YEAR),
        ("between $50,000 and $60,000 a year", 50_000_00, 60_000_00, "USD", YEAR),
        ("$50k/yr - $60k/yr DOE", 50_000_00, 60_000_00, "USD", YEAR),
    ],
)
def test_reads_what_people_and_boards_write(
    text: str, low: int | None, high: int | None, currency: str, period: SalaryPeriod
) -> None:
    assert said(text) == (low, high, currency, period)


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "",
        "N/A",
        "nan",
        "Competitive",
        "DOE",
        "0",
        "$0",
        "5",
        "$500",
        "401k",
        "10 %",
        "2023-05-01",
        "$5 - $1,000,000",
    ],
)
def test_states_nothing_rather_than_guessing_wrong(text: str) -> None:
    assert said(text) is None


def test_the_caller_knows_the_currency_and_the_period_of_the_column() -> None:
    assert said("45,000", currency="GBP") == (45_000_00, 45_000_00, "GBP", YEAR)
    assert said("$90k", currency="CAD") == (90_000_00, 90_000_00, "CAD", YEAR)
    assert said("$90k", currency="EUR") == (90_000_00, 90_000_00, "USD", YEAR)
    assert said("25", period=HOUR) == (25_00, 25_00, "USD", HOUR)
    assert said("85", period=YEAR) == (85_000_00, 85_000_00, "USD", YEAR)
    assert said("$20/hr", period=YEAR) == (20_00, 20_00, "USD", HOUR)


def test_only_employer_provided_is_the_employers_word() -> None:
    for text, expected in (
        ("Employer Provided Salary:$85K-$90K", True),
        ("$80K-$100K(Employer est.)", False),
        ("$53K-$91K (Glassdoor est.)", False),
    ):
        found = parse_salary(text)
        assert found is not None
        assert found.is_employer_provided is expected


def test_midpoints() -> None:
    hourly = SalaryRange(Money.of(17, "USD"), Money.of(24, "USD"), HOUR)
    assert hourly.midpoint == Money(20_50, "USD")
    assert hourly.yearly_midpoint == Money(42_640_00, "USD")
    assert SalaryRange(Money(1, "USD"), Money(2, "USD")).midpoint == Money(2, "USD")
    assert SalaryRange(None, Money.of(3_000, "EUR"), MONTH).yearly_midpoint == Money.of(36_000, "EUR")
    assert {period.value: times for period, times in PER_YEAR.items()} == {
        "HOUR": 2080,
        "DAY": 260,
        "WEEK": 52,
        "MONTH": 12,
        "YEAR": 1,
    }


def test_a_range_needs_an_end_and_one_currency() -> None:
    with pytest.raises(ValueError, match="needs a low or a high end"):
        SalaryRange(None, None)
    with pytest.raises(ValueError, match="USD and EUR"):
        SalaryRange(Money(1, "USD"), Money(2, "EUR"))


def test_minor_units_follow_the_currency() -> None:
    assert Money.of(5, "JPY") == Money(5, "JPY")
    assert Money.of(Decimal("1.2345"), "KWD") == Money(1235, "KWD")
    assert Money(5050, "USD").amount == Decimal("50.50")


def test_currencies_in_capitals_when_they_are_words() -> None:
    assert find_currency("try 50000") is None
    assert find_currency("TRY 50000") == "TRY"
    assert find_currency("usd 50000") == "USD"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400) | st.from_regex(r"[$£€\d.,kK \-/+hryear%]{0,60}"))
def test_any_text_gives_a_sound_range_or_none(text: str) -> None:
    found = parse_salary(text)
    if found is not None:
        ends = [end.amount_minor for end in (found.low, found.high) if end is not None]
        assert ends == sorted(ends)
        assert all(0 < end < 2**63 for end in ends)


@given(st.integers(10, 900), st.integers(0, 90))
def test_thousands_are_read_the_same_however_they_are_written(low: int, more: int) -> None:
    high = low + more
    written = said(f"${low}K-${high}K")
    assert written == said(f"{low},000 to {high},000 USD per year") == said(f"${low}-{high}k per annum")


@pytest.mark.skipif(not POSTINGS.exists(), reason="the public postings are not on this machine")
def test_the_postings_author_counts_come_out() -> None:
    """The author averages the printed midpoints as they stand, hours among thousands; a year of hours gives 101.50."""
    with POSTINGS.open(encoding="utf-8", newline="") as file:
        read = [parse_salary(row["Salary Estimate"]) for row in csv.DictReader(file)]
    found = [salary for salary in read if salary is not None]
    hourly = [salary for salary in found if salary.period is HOUR]
    assert (len(read), len(found), len(hourly)) == (956, 742, 24)
    assert sum(salary.is_employer_provided for salary in found) == 17
    printed = [salary.midpoint.amount / (1 if salary.period is HOUR else 1000) for salary in found]
    yearly = [salary.yearly_midpoint.amount / 1000 for salary in found]
    assert round(sum(printed) / len(printed), 2) == Decimal("100.63")
    assert round(sum(yearly) / len(yearly), 2) == Decimal("101.50")
