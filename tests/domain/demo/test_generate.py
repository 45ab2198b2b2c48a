import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.applications import ApplicationStatus, Outcome, Reached, Reopening, Stage
from domain.demo import PREFIX, Demo, DemoApplication, DemoPerson, DemoPosting, generate
from domain.demo.calendars import is_quiet
from domain.jobs import workplace_in_prose
from domain.metrics import REGISTRY, Events, EventSum
from domain.skills.lexicon import LEXICON
from domain.skills.matching import find_skills
from domain.transitions import State, derive

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
NAMES = ("ada", "grace", "ravi")
MOMENTS = [
    NOW,
    datetime(2026, 1, 1, 0, 0, tzinfo=UTC),
    datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=ZoneInfo("Pacific/Auckland")),
]


@cache
def demo(seed: int = 1, now: datetime = NOW) -> Demo:
    return generate(seed, now)


def named(name: str, **chosen: int) -> DemoPerson:
    return next(person for person in demo(**chosen).people if person.subject == f"demo:{name}")


def everybodys(each: Demo) -> list[DemoApplication]:
    return [application for person in each.people for application in person.applications]


def openings(each: Demo) -> list[DemoPosting]:
    own = (application.posting for application in everybodys(each) if not application.posting.is_public)
    return [*each.postings, *own]


def states(applications: Iterable[DemoApplication]) -> list[State]:
    return [derive(each.moves) for each in applications]


def funnel(person: DemoPerson) -> list[int]:
    reached = [state.reached for state in states(person.applications)]
    return [sum(each >= step for each in reached) for step in Reached]


def statuses(person: DemoPerson) -> dict[ApplicationStatus, int]:
    return dict(Counter(ApplicationStatus((each.outcome or each.stage).value) for each in states(person.applications)))


def applied_on(person: DemoPerson) -> list[date]:
    zone = ZoneInfo(person.time_zone)
    moments = [state.applied_at for state in states(person.applications)]
    return [moment.astimezone(zone).date() for moment in moments if moment is not None]


def moments(each: Demo) -> list[datetime]:
    found = [move.occurred_at for application in everybodys(each) for move in application.moves]
    found += [event.occurred_at for person in each.people for event in person.events]
    found += [person.created_at for person in each.people]
    assert None not in found
    return [moment for moment in found if moment is not None]


def answer_rate(applications: Iterable[DemoApplication]) -> float:
    reached = [state.reached for state in states(applications) if state.reached >= Reached.APPLIED]
    return sum(step >= Reached.RESPONDED for step in reached) / len(reached)


def test_figures_of_seed_one() -> None:
    assert (len(demo().companies), len(demo().postings), len(demo().people)) == (150, 600, 43)
    assert {name: funnel(named(name)) for name in NAMES} == {
        "ada": [210, 186, 33, 11, 3, 0],
        "grace": [79, 64, 37, 20, 4, 1],
        "ravi": [243, 212, 23, 7, 1, 0],
    }
    assert statuses(named("grace")) == {
        ApplicationStatus.SAVED: 15,
        ApplicationStatus.APPLIED: 6,
        ApplicationStatus.ACCEPTED: 1,
        ApplicationStatus.DECLINED: 3,
        ApplicationStatus.REJECTED: 21,
        ApplicationStatus.WITHDRAWN: 13,
        ApplicationStatus.GHOSTED: 20,
    }
    assert Counter(event.name for event in named("ada").events) == {
        "page_view": 542,
        "job_search": 331,
        "job_view": 1065,
        "job_save": 69,
        "time_spent": 219,
    }
    applications = everybodys(demo())
    assert (len(applications), sum(len(each.moves) for each in applications)) == (2124, 4445)


def test_the_same_seed_on_the_same_date_gives_the_same_rows() -> None:
    assert generate(1, datetime(2026, 3, 2, 0, 0, tzinfo=UTC)) == demo() == generate(1, NOW + timedelta(hours=13))


def test_rows_do_not_depend_on_the_process() -> None:
    code = (
        "import hashlib, datetime; from domain.demo import generate;"
        f"print(hashlib.sha256(repr(generate(1, {NOW!r}.astimezone(datetime.UTC))).encode()).hexdigest())"
    )
    root = Path(__file__).parents[3]
    settings = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland"})
    command = [sys.executable, "-c", code]
    runs = [
        subprocess.run(command, cwd=root, env=env, capture_output=True, check=True).stdout  # noqa: S603 - our own code
        for env in settings
    ]
    assert runs[0] == runs[1] != b""


def test_another_seed_gives_other_rows() -> None:
    assert demo(seed=2).people[0].applications != demo().people[0].applications
    assert demo(seed=2).postings != demo().postings


@pytest.mark.parametrize("now", MOMENTS)
def test_nothing_is_from_today_or_later_and_much_is_from_the_last_days(now: datetime) -> None:
    midnight = datetime.combine(now.astimezone(UTC).date(), time(0), tzinfo=UTC)
    newest = max(moments(demo(now=now)))
    assert midnight - timedelta(days=3) < newest < midnight <= now
    assert max(each.posted_at for each in openings(demo(now=now))) < midnight.date()


def test_a_later_now_shifts_everything() -> None:
    later = demo(now=NOW + timedelta(days=70))
    assert min(moments(later)) - min(moments(demo())) > timedelta(days=60)
    shifts = {b.posted_at - a.posted_at for a, b in zip(demo().postings, later.postings, strict=True)}
    assert min(shifts) > timedelta(days=30)


def test_a_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        generate(1, NOW.replace(tzinfo=None))


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_ledger_is_told_in_order_and_leads_to_a_state_that_fits(seed: int, now: datetime) -> None:
    for application in everybodys(demo(seed=seed, now=now)):
        dates = [move.occurred_at for move in application.moves]
        assert dates == sorted(set(dates), key=lambda moment: moment or NOW)
        state = derive(application.moves)
        targets = [move.target for move in application.moves]
        assert targets[0] in (Stage.SAVED, Stage.APPLIED)
        assert not any(isinstance(target, Reopening) for target in targets)
        assert (
            (state.applied_at is not None)
            == (state.reached >= Reached.APPLIED)
            == (len(targets) > 1 or targets[0] is Stage.APPLIED)
        )
        assert (state.responded_at is not None) == (state.reached >= Reached.RESPONDED)
        assert (state.interviewed_at is not None) == (state.reached >= Reached.INTERVIEWED)
        assert (state.offered_at is not None) == (state.reached >= Reached.OFFERED)
        assert (state.closed_at is not None) == (state.outcome is not None)
        assert state.last_moved_at == dates[-1]
        order = [
            each for each in (state.applied_at, state.responded_at, state.interviewed_at, state.offered_at) if each
        ]
        assert order == sorted(order)
        # After an ending nothing happens, but for an answer to somebody who had given up hope.
        endings = [place for place, target in enumerate(targets[:-1]) if isinstance(target, Outcome)]
        assert all(targets[place] is Outcome.GHOSTED for place in endings)


def test_exactly_one_of_the_three_has_accepted_an_offer_and_stopped_searching() -> None:
    for seed in (1, 2, 3):
        accepted = {
            person.name: [state.closed_at for state in states(person.applications) if state.outcome is Outcome.ACCEPTED]
            for person in demo(seed=seed).people[:3]
        }
        assert [len(each) for each in accepted.values()] == [0, 1, 0]
        signed = accepted["Grace Whitfield"][0]
        assert signed is not None
        for application, state in zip(
            named("grace", seed=seed).applications, states(named("grace", seed=seed).applications), strict=True
        ):
            assert application.created_at < signed
            assert state.outcome is not None or state.stage in (Stage.SAVED, Stage.APPLIED)


def test_people_apply_on_working_days_and_hardly_at_the_end_of_the_year() -> None:
    for person in demo().people[:3]:
        days = applied_on(person)
        weekend = sum(day.weekday() >= 5 for day in days)
        assert 0 < weekend / 2 < 0.5 * (len(days) - weekend) / 5
    everybody = [day for person in demo().people for day in applied_on(person)]
    quiet = sum(map(is_quiet, everybody))
    before = sum(date(2025, 12, 10) <= day < date(2025, 12, 22) for day in everybody)
    assert quiet < before / 3


def test_answers_come_late_and_some_after_the_owner_gave_up() -> None:
    waits = sorted(
        (state.responded_at - state.applied_at).days
        for state in states(everybodys(demo()))
        if state.responded_at and state.applied_at
    )
    assert 5 <= waits[len(waits) // 2] <= 12
    assert waits[len(waits) * 95 // 100] > 30
    assert waits[-1] > 60
    refuted = [a for a in everybodys(demo()) if any(m.target is Outcome.GHOSTED for m in a.moves[:-1])]
    assert len(refuted) > 3


def test_silence_is_noted_after_a_month_or_more_for_most() -> None:
    noted = open_long = 0
    for application in everybodys(demo()):
        state = derive(application.moves)
        if state.reached is Reached.APPLIED and state.applied_at is not None:
            if state.outcome is Outcome.GHOSTED and state.closed_at is not None:
                assert 29 <= (state.closed_at - state.applied_at).days <= 46
                noted += 1
            elif state.outcome is None and (NOW - state.applied_at).days > 60:
                open_long += 1
    assert noted > 3 * open_long > 0


def test_sources_and_resumes_have_different_luck() -> None:
    def by_source(source: str) -> float:
        seeds = (1, 2, 3)
        return answer_rate(a for seed in seeds for a in everybodys(demo(seed=seed)) if a.source == source)

    assert by_source("Referral") > 1.2 * by_source("Company site") > 1.44 * by_source("LinkedIn Easy Apply")
    for person in demo().people[:3]:
        first, second = sorted({a.resume_version for a in person.applications if a.resume_version})
        rates = [answer_rate(a for a in person.applications if a.resume_version == name) for name in (first, second)]
        assert rates[0] < rates[1], person.name


def test_postings_say_what_they_ask_for() -> None:
    for posting in openings(demo()):
        assert find_skills(posting.description) == set(posting.skills), posting.description
        assert workplace_in_prose(posting.description) is posting.workplace
        assert posting.role == posting.trade
        assert posting.key.startswith(PREFIX)
    assert {skill for person in demo().people for skill in person.skills} <= LEXICON.keys()


def test_keys_sessions_and_event_ids_are_unique() -> None:
    each = demo()
    keys = [posting.key for posting in openings(each)]
    assert len(set(keys)) == len(keys)
    assert len({company.key for company in each.companies}) == len(each.companies)
    assert {posting.company for posting in openings(each)} <= set(each.companies)
    events = [event for person in each.people for event in person.events]
    assert len({event.id for event in events}) == len(events)
    assert len({person.subject for person in each.people}) == len({person.email for person in each.people}) == 43


def test_nobody_applies_twice_for_one_job_or_before_it_was_advertised() -> None:
    for person in demo().people:
        taken = [application.posting.key for application in person.applications]
        assert len(set(taken)) == len(taken)
        zone = ZoneInfo(person.time_zone)
        assert all(a.posting.posted_at <= a.created_at.astimezone(zone).date() for a in person.applications)


def test_events_go_with_the_applications() -> None:
    names = {d.formula.name for d in REGISTRY.values() if isinstance(d.formula, Events | EventSum)}
    for person in demo().people[:3]:
        assert {event.name for event in person.events} == names
        saves = {(e.occurred_at, e.properties["job"]) for e in person.events if e.name == "job_save"}
        saved = {(a.created_at, a.posting.key) for a in person.applications if a.moves[0].target is Stage.SAVED}
        assert saves == saved
        spent = [event.properties["seconds"] for event in person.events if event.name == "time_spent"]
        assert all(isinstance(seconds, int) and 0 < seconds < 24 * 3600 for seconds in spent)
        assert len(spent) == len({event.session_id for event in person.events})
        assert min(event.occurred_at for event in person.events) >= person.created_at
    assert all(person.events == () for person in demo().people[3:])
