"""What a row says becomes ordered, dated moves; what it does not say is not invented; what is private is not kept."""

import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ErrorCode, Refusal
from domain.imports.dates.calendars import calendar_day
from domain.imports.fields import Field
from domain.imports.rows import ImportedRow, Rejected, Skipped
from domain.jobs import Workplace
from tests.domain.imports.builders import applications, read, surveyed, told

LOG = "Company,Role,Date sent,Response?,Date Interview,Date of 1st Response,Job Offer"

MOVES = {
    "Acme,Baker,3/1/2024,Ghosted,,,No": ["APPLIED 2024-03-01", "GHOSTED"],
    "Acme,Baker,3/1/2024,Ghosted,,3/20/2024,No": ["APPLIED 2024-03-01", "SCREENING 2024-03-20", "GHOSTED"],
    "Acme,Baker,3/1/2024,Rejected,,3/20/2024,No": ["APPLIED 2024-03-01", "REJECTED 2024-03-20"],
    "Acme,Baker,3/1/2024,Interview,3/25/2024,3/20/2024,No": [
        "APPLIED 2024-03-01", "SCREENING 2024-03-20", "INTERVIEWING 2024-03-25",
    ],
    "Acme,Baker,3/1/2024,Interview,,3/20/2024,No": ["APPLIED 2024-03-01", "SCREENING 2024-03-20", "INTERVIEWING"],
    "Acme,Baker,3/1/2024,Inter + Rejec,3/25/2024,3/20/2024,No": [
        "APPLIED 2024-03-01", "SCREENING 2024-03-20", "INTERVIEWING 2024-03-25", "REJECTED",
    ],
    "Acme,Baker,3/1/2024,Position Removed,,3/20/2024,No": ["APPLIED 2024-03-01", "SCREENING 2024-03-20", "WITHDRAWN"],
    "Acme,Baker,3/1/2024,Position Removed,,,No": ["APPLIED 2024-03-01", "WITHDRAWN"],
    "Acme,Baker,3/1/2024,Offer,3/25/2024,3/20/2024,Yes": [
        "APPLIED 2024-03-01", "SCREENING 2024-03-20", "INTERVIEWING 2024-03-25", "OFFERED",
    ],
    # The status is what its author keeps: a bare yes under "Job Offer" does not overrule it.
    "Acme,Baker,3/1/2024,Interview,3/25/2024,3/20/2024,Yes": [
        "APPLIED 2024-03-01", "SCREENING 2024-03-20", "INTERVIEWING 2024-03-25",
    ],
    "Acme,Baker,3/1/2024,,,,Yes": ["APPLIED 2024-03-01", "OFFERED"],
    "Acme,Baker,3/1/2024,,,,4/1/2024": ["APPLIED 2024-03-01", "OFFERED 2024-04-01"],
    "Acme,Baker,3/1/2024,Declined,,,": ["APPLIED 2024-03-01", "REJECTED"],
    "Acme,Baker,3/1/2024,Declined,,,Yes": ["APPLIED 2024-03-01", "OFFERED", "DECLINED"],
    "Acme,Baker,3/1/2024,Yes,,,": ["APPLIED 2024-03-01", "SCREENING"],
    "Acme,Baker,3/1/2024,No,,,": ["APPLIED 2024-03-01"],
    # An answer after the interview is the decision.
    "Acme,Baker,3/1/2024,Rejected,3/10/2024,3/20/2024,": [
        "APPLIED 2024-03-01", "INTERVIEWING 2024-03-10", "REJECTED 2024-03-20",
    ],
    # A date that goes back in time is dropped, its move stays.
    "Acme,Baker,3/10/2024,Rejected,,3/1/2024,": ["APPLIED 2024-03-10", "REJECTED"],
    # A date to come is no date of something that happened.
    "Acme,Baker,12/20/2025,Interview,1/20/2026,12/28/2025,": [
        "APPLIED 2025-12-20", "SCREENING 2025-12-28", "INTERVIEWING",
    ],
    "Acme,Baker,,,,,": ["APPLIED"],
    "Acme,,3/1/2024,,,,": ["APPLIED 2024-03-01"],
}  # fmt: skip


@pytest.mark.parametrize(("line", "moves"), MOVES.items())
def test_a_row_becomes_moves(line: str, moves: list[str]) -> None:
    # The second row settles the order of month and day.
    assert told(applications(f"{LOG}\n{line}\nGlobex,Cook,1/31/2024,,,,")[0]) == moves


def test_a_separate_day_of_rejection_follows_the_response() -> None:
    text = "Company,Role,Applied,Response date,Date rejected\nAcme,Baker,2024-03-01,2024-03-05,2024-03-20"
    assert told(applications(text)[0]) == ["APPLIED 2024-03-01", "SCREENING 2024-03-05", "REJECTED 2024-03-20"]


def test_a_stage_cell_may_say_how_it_went() -> None:
    text = """
        Company,Role,Applied Date,Coding Challenge,Phone,Onsite,Result
        Acme,Baker,2024-03-01,expired,,,
        Acme,Cook,2024-03-01,n/a,555 010 0199,,
        Acme,Chef,2024-03-01,yes,,rejected,rejected
        Acme,Host,2024-03-01,,3/5/2024 & 3/9/2024,no,
        Acme,Maid,2024-03-01,2,,,ongoing
    """
    assert [told(row) for row in applications(text)] == [
        ["APPLIED 2024-03-01", "SCREENING"],
        ["APPLIED 2024-03-01"],
        ["APPLIED 2024-03-01", "SCREENING", "INTERVIEWING", "REJECTED"],
        ["APPLIED 2024-03-01", "INTERVIEWING 2024-03-05"],
        ["APPLIED 2024-03-01", "SCREENING"],
    ]


def test_several_columns_of_one_stage_give_its_first_day() -> None:
    text = "Company,Role,Applied,1st Interview,2nd Interview\nAcme,Baker,2024-03-01,2024-03-20,2024-03-10"
    assert told(applications(text)[0]) == ["APPLIED 2024-03-01", "INTERVIEWING 2024-03-10"]


def test_a_move_on_the_day_of_applying_is_not_before_it() -> None:
    text = "Company,Role,Applied,Response date\nAcme,Baker,2024-03-01 17:30,2024-03-01"
    assert told(applications(text)[0]) == ["APPLIED 2024-03-01T17:30:00", "SCREENING 2024-03-01T17:30:00"]


def test_an_unknown_status_keeps_the_row_and_warns() -> None:
    text = "Company,Role,Applied,Status\nAcme,Baker,2024-03-01,Zorbified\nAcme,Cook,,Zorbified"
    rows = applications(text)
    assert [told(row) for row in rows] == [["APPLIED 2024-03-01"], ["SAVED"]]
    assert rows[0].warnings == ('"Zorbified" in column "Status" is no status we know: left out.',)


def test_an_ambiguous_ending_warns() -> None:
    rows = applications("Company,Role,Status\nAcme,Baker,Declined\nAcme,Cook,Closed")
    assert [told(row) for row in rows] == [["APPLIED", "REJECTED"], ["APPLIED", "WITHDRAWN"]]
    assert [row.warnings for row in rows] == [
        ('"Declined" without an offer is read as the company\'s no.',),
        ("The status says that it is over and not how: counted as withdrawn.",),
    ]


@pytest.mark.parametrize("day", ["9999-01-01", "0001-01-01", "2024-02-31", "whenever", "2031-05-05"])
def test_a_day_of_applying_that_cannot_be_rejects_the_row(day: str) -> None:
    rejected = read(f"Company,Role,Date Applied\nAcme,Baker,{day}\nAcme,Cook,2024-03-01")[0]
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.column) == (2, "Date Applied")
    assert rejected.reason.startswith(f'"{day}" ')


def test_a_column_called_just_date_is_the_day_of_applying() -> None:
    found = read("Date,Company,Role,Status,Response date\n12/20/2024,Acme,Baker,Applied,1/5\n9999-01-01,Acme,Cook,,")
    assert told(found[0]) == ["APPLIED 2024-12-20", "SCREENING 2025-01-05"]
    assert found[1] == Rejected(line=3, reason='"9999-01-01" lies in the future', column="Date")


def test_a_rejection_by_date_ends_the_silence() -> None:
    (row,) = applications("Company,Role,Applied,Status,Date rejected\nAcme,Baker,2024-03-01,Ghosted,2024-05-01")
    assert told(row) == ["APPLIED 2024-03-01", "REJECTED 2024-05-01"]


def test_another_date_that_cannot_be_is_left_out() -> None:
    (row,) = applications("Company,Role,Date Applied,Response date\nAcme,Baker,2024-03-01,2024-02-31")
    assert told(row) == ["APPLIED 2024-03-01"]
    assert row.warnings == ('"2024-02-31" in column "Response date" is no day of the calendar: left out.',)


def test_rows_that_are_no_applications_say_why() -> None:
    found = read(
        "Company,Role,Date Applied,Status\nAcme,,,\n,,2024-03-01,Rejected\n-,n/a,,\n,,,Wishlist\nGlobex,,,Rejected"
    )
    assert found[0] == Skipped(line=2, reason="The row names a company but no role and no date.")
    assert found[1] == Rejected(line=3, reason="The row names neither a company nor a role.", column="Company")
    assert found[2] == Skipped(line=4, reason="The row is blank.")
    assert isinstance(found[3], Rejected)
    assert told(found[4]) == ["APPLIED", "REJECTED"]


def test_texts_are_cleaned_and_capped() -> None:
    long = "x" * 400
    (row,) = applications(f'Company,Role,Location\n"  Acme \t\u200b Corp\ud800 ",{long},"Remote, Oslo"')
    assert row.company == "Acme Corp"
    assert row.title == "x" * 300
    assert row.warnings == ('Column "Role" was cut to 300 characters.',)
    assert row.workplace is Workplace.REMOTE


def test_private_things_stay_outside() -> None:
    text = """
        Company,Role,Contact Email,Recruiter,Phone number,Notes,Q&A: Questions
        Acme,Baker,ann@acme.example,Ann Smith,+1 555 010 0199,\
"Wrote to ann@acme.example, call (555) 010-0199 on 2024-03-01",secret
    """
    (row,) = applications(text)
    assert row.notes == "Wrote to [e-mail], call [phone] on 2024-03-01"
    for private in ("ann@", "Ann Smith", "555", "secret"):
        assert private not in repr(row)
    assert told(row) == ["APPLIED"]


def test_pay_is_gathered_from_its_columns() -> None:
    text = (
        'Company,Role,Wage.Amount,Salary.Amount,Min Pay,Max Pay\nA,B,15,,,\nA,C,,"55,000",,\nA,D,,,50k,60k\nA,E,,,50k,'
    )
    assert [row.salary_text for row in applications(text)] == ["15 per hour", "55,000", "50k - 60k", "from 50k"]


def test_sources_differing_only_in_spelling_are_one() -> None:
    text = "Company,Role,Source\nA,B,Otter Jobs\nA,C,OtterJobs\nA,D,linkedin\nA,E,LINKEDIN.com\nA,F,Job fair\nA,G,Fair"
    assert [row.source for row in applications(text)] == [
        "Otter Jobs", "Otter Jobs", "LinkedIn", "LinkedIn", "Job fair", "Fair",
    ]  # fmt: skip


def test_every_row_gets_exactly_one_verdict_with_its_line() -> None:
    text = 'Company,Role,Notes\nAcme,Baker,"two\nlines"\n,,\nGlobex,Cook,'
    assert [row.line for row in read(text)] == [2, 4, 5]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Company,Role,Status\n", "has a header but no rows below it"),
        ("a,b,c\n1,2,3", 'has no header we understand; its first row is "a", "b", "c"'),
        ("Company,Role,Status,Status\nAcme,Baker,Applied,Rejected", 'two columns named "Status"'),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_name(text: str, part: str) -> None:
    with pytest.raises(Refusal) as refusal:
        surveyed(text)
    assert part in refusal.value.message
    assert refusal.value.message.startswith("log.csv ")
    assert refusal.value.code in (ErrorCode.UNREADABLE_FILE, ErrorCode.UNSUPPORTED_FORMAT)


def test_a_mapping_to_a_missing_column_is_refused() -> None:
    with pytest.raises(Refusal, match='no header with all the columns "Firm"'):
        surveyed("Company,Role\nAcme,Baker", mapping={Field.COMPANY: "Firm"})


def test_an_own_export_comes_back_as_it_was() -> None:
    text = (
        "job title,job company name,source,appliedAt,respondedAt,stage,outcome,status,transitions\n"
        "Baker,Acme,Indeed,2024-03-01T11:00:00Z,2024-03-05T11:00:00Z,INTERVIEWING,REJECTED,REJECTED,"
        '"APPLIED 2024-03-01T11:00:00Z\nSCREENING 2024-03-05T11:00:00Z\n'
        'INTERVIEWING 2024-03-09T11:00:00Z\nREJECTED 2024-03-20T11:00:00Z"'
    )
    (row,) = applications(text)
    assert isinstance(row, ImportedRow)
    assert told(row) == [
        "APPLIED 2024-03-01T11:00:00+00:00",
        "SCREENING 2024-03-05T11:00:00+00:00",
        "INTERVIEWING 2024-03-09T11:00:00+00:00",
        "REJECTED 2024-03-20T11:00:00+00:00",
    ]


HEADER = (
    "Company,Role,Date Applied,Status,Response date,Phone,Interview,Offer,Result,Notes,URL,Salary,Remote,"
    "Date Saved,History"
)
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "yes",
            "no",
            "N/A",
            "3/4/2024",
            "8-Jul",
            "2024-02-30",
            "Rejected",
            "Ghosted",
            "OFFER!!",
            "Declined",
            "Closed",
        ]
    ),
    st.text(max_size=30),
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=16), min_size=1, max_size=6))
def test_any_row_gets_a_verdict_and_its_moves_never_go_back(rows: list[list[str]]) -> None:
    content = StringIO(newline="")
    csv.writer(content).writerows([["Acme", "Baker"], *rows])
    found = read(f"{HEADER}\n{content.getvalue()}")
    for row in found:
        assert isinstance(row, ImportedRow | Skipped | Rejected)
        if isinstance(row, ImportedRow):
            days = [calendar_day(move.when) for move in row.moves if move.when]
            assert days == sorted(days)
            assert len({move.target for move in row.moves}) == len(row.moves)
