"""The demo: three invented people with their searches and a population around them, drawn by chance from a seed.

No number on screen is written here: what is drawn are ledgers and events, and everything is computed from those.
"""

from datetime import UTC, datetime, time

from domain.demo.boards import Board
from domain.demo.calendars import stream
from domain.demo.companies import found
from domain.demo.dashboards import my_search
from domain.demo.histories import history
from domain.demo.postings import advertised
from domain.demo.rows import (
    PREFIX,
    Demo,
    DemoApplication,
    DemoCompany,
    DemoEvent,
    DemoGoal,
    DemoPerson,
    DemoPosting,
)
from domain.demo.searches import NAMED, Search, population
from domain.demo.visits import visits
from domain.metrics import Metric
from domain.periods import Interval

__all__ = [
    "PREFIX",
    "Demo",
    "DemoApplication",
    "DemoCompany",
    "DemoEvent",
    "DemoGoal",
    "DemoPerson",
    "DemoPosting",
    "generate",
]

_POPULATION = 40
_SPAN = 300


def generate(seed: int, now: datetime) -> Demo:
    """The demo that a seed gives on the UTC date of the aware instant `now`; nothing in it is from that date or later.

    The same seed on the same date gives the same rows. `ValueError` when `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError(f"{now.isoformat()} has no time zone")
    today = now.astimezone(UTC).date()
    cutoff = datetime.combine(today, time(0), tzinfo=UTC)
    companies = found(stream(seed, "companies"))
    postings = advertised(stream(seed, "postings"), companies, today=today, span=_SPAN)

    def person(search: Search) -> DemoPerson:
        rng = stream(seed, search.name)
        board = Board(rng, search, companies=companies, postings=postings, today=today)
        applications = history(rng, search, board, cutoff=cutoff)
        watched = search.is_watched
        events = (
            visits(stream(seed, search.name, "visits"), search, board, applications, cutoff=cutoff) if watched else ()
        )
        return _account(search, applications, events)

    searches = (*NAMED, *population(stream(seed, "population"), _POPULATION))
    return Demo(
        companies=tuple(each for group in companies.values() for each in group),
        postings=tuple(postings),
        people=tuple(map(person, searches)),
    )


def _account(search: Search, applications: tuple[DemoApplication, ...], events: tuple[DemoEvent, ...]) -> DemoPerson:
    firsts = [*(each.created_at for each in applications[:1]), *(each.occurred_at for each in events[:1])]
    return DemoPerson(
        subject=search.subject,
        email=f"{search.name}@demo.example",
        name=search.full_name,
        time_zone=search.time_zone,
        created_at=min(firsts),
        skills=search.skills,
        goals=(DemoGoal(Metric.APPLICATIONS, Interval.WEEK, search.weekly_goal),),
        applications=applications,
        events=events,
        dashboards=(my_search(search.name),) if search in NAMED else (),
    )
