"""Who searches, and how: the three named people and the population around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from domain.demo.rows import PREFIX
from domain.demo.trades import JUNIOR, LEVELS, MIDDLE, SENIOR, STAFF, TRADES, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How employers treat somebody: shares of those that came to the step before, where nothing helps or hinders.

    `answers` of the submitted, `invitations` of the answered (the others are rejections), `interviews` of the invited,
    `offers` of the interviewed. `wait` is the median of days to the first answer, which has a long tail.
    """

    answers: float
    invitations: float
    interviews: float
    offers: float
    wait: float


@dataclass(frozen=True, slots=True)
class Resume:
    """A version of a résumé: in use from a share of the search on; it multiplies the odds of an answer by `luck`."""

    name: str
    since: float
    luck: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search for work, from which a history is drawn.

    `days` long up to now, with `applied` submitted and `saved` only kept; `pace` weighs equal parts of it. `sources`
    says how often each is used, `hour` (0 to 23) when in the day. An offer was accepted `won_days_ago`; None is not
    (yet). Of those who are watched there are events too.
    """

    name: str
    full_name: str
    time_zone: str
    market: str
    trades: tuple[str, ...]
    levels: tuple[Level, ...]
    skills: tuple[str, ...]
    days: int
    applied: int
    saved: int
    pace: tuple[float, ...]
    weekly_goal: int
    hour: float
    chances: Chances
    sources: dict[str, float]
    resumes: tuple[Resume, ...]
    won_days_ago: int | None = None
    is_watched: bool = False

    @property
    def subject(self) -> str:
        """The name the platform's tokens call them by."""
        return PREFIX + self.name


LUCK = {
    "Referral": 2.6,
    "Recruiter": 2.1,
    "Campus placement": 1.9,
    "Wellfound": 1.3,
    "Company site": 1.25,
    "StepStone": 0.85,
    "Reed": 0.8,
    "Naukri": 0.65,
    "Indeed": 0.7,
    "LinkedIn Easy Apply": 0.55,
}
"""What the odds of an answer are multiplied by, for applications through a source."""

ADA = Search(
    name="ada",
    full_name="Ada Sommer",
    time_zone="Europe/Berlin",
    market="DE",
    trades=("data analyst", "business intelligence analyst", "data scientist"),
    levels=(JUNIOR, MIDDLE),
    skills=("Google Analytics", "Microsoft Excel", "Python", "SQL", "pandas"),
    days=252,
    applied=186,
    saved=24,
    pace=(0.7, 0.9, 1.0, 1.0, 1.1, 1.0),
    weekly_goal=6,
    hour=20.0,
    chances=Chances(answers=0.2, invitations=0.46, interviews=0.65, offers=0.08, wait=9.0),
    sources={"LinkedIn Easy Apply": 9, "Company site": 6, "StepStone": 4, "Indeed": 3, "Referral": 1.4},
    resumes=(Resume("Career changer", 0.0, 0.75), Resume("Data portfolio", 0.45, 1.45)),
    is_watched=True,
)
GRACE = Search(
    name="grace",
    full_name="Grace Whitfield",
    time_zone="America/New_York",
    market="US",
    trades=("backend engineer", "software engineer", "site reliability engineer"),
    levels=(SENIOR, STAFF),
    skills=("AWS", "Apache Kafka", "Docker", "Java", "Kubernetes", "PostgreSQL", "Python", "Redis", "Terraform"),
    days=196,
    applied=64,
    saved=15,
    pace=(1.0, 1.2, 1.3, 1.0, 0.8),
    weekly_goal=3,
    hour=13.0,
    chances=Chances(answers=0.5, invitations=0.7, interviews=0.7, offers=0.12, wait=5.0),
    sources={"Referral": 4, "Recruiter": 3, "Company site": 4, "Wellfound": 2, "LinkedIn Easy Apply": 2},
    resumes=(Resume("Platform", 0.0, 0.9), Resume("Platform, one page", 0.5, 1.15)),
    won_days_ago=12,
    is_watched=True,
)
RAVI = Search(
    name="ravi",
    full_name="Ravi Kulkarni",
    time_zone="Asia/Kolkata",
    market="IN",
    trades=("software engineer", "full stack engineer", "frontend engineer", "test engineer"),
    levels=(JUNIOR, MIDDLE),
    skills=("CSS", "Git", "HTML", "Java", "JavaScript", "React"),
    days=182,
    applied=212,
    saved=31,
    pace=(0.4, 2.2, 6.0, 5.0, 1.6, 0.7, 0.5, 0.6),
    weekly_goal=10,
    hour=21.0,
    chances=Chances(answers=0.15, invitations=0.4, interviews=0.5, offers=0.15, wait=12.0),
    sources={"LinkedIn Easy Apply": 10, "Naukri": 8, "Company site": 3, "Campus placement": 2, "Referral": 0.8},
    resumes=(Resume("Coursework", 0.0, 0.8), Resume("Projects first", 0.4, 1.3)),
    is_watched=True,
)
NAMED = (ADA, GRACE, RAVI)

_HOMES = {
    "DE": ("Europe/Berlin", "StepStone"),
    "US": ("America/Chicago", "Wellfound"),
    "IN": ("Asia/Kolkata", "Naukri"),
    "GB": ("Europe/London", "Reed"),
}


def population(rng: Random, size: int) -> list[Search]:
    """`size` further people, each with a trade or two, a market and luck of their own."""
    return [_somebody(rng, number) for number in range(1, size + 1)]


def _somebody(rng: Random, number: int) -> Search:
    market = rng.choices(list(_HOMES), (3, 4, 3, 2))[0]
    time_zone, board = _HOMES[market]
    trades = tuple(rng.sample(list(TRADES), k=rng.randint(1, 2)))
    rank = rng.randrange(len(LEVELS))
    known = sorted({skill for trade in trades for skill in (*TRADES[trade].core, *TRADES[trade].extra)})
    return Search(
        name=f"user-{number:03}",
        full_name=f"Demo Member {number}",
        time_zone=time_zone,
        market=market,
        trades=trades,
        levels=LEVELS[max(rank - 1, 0) : rank + 1],
        skills=_some(rng, known),
        days=rng.randint(90, 270),
        applied=rng.randint(10, 60),
        saved=rng.randint(0, 8),
        pace=tuple(rng.uniform(0.3, 2.0) for _ in range(6)),
        weekly_goal=rng.randint(2, 8),
        hour=rng.choice((12.0, 18.0, 20.0)),
        chances=Chances(
            answers=rng.uniform(0.12, 0.45),
            invitations=rng.uniform(0.3, 0.65),
            interviews=rng.uniform(0.45, 0.8),
            offers=rng.uniform(0.08, 0.3),
            wait=rng.uniform(4, 14),
        ),
        sources={"LinkedIn Easy Apply": 6, "Company site": 4, board: 3, "Indeed": 2, "Referral": rng.uniform(0.5, 3)},
        resumes=(Resume("First", 0.0, 0.9), Resume("Second", rng.uniform(0.2, 0.7), 1.2)),
        won_days_ago=rng.randint(3, 40) if rng.random() < 0.2 else None,
    )


def _some(rng: Random, among: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(rng.sample(among, k=rng.randint(2, min(6, len(among))))))
