"""Pay: ranges with a period, and what people and job boards write about them."""

from domain.money import Money
from domain.salaries.ranges import PER_YEAR, SalaryPeriod, SalaryRange
from domain.salaries.texts import parse_salary

__all__ = ["PER_YEAR", "Money", "SalaryPeriod", "SalaryRange", "parse_salary"]
