import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.skills.lexicon import CATEGORIES, FORMS, LEXICON, SkillCategory, canonical, clean, key, named, skill_name
from domain.skills.matching import find_skills

SHARED = Path(__file__).parents[3] / ".." / "shared" / "data" / "skills"


def test_the_lexicon_is_large_and_covers_every_category() -> None:
    assert len(LEXICON) >= 1_000
    assert len(FORMS) >= 3_500
    assert set(CATEGORIES.values()) == set(SkillCategory)


def test_a_written_form_means_one_skill() -> None:
    skills = defaultdict(set)
    for form in FORMS:
        skills[key(form.text)].add(form.skill)
    assert {form: names for form, names in skills.items() if len(names) > 1} == {}


def test_every_name_and_alias_leads_to_its_skill() -> None:
    for skill in LEXICON.values():
        for written in (skill.name, *skill.aliases):
            found = canonical(written)
            assert found is skill, written


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("js", "JavaScript"),
        ("JS", "JavaScript"),
        ("ts", "TypeScript"),
        ("k8s", "Kubernetes"),
        ("postgres", "PostgreSQL"),
        ("r", "R"),
        ("go", "Go"),
        ("GoLang", "Go"),
        ("c", "C"),
        ("c#", "C#"),
        ("C++", "C++"),
        (".net", ".NET"),
        ("node js", "Node.js"),
        ("excel", "Microsoft Excel"),
        ("MS-Excel", "Microsoft Excel"),
        ("Excel (advanced)", "Microsoft Excel"),
        ("word", "Microsoft Word"),
        ("Python 3.11", "Python"),
        ("python3", "Python"),
        ("Java 8+", "Java"),
        ("• React.js ", "React"),
        ("machine-learning", "Machine learning"),
        ("ci/cd", "CI/CD"),
        ("P & L", "P&L management"),
        ("written and verbal communication", "Communication"),
        ("book-keeping", "Bookkeeping"),
        ("customer support", "Customer service"),
        ("ux", "UX design"),
        ("CPR", "CPR"),
        ("spanish", "Spanish"),
        ("sales", "Sales"),
    ],
)
def test_what_people_type_is_understood(typed: str, name: str) -> None:
    assert skill_name(typed) == name


def test_unknown_names_are_kept_as_typed_but_clean() -> None:
    assert skill_name("  Underwater \t basket\nweaving. ") == "Underwater basket weaving"
    assert skill_name("ЕГАИС") == "ЕГАИС"
    assert skill_name("x" * 500) == "x" * 80
    assert skill_name(" \0 • ") == ""
    assert named("Underwater basket weaving").category is None
    assert named("Python").category is SkillCategory.LANGUAGE


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)
    assert skill_name(skill_name(typed)) == skill_name(typed)


@pytest.mark.skipif(not SHARED.exists(), reason="the public skill lists are not on this machine")
def test_every_tool_that_onet_calls_hot_and_in_demand_is_known() -> None:
    with (SHARED / "onet_technology_skills.txt").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wanted = {row["Example"] for row in rows if row["Hot Technology"] == row["In Demand"] == "Y"}
    unknown = {name for name in wanted if canonical(name) is None and not find_skills(name)}
    assert (len(wanted), unknown) == (121, set())


@pytest.mark.skipif(not SHARED.exists(), reason="the public skill lists are not on this machine")
def test_nine_in_ten_of_a_public_list_of_technology_skills_are_known() -> None:
    listed = json.loads((SHARED / "101skiller_official_skill.json").read_text(encoding="utf-8"))
    names = {entry: (entry.split("|")[1], *aliases) for entry, aliases in listed.items()}
    known = [entry for entry, forms in names.items() if any(canonical(form) or find_skills(form) for form in forms)]
    assert len(known) >= 0.9 * len(listed)
