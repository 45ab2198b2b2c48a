"""The list of applications: pages both ways, ties, orders, filters, and cursors that hold while the list grows."""

from random import Random
from typing import Any

import pytest

from domain.companies import CompanySize
from domain.jobs import Workplace
from domain.openings import Opening
from domain.transitions import Move
from persistence.moves import Moves
from tests.builders import APPLIED, INTERVIEWING, REJECTED, SAVED, application, move, on, utc
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import search

PAGE = """
    query ($first: Int, $after: String, $last: Int, $before: String, $filter: ApplicationFilter,
           $orderBy: ApplicationOrder) {
        applications(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
            edges { cursor node { id } } nodes { notes status }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
        }
    }
"""
ORDERS = ["NEWEST", "OLDEST", "LAST_MOVED"]


async def page(desk: Desk, **variables: Any) -> dict[str, Any]:
    found = dict(await desk.ask(PAGE, **variables))
    assert len(found["edges"]) == len(found["nodes"])
    info = found["pageInfo"]
    cursors = [edge["cursor"] for edge in found["edges"]]
    assert (info["startCursor"], info["endCursor"]) == ((cursors[0], cursors[-1]) if cursors else (None, None))
    return found


def notes(found: dict[str, Any]) -> list[str]:
    return [node["notes"] for node in found["nodes"]]


def ids(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in found["edges"]]


async def forward(desk: Desk, size: int, **variables: Any) -> list[str]:
    """The whole list, page by page."""
    seen: list[str] = []
    after: str | None = None
    while True:
        found = await page(desk, first=size, after=after, **variables)
        assert found["pageInfo"]["hasPreviousPage"] == (after is not None)
        seen += ids(found)
        if not found["pageInfo"]["hasNextPage"]:
            return seen
        assert len(found["edges"]) == size
        after = found["pageInfo"]["endCursor"]


async def backward(desk: Desk, size: int, **variables: Any) -> list[str]:
    """The whole list from its end, page by page."""
    seen: list[str] = []
    before: str | None = None
    while True:
        found = await page(desk, last=size, before=before, **variables)
        assert found["pageInfo"]["hasNextPage"] == (before is not None)
        seen = ids(found) + seen
        if not found["pageInfo"]["hasPreviousPage"]:
            return seen
        before = found["pageInfo"]["startCursor"]


async def test_the_newest_come_first_and_what_has_no_date_last(somebody: Somebody) -> None:
    desk = await somebody()
    for name, ledger in (
        ("first", [(APPLIED, "2026-02-01"), (INTERVIEWING, "2026-03-01")]),
        ("second", [(APPLIED, "2026-02-03")]),
        ("undated", [APPLIED]),
        ("third", [(APPLIED, "2026-02-05"), (REJECTED, "2026-02-06")]),
        ("saved", [(SAVED, "2026-02-20")]),
    ):
        await application(desk.database, desk.user, *ledger, notes=name)
    assert notes(await page(desk)) == ["third", "second", "first", "saved", "undated"]
    assert notes(await page(desk, orderBy="OLDEST")) == ["undated", "saved", "first", "second", "third"]
    assert notes(await page(desk, orderBy="LAST_MOVED")) == ["first", "saved", "third", "second", "undated"]
    assert notes(await page(desk, last=2)) == ["saved", "undated"]
    assert notes(await page(desk, orderBy="OLDEST", last=2)) == ["second", "third"]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", [1, 2])
async def test_paging_yields_exactly_the_full_list(somebody: Somebody, order: str, seed: int) -> None:
    """With ties, equal instants to the microsecond, and missing dates, whatever the size of the page."""
    desk, chance = await somebody(), Random(seed)
    moments = [utc(2026, 1, 1), utc(2026, 1, 1), utc(2026, 1, 2).replace(microsecond=1), utc(2026, 1, 2), None]
    for _ in range(13):
        await application(desk.database, desk.user, (APPLIED, chance.choice(moments)))
    whole = ids(await page(desk, first=1000, orderBy=order))
    assert len(whole) == len(set(whole)) == 13
    for size in (1, 2, 5, 12, 13, 14):
        assert await forward(desk, size, orderBy=order) == whole
        assert await backward(desk, size, orderBy=order) == whole


@pytest.mark.parametrize("order", ORDERS)
async def test_cursors_hold_while_the_list_grows(somebody: Somebody, order: str) -> None:
    desk = await somebody()
    for day in range(1, 9):
        await application(desk.database, desk.user, (APPLIED, on(f"2026-02-{day:02}")))
    whole = ids(await page(desk, orderBy=order))
    first = await page(desk, first=3, orderBy=order)
    for day in (1, 3, 4, 8, 20):
        await application(desk.database, desk.user, (APPLIED, on(f"2026-02-{day:02}", "18:00")))
    rest = await page(desk, first=1000, after=first["pageInfo"]["endCursor"], orderBy=order)
    seen = ids(first) + ids(rest)
    assert [each for each in seen if each in whole] == whole
    assert len(seen) == len(set(seen))
    # Back from where the second page begins stands what stood there, and what has come between.
    back = await page(desk, last=1000, before=rest["pageInfo"]["startCursor"], orderBy=order)
    assert set(ids(first)) <= set(ids(back))


async def test_counts_and_edges_of_pages(somebody: Somebody) -> None:
    desk = await somebody()
    empty = await page(desk)
    assert (empty["edges"], empty["totalCount"]) == ([], 0)
    assert empty["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }
    for _ in range(21):
        await application(desk.database, desk.user, (APPLIED, "2026-02-01"))
    found = await page(desk)
    assert (len(found["edges"]), found["totalCount"], found["pageInfo"]["hasNextPage"]) == (20, 21, True)
    beyond = await page(desk, after=(await page(desk, first=21))["pageInfo"]["endCursor"])
    assert (beyond["edges"], beyond["pageInfo"]["hasPreviousPage"], beyond["totalCount"]) == ([], True, 21)


FILTERS: list[tuple[dict[str, Any], int]] = [
    ({}, 10),
    ({"statuses": ["REJECTED"]}, 3),
    ({"statuses": ["REJECTED", "SAVED"]}, 4),
    ({"statuses": []}, 0),
    ({"stages": ["INTERVIEWING"]}, 1),
    ({"stages": ["OFFERED"], "isOpen": True}, 1),
    ({"isOpen": True}, 4),
    ({"isOpen": False}, 6),
    ({"sources": ["LinkedIn"]}, 3),
    ({"sources": ["linkedin"]}, 0),
    ({"search": "acME"}, 2),
    ({"search": "engin"}, 10),
    ({"search": "%"}, 0),
    ({"search": "  "}, 10),
    ({"applied": {"period": "LAST_30_DAYS"}}, 3),
    ({"applied": {"between": {"from": "2026-01-10", "until": "2026-01-12"}}}, 1),
    ({"applied": {"period": "ALL_TIME"}}, 10),
    ({"applied": {"period": "YEAR"}, "statuses": ["REJECTED"], "search": "acme"}, 2),
]


@pytest.mark.parametrize(("narrowed", "count"), FILTERS)
async def test_filters_narrow_pages_and_counts_alike(somebody: Somebody, narrowed: dict[str, Any], count: int) -> None:
    desk = await somebody()
    await search(desk)
    found = await page(desk, filter=narrowed)
    assert (found["totalCount"], len(found["nodes"])) == (count, count)
    assert await forward(desk, 2, filter=narrowed) == ids(found)


LISTS = {
    "sources": "SOURCE",
    "companies": "COMPANY",
    "companySizes": "COMPANY_SIZE",
    "industries": "INDUSTRY",
    "locations": "LOCATION",
    "workplaces": "WORKPLACE",
    "roles": "ROLE",
    "resumeVersions": "RESUME_VERSION",
    "statuses": "STATUS",
    "stages": "STAGE",
}
SPLIT = """
    query ($by: [Dimension!]!, $filter: MetricFilter) {
        breakdown(metric: APPLICATIONS, by: $by, filter: $filter) { slices { keys count } }
    }
"""


@pytest.mark.parametrize("name", LISTS)
async def test_the_list_shows_what_a_metric_has_counted(somebody: Somebody, name: str) -> None:
    """Every part of a metric leads to a list of as many, alone and among those of a company."""
    desk = await somebody()
    moves = Moves(desk.database, desk.user)
    ledgers: list[tuple[str | None, list[Move]]] = [
        (None, [move(APPLIED)]),
        ("Indeed", [move(APPLIED), move(REJECTED)]),
        (None, [move(SAVED)]),
    ]
    for number, size in enumerate((CompanySize.SIZE_1_50, CompanySize.SIZE_51_200)):
        for workplace in Workplace:
            opening = Opening(
                company=f"Acme {number}",
                title=("Data scientist", "Nurse")[number],
                source="LinkedIn",
                company_size=size,
                industry=f"Trade {number}",
                location=f"Town {number}",
                workplace=workplace,
            )
            for source, ledger in ledgers:
                await moves.record(opening, ledger, source=source, resume_version=f"v{number}", notes=None)
    for others, most in (({}, 12), ({"industries": ["Trade 0"]}, 6)):
        parts = (await desk.ask(SPLIT, by=[LISTS[name]], filter=others))["slices"]
        found = [
            (await page(desk, filter={"isSubmitted": True, **others, name: part["keys"]}))["totalCount"]
            for part in parts
        ]
        assert found == [part["count"] for part in parts]
        assert sum(found) == most


async def test_a_cursor_of_another_order_is_refused(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    cursor = (await page(desk, first=2))["pageInfo"]["endCursor"]
    code, path, message = await desk.refusal(PAGE, first=2, after=cursor, orderBy="LAST_MOVED")
    assert (code, path) == ("INVALID_INPUT", ["after"])
    assert "`orderBy`" in message


@pytest.mark.parametrize(
    ("variables", "path", "word"),
    [
        ({"first": 0}, ["first"], "`first` is 0"),
        ({"first": -5}, ["first"], "-5"),
        ({"first": 1001}, ["first"], "1,000"),
        ({"last": 0}, ["last"], "`last` is 0"),
        ({"last": 1001}, ["last"], "1,000"),
        ({"first": 1, "last": 1}, ["first"], "not both"),
        ({"first": 1, "before": "MDowOjA"}, ["before"], "`last`"),
        ({"before": "MDowOjA"}, ["before"], "`last`"),
        ({"last": 1, "after": "MDowOjA"}, ["after"], "`first`"),
        ({"after": ""}, ["after"], "`after`"),
        ({"after": "nonsense"}, ["after"], "`after`"),
        ({"after": "MTox"}, ["after"], "cursor"),
        ({"after": "A" * 200}, ["after"], "cursor"),
        ({"after": "\u00e9"}, ["after"], "cursor"),
        # 0:10**18:1, a moment that no calendar has
        ({"after": "MDoxMDAwMDAwMDAwMDAwMDAwMDAwOjE"}, ["after"], "cursor"),
        ({"last": 1, "before": "nonsense"}, ["before"], "`before`"),
        ({"filter": {"search": "\u0000"}}, ["filter", "search"], "not text"),
        ({"filter": {"search": "x" * 301}}, ["filter", "search"], "301"),
        ({"filter": {"sources": ["x"] * 51}}, ["filter", "sources"], "51"),
        (
            {"filter": {"applied": {"between": {"from": "2026-02-01", "until": "2026-01-01"}}}},
            ["filter", "applied", "between", "until"],
            "until",
        ),
    ],
)
async def test_refusals_name_the_input(
    somebody: Somebody, variables: dict[str, Any], path: list[str], word: str
) -> None:
    desk = await somebody()
    found = await desk.refusal(PAGE, **variables)
    assert found[:2] == ("INVALID_INPUT", path)
    assert word in found[2]
