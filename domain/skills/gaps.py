"""What jobs ask for, what a profile has, and which skill would open the most jobs.

The gap is ranked by opening: a missing skill *opens* a job when it is the only one that the job asks for and the
profile lacks. Most openings among the owner's jobs first; then the most of the owner's jobs that ask for it; then the
same two counts among all postings; then the name.

Soft skills are counted in the demand but neither close a job nor stand in the gap: almost every posting asks for
communication and nobody is refused for not listing it, so counting them would leave hardly any job that one skill
opens.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from domain.freshness import Freshness
from domain.rates import Rate
from domain.skills.lexicon import CATEGORIES, Skill, SkillCategory, SkillName, named

UNBLOCKING: frozenset[SkillName] = frozenset(
    name for name, category in CATEGORIES.items() if category is SkillCategory.SOFT
)
"""Skills whose absence closes no job."""


@dataclass(frozen=True, slots=True)
class Demand:
    """How many of the owner's jobs (`own`) and of all postings ask for a skill.

    `opens_own` and `opens_postings` count those that ask for nothing else that the profile lacks; 0 for what it has.
    """

    skill: SkillName
    own: int
    postings: int
    opens_own: int
    opens_postings: int
    in_profile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillDemand:
    """One skill as jobs ask for it; the rates are shares of the jobs that name any skill."""

    skill: Skill
    own_jobs: Rate
    postings: Rate
    opens_own_jobs: int
    opens_postings: int
    in_profile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillAnalysis:
    """Demand with the most wanted first, the profile by name, and the gap with the most opening first."""

    demand: tuple[SkillDemand, ...]
    profile: tuple[Skill, ...]
    gap: tuple[SkillDemand, ...]
    freshness: Freshness


def count_demand(
    own: Iterable[Collection[SkillName]], postings: Iterable[Collection[SkillName]], profile: Collection[SkillName]
) -> list[Demand]:
    """Demand counted from the skills of each of the owner's jobs and of each posting, in the order of the names."""
    known = frozenset(profile)
    own_jobs, all_postings = ([frozenset(skills) for skills in jobs] for jobs in (own, postings))
    asked_own, asked = (Counter(name for job in jobs for name in job) for jobs in (own_jobs, all_postings))
    opens_own, opens = (Counter(_openers(jobs, known)) for jobs in (own_jobs, all_postings))
    return [
        Demand(name, asked_own[name], asked[name], opens_own[name], opens[name], name in known)
        for name in sorted(asked_own.keys() | asked.keys())
    ]


def _openers(jobs: Iterable[frozenset[SkillName]], known: frozenset[SkillName]) -> Iterator[SkillName]:
    for job in jobs:
        missing = job - known - UNBLOCKING
        if len(missing) == 1:
            yield from missing


def analyse(
    demand: Iterable[Demand],
    profile: Iterable[SkillName],
    totals: tuple[int, int],
    *,
    freshness: Freshness,
    category: SkillCategory | None = None,
    first: int = 20,
) -> SkillAnalysis:
    """The answer to "what should I learn": the `first` of each list, of one `category` or of all.

    `totals` are the numbers of the owner's jobs and of the postings that name any skill at all. Soft skills stand in
    the gap only when their category is asked for.
    """
    wanted = [
        SkillDemand(
            skill=named(each.skill),
            own_jobs=Rate(each.own, totals[0]),
            postings=Rate(each.postings, totals[1]),
            opens_own_jobs=each.opens_own,
            opens_postings=each.opens_postings,
            in_profile=each.in_profile,
        )
        for each in demand
        if category is None or CATEGORIES.get(each.skill) is category
    ]
    missing = (
        each
        for each in wanted
        if not each.in_profile and (category is SkillCategory.SOFT or each.skill.name not in UNBLOCKING)
    )
    skills = (named(name) for name in sorted(profile, key=str.casefold))
    return SkillAnalysis(
        demand=tuple(islice(sorted(wanted, key=_by_demand), first)),
        profile=tuple(skill for skill in skills if category is None or skill.category is category),
        gap=tuple(islice(sorted(missing, key=_by_opening), first)),
        freshness=freshness,
    )


def _by_demand(each: SkillDemand) -> tuple[int, int, str]:
    return -each.own_jobs.numerator, -each.postings.numerator, each.skill.name


def _by_opening(each: SkillDemand) -> tuple[int, int, int, int, str]:
    return (
        -each.opens_own_jobs,
        -each.own_jobs.numerator,
        -each.opens_postings,
        -each.postings.numerator,
        each.skill.name,
    )
