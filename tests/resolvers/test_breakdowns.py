"""Breakdowns: every dimension counted by hand, the rest and the whole, and the same totals as the series."""

from random import Random
from typing import Any

import pytest

from domain.companies import CompanySize
from domain.jobs import Workplace
from domain.metrics import REGISTRY, Metric
from domain.salaries import parse_salary
from tests.builders import (
    ACCEPTED,
    APPLIED,
    GHOSTED,
    INTERVIEWING,
    OFFERED,
    REJECTED,
    SAVED,
    SCREENING,
    WITHDRAWN,
    application,
    on,
)
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import search

BREAKDOWN = """
    query ($metric: Metric!, $by: [Dimension!]!, $range: RangeInput, $filter: MetricFilter, $having: HavingInput,
           $first: Int) {
        breakdown(metric: $metric, by: $by, range: $range, filter: $filter, having: $having, first: $first) {
            metric slices { keys count value rate { numerator denominator maturity } } other total freshness { source }
        }
    }
"""


async def breakdown(desk: Desk, metric: str, *by: str, **variables: Any) -> dict[str, Any]:
    return dict(await desk.ask(BREAKDOWN, metric=metric, by=list(by), **variables))


def told(found: dict[str, Any]) -> list[tuple[str, float | None]]:
    return [(" / ".join(each["keys"]), each["value"]) for each in found["slices"]]


async def test_counts_by_source(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await breakdown(desk, "APPLICATIONS", "SOURCE")
    assert told(found) == [("LinkedIn", 3), ("Indeed", 2), ("Referral", 2), ("Unknown", 2)]
    assert (found["other"], found["total"]) == (0, 9)
    dated = await breakdown(desk, "APPLICATIONS", "SOURCE", range={"period": "YEAR"})
    assert told(dated) == [("LinkedIn", 3), ("Indeed", 2), ("Referral", 2)]


async def test_rates_by_source_carry_their_parts(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await breakdown(desk, "RESPONSE_RATE", "SOURCE")
    assert told(found) == [("LinkedIn", 2 / 3), ("Indeed", 0), ("Referral", 1), ("Unknown", 1 / 2)]
    assert [(each["count"], each["rate"]["numerator"], each["rate"]["maturity"]) for each in found["slices"]] == [
        (3, 2, 1.0),
        (2, 0, 0.0),
        (2, 2, 0.5),
        (2, 1, None),
    ]
    assert (found["other"], found["total"]) == (None, 5 / 9)


async def test_days_by_source_do_not_count_what_has_no_date(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await breakdown(desk, "MEDIAN_DAYS_TO_RESPONSE", "SOURCE")
    # LinkedIn: 4 and 6 of three, the third silent; Referral: 2 and 8; the undated ones wait for nobody knows how long.
    assert told(found) == [("LinkedIn", 5), ("Indeed", None), ("Referral", 5), ("Unknown", None)]
    assert (found["other"], found["total"]) == (None, 6)


async def test_the_rest_is_what_the_slices_shown_leave_over(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    first = await breakdown(desk, "APPLICATIONS", "SOURCE", first=1)
    assert (told(first), first["other"], first["total"]) == ([("LinkedIn", 3)], 6, 9)
    having = await breakdown(desk, "APPLICATIONS", "COMPANY", having={"minCount": 2})
    assert (told(having), having["other"], having["total"]) == (
        [("Acme", 2), ("Bolt", 2), ("Corp", 2), ("Dyne", 2)],
        1,
        9,
    )
    rates = await breakdown(desk, "OFFER_RATE", "SOURCE", having={"minCount": 3})
    assert (told(rates), rates["total"]) == ([("LinkedIn", 0)], 2 / 9)
    nothing = await breakdown(desk, "APPLICATIONS", "SOURCE", having={"minCount": 100})
    assert (nothing["slices"], nothing["other"], nothing["total"]) == ([], 9, 9)


async def test_several_dimensions_make_one_key_each(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    found = await breakdown(desk, "APPLICATIONS", "SOURCE", "STATUS", first=3)
    assert told(found) == [("LinkedIn / REJECTED", 2), ("Indeed / APPLIED", 1), ("Indeed / WITHDRAWN", 1)]
    three = await breakdown(desk, "APPLICATIONS", "COMPANY", "SOURCE", "STAGE", filter={"companies": ["Bolt"]})
    assert told(three) == [("Bolt / Indeed / APPLIED", 1), ("Bolt / Referral / OFFERED", 1)]


PROPERTIES: dict[str, tuple[dict[str, Any], str]] = {
    "SOURCE": ({"source": "Hacker News"}, "Hacker News"),
    "COMPANY": ({"company": "Acme & Söhne"}, "Acme & Söhne"),
    "COMPANY_SIZE": ({"company_size": CompanySize.SIZE_51_200}, "SIZE_51_200"),
    "INDUSTRY": ({"industry": "Energy"}, "Energy"),
    "LOCATION": ({"location": "Oslo"}, "Oslo"),
    "WORKPLACE": ({"workplace": Workplace.HYBRID}, "HYBRID"),
    "ROLE": ({"title": "Senior Data Engineer (m/f/d)"}, "data engineer"),
    "SALARY_BAND": ({"salary": parse_salary("$90,000 - $120,000 a year")}, "100000-125000 USD"),
    "RESUME_VERSION": ({"resume_version": "v2"}, "v2"),
}


@pytest.mark.parametrize("dimension", PROPERTIES)
async def test_a_property_of_the_application_its_job_or_its_company(somebody: Somebody, dimension: str) -> None:
    desk = await somebody()
    properties, key = PROPERTIES[dimension]
    await application(desk.database, desk.user, (APPLIED, "2026-03-01"), **{"company": "One", **properties})
    found = await breakdown(desk, "APPLICATIONS", dimension)
    assert told(found) == [(key, 1)]
    if dimension != "SALARY_BAND":
        name = {
            "SOURCE": "sources",
            "COMPANY": "companies",
            "COMPANY_SIZE": "companySizes",
            "INDUSTRY": "industries",
            "LOCATION": "locations",
            "WORKPLACE": "workplaces",
            "ROLE": "roles",
            "RESUME_VERSION": "resumeVersions",
        }[dimension]
        for value, total in ((key, 1), (key.swapcase(), 0)):
            assert (await breakdown(desk, "APPLICATIONS", dimension, filter={name: [value]}))["total"] == total


@pytest.mark.parametrize(
    ("salary", "band"),
    [
        ("$50 per hour", "100000-125000 USD"),
        ("EUR 60.000 per year", "50000-75000 EUR"),
        ("£8,000 a month", "75000-100000 GBP"),
        ("¥6,000,000 per year", "6000000-6025000 JPY"),
    ],
)
async def test_salaries_are_banded_by_their_yearly_middle(somebody: Somebody, salary: str, band: str) -> None:
    desk = await somebody()
    pay = parse_salary(salary)
    assert pay is not None, salary
    await application(desk.database, desk.user, (APPLIED, "2026-03-01"), salary=pay)
    assert told(await breakdown(desk, "APPLICATIONS", "SALARY_BAND")) == [(band, 1)]


async def test_the_source_of_the_job_stands_in_for_the_application_s(somebody: Somebody) -> None:
    desk = await somebody()
    first = await application(desk.database, desk.user, (APPLIED, "2026-03-01"), source="Referral")
    await application(desk.database, desk.user, (APPLIED, "2026-03-02"), job=first.job_id)
    assert told(await breakdown(desk, "APPLICATIONS", "SOURCE")) == [("Referral", 1), ("Unknown", 1)]


async def test_weekdays_are_the_owner_s(somebody: Somebody) -> None:
    """23:30 on a Sunday in Berlin is Sunday there, and Monday morning in Auckland."""
    instant = on("2026-03-08", "23:30", "Europe/Berlin")
    for zone, day in (("Europe/Berlin", "SUNDAY"), ("Pacific/Auckland", "MONDAY")):
        desk = await somebody(zone=zone)
        await application(desk.database, desk.user, (APPLIED, instant))
        await application(desk.database, desk.user, APPLIED)
        assert told(await breakdown(desk, "APPLICATIONS", "WEEKDAY")) == [(day, 1), ("Unknown", 1)]


async def test_status_is_the_present_one_and_stage_the_furthest(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    assert told(await breakdown(desk, "APPLICATIONS", "STATUS")) == [
        ("REJECTED", 3), ("APPLIED", 2), ("ACCEPTED", 1), ("GHOSTED", 1), ("OFFERED", 1), ("WITHDRAWN", 1),
    ]  # fmt: skip
    assert told(await breakdown(desk, "APPLICATIONS", "STAGE")) == [("APPLIED", 6), ("OFFERED", 2), ("INTERVIEWING", 1)]
    # What happened in the range is counted, whenever it was submitted.
    march = {"between": {"from": "2026-03-01", "until": "2026-04-01"}}
    assert told(await breakdown(desk, "INTERVIEWS", "STATUS", range=march)) == [("OFFERED", 1)]
    assert told(await breakdown(desk, "REJECTIONS", "COMPANY", range={"period": "YEAR"})) == [("Acme", 2)]


@pytest.mark.parametrize(
    ("variables", "path", "word"),
    [
        ({"by": []}, ["by"], "by"),
        ({"by": ["SOURCE", "SOURCE"]}, ["by"], "different"),
        ({"by": ["SOURCE", "STATUS", "STAGE", "ROLE"]}, ["by"], "1 to 3"),
        ({"first": 0}, ["first"], "`first` is 0"),
        ({"first": 101}, ["first"], "100"),
        ({"first": -1}, ["first"], "-1"),
        ({"having": {"minCount": -1}}, ["having", "minCount"], "minCount"),
        ({"metric": "PAGE_VIEWS"}, ["metric"], "PAGE_VIEWS"),
        ({"filter": {"resumeVersions": ["\u007f"]}}, ["filter", "resumeVersions"], "resumeVersions"),
    ],
)
async def test_refusals_name_the_input(
    somebody: Somebody, variables: dict[str, Any], path: list[str], word: str
) -> None:
    desk = await somebody()
    found = await desk.refusal(BREAKDOWN, **{"metric": "APPLICATIONS", "by": ["SOURCE"], **variables})
    assert found[:2] == ("INVALID_INPUT", path)
    assert word in found[2]


# The same metric over the same range is the same number, however it is asked for.

SERIES = """
    query ($metrics: [Metric!]!, $range: RangeInput, $filter: MetricFilter) {
        metrics(metrics: $metrics, range: $range, filter: $filter) {
            metric total rate { numerator denominator maturity }
        }
    }
"""
STEPS = [SCREENING, INTERVIEWING, OFFERED]
ENDS = [None, None, REJECTED, ACCEPTED, WITHDRAWN, GHOSTED]


async def random_search(desk: Desk, seed: int) -> None:
    """Ledgers of every shape, with days missing and some that go back in time."""
    chance = Random(seed)
    for _ in range(40):
        day, ledger = chance.randint(1, 60), []
        for target in [SAVED, APPLIED, *STEPS[: chance.randint(0, 3)], chance.choice(ENDS)]:
            if target is not None and (target is not SAVED or chance.random() < 0.2):
                moment = on(f"2026-{1 + day // 32:02}-{1 + day % 28:02}", f"{chance.randint(0, 23):02}:30")
                ledger.append((target, None if chance.random() < 0.15 else moment))
                day = min(day + chance.randint(0, 9), 63)
        kept = ledger[: chance.randint(1, len(ledger))]
        await application(desk.database, desk.user, *kept, source=chance.choice(["A", "B", None]))


@pytest.mark.parametrize("seed", [1, 2])
async def test_breakdowns_and_series_never_disagree(somebody: Somebody, seed: int) -> None:
    desk = await somebody(zone="America/Sao_Paulo")
    await random_search(desk, seed)
    metrics = [metric.value for metric in Metric if REGISTRY[metric].is_about_applications]
    for when in (
        {"period": "ALL_TIME"},
        {"period": "MONTH"},
        {"between": {"from": "2026-01-20", "until": "2026-02-10"}},
    ):
        for narrowed in (None, {"sources": ["A"]}):
            found = await desk.ask(SERIES, metrics=metrics, range=when, filter=narrowed)
            for each in found:
                split = await breakdown(
                    desk, each["metric"], "STATUS", "SOURCE", range=when, filter=narrowed, first=100
                )
                assert split["total"] == each["total"], each["metric"]
                if REGISTRY[Metric(each["metric"])].unit.value == "COUNT":
                    assert sum(part["value"] for part in split["slices"]) == split["total"]
                if each["rate"]:
                    assert sum(part["rate"]["numerator"] for part in split["slices"]) == each["rate"]["numerator"]
                    assert sum(part["rate"]["denominator"] for part in split["slices"]) == each["rate"]["denominator"]
