from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.companies import CompanySize
from domain.errors import Refusal
from domain.imports.rows import Rejected, Skipped
from domain.imports.tables import Row, Table
from domain.jobs import Workplace
from domain.money import Money
from domain.postings import Posted, PostingField, recognise_postings, understand_postings
from domain.postings.rows import Understood
from domain.salaries import SalaryPeriod, SalaryRange
from persistence.files import open_file

POSTINGS = Path(__file__).parents[2] / ".." / "shared" / "data" / "postings"
TODAY = date(2025, 3, 1)


def table(header: Sequence[str], *rows: Sequence[str]) -> Table:
    lines = [Row(line, list(cells), line) for line, cells in enumerate((header, *rows), start=1)]
    return Table(name="jobs.csv", rows=lambda: iter(lines), size=len(lines))


def understood(header: Sequence[str], *rows: Sequence[str]) -> list[Understood]:
    return list(understand_postings(table(header, *rows), today=TODAY))


def posted(header: Sequence[str], *rows: Sequence[str]) -> Posted:
    found = understood(header, *rows)[0]
    assert isinstance(found, Posted)
    return found


def test_a_row_of_a_job_board_dump() -> None:
    header = [
        "",
        "Job Title",
        "Salary Estimate",
        "Job Description",
        "Company Name",
        "Location",
        "Size",
        "Industry",
        "Sector",
    ]
    row = [
        "0",
        "Data Scientist",
        "$50K-$90K (Glassdoor est.)",
        "Use Python and SQL.\nThis is a fully remote position.\nAsk jane@example.com",
        "Umbrella Labs\n3.8",
        "Springfield, NM",
        "501 to 1000 employees",
        "-1",
        "Aerospace",
    ]
    opening = posted(header, row).opening
    assert (opening.company, opening.title, opening.location) == ("Umbrella Labs", "Data Scientist", "Springfield, NM")
    assert opening.company_size is CompanySize.SIZE_501_1000
    assert opening.industry == "Aerospace"
    assert opening.salary == SalaryRange(Money(50_000_00, "USD"), Money(90_000_00, "USD"))
    assert opening.workplace is Workplace.REMOTE
    assert opening.skills == {"Python", "SQL"}
    assert opening.description == "Use Python and SQL.\nThis is a fully remote position.\nAsk [e-mail]"
    assert (opening.posted_at, opening.url, opening.is_active) == (None, None, True)


def test_a_row_of_flattened_json() -> None:
    header = ["company_name", "title", "active", "date_posted", "date_updated", "url", "locations", "source"]
    row = [
        "Acme",
        "Software Engineer",
        "No",
        "1714605534",
        "1714999999",
        "https://a.example/1",
        "Remote in USA",
        "Board",
    ]
    opening = posted(header, row).opening
    assert opening.posted_at == date(2024, 5, 1)
    assert opening.is_active is False
    assert (opening.workplace, opening.source) == (Workplace.REMOTE, "Board")
    assert opening.url == "https://a.example/1"


def test_a_row_of_a_scraper() -> None:
    header = [
        "site",
        "job_url",
        "title",
        "company",
        "min_amount",
        "max_amount",
        "interval",
        "currency",
        "is_remote",
        "skills",
    ]
    row = [
        "indeed",
        "https://b.example/2",
        "RN",
        "Mercy",
        "35.5",
        "48",
        "hourly",
        "CAD",
        "False",
        "BLS, cpr; Charm school",
    ]
    opening = posted(header, row).opening
    assert opening.salary == SalaryRange(Money(35_50, "CAD"), Money(48_00, "CAD"), SalaryPeriod.HOUR)
    assert opening.skills == {"Basic Life Support", "CPR", "Charm school"}
    assert opening.workplace is None


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("60000", "", (60_000_00, None)),
        ("", "80000.0", (None, 80_000_00)),
        ("0", "", (None, None)),
        ("-1", "-1", (None, None)),
    ],
)
def test_one_end_of_a_salary(low: str, high: str, expected: tuple[int | None, int | None]) -> None:
    header = ["Company", "Title", "min_salary", "max_salary", "pay_period"]
    salary = posted(header, ["Acme", "Clerk", low, high, "YEARLY"]).opening.salary
    ends = (None, None) if salary is None else (salary.low, salary.high)
    assert tuple(end and end.amount_minor for end in ends) == expected


def test_markup_is_taken_out_of_descriptions() -> None:
    found = posted(["Company", "Title", "Description"], ["Acme", "Dev", "<p>R&amp;D</p><ul><li>C++<li>SQL</ul>x < y"])
    assert found.opening.description == "R&D\nC++\nSQL\nx < y"
    assert found.opening.skills == {"C++", "SQL"}


def test_the_whole_column_settles_the_order_of_day_and_month() -> None:
    header = ["Company", "Title", "Posted"]
    rows = [["A", "X", "03/04/2024"], ["B", "Y", "25/04/2024"], ["C", "Z", "2024-05-01T10:00:00Z"]]
    days = [found.opening.posted_at for found in understood(header, *rows) if isinstance(found, Posted)]
    assert days == [date(2024, 4, 3), date(2024, 4, 25), date(2024, 5, 1)]


def test_what_is_left_out_is_said() -> None:
    header = ["Company", "Job Title", "Salary", "Date posted"]
    rows = understood(
        header,
        ["", "", "", ""],
        ["-1", "Clerk", "", ""],
        ["Acme", "", "", ""],
        ["Acme", "Clerk", "12345678901234", "someday"],
        ["Acme", "Clerk", "Competitive", "-1"],
    )
    assert rows[0] == Skipped(line=2, reason="The row is blank.")
    assert rows[1] == Rejected(line=3, reason="A posting needs a company, and there is none.", column="Company")
    assert rows[2] == Rejected(line=4, reason="A posting needs a title, and there is none.", column="Job Title")
    assert isinstance(rows[3], Posted)
    assert rows[3].warnings == (
        'Salary: "12345678901234" was not understood as a salary and was left out.',
        'Date posted: "someday" is not a date and was left out.',
    )
    assert isinstance(rows[4], Posted)
    assert rows[4].warnings == ()


def test_equal_rows_are_told_apart_by_their_occurrence() -> None:
    rows = understood(["Company", "Title"], ["Acme", "Clerk"], ["ACME Inc.", "clerk"], ["Acme", "Cook"])
    assert [found.occurrence for found in rows if isinstance(found, Posted)] == [0, 1, 0]


def test_titles_above_the_header_are_passed_over() -> None:
    columns = recognise_postings(
        table(["Exported today"], ["Employer", "Position", "Headcount"], ["Acme", "Clerk", "40"])
    )
    assert columns.header.line == 2
    assert columns.places == {PostingField.COMPANY: (0,), PostingField.TITLE: (1,), PostingField.SIZE: (2,)}


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (["Colour", "Price"], 'jobs.csv has no header .* its first row is "Colour", "Price"'),
        ([""], "jobs.csv has no rows"),
    ],
)
def test_a_table_of_something_else_is_refused(header: list[str], message: str) -> None:
    with pytest.raises(Refusal, match=message):
        understood(header)


def test_progress_tells_the_position() -> None:
    seen: list[int] = []
    rows = table(["Company", "Title"], ["Acme", "Clerk"], ["Acme", "Cook"])
    assert len(list(understand_postings(rows, today=TODAY, progress=seen.append))) == 2
    assert seen == [2, 3]


@given(st.lists(st.lists(st.text(max_size=30), min_size=6, max_size=6), max_size=5))
def test_any_row_gets_a_verdict(rows: list[list[str]]) -> None:
    found = understood(["Company", "Title", "Salary", "Size", "Posted", "Description"], *rows)
    assert [each.line for each in found] == list(range(2, len(rows) + 2))


@pytest.mark.skipif(not POSTINGS.exists(), reason="the public postings are not on this machine")
def test_the_glassdoor_postings_come_out_as_their_author_counts() -> None:
    rows = list(understand_postings(open_file(POSTINGS / "glassdoor_jobs.csv").tables[0], today=TODAY))
    openings = [row.opening for row in rows if isinstance(row, Posted)]
    salaries = [opening.salary for opening in openings if opening.salary is not None]
    hourly = [salary for salary in salaries if salary.period is SalaryPeriod.HOUR]
    assert (len(rows), len(openings), len(salaries), len(hourly)) == (956, 956, 742, 24)
    assert sum(salary.is_employer_provided for salary in salaries) == 17
    printed = [salary.midpoint.amount / (1 if salary.period is SalaryPeriod.HOUR else 1000) for salary in salaries]
    assert round(sum(printed) / len(printed), 2) == Decimal("100.63")
    sizes = Counter(opening.company_size for opening in openings)
    assert (sizes[CompanySize.SIZE_1001_5000], sizes[CompanySize.SIZE_10000_PLUS], sizes[None]) == (177, 154, 26)
    assert not any("\n" in opening.company for opening in openings)
    assert sum(bool(row.warnings) for row in rows if isinstance(row, Posted)) == 0


@pytest.mark.skipif(not POSTINGS.exists(), reason="the public postings are not on this machine")
def test_the_new_graduate_listings_come_out() -> None:
    table_ = open_file(POSTINGS / "simplify_newgrad_listings.json").tables[0]
    openings = [row.opening for row in understand_postings(table_, today=TODAY) if isinstance(row, Posted)]
    days = [opening.posted_at for opening in openings if opening.posted_at is not None]
    assert (len(openings), len(days), sum(opening.is_active for opening in openings)) == (1288, 1288, 141)
    assert (min(days), max(days)) == (date(2023, 7, 19), date(2024, 10, 24))
    assert len({opening.key for opening in openings}) == 1288
