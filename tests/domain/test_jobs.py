import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.jobs import Job, Workplace, role, workplace, workplace_in_prose

REMOTE, HYBRID, ONSITE = Workplace.REMOTE, Workplace.HYBRID, Workplace.ONSITE


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Remote in USA", REMOTE),
        ("Remote", REMOTE),
        ("Data Engineer 4 - Contract (Remote)", REMOTE),
        ("work from home", REMOTE),
        ("Hybrid remote in Austin, TX", HYBRID),
        ("Software Engineer I - Android - Hybrid", HYBRID),
        ("remote / on-site", HYBRID),
        ("On-site", ONSITE),
        ("In person", ONSITE),
        ("not remote", ONSITE),
        ("Non-remote", ONSITE),
        ("Remote Sensing Scientist", None),
        ("San Jose, CA", None),
        ("", None),
    ],
)
def test_short_texts_say_where_the_work_is(cell: str, expected: Workplace | None) -> None:
    assert workplace(cell) is expected


def test_the_first_cell_that_says_something_decides() -> None:
    assert workplace(None, "Austin, TX", "Engineer (hybrid)", "remote") is HYBRID


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("This is a fully remote position.", REMOTE),
        ("The role can be remote within the EU.", REMOTE),
        ("You will work from home.", REMOTE),
        ("We are a remote-first company.", REMOTE),
        ("Hybrid schedule: 3 days a week in the office.", HYBRID),
        ("This is an on-site position in Boston.", ONSITE),
        ("You will support remote teams and remote servers.", None),
        ("This role is not remote.", None),
        ("There is no remote work.", None),
        ("Experience with hybrid cloud is a plus.", None),
        ("Experience with remote sensing.", None),
    ],
)
def test_prose_counts_only_when_it_speaks_of_this_job(prose: str, expected: Workplace | None) -> None:
    assert workplace_in_prose(prose) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Senior Software Engineer II - Backend (Remote)", "software engineer"),
        ("Software Engineer – New Grad - 2025 Start", "software engineer"),
        ("Jr. Developer", "software engineer"),
        ("SDE II", "software engineer"),
        ("Software Engineers - Multiple levels", "software engineer"),
        ("Backend Software Engineer", "backend engineer"),
        ("Junior Front-End Engineer", "frontend engineer"),
        ("Fullstack Software Engineer I - Tnt", "full stack engineer"),
        ("IOS Developer", "mobile engineer"),
        ("Software Development Engineer in Test", "test engineer"),
        ("Sr. Data Scientist II", "data scientist"),
        ("Chief Data Scientist", "data scientist"),
        ("Data Science Intern", "data scientist"),
        ("Senior Data Engineer - Contract-to-Hire (Java)", "data engineer"),
        ("Machine Learning Engineer (NLP)", "machine learning engineer"),
        ("Data Scientist/ML Engineer", "data scientist"),
        ("Director II, Data Science - GRM", "data science director"),
        ("Director of Data Science", "data science director"),
        ("VP, Data Science", "data science vp"),
        ("Data Science Manager", "data science manager"),
        ("Senior Research Scientist-Machine Learning", "research scientist"),
        ("MED TECH/LAB SCIENTIST - LABORATORY", "lab scientist"),
        ("Smart Contract Engineer - EVM", "smart contract engineer"),
        ("Contract Manager", "contract manager"),
        ("UI/UX Designer", "ux designer"),
        ("Part Time Receptionist", "receptionist"),
        ("Store Associate", "store associate"),
        ("Administrative Assistant - Calgary", "administrative assistant"),
        ("Purchasing & Administrative Assistant", "purchasing and administrative assistant"),
        ("RN, Intensive Care", "registered nurse"),
        ("Bookkeeper (m/w/d)", "bookkeeper"),
        ("System Administrator", "systems administrator"),
        ("Sales Mgr.", "sales manager"),
        ("General Role", "general role"),
        ("-", ""),
        ("", ""),
    ],
)
def test_roles(title: str, expected: str) -> None:
    assert role(title) == expected


def test_a_job_knows_its_role() -> None:
    assert Job(id=1, company_id=2, title="Lead Data Analyst").role == "data analyst"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=250))
def test_any_title_has_a_short_lower_case_role(title: str) -> None:
    found = role(title)
    assert len(found) <= 80
    assert found == found.strip()
    assert "\n" not in found
