"""A cohort counted in one statement is the cohort counted one by one."""

from collections import Counter

import pytest

from domain.applications import Reached
from domain.dimensions import EVERYTHING, MetricFilter
from domain.transitions import in_force
from persistence.cohorts import Cohorts
from persistence.database import Database
from persistence.transitions import Transitions
from tests.builders import SCREENING, person
from tests.persistence.ledgers import Oracle, drawn, spans

STEPS = (Reached.RESPONDED, Reached.INTERVIEWED, Reached.OFFERED)


@pytest.mark.parametrize(("seed", "zone"), [(1, "UTC"), (2, "Pacific/Auckland"), (3, "America/Los_Angeles")])
async def test_counts_and_waits_are_those_of_the_applications(database: Database, seed: int, zone: str) -> None:
    owner, other = await person(database, zone=zone), await person(database, "bob")
    made = await drawn(database, owner, seed)
    await drawn(database, other, seed + 1, count=10)
    for span in spans(zone):
        oracle = Oracle(made, span)
        found = await Cohorts(database, owner).of(span, EVERYTHING, waits=STEPS)
        everyone = [each for each in made if oracle.holds(each.applied_at)]
        counted = Counter((each.stage, each.outcome, each.reached) for each in everyone)
        assert {(each.stage, each.outcome, each.reached): each.count for each in found.counts} == counted
        dated = [each for each in oracle.submitted() if each.applied_at is not None]
        assert sum(each.dated for each in found.counts if each.reached >= Reached.APPLIED) == len(dated)
        mature = sum(1 for each in dated if each.applied_at is not None and each.applied_at < span.mature_before)
        assert sum(each.mature for each in found.counts if each.reached >= Reached.APPLIED) == mature
        assert found.first_at == min((each.applied_at for each in everyone if each.applied_at), default=None)
        assert found.submitted == len(oracle.submitted())
        for step in STEPS:
            waited = Counter(wait for each in dated if (wait := oracle.wait(each, step)) is not None)
            assert {(days, has): count for days, has, count in found.waits[step]} == waited


async def test_a_filter_is_asked_of_every_part(database: Database) -> None:
    owner = await person(database)
    made = await drawn(database, owner, 4)
    sources = {each.id: each.source for each in made}
    for span in spans("UTC"):
        oracle = Oracle([each for each in made if sources[each.id] == "Indeed"], span)
        found = await Cohorts(database, owner).of(span, MetricFilter(sources=["Indeed"]), waits=STEPS)
        assert found.submitted == len(oracle.submitted())
        dated = [each for each in oracle.submitted() if each.applied_at is not None]
        waits = Counter(wait for each in dated if (wait := oracle.wait(each, Reached.RESPONDED)) is not None)
        assert {(days, has): count for days, has, count in found.waits[Reached.RESPONDED]} == waits


async def test_paths_tell_who_was_screened(database: Database) -> None:
    owner = await person(database)
    made = await drawn(database, owner, 5)
    ledgers = await Transitions(database, owner).of([each.id for each in made])
    screened = {number: any(line.target is SCREENING for line in in_force(lines)) for number, lines in ledgers.items()}
    span = next(iter(spans("UTC")))
    found = await Cohorts(database, owner).of(span, EVERYTHING, paths=True)
    counted = Counter((each.stage, each.outcome, each.reached, screened[each.id]) for each in made)
    assert {(each.stage, each.outcome, each.reached, each.is_screened): each.count for each in found.counts} == counted
    without = await Cohorts(database, owner).of(span, EVERYTHING)
    assert not any(each.is_screened for each in without.counts)
