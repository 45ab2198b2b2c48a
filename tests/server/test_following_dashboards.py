"""Following a dashboard: live in what its tiles show, in what it is, and over when it is taken away."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.dashboards import Dashboard, Tile, TileChart
from domain.metrics import Metric
from domain.revisions import Part
from domain.users import User
from persistence.dashboards import Dashboards
from persistence.database import Database
from realtime.announcements import DASHBOARD_CHANGED
from realtime.broadcast import opened_broadcast
from realtime.frames import Ended
from realtime.topics import hint
from resolvers.nodes import encode
from schema.operations import RejectedError
from tests.builders import APPLIED, application, person
from tests.server.following import House, bearer

FOLLOW = """
    subscription ($id: ID, $after: String) {
        dashboardChanged(id: $id, after: $after) {
            sequence isSnapshot dashboard { name tiles { metric series { total } } }
        }
    }
"""


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with opened_broadcast(None) as broadcast:
        yield House(database, broadcast)


def page(number: int, *metrics: Metric, name: str = "Mine") -> Dashboard:
    tiles = (Tile("", metric, TileChart.NUMBER, 3 * place, 0, 3, 2) for place, metric in enumerate(metrics))
    return Dashboard(number, name, tuple(tiles))


async def kept(house: House, owner: User, *metrics: Metric) -> Dashboard:
    return await Dashboards(house.database, owner).add(page(-1, *metrics))


async def changed(house: House, owner: User) -> None:
    await house.tell(hint(owner.id, names={DASHBOARD_CHANGED}))


def shown(change: dict[str, Any]) -> list[float]:
    return [tile["series"]["total"] for tile in change["dashboard"]["tiles"]]


async def test_a_dashboard_is_live_in_its_numbers(house: House) -> None:
    ada = await person(house.database)
    made = await kept(house, ada, Metric.APPLICATIONS, Metric.RESPONSES)
    async with house.follow(FOLLOW, bearer(ada), id=encode("Dashboard", made.id)) as follower:
        first = await follower.next()
        assert (first["isSnapshot"], shown(first)) == (True, [0, 0])
        await application(house.database, ada, APPLIED)
        await house.announce(ada)
        second = await follower.next()
        assert (second["isSnapshot"], second["sequence"] != first["sequence"]) == (False, True)
    async with house.follow(FOLLOW, bearer(ada), id=encode("Dashboard", made.id), after=first["sequence"]) as follower:
        assert await follower.next() == second


async def test_the_default_one_is_followed_before_it_is_kept(house: House) -> None:
    ada = await person(house.database)
    async with house.follow(FOLLOW, bearer(ada)) as follower:
        assert (await follower.next())["dashboard"]["name"] == "Overview"
        await Dashboards(house.database, ada).change(page(0, Metric.OFFERS, name="Now mine"))
        await changed(house, ada)
        assert (await follower.next())["dashboard"]["name"] == "Now mine"
        await Dashboards(house.database, ada).remove(0)
        await changed(house, ada)
        assert (await follower.next())["dashboard"]["name"] == "Overview"


async def test_what_no_tile_shows_is_not_asked_about(house: House) -> None:
    """Views of jobs concern nobody whose tiles show applications, until one shows views."""
    ada = await person(house.database)
    made = await kept(house, ada, Metric.APPLICATIONS)
    views = hint(ada.id, parts={Part.ACTIVITY}, names={"job_view"})
    async with house.follow(FOLLOW, bearer(ada), id=encode("Dashboard", made.id)) as follower:
        await follower.next()
        (stream,) = house.live._all
        assert not stream._concerns(views)
        assert stream._concerns(hint(ada.id, parts={Part.LEDGER}))
        await Dashboards(house.database, ada).change(page(made.id, Metric.APPLICATIONS, Metric.JOB_VIEWS))
        await changed(house, ada)
        assert len((await follower.next())["dashboard"]["tiles"]) == 2
        assert stream._concerns(views)
        assert not stream._concerns(hint(ada.id, parts={Part.ACTIVITY}, names={"page_view"}))


async def test_it_ends_when_the_dashboard_is_taken_away(house: House) -> None:
    ada = await person(house.database)
    made = await kept(house, ada, Metric.APPLICATIONS)
    asked = {"id": encode("Dashboard", made.id)}
    async with house.follow(FOLLOW, bearer(ada), **asked) as follower:
        await follower.next()
        await Dashboards(house.database, ada).remove(made.id)
        await changed(house, ada)
        with pytest.raises(Ended) as ended:
            await follower.next()
        assert (ended.value.code, ended.value.reason) == ("NOT_FOUND", "You have no such dashboard.")
    async with house.follow(FOLLOW, bearer(ada), **asked) as follower:
        with pytest.raises(RejectedError) as rejected:
            await follower.next()
    assert [each["extensions"]["code"] for each in rejected.value.errors] == ["NOT_FOUND"]


async def test_nobody_follows_what_is_another_s(house: House) -> None:
    ada, bob = await person(house.database), await person(house.database, "bob")
    made = await kept(house, ada, Metric.APPLICATIONS)
    async with house.follow(FOLLOW, bearer(bob), id=encode("Dashboard", made.id)) as follower:
        with pytest.raises(RejectedError):
            await follower.next()
