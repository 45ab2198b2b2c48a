"""Every known export, and sheets of people who never heard of us, become the same moves. All rows are invented."""

from datetime import date

import pytest

from domain.imports.fields import Field
from domain.imports.headers import meaning
from domain.imports.layouts import Format
from domain.imports.rows import ImportedRow, Rejected, Skipped
from domain.jobs import Workplace
from tests.domain.imports.builders import applications, read, surveyed, told

LINKEDIN = """
    Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name,Question And Answers
    "2/3/24, 9:42 AM",me@example.org,+1 555 010 0199,Acme,Baker,http://www.linkedin.com/jobs/view/111111,\
cv-a.pdf,"Name?:Jo | Mail?:me@example.org"
    "1/2/24, 12:05 AM",,,Globex,Cook,http://www.linkedin.com/jobs/view/222222,,
"""


def test_linkedin() -> None:
    assert surveyed(LINKEDIN).layout.format is Format.LINKEDIN
    first, second = applications(LINKEDIN)
    assert told(first) == ["APPLIED 2024-02-03T09:42:00"]
    assert told(second) == ["APPLIED 2024-01-02T00:05:00"]
    assert (first.company, first.title, first.source, first.resume_version) == ("Acme", "Baker", "LinkedIn", "cv-a.pdf")
    assert first.url == "http://www.linkedin.com/jobs/view/111111"
    assert "example.org" not in repr(first)
    assert "555" not in repr(first)


def test_linkedin_is_always_month_first() -> None:
    text = 'Application Date,Company Name,Job Title,Job Url,Resume Name\n"13/3/24",Acme,Baker,,\n"2/3/24",Acme,Cook,,'
    assert isinstance(read(text)[0], Rejected)
    assert told(read(text)[1]) == ["APPLIED 2024-02-03"]


def test_linkedin_saved_jobs() -> None:
    text = 'Saved Date,Job Url,Job Title,Company Name\n"2/3/24, 9:42 AM",http://www.linkedin.com/jobs/view/333333,Baker,Acme'
    assert surveyed(text).layout.format is Format.LINKEDIN_SAVED
    (row,) = applications(text)
    assert told(row) == ["SAVED 2024-02-03T09:42:00"]
    assert row.source == "LinkedIn"


@pytest.mark.parametrize("location", ["", "Location,"])
def test_simplify(location: str) -> None:
    place = "Oslo," if location else ""
    text = f"""
        Job Title,Company Name,{location}Job URL,Applied Date,Status,Status Date,Archived,Date Archived,Notes
        Baker,Acme,{place}https://acme.example/1,2024-03-01,APPLIED,2024-03-01,No,N/A,
        Cook,Acme,{place}https://acme.example/2,N/A,SAVED,2024-03-02,No,N/A,
        Chef,Acme,{place}https://acme.example/3,2024-03-01,INTERVIEWING,2024-03-09,No,N/A,
        Waiter,Acme,{place}https://acme.example/4,2024-03-01,REJECTED,2024-03-11,true,2024-03-20,
        Host,Acme,{place}https://acme.example/5,2024-03-01,OFFER,2024-03-12,,,
        Maid,Acme,{place}https://acme.example/6,2024-03-01,WITHDRAWN,2024-03-13,,,
        Guard,Acme,{place}https://acme.example/7,2024-03-01,APPLIED,2024-03-01,Yes,2024-04-01,
    """
    assert surveyed(text).layout.format is Format.SIMPLIFY
    assert [told(row) for row in applications(text)] == [
        ["APPLIED 2024-03-01"],
        ["SAVED 2024-03-02"],
        ["APPLIED 2024-03-01", "INTERVIEWING 2024-03-09"],
        ["APPLIED 2024-03-01", "REJECTED 2024-03-11"],
        ["APPLIED 2024-03-01", "OFFERED 2024-03-12"],
        ["APPLIED 2024-03-01", "WITHDRAWN 2024-03-13"],
        ["APPLIED 2024-03-01", "WITHDRAWN 2024-04-01"],
    ]


def test_huntr_full_download() -> None:
    text = """
        companyName,title,location,htmlDescription,requirements,listName
        Acme,Baker,Oslo,<p>Bread</p>,,Wishlist
        Acme,Cook,Oslo,,,Applied
        Acme,Chef,Oslo,,,Interview
        Acme,Host,Oslo,,,Offer
        Acme,Maid,Oslo,,,Rejected
    """
    assert surveyed(text).layout.format is Format.HUNTR
    assert [told(row) for row in applications(text)] == [
        ["SAVED"], ["APPLIED"], ["APPLIED", "INTERVIEWING"], ["APPLIED", "OFFERED"], ["APPLIED", "REJECTED"],
    ]  # fmt: skip


def test_huntr_as_other_importers_know_it() -> None:
    text = """
        Employer,Job Title,List,URL,Location,Salary,Date Saved,Notes
        Acme,Baker,Applied,https://acme.example/1,Remote,$50k,2024-01-05,call Ann on 555-010-0199
    """
    assert surveyed(text).layout.format is Format.HUNTR
    (row,) = applications(text)
    assert told(row) == ["SAVED 2024-01-05", "APPLIED"]
    assert (row.workplace, row.salary_text, row.notes) == (Workplace.REMOTE, "$50k", "call Ann on [phone]")


def test_teal() -> None:
    text = """
        Job Position,Company,Max. Salary,Location,Status,Date Saved,Deadline,Date Applied,Follow up,Excitement
        Baker,Acme,60000,Oslo,Bookmarked,01/05/2024,,,,5
        Cook,Acme,,Oslo,Interviewing,01/05/2024,,01/16/2024,,3
        Chef,Acme,,Oslo,Negotiating,01/05/2024,,01/16/2024,,3
        Host,Acme,,Oslo,Accepted,01/05/2024,,01/16/2024,,3
    """
    assert surveyed(text).layout.format is Format.TEAL
    rows = applications(text)
    assert [told(row) for row in rows] == [
        ["SAVED 2024-01-05"],
        ["SAVED 2024-01-05", "APPLIED 2024-01-16", "INTERVIEWING"],
        ["SAVED 2024-01-05", "APPLIED 2024-01-16", "OFFERED"],
        ["SAVED 2024-01-05", "APPLIED 2024-01-16", "ACCEPTED"],
    ]
    assert rows[0].salary_text == "up to 60000"


def test_jobsync() -> None:
    text = """
        index,createdAt,applied,appliedDate,Company,JobTitle,jobType,workplaceType,Location,JobSource,Status
        1,2024-03-01,Yes,2024-03-04,Acme,Baker,Full Time,Remote,Oslo,Indeed,Applied
        2,2024-03-01,No,N/A,Acme,Cook,Full Time,Hybrid,Oslo,Indeed,Draft
        3,2024-03-09,Yes,2024-03-04,Acme,Chef,Contract,On-site,Oslo,Indeed,Rejected
        4,2024-03-01,No,N/A,Acme,Host,Contract,,Oslo,,New
        5,2024-03-01,Yes,2024-03-02,Acme,Maid,Contract,,Oslo,,Archived
        6,2024-03-01,Yes,2024-03-02,Acme,Aide,Contract,,Oslo,,Expired
    """
    assert surveyed(text).layout.format is Format.JOBSYNC
    rows = applications(text)
    assert [told(row) for row in rows] == [
        ["SAVED 2024-03-01", "APPLIED 2024-03-04"],
        ["SAVED 2024-03-01"],
        ["APPLIED 2024-03-04", "REJECTED"],
        ["SAVED 2024-03-01"],
        ["SAVED 2024-03-01", "APPLIED 2024-03-02", "WITHDRAWN"],
        ["SAVED 2024-03-01", "APPLIED 2024-03-02", "WITHDRAWN"],
    ]
    assert [row.workplace for row in rows[:3]] == [Workplace.REMOTE, Workplace.HYBRID, Workplace.ONSITE]
    assert rows[0].source == "Indeed"


def test_notion_with_several_values_in_a_status() -> None:
    text = """
        Name,STATUS,Position,Date Applied,URL
        Acme,"Applied, Rejected",Baker,"March 3, 2024",acme.example/jobs/1
        Acme,Need to Apply,Cook,,
        Acme,"Applied, Interview 1 -> Complete",Chef,"March 3, 2024 → March 5, 2024",
        Acme,"Applied, Closed",Host,"March 3, 2024",
        Acme,"Coffee Chat, Referral, Applied",Maid,"March 13, 2024 2:30 PM",
    """
    rows = applications(text)
    assert [told(row) for row in rows] == [
        ["APPLIED 2024-03-03", "REJECTED"],
        ["SAVED"],
        ["APPLIED 2024-03-03", "INTERVIEWING"],
        ["APPLIED 2024-03-03", "WITHDRAWN"],
        ["APPLIED 2024-03-13T14:30:00"],
    ]
    assert rows[0].url == "https://acme.example/jobs/1"
    assert rows[0].company == "Acme"


def test_one_date_column_for_each_stage() -> None:
    text = """
        Company,Role,Date Applied,Referral Contact,Status,Date Phone Screen,Date Technical Screen,\
Date Onsite / Final Round,Date Offer,Date Decision,Offer Amount,Decision,Rejection Stage
        Acme,Baker,2024-01-05,,Closed,2024-01-10,2024-01-15,2024-01-20,2024-01-25,2024-01-28,90000,Accepted,
        Acme,Cook,2024-01-05,Ann,Closed,2024-01-10,,,,2024-01-18,,Rejected,Phone Screen
        Acme,Chef,2024-01-05,,Closed,2024-01-10,2024-01-15,2024-01-20,2024-01-25,2024-01-28,80000,Declined,
        Acme,Host,2024-01-05,,Closed,,,,,2024-01-18,,Rejected,Resume
        Acme,Maid,2024-01-05,,Active,2024-01-10,,,,,,,
    """
    rows = applications(text)
    assert [told(row) for row in rows] == [
        [
            "APPLIED 2024-01-05",
            "SCREENING 2024-01-10",
            "INTERVIEWING 2024-01-15",
            "OFFERED 2024-01-25",
            "ACCEPTED 2024-01-28",
        ],
        ["APPLIED 2024-01-05", "SCREENING 2024-01-10", "REJECTED 2024-01-18"],
        [
            "APPLIED 2024-01-05",
            "SCREENING 2024-01-10",
            "INTERVIEWING 2024-01-15",
            "OFFERED 2024-01-25",
            "DECLINED 2024-01-28",
        ],
        ["APPLIED 2024-01-05", "REJECTED 2024-01-18"],
        ["APPLIED 2024-01-05", "SCREENING 2024-01-10"],
    ]
    assert [row.warnings for row in rows] == [(), (), (), (), ()]


def test_yes_and_no_columns_and_no_company() -> None:
    text = """
        applied date,job post date,Job Source,job title,customized resume?,response date,selected for interview?,Notes
        1/13/2021,1/2/2021,Linkedin,Baker,Yes,1/20/2021,Yes,
        1/13/2021,,LinkedIn,Cook,No,,N/A,
        1/13/2021,,Indeed,Chef,No,1/29/2021,No,sent again
        1/13/2021,,Indeed,Host,Other,,TBD,
    """
    rows = applications(text)
    assert [told(row) for row in rows] == [
        ["APPLIED 2021-01-13", "SCREENING 2021-01-20", "INTERVIEWING"],
        ["APPLIED 2021-01-13"],
        ["APPLIED 2021-01-13", "SCREENING 2021-01-29"],
        ["APPLIED 2021-01-13"],
    ]
    assert rows[0].posted_at == date(2021, 1, 2)
    assert {row.source for row in rows} == {"LinkedIn", "Indeed"}
    assert {row.company for row in rows} == {""}


def test_a_tsv_with_a_history_in_a_cell() -> None:
    header = "Company\tRole\tReminder\tLast Contact\tStatus\tNotes\tSource\tHistory\tFirst Contact\t\t"
    rows = [
        'Acme\tBaker\t\t3/9\tinterview\t\treferral\t"3/1 applied\n3/5 phone screen\n3/8 interview"\t3/1\t\t',
        "Acme\tCook\t\t\tapplied\t\tLinkedIn\t\t2/20\t\t",
    ]
    found = read("\n".join([header, *rows]), delimiter="\t", today=date(2025, 6, 1))
    assert told(found[0]) == ["APPLIED 2025-03-01", "SCREENING 2025-03-05", "INTERVIEWING 2025-03-08"]
    assert told(found[1]) == ["APPLIED 2025-02-20"]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Firma;Stelle;Bewerbungsdatum;Quelle;Status\nAcme;Bäcker;03.04.2024;StepStone;Abgelehnt", ";"),
        ("Unternehmen;Position;Beworben am;Plattform;Stand\nAcme;Bäcker;3/4/2024;stepstone;Absage", ";"),
        ("Empresa,Puesto,Fecha de aplicación,Fuente,Estado\nAcme,Bäcker,3/4/2024,StepStone,Rechazado", ","),
        ("Entreprise,Poste,Date de candidature,Plateforme,Statut\nAcme,Bäcker,03/04/2024,StepStone,Refusé", ","),
        ("Компания,Должность,Дата отклика,Источник,Статус\nAcme,Bäcker,03.04.2024,StepStone,Отказ", ","),
        ("Employer|Opening|Submitted on|Channel|Result\nAcme|Bäcker|April 3, 2024|StepStone|denied", "|"),
        ("Organisation,Job,Date Sent,Where found,Outcome\nAcme,Bäcker,2024-04-03,StepStone,unsuccessful", ","),
        (
            "Firm,Vacancy,Application Date,Applied through,Status now\nAcme,Bäcker,3 April 2024,StepStone,Rejection",
            ",",
        ),
    ],
)
def test_headers_nobody_told_us_about(text: str, delimiter: str) -> None:
    (row,) = applications(text, delimiter=delimiter)
    assert (row.company, row.title, row.source) == ("Acme", "Bäcker", "StepStone")
    assert told(row) == ["APPLIED 2024-04-03", "REJECTED"]


MEANINGS = {
    Field.COMPANY: ["COMPANY", "Company / Organization", "Employer", "companyName"],
    Field.TITLE: ["SPECIFIC ROLE", "Role/Position", "Position Applied For", "Job"],
    Field.SOURCE: [
        "VIA WHAT",
        "Platform Used",
        "How I found it",
        "Applied via",
        "Where Found",
        "Job Board",
        "Application Method",
        "Found on",
        "Application Portal",
    ],
    Field.APPLIED_AT: ["Applied on", "Date sent", "Application date", "When did I apply"],
    Field.APPLIED: ["Submitted", "Applied?"],
    Field.DATE: ["Date", "Timestamp"],
    Field.RESPONDED_AT: ["Response?", "Date of 1st Response", "Heard back?", "Reply Date"],
    Field.SCREENED_AT: ["Phone Screen", "OA", "Coding Challenge", "Recruiter Call"],
    Field.INTERVIEWED_AT: ["Interview?", "1st Interview", "Interview Date", "On-Campus", "Onsite", "Technical Screen"],
    Field.OFFERED_AT: ["Job Offer", "Offer?"],
    Field.REJECTED_AT: ["Date Rejected", "Rejected?"],
    Field.OUTCOME: ["Result", "Final Decision"],
    Field.STATUS: ["Status", "Current Stage", "List"],
    Field.POSTED_AT: ["Date Posted", "job post date"],
    Field.SAVED_AT: ["Date Saved", "createdAt"],
    Field.URL: ["Job Posting Link", "URL", "Link to posting"],
    Field.LOCATION: ["City"],
    Field.WORKPLACE: ["Remote?"],
    Field.SALARY: ["Salary.Amount", "Salary Range"],
    Field.WAGE: ["Wage.Amount"],
    Field.SALARY_MAX: ["Max. Salary"],
    Field.NOTES: ["Comments"],
    Field.RESUME: ["Resume Version", "CV used"],
    Field.INDUSTRY: ["Industry", "Company Type"],
    Field.STATUS_AT: ["Status Date"],
    Field.ARCHIVED: ["Archived"],
    Field.ARCHIVED_AT: ["Date Archived"],
    Field.REJECTION_STAGE: ["Rejection Stage"],
    Field.IGNORED: [
        "Contact Email",
        "Contact Phone Number",
        "Question And Answers",
        "Recruiter Name",
        "Recruiter Email",
        "Hiring Manager",
        "Days Since",
        "Time to First Response",
        "Current Date",
        "Time to Rejection",
        "Follow up",
        "Deadline",
        "Excitement",
        "Last Contact",
        "Job Level",
        "TYPE",
        "Easy Application?",
        "Cover Letter",
        "Interview Notes",
        "Next Interview",
        "Company Website",
        "Referral Contact",
    ],
}


@pytest.mark.parametrize(
    ("header", "field"), [(header, field) for field, headers in MEANINGS.items() for header in headers]
)
def test_a_header_is_read_by_meaning(header: str, field: Field) -> None:
    found = meaning(header)
    assert found is not None
    assert found.field is field


def test_a_title_above_the_header_and_a_repeated_header_are_no_rows() -> None:
    text = """
        My job search 2024,,,
        ,,,
        Company,Role,Date Applied,Status
        Acme,Baker,2024-03-01,Applied
        Company,Role,Date Applied,Status
        Globex,Cook,2024-03-02,Applied
        Total: 2,,,
        Total Wine,,,Applied
    """
    found = read(text)
    assert [type(row) for row in found] == [ImportedRow, Skipped, ImportedRow, Skipped, ImportedRow]
    assert [row.line for row in found] == [4, 5, 6, 7, 8]
    assert found[1] == Skipped(line=5, reason="The row repeats the header.")
    assert found[3] == Skipped(line=7, reason="The row holds totals.")


def test_a_history_written_by_a_program() -> None:
    text = """
        Name,Application URL,Date,Stage,Stage History
        Acme,https://acme.example,2024-11-05,Rejected,\
"[{'stage': 'Applied', 'date': '2024-11-05'}, {'stage': 'Tech Screen', 'date': '2024-11-08'}, \
{'stage': 'Rejected', 'date': '2024-11-20'}]"
    """
    assert told(applications(text)[0]) == ["APPLIED 2024-11-05", "INTERVIEWING 2024-11-08", "REJECTED 2024-11-20"]


def test_columns_for_the_notes_of_interviews_are_no_interviews() -> None:
    text = """
        job_title,company,application_software,date_applied,application_status,interview_date,interview_post_notes
        Baker,Acme,linkedin easy apply,2025-07-14 00:00:00,applied,,went well I guess
    """
    (row,) = applications(text)
    assert told(row) == ["APPLIED 2025-07-14"]
    assert row.source == "linkedin easy apply"


def test_applied_on_may_say_where() -> None:
    rows = applications("Company,Role,Applied on,Status\nAcme,Baker,LinkedIn,Applied\nAcme,Cook,indeed,Rejected")
    assert [row.source for row in rows] == ["LinkedIn", "Indeed"]
    assert [told(row) for row in rows] == [["APPLIED"], ["APPLIED", "REJECTED"]]


def test_an_explicit_mapping_wins() -> None:
    text = "A,B,C,Status\nAcme,Baker,2024-03-01,Rejected"
    found = read(text, mapping={Field.COMPANY: "a", Field.TITLE: "B", Field.APPLIED_AT: "c"})
    assert told(found[0]) == ["APPLIED 2024-03-01", "REJECTED"]
