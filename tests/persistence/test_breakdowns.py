"""Groups counted in one statement are the groups counted one by one."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from domain.applications import Application
from domain.dimensions import EVERYTHING, UNKNOWN, Dimension
from domain.metrics import REGISTRY, Metric, Share, Wait
from persistence.breakdowns import Breakdowns
from persistence.database import Database
from tests.builders import person
from tests.persistence.ledgers import Oracle, drawn, spans

DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


def key(each: Application, dimension: Dimension, zone: str) -> str:
    if dimension is Dimension.WEEKDAY:
        return UNKNOWN if each.applied_at is None else DAYS[each.applied_at.astimezone(ZoneInfo(zone)).weekday()]
    return {
        Dimension.SOURCE: each.source or UNKNOWN,
        Dimension.STATUS: each.status.value,
        Dimension.STAGE: each.stage.value,
    }[dimension]


@pytest.mark.parametrize(("seed", "zone"), [(1, "UTC"), (2, "Pacific/Auckland")])
@pytest.mark.parametrize("metric", [Metric.RESPONSE_RATE, Metric.OFFER_RATE, Metric.MEDIAN_DAYS_TO_RESPONSE])
async def test_groups_hold_the_applications_submitted_in_the_range(
    database: Database, seed: int, zone: str, metric: Metric
) -> None:
    owner = await person(database, zone=zone)
    made = await drawn(database, owner, seed, count=40)
    formula = REGISTRY[metric].formula
    assert isinstance(formula, Share | Wait)
    for span in spans(zone):
        oracle = Oracle(made, span)
        for dimensions in ([Dimension.SOURCE], [Dimension.WEEKDAY, Dimension.STATUS], [Dimension.STAGE]):
            found = await Breakdowns(database, owner).groups(formula, dimensions, span, EVERYTHING)
            members: dict[tuple[str, ...], list[Application]] = {}
            for each in oracle.submitted():
                members.setdefault(tuple(key(each, dimension, zone) for dimension in dimensions), []).append(each)
            assert {group.keys for group in found} == set(members)
            for group in found:
                own = members[group.keys]
                assert group.count == len(own)
                assert group.hits == sum(each.reached >= formula.step for each in own)
                dated = [each for each in own if each.applied_at is not None]
                assert group.dated == len(dated)
                assert group.mature == sum(each.applied_at < span.mature_before for each in dated if each.applied_at)
                if isinstance(formula, Wait):
                    waits = Counter(wait for each in own if (wait := oracle.wait(each, formula.step)) is not None)
                    assert Counter({(days, has): count for days, has, count in group.waits}) == waits


async def test_nobody_else_is_in_a_group(database: Database) -> None:
    owner, other = await person(database), await person(database, "bob")
    await drawn(database, other, 1, count=20)
    for span in spans("UTC"):
        for metric in Metric:
            if REGISTRY[metric].is_about_applications:
                formula = REGISTRY[metric].formula
                assert await Breakdowns(database, owner).groups(formula, [Dimension.SOURCE], span, EVERYTHING) == []
