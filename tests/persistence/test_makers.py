"""Objects made the quick way are the same as those made the usual way."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields
from typing import Any

import pytest

from domain.applications import Application, Reached, Stage
from domain.companies import Company
from domain.jobs import Job
from domain.rates import Rate
from domain.series import Tally
from persistence.makers import maker
from tests.builders import utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    left: int = 1
    right: int


@pytest.mark.parametrize("kind", [Application, Company, Job, Tally, Pair])
def test_they_are_equal_and_of_the_class(kind: type[Any]) -> None:
    values = list(range(len(fields(kind))))
    named = {each.name: value for each, value in zip(fields(kind), values, strict=True)}
    quick, usual = maker(kind)(*values), kind(**named)
    assert (type(quick), quick, hash(quick), repr(quick)) == (kind, usual, hash(usual), repr(usual))
    assert copy.deepcopy(quick) == pickle.loads(pickle.dumps(quick)) == usual  # noqa: S301 - our own bytes


def test_they_are_frozen_and_have_their_properties() -> None:
    now = utc(2026, 3, 2)
    made = maker(Application)(1, 2, 3, Stage.APPLIED, None, Reached.APPLIED, *[now] * 6, None, None, None, now)
    assert made.status == "APPLIED"
    with pytest.raises(FrozenInstanceError):
        made.id = 5  # type: ignore[misc] # as it should be


def test_values_that_are_checked_are_left_to_their_constructor() -> None:
    with pytest.raises(ValueError, match="Rate checks its values"):
        maker(Rate)


def test_values_must_be_complete() -> None:
    with pytest.raises(TypeError):
        maker(Pair)(1)
