"""Dashboards: they show what `metrics` and `breakdown` answer, and nobody overwrites what they have not seen."""

from copy import deepcopy
from typing import Any

import pytest

from domain.dashboards import MOST_DASHBOARDS, MOST_TILES
from tests.builders import APPLIED, application
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import search

SERIES = """
    metric unit interval timeZone total rate { value numerator denominator } changeRatio
    points { start value isPartial } previous { total points { start value } }
"""
BREAKDOWN = "metric slices { keys count value rate { value numerator denominator } } other total"
TILE = "id title metric dimension chart interval compare filter { by values } column row width height"
SHELL = f"""
    id name isDefault isShared shareExpiresAt createdAt updatedAt
    range {{ period between {{ from until }} }} tiles {{ {TILE} }}
"""
SAVE = f"""
    mutation ($id: ID, $input: SaveDashboardInput!) {{
        saveDashboard(id: $id, input: $input) {{ dashboard {{ {SHELL} }} errors {{ code path message }} }}
    }}
"""
REMOVE = (
    "mutation ($id: ID!) { removeDashboard(id: $id) { dashboard { id name isDefault } errors { code path message } } }"
)
ONE = f"query ($id: ID, $range: RangeInput) {{ dashboard(id: $id, range: $range) {{ {SHELL} }} }}"
NUMBERS = f"""
    query ($id: ID, $range: RangeInput) {{
        dashboard(id: $id, range: $range) {{ tiles {{ series {{ {SERIES} }} breakdown {{ {BREAKDOWN} }} }} }}
    }}
"""


def tile(metric: str, chart: str, column: int = 0, row: int = 0, **others: Any) -> dict[str, Any]:
    return {"metric": metric, "chart": chart, "column": column, "row": row, "width": 3, "height": 2, **others}


MINE: dict[str, Any] = {
    "name": " My search ",
    "range": {"period": "YEAR"},
    "tiles": [
        tile("RESPONSE_RATE", "NUMBER", compare="PREVIOUS_PERIOD"),
        tile("APPLICATIONS", "LINE", 3, interval="WEEK", title=" Pace "),
        tile("APPLICATIONS", "BAR", 6, dimension="SOURCE"),
        tile("OFFER_RATE", "TABLE", 9, dimension="COMPANY", filter={"sources": ["Referral", "Indeed"]}),
        tile("JOB_VIEWS", "AREA", 0, 2),
    ],
}


def put(place: int, **others: Any) -> dict[str, Any]:
    """`MINE` with a tile changed."""
    changed = deepcopy(MINE)
    changed["tiles"][place] |= others
    return changed


async def test_every_account_has_one_from_the_beginning(somebody: Somebody) -> None:
    desk = await somebody()
    found = await desk.ask(f"{{ dashboards {{ {SHELL} }} }}")
    assert [each["name"] for each in found] == ["Overview"]
    (one,) = found
    assert one | {"tiles": [], "id": ""} == {
        "id": "", "name": "Overview", "isDefault": True, "isShared": False, "shareExpiresAt": None,
        "createdAt": None, "updatedAt": None, "range": {"period": "LAST_30_DAYS", "between": None}, "tiles": [],
    }  # fmt: skip
    assert one == await desk.ask(ONE)
    assert one == await desk.ask(ONE, id=one["id"])
    assert await desk.ask("query ($id: ID!) { node(id: $id) { __typename id } }", id=one["id"]) == {
        "__typename": "Dashboard",
        "id": one["id"],
    }


async def test_a_dashboard_is_kept_as_it_was_saved(somebody: Somebody) -> None:
    desk = await somebody()
    made = await desk.do(SAVE, input=MINE)
    assert made["name"] == "My search"
    assert made["range"] == {"period": "YEAR", "between": None}
    assert made["createdAt"] is not None
    assert made["isDefault"] is False
    first, second, _, fourth, _ = made["tiles"]
    assert first | {"id": ""} == {
        "id": "", "title": None, "metric": "RESPONSE_RATE", "dimension": None, "chart": "NUMBER", "interval": None,
        "compare": "PREVIOUS_PERIOD", "filter": [], "column": 0, "row": 0, "width": 3, "height": 2,
    }  # fmt: skip
    assert (second["title"], second["interval"]) == ("Pace", "WEEK")
    assert fourth["filter"] == [{"by": "SOURCE", "values": ["Referral", "Indeed"]}]
    assert len({each["id"] for each in made["tiles"]}) == 5
    assert await desk.ask(ONE, id=made["id"]) == made
    assert [each["name"] for each in await desk.ask("{ dashboards { name } }")] == ["Overview", "My search"]


async def test_the_default_one_keeps_its_id_and_comes_back(somebody: Somebody) -> None:
    desk = await somebody()
    default = await desk.ask(ONE)
    kept = {name: value for name, value in default["tiles"][0].items() if name != "filter"}
    saved = await desk.do(SAVE, id=default["id"], input={"name": "Mine", "tiles": [kept]})
    assert (saved["id"], saved["isDefault"], saved["name"]) == (default["id"], True, "Mine")
    assert saved["tiles"] == default["tiles"][:1]
    assert await desk.ask(ONE) == saved
    assert [each["name"] for each in await desk.ask("{ dashboards { name } }")] == ["Mine"]
    removed = await desk.do(REMOVE, id=default["id"])
    assert removed == {"id": default["id"], "name": "Mine", "isDefault": True}
    assert await desk.ask(ONE) == default


async def test_tiles_that_stay_keep_their_ids(somebody: Somebody) -> None:
    desk = await somebody()
    made = await desk.do(SAVE, input=MINE)
    ids = [each["id"] for each in made["tiles"]]
    moved = tile("OFFERS", "NUMBER", 4, 4, id=ids[1])
    twice = tile("OFFERS", "NUMBER", 7, 4, id=ids[1])
    foreign = tile("OFFERS", "NUMBER", 0, 0, id="default-offers")
    again = await desk.do(SAVE, id=made["id"], input={"name": "Less", "tiles": [moved, twice, foreign]})
    first, second, third = (each["id"] for each in again["tiles"])
    assert first == ids[1]
    assert not {second, third} & {*ids, "default-offers"}
    assert again["createdAt"] == made["createdAt"]
    assert again["updatedAt"] > made["updatedAt"]


async def test_tiles_show_what_the_questions_of_the_same_name_answer(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    made = await desk.do(SAVE, input=MINE)
    rate, pace, sources, companies, views = (await desk.ask(NUMBERS, id=made["id"]))["tiles"]
    year = "range: {period: YEAR}"
    compared = f"{{ metrics(metrics: [RESPONSE_RATE], {year}, compare: PREVIOUS_PERIOD) {{ {SERIES} }} }}"
    assert rate == {"series": (await desk.ask(compared))[0], "breakdown": None}
    weekly = f"{{ metrics(metrics: [APPLICATIONS], {year}, interval: WEEK) {{ {SERIES} }} }}"
    assert pace["series"] == (await desk.ask(weekly))[0]
    split = f"{{ breakdown(metric: APPLICATIONS, by: [SOURCE], {year}) {{ {BREAKDOWN} }} }}"
    assert sources == {"series": None, "breakdown": await desk.ask(split)}
    narrowed = 'filter: {sources: ["Referral", "Indeed"]}'
    offers = f"{{ breakdown(metric: OFFER_RATE, by: [COMPANY], {year}, {narrowed}) {{ {BREAKDOWN} }} }}"
    assert companies["breakdown"] == await desk.ask(offers)
    assert views["series"]["total"] == 0
    assert rate["series"]["rate"] == {"value": 4 / 7, "numerator": 4, "denominator": 7}


async def test_a_dashboard_can_be_looked_at_over_another_range(somebody: Somebody) -> None:
    desk = await somebody()
    await search(desk)
    made = await desk.do(SAVE, input=MINE)
    january = {"between": {"from": "2026-01-01", "until": "2026-02-01"}}
    shown = await desk.ask(ONE, id=made["id"], range=january)
    assert shown["range"] == {"period": None, "between": {"from": "2026-01-01", "until": "2026-02-01"}}
    _, pace, sources, *_ = (await desk.ask(NUMBERS, id=made["id"], range=january))["tiles"]
    assert (pace["series"]["total"], sources["breakdown"]["total"]) == (4, 4)
    assert (await desk.ask(ONE, id=made["id"]))["range"]["period"] == "YEAR"
    saved = await desk.do(SAVE, id=made["id"], input=MINE | {"range": january})
    assert saved["range"] == shown["range"]


async def test_buckets_too_many_for_another_range_become_wider(somebody: Somebody) -> None:
    desk = await somebody()
    await application(desk.database, desk.user, (APPLIED, "2026-03-01"))
    hourly = {"name": "Hours", "range": {"period": "DAY"}, "tiles": [tile("APPLICATIONS", "BAR", interval="HOUR")]}
    made = await desk.do(SAVE, input=hourly)
    ask = """
        query ($id: ID, $range: RangeInput) {
            dashboard(id: $id, range: $range) { tiles { series { interval total } } }
        }
    """
    found = await desk.ask(ask, id=made["id"])
    assert found["tiles"][0]["series"] == {"interval": "HOUR", "total": 0}
    found = await desk.ask(ask, id=made["id"], range={"period": "LAST_365_DAYS"})
    assert found["tiles"][0]["series"] == {"interval": "WEEK", "total": 1}


async def test_a_page_of_tiles_takes_a_statement_for_each_way_of_asking(somebody: Somebody) -> None:
    """The dashboard; series in one, with one more for the comparison; one for each breakdown."""
    desk = await somebody()
    await search(desk)
    metrics = ["APPLICATIONS", "RESPONSES", "INTERVIEWS", "OFFERS", "RESPONSE_RATE", "JOB_VIEWS", "OPEN_APPLICATIONS"]
    tiles = [tile(metric, "LINE", row=2 * row) for row, metric in enumerate(metrics)]
    made = await desk.do(SAVE, input={"name": "Series", "tiles": tiles})
    assert await counted(desk, made["id"]) == 2
    await desk.do(SAVE, id=made["id"], input={"name": "Both", "tiles": [*tiles, *MINE["tiles"][3:4]]})
    assert await counted(desk, made["id"]) == 3
    both = [each | {"compare": "PREVIOUS_PERIOD"} for each in tiles]
    await desk.do(SAVE, id=made["id"], input={"name": "Compared", "tiles": both})
    assert await counted(desk, made["id"]) == 3


async def counted(desk: Desk, dashboard: str) -> int:
    await desk.ask(NUMBERS, id=dashboard)
    before = desk.database.statements
    await desk.ask(NUMBERS, id=dashboard)
    return desk.database.statements - before


async def test_two_windows_do_not_overwrite_each_other(somebody: Somebody) -> None:
    desk = await somebody()
    made = await desk.do(SAVE, input=MINE)
    first = await desk.do(SAVE, id=made["id"], input=MINE | {"expectedUpdatedAt": made["updatedAt"]})
    late = MINE | {"name": "Lost", "expectedUpdatedAt": made["updatedAt"]}
    code, path, message = await desk.refusal(SAVE, id=made["id"], input=late)
    assert (code, path) == ("CONFLICT", ["input", "expectedUpdatedAt"])
    assert message == "It was changed in the meantime: look at it as it is now, and save it again."
    assert await desk.ask(ONE, id=made["id"]) == first
    default = await desk.ask(ONE)
    unkept = MINE | {"expectedUpdatedAt": None}
    await desk.do(SAVE, id=default["id"], input=unkept)
    assert (await desk.refusal(SAVE, id=default["id"], input=unkept))[0] == "CONFLICT"
    naive = MINE | {"expectedUpdatedAt": "2026-03-01T12:00:00"}
    assert (await desk.refusal(SAVE, id=default["id"], input=naive))[:2] == (
        "INVALID_INPUT",
        ["input", "expectedUpdatedAt"],
    )


REFUSED: list[tuple[dict[str, Any], list[str]]] = [
    (MINE | {"name": " "}, ["name"]),
    (MINE | {"name": "x" * 121}, ["name"]),
    (MINE | {"range": {"between": {"from": "2026-02-01", "until": "2026-01-01"}}}, ["range", "between", "until"]),
    (MINE | {"tiles": [tile("OFFERS", "NUMBER", row=2 * row) for row in range(MOST_TILES + 1)]}, ["tiles"]),
    (put(1, title="x" * 121), ["tiles", "1", "title"]),
    (put(0, column=12), ["tiles", "0", "column"]),
    (put(0, column=-1), ["tiles", "0", "column"]),
    (put(3, width=4), ["tiles", "3", "width"]),
    (put(0, width=0), ["tiles", "0", "width"]),
    (put(0, height=13), ["tiles", "0", "height"]),
    (put(4, row=200), ["tiles", "4", "row"]),
    (put(1, column=2), ["tiles", "1"]),
    (put(4, row=1), ["tiles", "4"]),
    (put(0, chart="DONUT"), ["tiles", "0", "chart"]),
    (put(2, chart="LINE"), ["tiles", "2", "chart"]),
    (put(2, chart="NUMBER"), ["tiles", "2", "chart"]),
    (put(3, chart="DONUT"), ["tiles", "3", "chart"]),
    (put(2, interval="DAY"), ["tiles", "2", "interval"]),
    (put(2, compare="PREVIOUS_YEAR"), ["tiles", "2", "compare"]),
    (put(4, dimension="SOURCE", chart="BAR"), ["tiles", "4", "dimension"]),
    (put(4, filter={"sources": ["x"]}), ["tiles", "4", "filter"]),
    (put(4, filter={"sources": ["x"] * 51}), ["tiles", "4", "filter", "sources"]),
]


@pytest.mark.parametrize(("given", "path"), REFUSED)
async def test_what_makes_no_sense_is_refused(somebody: Somebody, given: dict[str, Any], path: list[str]) -> None:
    desk = await somebody()
    assert (await desk.refusal(SAVE, input=given))[1] == ["input", *path]
    assert len(await desk.ask("{ dashboards { id } }")) == 1


async def test_there_are_fifty_at_most(somebody: Somebody) -> None:
    desk = await somebody()
    for _ in range(MOST_DASHBOARDS):
        await desk.do(SAVE, input={"name": "One more", "tiles": []})
    code, path, _ = await desk.refusal(SAVE, input=MINE)
    assert (code, path) == ("TOO_LARGE", [])
    found = await desk.ask("{ dashboards { id isDefault tiles { metric } } }")
    assert [each["isDefault"] for each in found] == [True] + [False] * MOST_DASHBOARDS
    # The default one is not among them.
    await desk.do(SAVE, id=found[0]["id"], input=MINE)


async def test_dashboards_are_their_owners_own(somebody: Somebody) -> None:
    desk, other = await somebody(), await somebody("bob")
    made = await desk.do(SAVE, input=MINE)
    assert await other.refusal(ONE, id=made["id"]) == ("NOT_FOUND", ["id"], "You have no such dashboard.")
    assert (await other.refusal(SAVE, id=made["id"], input=MINE))[:2] == ("NOT_FOUND", ["id"])
    assert (await other.refusal(REMOVE, id=made["id"]))[:2] == ("NOT_FOUND", ["id"])
    assert await desk.ask(ONE, id=made["id"]) == made
    await desk.do(REMOVE, id=made["id"])
    assert (await desk.refusal(REMOVE, id=made["id"]))[0] == "NOT_FOUND"
