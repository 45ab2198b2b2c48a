"""The market of a day, counted by hand."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.market import FIERCEST, Offers, market_trends
from domain.salaries import Money, SalaryPeriod, SalaryRange


def pay(low: int, high: int | None = None, currency: str = "EUR", period: SalaryPeriod = SalaryPeriod.YEAR) -> Any:
    return SalaryRange(Money.of(low, currency), Money.of(high or low, currency), period)


def offers(
    industry: str | None = "Energy",
    location: str | None = "Oslo",
    salary: SalaryRange | None = None,
    postings: int = 1,
    applications: int = 0,
) -> Offers:
    return Offers(industry, location, salary, postings, applications)


def test_one_trend_an_industry_and_place_in_their_order() -> None:
    found = market_trends(
        [offers("Health", "Oslo"), offers("Energy", "Oslo", postings=2), offers("Energy", "Bergen"), offers(None, None)]
    )
    assert [(each.industry, each.location, each.postings) for each in found] == [
        ("Energy", "Bergen", 1),
        ("Energy", "Oslo", 2),
        ("Health", "Oslo", 1),
        ("Unknown", "Unknown", 1),
    ]
    assert [(each.average_salary, each.salaries) for each in found] == [(None, 0)] * 4
    assert market_trends([]) == []


def test_pay_is_averaged_by_the_year_over_postings() -> None:
    (found,) = market_trends(
        [
            offers(salary=pay(60_000, 80_000), postings=3),
            offers(salary=pay(5_000, period=SalaryPeriod.MONTH)),
            offers(salary=pay(50, period=SalaryPeriod.HOUR)),
            offers(postings=5),
        ]
    )
    assert found.average_salary == Money.of((3 * 70_000 + 60_000 + 104_000) // 5, "EUR")
    assert (found.salaries, found.postings) == (5, 10)


def test_half_a_cent_rounds_up() -> None:
    (found,) = market_trends([offers(salary=pay(1)), offers(salary=SalaryRange(Money(101, "EUR"), None))])
    assert found.average_salary == Money(101, "EUR")


@pytest.mark.parametrize(("euros", "pounds", "currency"), [(3, 2, "EUR"), (2, 3, "GBP"), (2, 2, "EUR")])
def test_only_the_most_common_currency_counts(euros: int, pounds: int, currency: str) -> None:
    (found,) = market_trends(
        [offers(salary=pay(100, currency="GBP"), postings=pounds), offers(salary=pay(100), postings=euros)]
    )
    assert found.average_salary == Money.of(100, currency)
    assert (found.salaries, found.postings) == (max(euros, pounds), 5 if euros != pounds else 4)


@pytest.mark.parametrize(
    ("postings", "applications", "level"),
    [(3, 0, "0.00"), (3, 2, "0.67"), (8, 1, "0.13"), (1, 9, "9.00"), (1, 10, "9.99"), (1, 10_000, "9.99")],
)
def test_competition_is_applications_a_posting_and_has_an_end(postings: int, applications: int, level: str) -> None:
    (found,) = market_trends([offers(postings=postings - 1), offers(applications=applications)])
    assert found.competition == Decimal(level)


currencies, periods = st.sampled_from(["EUR", "USD", "JPY"]), st.sampled_from(SalaryPeriod)
salaries = st.none() | st.builds(pay, st.integers(1, 10**6), currency=currencies, period=periods)
lots = st.lists(
    st.builds(
        offers,
        st.sampled_from([None, "Energy", "Health"]),
        st.sampled_from([None, "Oslo"]),
        salaries,
        st.integers(1, 50),
        st.integers(0, 500),
    ),
    max_size=12,
)


@given(lots, st.randoms())
def test_nothing_is_lost_and_no_order_matters(told: list[Offers], luck: Any) -> None:
    found = market_trends(told)
    assert sum(each.postings for each in found) == sum(each.postings for each in told)
    for each in found:
        assert 0 <= each.salaries <= each.postings
        assert (each.average_salary is None) == (each.salaries == 0)
        assert 0 <= each.competition <= FIERCEST
    shuffled = list(told)
    luck.shuffle(shuffled)
    assert market_trends(shuffled) == found
