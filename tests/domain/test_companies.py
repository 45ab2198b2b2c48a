import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.companies import Company, CompanySize, clean_name, company_size, fold

NAMES = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.lists(
    st.sampled_from(["the", "inc", "Co", "&", "GmbH", "S.A.", "Acme", "KG", "and", ",", "é", "\n3.8"]), max_size=6
).map(" ".join)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Acme, Inc.", "acme"),
        ("Flexon Technologies, INC", "Flexon Technologies"),
        ("The Home Depot", "Home Depot"),
        ("BMW GmbH & Co. KG", "bmw"),
        ("Ferrero S.p.A.", "FERRERO"),
        ("Nestlé S.A.", "Nestle"),
        ("Johnson & Johnson", "Johnson and Johnson"),
        ("McDonald's", "McDonald’s Corporation"),
        ("KnowBe4\n4.8", "KnowBe4"),
        ("Tecolote  Research", "TECOLOTE RESEARCH LLC"),
        ("Яндекс ООО", "яндекс"),
        ("Novo Nordisk A/S", "Novo Nordisk"),
    ],
)
def test_one_company_under_two_spellings(first: str, second: str) -> None:
    assert fold(first) == fold(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Bain Capital", "Bain"), ("がき", "かき"), ("Meta", "Metabase"), ("A1", "A2"), ("???", "!!!")],
)
def test_two_companies_stay_two(first: str, second: str) -> None:
    assert fold(first) != fold(second)


def test_a_name_of_legal_forms_keeps_a_word() -> None:
    assert fold("The Limited, Inc.") == "limited"
    assert fold("Co") == "co"
    assert Company(id=1, name="<intent>\n4.6").key == "intent"


def test_clean_name_drops_the_rating_line_only() -> None:
    assert clean_name("Tecolote Research\n3.8") == "Tecolote Research"
    assert clean_name("3.8") == "3.8"
    assert clean_name("  Forever  21 ") == "Forever 21"
    assert clean_name("\0 \n") == ""


@given(NAMES)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES)
def test_case_and_outer_space_do_not_count(name: str) -> None:
    assert fold(f"  {name.lower()} ") == fold(name.lower())


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1 to 50 employees", CompanySize.SIZE_1_50),
        ("51 to 200 employees", CompanySize.SIZE_51_200),
        ("201 to 500 employees", CompanySize.SIZE_201_500),
        ("501 to 1000 employees", CompanySize.SIZE_501_1000),
        ("1001 to 5000 employees", CompanySize.SIZE_1001_5000),
        ("5001 to 10000 employees", CompanySize.SIZE_5001_10000),
        ("10000+ employees", CompanySize.SIZE_10000_PLUS),
        ("10,001+", CompanySize.SIZE_10000_PLUS),
        ("11-50", CompanySize.SIZE_1_50),
        ("5K-10K", CompanySize.SIZE_5001_10000),
        ("500+", CompanySize.SIZE_501_1000),
        ("500", CompanySize.SIZE_201_500),
        ("less than 51", CompanySize.SIZE_1_50),
        ("SIZE_201_500", CompanySize.SIZE_201_500),
        ("Unknown", None),
        ("-1", None),
        ("", None),
        ("0", None),
    ],
)
def test_head_counts_fall_into_the_boards_buckets(text: str, size: CompanySize | None) -> None:
    assert company_size(text) is size


@given(st.text(max_size=120))
def test_any_text_has_a_size_or_none(text: str) -> None:
    assert company_size(text) in {None, *CompanySize}
