"""Reading the same log again, or a longer one, finds the same applications."""

from hypothesis import given
from hypothesis import strategies as st

from domain.imports.identities import Identities, job_id, without_tracking
from tests.domain.imports.builders import applications

HEADER = "Company,Role,Date Applied,Status,URL\n"
LINES = [
    "Acme,Baker,1/31/2024,Applied,",
    "Acme,Baker,1/31/2024,Applied,",
    "Globex,Cook,2/1/2024,Applied,https://globex.example/j/7?utm_source=x",
]


def keys(*lines: str) -> list[str]:
    return [row.identity.key for row in applications(HEADER + "\n".join(lines))]


def test_two_equal_rows_are_two_applications() -> None:
    assert len(set(keys(*LINES))) == 3


def test_reading_again_or_longer_finds_the_same() -> None:
    again = keys(*LINES)
    assert again == keys(*LINES)
    assert keys(*LINES, "Initech,Host,3/1/2024,Applied,")[:3] == again


@given(st.permutations(LINES))
def test_the_order_of_rows_does_not_matter(lines: list[str]) -> None:
    assert set(keys(*lines)) == set(keys(*LINES))


def test_case_spaces_status_and_tracking_do_not_matter() -> None:
    assert keys(" ACME ,baker!,2024-01-31,Rejected,")[0] == keys(*LINES)[0]
    assert keys("Globex,Cook,2024-02-01,,http://www.globex.example/j/7/?utm_campaign=y#top")[0] == keys(*LINES)[2]


def test_the_number_of_the_job_board_is_enough() -> None:
    saved = keys("Acme,Baker,,Saved,https://www.linkedin.com/jobs/view/baker-at-acme-3758269446/?refId=1")
    applied = keys("Acme GmbH,Head baker,1/31/2024,Applied,http://www.linkedin.com/jobs/view/3758269446")
    assert saved == applied


def test_an_application_is_found_by_what_it_was_before() -> None:
    (saved,) = keys("Acme,Baker,,Saved,")
    (row,) = applications(HEADER + "Acme,Baker,1/31/2024,Applied,")
    assert saved in row.identity.earlier
    (swapped,) = keys("Acme,Baker,4/3/2024,Applied,")
    day_first = applications(HEADER + "Acme,Baker,4/3/2024,Applied,\nAcme,Cook,25/3/2024,,")[0]
    assert swapped != day_first.identity.key
    assert swapped in day_first.identity.earlier


def test_tables_count_on_and_begin_again() -> None:
    identities = Identities()

    def keys_of(name: str, kind: str) -> list[str]:
        numbering = identities.begin(name, kind=kind)
        rows = [numbering.identify(company="Acme", title="Baker", url=None, applied=None) for _ in range(2)]
        return [row.key.partition(":")[2] for row in rows]

    for _ in range(2):
        assert keys_of("1.csv", "applied") == ["1", "2"]
        assert keys_of("2.csv", "applied") == ["3", "4"]
        assert keys_of("saved.csv", "saved") == ["1", "2"]


def test_job_ids() -> None:
    assert (
        job_id("https://www.linkedin.com/jobs/collections/recommended/?currentJobId=3758269446")
        == "linkedin:3758269446"
    )
    assert job_id("https://de.indeed.com/viewjob?jk=0123456789abcdef&from=serp") == "indeed:0123456789abcdef"
    assert job_id("https://acme.example/jobs/7") is None


def test_tracking_is_dropped_and_the_rest_kept() -> None:
    assert (
        without_tracking("HTTPS://www.Acme.example/jobs/7/?gh_jid=5&utm_source=li&ref=x#apply")
        == "acme.example/jobs/7?gh_jid=5"
    )
