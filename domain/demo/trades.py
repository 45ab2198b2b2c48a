"""The trades and the markets of the demo: who is looked for, what they must know, where, and for how much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of work; `pay` is in relation to a software engineer's, skills are names of our lexicon."""

    title: str
    mission: str
    core: tuple[str, ...]
    extra: tuple[str, ...]
    pay: float


@dataclass(frozen=True, slots=True)
class Market:
    """A country; `pay` is what a software engineer gets a year there, in the currency's major unit."""

    country: str
    cities: tuple[str, ...]
    currency: str
    pay: int
    step: int
    boards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """How much experience is asked for."""

    title: str
    pay: float


JUNIOR, MIDDLE, SENIOR = Level("Junior {}", 0.72), Level("{}", 1.0), Level("Senior {}", 1.35)
STAFF = Level("Staff {}", 1.7)
LEVELS = (JUNIOR, MIDDLE, SENIOR, STAFF)

TRADES: dict[str, Trade] = {
    "data analyst": Trade(
        "Data Analyst",
        "turn raw numbers into decisions",
        ("SQL", "Python", "Tableau", "Microsoft Excel"),
        ("Power BI", "pandas", "dbt", "Looker", "Snowflake", "Google Analytics", "A/B testing"),
        0.82,
    ),
    "business intelligence analyst": Trade(
        "BI Analyst",
        "keep every figure honest",
        ("SQL", "Power BI", "Tableau"),
        ("Microsoft Excel", "Snowflake", "dbt", "Looker", "Python", "Google BigQuery"),
        0.85,
    ),
    "data scientist": Trade(
        "Data Scientist",
        "find what drives our customers",
        ("Python", "SQL", "Machine learning", "scikit-learn"),
        ("pandas", "NumPy", "PyTorch", "Apache Spark", "A/B testing", "TensorFlow"),
        1.08,
    ),
    "data engineer": Trade(
        "Data Engineer",
        "build pipelines that nobody has to watch",
        ("Python", "SQL", "Apache Spark", "Apache Airflow"),
        ("Apache Kafka", "dbt", "Snowflake", "AWS", "Docker", "Google BigQuery", "Scala"),
        1.05,
    ),
    "machine learning engineer": Trade(
        "Machine Learning Engineer",
        "bring models to the people who need them",
        ("Python", "PyTorch", "Machine learning", "Docker"),
        ("TensorFlow", "Kubernetes", "AWS", "Apache Spark", "SQL", "scikit-learn"),
        1.2,
    ),
    "backend engineer": Trade(
        "Backend Engineer",
        "keep a busy platform fast and dull",
        ("Python", "PostgreSQL", "Docker"),
        ("Kubernetes", "Redis", "Apache Kafka", "AWS", "GraphQL", "Java", "Django", "Terraform"),
        1.05,
    ),
    "software engineer": Trade(
        "Software Engineer",
        "ship small changes every day",
        ("Java", "SQL", "Git"),
        ("Spring", "Docker", "AWS", "Python", "Kubernetes", "TypeScript", "REST APIs"),
        1.0,
    ),
    "frontend engineer": Trade(
        "Frontend Engineer",
        "make complicated things look simple",
        ("TypeScript", "React", "CSS"),
        ("Next.js", "GraphQL", "HTML", "Tailwind CSS", "Jest", "Figma", "JavaScript"),
        0.95,
    ),
    "full stack engineer": Trade(
        "Full Stack Developer",
        "own features from the table to the screen",
        ("JavaScript", "React", "Node.js"),
        ("TypeScript", "PostgreSQL", "MongoDB", "Docker", "AWS", "HTML", "CSS"),
        0.95,
    ),
    "site reliability engineer": Trade(
        "Site Reliability Engineer",
        "let the rest of us sleep",
        ("Kubernetes", "Terraform", "AWS", "Linux"),
        ("Docker", "Prometheus", "Grafana", "Python", "Ansible", "PostgreSQL"),
        1.15,
    ),
    "test engineer": Trade(
        "QA Engineer",
        "find the fault before our customers do",
        ("Selenium", "Python", "Git"),
        ("Cypress", "Java", "JavaScript", "SQL", "Postman", "Docker", "Jenkins"),
        0.8,
    ),
    "product manager": Trade(
        "Product Manager",
        "decide what we leave out",
        ("JIRA", "SQL", "A/B testing"),
        ("Figma", "Google Analytics", "Tableau", "Confluence", "Microsoft Excel"),
        1.1,
    ),
}

MARKETS: dict[str, Market] = {
    "DE": Market(
        "Germany",
        ("Berlin", "Munich", "Hamburg", "Cologne", "Leipzig"),
        "EUR",
        68_000,
        1_000,
        ("LinkedIn Easy Apply", "Company site", "StepStone", "Indeed"),
    ),
    "US": Market(
        "USA",
        ("New York", "Boston", "Chicago", "Austin", "Seattle"),
        "USD",
        138_000,
        2_500,
        ("LinkedIn Easy Apply", "Company site", "Indeed", "Wellfound"),
    ),
    "IN": Market(
        "India",
        ("Bengaluru", "Hyderabad", "Pune", "Chennai", "Gurugram"),
        "INR",
        1_400_000,
        50_000,
        ("LinkedIn Easy Apply", "Company site", "Naukri", "Indeed"),
    ),
    "GB": Market(
        "United Kingdom",
        ("London", "Manchester", "Edinburgh", "Bristol"),
        "GBP",
        62_000,
        1_000,
        ("LinkedIn Easy Apply", "Company site", "Indeed", "Reed"),
    ),
}
