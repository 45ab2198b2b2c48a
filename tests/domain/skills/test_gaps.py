from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.freshness import live
from domain.rates import Rate
from domain.skills import SkillAnalysis, SkillCategory, analyse, count_demand
from domain.skills.gaps import UNBLOCKING, Demand

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
OWN = [{"Python", "SQL"}, {"Python", "R"}, {"Python", "R", "Docker"}, {"Docker", "Communication"}, {"Docker", "Go"}]
POSTINGS = [{"SQL"}, {"Go"}, {"Go", "Python"}, {"Basket weaving"}]
PROFILE = ["Python", "basket weaving"]


def analysis(category: SkillCategory | None = None, first: int = 20) -> SkillAnalysis:
    demand = count_demand(OWN, POSTINGS, PROFILE)
    return analyse(demand, PROFILE, (len(OWN), len(POSTINGS)), category=category, first=first, freshness=live(NOW))


def test_demand_is_counted_in_both_places() -> None:
    assert count_demand(OWN, POSTINGS, PROFILE) == [
        Demand("Basket weaving", 0, 1, 0, 1, False),
        Demand("Communication", 1, 0, 0, 0, False),
        Demand("Docker", 3, 0, 1, 0, False),
        Demand("Go", 1, 2, 0, 2, False),
        Demand("Python", 3, 1, 0, 0, True),
        Demand("R", 2, 0, 1, 0, False),
        Demand("SQL", 1, 1, 1, 1, False),
    ]


def test_the_gap_is_ranked_by_openings_then_by_how_many_jobs_miss_the_skill() -> None:
    found = analysis()
    assert [(each.skill.name, each.opens_own_jobs, each.own_jobs.numerator) for each in found.gap] == [
        ("Docker", 1, 3),
        ("R", 1, 2),
        ("SQL", 1, 1),
        ("Go", 0, 1),
        ("Basket weaving", 0, 0),
    ]
    assert found.gap[0].own_jobs == Rate(3, 5)
    assert found.gap[3].postings == Rate(2, 4)


def test_demand_has_the_most_wanted_first_and_says_what_the_profile_has() -> None:
    found = analysis(first=3)
    assert [(each.skill.name, each.in_profile) for each in found.demand] == [
        ("Python", True),
        ("Docker", False),
        ("R", False),
    ]
    assert [skill.name for skill in found.profile] == ["basket weaving", "Python"]
    assert len(found.gap) == 3


def test_a_category_narrows_all_three_lists() -> None:
    found = analysis(SkillCategory.LANGUAGE)
    assert [each.skill.name for each in found.gap] == ["R", "SQL", "Go"]
    assert [each.skill.name for each in found.demand] == ["Python", "R", "Go", "SQL"]
    assert [skill.name for skill in found.profile] == ["Python"]


def test_soft_skills_close_no_job_and_stand_in_the_gap_only_when_asked_for() -> None:
    assert "Communication" not in [each.skill.name for each in analysis().gap]
    assert "Communication" in [each.skill.name for each in analysis().demand]
    assert [each.skill.name for each in analysis(SkillCategory.SOFT).gap] == ["Communication"]


def test_nobody_asks_for_anything() -> None:
    found = analyse([], [], (0, 0), freshness=live(NOW))
    assert (found.demand, found.profile, found.gap) == ((), (), ())


JOBS = st.lists(st.frozensets(st.sampled_from(["Python", "SQL", "R", "Go", "Docker", "Communication"]), max_size=4))


@given(JOBS, st.frozensets(st.sampled_from(["Python", "SQL", "R"])))
def test_learning_a_skill_opens_exactly_the_jobs_counted(jobs: list[frozenset[str]], profile: frozenset[str]) -> None:
    def within_reach(known: frozenset[str]) -> int:
        return sum(not job - known - UNBLOCKING for job in jobs)

    for each in count_demand(jobs, [], profile):
        if each.skill not in UNBLOCKING:
            assert each.opens_own == within_reach(profile | {each.skill}) - within_reach(profile)
        assert each.own == sum(each.skill in job for job in jobs)
