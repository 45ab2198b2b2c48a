import csv
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.skills.lexicon import LEXICON, SkillCategory
from domain.skills.matching import LONGEST_TEXT, count_skills, find_mentions, find_skills
from tests.schema.work import steps

POSTINGS = Path(__file__).parents[3] / ".." / "shared" / "data" / "postings" / "glassdoor_jobs.csv"


def found(text: str) -> set[str]:
    return set(find_skills(text))


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("We use C++ and C#.", {"C++", "C#"}),
        ("F# or .NET", {"F#", ".NET"}),
        ("Node.js, Vue.js, D3.js and Next.js", {"Node.js", "Vue.js", "D3.js", "Next.js"}),
        ("ASP.NET MVC", {"ASP.NET"}),
        ("CI/CD with Docker", {"CI/CD", "Docker"}),
        ("CI / CD pipelines", {"CI/CD"}),
        ("PL/SQL; T-SQL", {"PL/SQL", "T-SQL"}),
        ("JavaScript", {"JavaScript"}),
        ("Java/JavaScript", {"Java", "JavaScript"}),
        ("SQL Server 2016", {"Microsoft SQL Server"}),
        ("SQL and SQL Server", {"SQL", "Microsoft SQL Server"}),
        ("NoSQL", {"NoSQL"}),
        ("Spring Boot", {"Spring"}),
        ("machine-learning and deep\nlearning", {"Machine learning", "Deep learning"}),
        ("research  &  development of M&A models", {"Mergers and acquisitions"}),
        ("profit and loss, P&L", {"P&L management"}),
        ("scikit-learn, pandas, NumPy", {"scikit-learn", "pandas", "NumPy"}),
        ("<li>Python</li><li>SQL</li>", {"Python", "SQL"}),
        ("PYTHON, TABLEAU", {"Python", "Tableau"}),
        ("Sentence ends.Python begins", {"Python"}),
        ("Objective-C", {"Objective-C"}),
        ("AWS/Azure/GCP", {"AWS", "Microsoft Azure", "Google Cloud"}),
        ("QuickBooks, payroll and accounts receivable", {"QuickBooks", "Payroll", "Accounts receivable"}),
        ("BLS and ACLS required", {"Basic Life Support", "ACLS"}),
        ("forklift certified, OSHA", {"Forklift operation", "Workplace safety"}),
    ],
)
def test_whole_words_and_the_longest_form(text: str, skills: set[str]) -> None:
    assert found(text) == skills


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pythonic javascripts mysqlx",
        "see https://github.com/docker/python or www.java.com/sql",
        "write to python@sql.example",
        "foo.js and acme.ai",
        "we react to changes and rest assured",
        "a sap-free team of go-getters",
        "Health insurance, marketing team, research center",
        "driving results and planning ahead",
        "Our sales team loves presentations",
    ],
)
def test_what_only_looks_like_a_skill_is_none(text: str) -> None:
    assert found(text) == set()


R = [
    "Python, R, SQL",
    "R/Python",
    "Python/R",
    "SAS or R",
    "R programming",
    "experience with R",
    "Experience in R is required.",
    "proficiency in R",
    "statistical analysis in R.",
    "languages such as R and Julia",
    "Languages: R",
    "(R, SAS)",
    "R Shiny dashboards",
    "RStudio",
    "ggplot2",
    "using R",
    "written in R",
    "• Python\n• R\n• SQL",
    "Experience:\nSQL: 2 years\nR: 1 year (Preferred)",
    "Python (preferred) and R",
    "R is a plus",
    "R Developer",
    "Data Engineer with R",
    "programming experience, especially in R",
    "In R, you must be at home.",
    "SPSS, R and Stata",
]
NOT_R = [
    "R&D",
    "R & D budget",
    "Toys R Us",
    "R. J. Smith",
    "Mr. R. Smith, Python",
    "HR and R&D",
    "Plan R",
    "Requisition 395-R",
    "R-squared of 0.9",
    "Python R&D team",
    "experience in R&D",
    "Appendix R, SQL",
    "Section R",
    "Employee Assistance (R)",
]
GO = [
    "Go, Rust and Python",
    "Python, Go",
    "Golang",
    "Go programming",
    "Go developer",
    "experience with Go",
    "services written in Go",
    "backend in Go.",
    "languages like Go, Java",
    "Java/Go",
    "Go microservices",
    "proficient in Go or Scala",
    "Go (preferred), Java",
    "Software Engineer - Go",
    "Software Engineer (Go)",
    "Senior Go Engineer",
    "Go Backend Engineer",
]
NOT_GO = [
    "Go to market",
    "Go-to-market strategy and Python",
    "go above and beyond",
    "Go/No-Go decisions",
    "Go / No Go criteria, SQL",
    "Ready, set, Go",
    "SQL, Go above and beyond",
    "You go, we go",
    "Go ahead and apply",
    "on the Go",
    "To Go orders",
    "Python. Go live with us",
    "Pokémon Go",
]
C = [
    "C, C++ and Java",
    "C/C++",
    "C programming",
    "C developer",
    "Embedded C",
    "Experience with C",
    "written in C.",
    "languages such as C or Rust",
    "Python, C, Java",
    "Java or C",
    "C and Python",
    "proficient in C, Perl",
    "one of the following: C",
    "C Developer",
]
NOT_C = [
    "C-level executives",
    "C-suite",
    "vitamin C",
    "Hepatitis C, SQL",
    "Series C startup",
    "P&C insurance",
    "Washington, D.C.",
    "C. Skills:",
    "Class C license",
    "C Corp",
    "John C. Smith, Python",
    "grade C or better",
    "options A, B, C and D",
    "37° C",
    "including C-Level leadership",
    "working with C Space colleagues",
    "Plan C",
    "U.S.C. 552",
]
WORDS = [
    ("Microsoft Excel", "Strong Excel skills"),
    ("Microsoft Excel", "Word, Excel and PowerPoint"),
    ("Microsoft Excel", "Proficient in Excel"),
    ("Microsoft Excel", "MS Excel"),
    ("Microsoft Excel", "not limited to Excel"),
    ("Microsoft Excel", "pivot tables and vlookup"),
    ("Microsoft Excel", "Word and Excel"),
    ("Microsoft Word", "Word, Excel and PowerPoint"),
    ("Microsoft Word", "knowledge of Word"),
    ("Microsoft Access", "SQL, Access, Excel"),
    ("Microsoft Access", "Access databases"),
    ("Microsoft Outlook", "Outlook, PowerPoint"),
    ("Apache Spark", "Hadoop, Spark, Hive"),
    ("Apache Spark", "Experience building Spark pipelines"),
    ("Apache Spark", "PySpark"),
    ("Spring", "Java, Spring, Hibernate"),
    ("Spring", "Java Spring"),
    ("Express.js", "Node.js and Express"),
    ("Chef", "Ansible, Chef or Puppet"),
    ("Chef", "Chef cookbooks"),
    ("Rust", "Rust and C++"),
    ("Swift", "Kotlin or Swift"),
    ("Ruby", "Python, Ruby"),
    ("Ruby on Rails", "Ruby on Rails"),
    ("Oracle Database", "Oracle, MySQL"),
    ("Oracle Database", "Oracle 12c DBA"),
    ("SAS", "SAS"),
    ("Scala", "Scala"),
    ("Flask", "Django or Flask"),
    ("Puppet", "Puppet"),
    ("React", "React and Redux"),
    ("AWS Lambda", "S3, Lambda"),
    ("Epic", "Epic EHR"),
    ("Lean", "Six Sigma, Lean"),
    ("Spanish", "Fluent in Spanish"),
    ("Spanish", "Spanish speaking preferred"),
    ("French", "bilingual English/French"),
    ("Marketing", "3 years of marketing experience"),
    ("Insurance", "knowledge of insurance"),
    ("Presentation skills", "presentation skills"),
    ("Sales", "sales skills"),
    ("Social media", "Instagram, Facebook and TikTok"),
]
NOT_WORDS = [
    ("Microsoft Excel", "Excel in a fast-paced environment"),
    ("Microsoft Excel", "You will Excel at sales"),
    ("Microsoft Excel", "opportunities to excel"),
    ("Microsoft Word", "Word of mouth"),
    ("Microsoft Word", "spread the Word"),
    ("Microsoft Access", "Access to great benefits"),
    ("Microsoft Access", "SQL, Access to data"),
    ("Microsoft Access", "Access control"),
    ("Microsoft Outlook", "a positive outlook on life"),
    ("Apache Spark", "Spark innovation"),
    ("Apache Spark", "Spark Capital"),
    ("Spring", "Spring 2025 internship"),
    ("Spring", "Silver Spring, MD"),
    ("Spring", "Java, Spring semester"),
    ("Spring", "Software Engineer - Spring"),
    ("Spring", "Engineer, Spring 2026"),
    ("Express.js", "American Express"),
    ("Chef", "Sous Chef"),
    ("Chef", "Executive Chef, Marriott"),
    ("Rust", "rust removal"),
    ("Swift", "swift response"),
    ("Ruby", "Ruby Tuesday"),
    ("Oracle Database", "Oracle Corporation is hiring"),
    ("SAS", "sas"),
    ("React", "React quickly to incidents"),
    ("AWS Lambda", "Lambda Chi Alpha"),
    ("Lean", "lean on me"),
    ("Storage area networks", "SAN FRANCISCO, CA"),
    ("Spanish", "a Spanish company"),
    ("French", "French fries"),
    ("Marketing", "works with the marketing team"),
    ("Insurance", "health insurance"),
    ("Commercial driving", "drive results"),
    ("LaTeX", "latex gloves"),
]


@pytest.mark.parametrize("text", R)
def test_r_beside_evidence(text: str) -> None:
    assert "R" in found(text)


@pytest.mark.parametrize("text", NOT_R)
def test_r_without_evidence(text: str) -> None:
    assert "R" not in found(text)


@pytest.mark.parametrize("text", GO)
def test_go_beside_evidence(text: str) -> None:
    assert "Go" in found(text)


@pytest.mark.parametrize("text", NOT_GO)
def test_go_without_evidence(text: str) -> None:
    assert "Go" not in found(text)


@pytest.mark.parametrize("text", C)
def test_c_beside_evidence(text: str) -> None:
    assert "C" in found(text)


@pytest.mark.parametrize("text", NOT_C)
def test_c_without_evidence(text: str) -> None:
    assert "C" not in found(text)


@pytest.mark.parametrize(("skill", "text"), WORDS)
def test_words_beside_evidence(skill: str, text: str) -> None:
    assert skill in found(text)


@pytest.mark.parametrize(("skill", "text"), NOT_WORDS)
def test_words_without_evidence(skill: str, text: str) -> None:
    assert skill not in found(text)


def test_counts_and_places() -> None:
    text = "Python, SQL; more python. İ Python"
    assert count_skills(text) == {"Python": 3, "SQL": 1}
    assert [text[mention.start : mention.end] for mention in find_mentions(text)] == [
        "Python",
        "SQL",
        "python",
        "Python",
    ]


def unambiguous() -> Iterable[str]:
    return (
        skill.name
        for skill in LEXICON.values()
        if skill.category not in {SkillCategory.SPOKEN_LANGUAGE} and find_skills(skill.name) == {skill.name}
    )


@given(st.lists(st.sampled_from(sorted(unambiguous())), min_size=1, max_size=8))
def test_a_list_of_names_is_read_back(names: list[str]) -> None:
    assert find_skills("; ".join(names)) >= set(names)


WILD = st.text(alphabet=st.characters(codec="utf-8"), max_size=300) | st.lists(
    st.sampled_from(
        ["C", "R", "Go", "Excel", "Python", " ", ", ", "/", "&", "-", "\n", "İ", "ß", ".", "(", "C++", "#", "D"]
    ),
    max_size=60,
).map("".join)


@given(WILD)
def test_any_text_gives_mentions_in_order_that_do_not_overlap(text: str) -> None:
    mentions = find_mentions(text)
    assert all(mention.skill in LEXICON and text[mention.start : mention.end].strip() for mention in mentions)
    assert all(first.end <= second.start for first, second in pairwise(mentions))


HOSTILE = [
    "C ",
    "R, ",
    "(C",
    "Go and ",
    "Excel-",
    "c++",
    "machine ",
    "a",
    " ",
    "\n",
    "https://",
    "and ",
    "Python, R/",
    "@.",
    "ai.",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_is_read_in_bounded_steps(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    mentions = find_mentions(text)
    assert steps(lambda: find_mentions(text)) < 10 * LONGEST_TEXT
    assert all(mention.end <= LONGEST_TEXT for mention in mentions)


@pytest.mark.skipif(not POSTINGS.exists(), reason="the public postings are not on this machine")
def test_the_public_postings_name_what_they_ask_for() -> None:
    with POSTINGS.open(encoding="utf-8", newline="") as file:
        texts = [row["Job Description"] for row in csv.DictReader(file)]
    skills = [find_skills(text) for text in texts]
    asking = {name: sum(name in each for each in skills) for name in ("Python", "SQL", "R", "Java", "Apache Spark")}
    mentioning = {name: sum(name.lower() in text.lower() for text in texts) for name in ("Python", "SQL", "Java")}
    assert 0.98 < asking["Python"] / mentioning["Python"] <= 1
    assert asking["Java"] < mentioning["Java"]  # JavaScript
    assert asking["R"] > 250
    assert sum(not each for each in skills) < 0.02 * len(texts)
