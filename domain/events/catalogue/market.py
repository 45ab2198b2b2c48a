"""What is known of the market from outside; about nobody."""

from domain.events.catalogue.declarations import (
    Count,
    Currency,
    Declaration,
    Line,
    Number,
    PrivacyClass,
    Properties,
    Senders,
    Word,
)


class Market(Properties):
    """Where and when something about the market holds, and whose word it is."""

    industry: Line | None = None
    location: Line | None = None
    role: Line | None = None
    period: Word | None = None
    source: Line | None = None


class MarketTrend(Market):
    """How a market moves."""

    postings: Count | None = None
    change_ratio: Number | None = None
    competition_level: Number | None = None


class SalaryData(Market):
    """What is paid in a year, in minor units of the currency."""

    minimum_minor: Count | None = None
    median_minor: Count | None = None
    maximum_minor: Count | None = None
    currency: Currency | None = None
    sample_size: Count | None = None


class Figure(Market):
    """A named number."""

    name: Line | None = None
    value: Number | None = None
    unit: Word | None = None


class CompetitorAnalysis(Figure):
    """A named number about another platform."""

    competitor: Line | None = None


def _public(name: str, properties: type[Properties], description: str) -> Declaration:
    return Declaration(name, properties, description, PrivacyClass.PUBLIC, senders=Senders.KEYS)


DECLARATIONS = (
    _public("market_trend", MarketTrend, "How the market for a kind of job moves."),
    _public("salary_data", SalaryData, "What is paid for a kind of job."),
    _public("industry_benchmark", Figure, "A figure that an industry compares itself with."),
    _public("economic_indicator", Figure, "A figure of the economy."),
    _public("competitor_analysis", CompetitorAnalysis, "A figure of another platform."),
)
