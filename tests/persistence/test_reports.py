"""A report comes back exactly as it was kept, to its owner and to nobody else."""

from datetime import UTC, date, datetime, timedelta

import orjson
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Role
from domain.applications import ApplicationStatus
from domain.changes import Change
from domain.freshness import live
from domain.funnels import Funnel, FunnelStage, FunnelStep
from domain.metrics import Metric, Unit
from domain.periods import DateRange, Interval
from domain.rates import Rate
from domain.reports import Findings, Report, ReportKind
from domain.series import Point, TimeSeries
from domain.skills.gaps import SkillDemand
from domain.skills.lexicon import Skill, SkillCategory, SkillName
from domain.summaries import StatusCount, Summary
from persistence.database import Database
from persistence.reports import Cursor, Reports, restored, stored
from persistence.users import Users

NOW = datetime(2026, 3, 9, 8, 30, 15, 123456, tzinfo=UTC)
DATES = DateRange(date(2026, 3, 2), date(2026, 3, 9))


def series(metric: Metric, values: list[float | None], rate: Rate | None = None) -> TimeSeries:
    starts = [NOW + timedelta(days=day, microseconds=day) for day in range(len(values))]
    points = tuple(Point(start, value, start == starts[-1]) for start, value in zip(starts, values, strict=True))
    unit = Unit.COUNT if rate is None else Unit.RATIO
    return TimeSeries(metric, unit, Interval.DAY, "Pacific/Apia", points, None, rate, live(NOW))


def findings(*values: float | None) -> Findings:
    counted = series(Metric.APPLICATIONS, list(values)).compared_with(series(Metric.APPLICATIONS, [0.0]))
    return Findings(
        range=DATES,
        summary=Summary(
            range=DATES,
            total_applications=3,
            status_counts=(StatusCount(ApplicationStatus.REJECTED, 1), StatusCount(ApplicationStatus.APPLIED, 2)),
            response_rate=Rate(1, 3, 1 / 3),
            interview_rate=Rate(0, 3, 1 / 3),
            offer_rate=Rate(0, 3, 1 / 3),
            acceptance_rate=Rate(0, 0, None),
            median_days_to_response=2.5,
            open_applications=2,
            freshness=live(NOW),
        ),
        series=(counted, series(Metric.RESPONSE_RATE, [None, 0.1], Rate(1, 10))),
        funnel=Funnel((FunnelStep(FunnelStage.APPLIED, 3, Rate(3, 3, 0.1), Rate(3, 3), None),)),
        skills=(
            SkillDemand(
                skill=Skill(SkillName("C++"), SkillCategory.LANGUAGE, ("cpp", "C plus plus")),
                own_jobs=Rate(2, 3),
                postings=Rate(0, 0),
                opens_own_jobs=1,
                opens_postings=0,
                in_profile=False,
            ),
        ),
        changes=(
            Change(
                metric=Metric.OFFERS,
                before=0.0,
                now=1.0,
                difference=1.0,
                surprise=1.0,
                is_provisional=False,
                is_better=True,
                sentence='You got 1 offer, up from none the week before. "é" \u2028 🎉',
            ),
        ),
    )


def report(number: int, found: Findings, *, kind: ReportKind = ReportKind.WEEKLY, at: datetime = NOW) -> Report:
    return Report(
        id=number,
        kind=kind,
        created_at=at,
        range=found.range,
        summary=found.summary,
        series=found.series,
        funnel=found.funnel,
        skills=found.skills,
        changes=found.changes,
    )


async def reports_of(database: Database, subject: str) -> Reports:
    return Reports(database, await Users(database).ensure(subject, email=None, name=None, role=Role.MEMBER))


AWKWARD = (0.1, 1 / 3, 1e22, 5e-324, 1.7976931348623157e308, -2.220446049250313e-16, 123_456_789.123_456_78, 3.0, None)


async def test_what_is_kept_comes_back_exactly(database: Database) -> None:
    reports = await reports_of(database, "ada")
    found = findings(*AWKWARD)
    kept = await reports.add(ReportKind.MONTHLY, found, now=NOW)
    assert kept == report(kept.id, found, kind=ReportKind.MONTHLY)
    assert await reports.by_id(kept.id) == kept
    assert await reports.page(limit=10, cursor=None) == [kept]


FLOATS = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(FLOATS, min_size=1, max_size=8))
def test_json_loses_nothing(values: list[float | None]) -> None:
    found = findings(*values)
    content = orjson.loads(orjson.dumps(stored(found)))
    assert restored(content, number=7, kind="WEEKLY", created_at=NOW) == report(7, found)


async def test_newest_first_page_by_page(database: Database) -> None:
    reports = await reports_of(database, "ada")
    moments = [NOW, NOW + timedelta(seconds=1), NOW + timedelta(seconds=1), NOW - timedelta(days=1)]
    kept = [await reports.add(ReportKind.WEEKLY, findings(1.0), now=at) for at in moments]
    order = [kept[2], kept[1], kept[0], kept[3]]
    assert await reports.page(limit=10, cursor=None) == order
    for place, each in enumerate(order):
        rest = await reports.page(limit=2, cursor=Cursor(each.created_at, each.id))
        assert rest == order[place + 1 : place + 3]


async def test_nobody_else_sees_it(database: Database) -> None:
    ada, eve = await reports_of(database, "ada"), await reports_of(database, "eve")
    kept = await ada.add(ReportKind.WEEKLY, findings(1.0), now=NOW)
    assert await eve.by_id(kept.id) is None
    assert await eve.page(limit=10, cursor=None) == []
    assert await eve.page(limit=10, cursor=Cursor(NOW + timedelta(days=1), kept.id + 1)) == []
    assert await ada.by_id(kept.id + 1) is None


# As written by the first release. When this fails, reports that people have kept can no longer be opened: give the
# field you added a default, or migrate the stored reports.
FIRST_RELEASE = """
{"range": {"start": "2026-03-02", "until": "2026-03-09"},
 "summary": {"range": {"start": "2026-03-02", "until": "2026-03-09"}, "total_applications": 2,
  "status_counts": [{"status": "APPLIED", "count": 1}, {"status": "REJECTED", "count": 1}],
  "response_rate": {"numerator": 1, "denominator": 2, "maturity": 0.5},
  "interview_rate": {"numerator": 0, "denominator": 2, "maturity": 0.5},
  "offer_rate": {"numerator": 0, "denominator": 2, "maturity": 0.5},
  "acceptance_rate": {"numerator": 0, "denominator": 2, "maturity": null},
  "median_days_to_response": 3.0, "open_applications": 1,
  "freshness": {"as_of": "2026-03-09T08:30:00Z", "source": "LIVE", "lag_seconds": 0.0}},
 "series": [{"metric": "APPLICATIONS", "unit": "COUNT", "interval": "DAY", "time_zone": "Europe/Berlin",
  "points": [{"start": "2026-03-01T23:00:00Z", "value": 2.0, "is_partial": false}], "total": 2.0, "rate": null,
  "freshness": {"as_of": "2026-03-09T08:30:00Z", "source": "LIVE", "lag_seconds": 0.0},
  "previous": {"metric": "APPLICATIONS", "unit": "COUNT", "interval": "DAY", "time_zone": "Europe/Berlin",
   "points": [{"start": "2026-02-22T23:00:00Z", "value": 0.0, "is_partial": false}], "total": 0.0, "rate": null,
   "freshness": {"as_of": "2026-03-09T08:30:00Z", "source": "LIVE", "lag_seconds": 0.0}, "previous": null}}],
 "funnel": {"steps": [{"stage": "APPLIED", "entered": 2,
  "conversion": {"numerator": 2, "denominator": 2, "maturity": 0.5},
  "step_conversion": {"numerator": 2, "denominator": 2, "maturity": 0.5}, "median_days": null}]},
 "skills": [{"skill": {"name": "SQL", "category": "DATABASE", "aliases": ["ansi sql"]},
  "own_jobs": {"numerator": 1, "denominator": 2, "maturity": null},
  "postings": {"numerator": 0, "denominator": 0, "maturity": null},
  "opens_own_jobs": 1, "opens_postings": 0, "in_profile": false}],
 "changes": [{"metric": "APPLICATIONS", "before": 0.0, "now": 2.0, "difference": 2.0, "surprise": 1.4142135623730951,
  "is_provisional": false, "is_better": true, "sentence": "You sent 2 applications, up from none the week before."}]}
"""


def test_reports_of_the_first_release_still_open() -> None:
    opened = restored(orjson.loads(FIRST_RELEASE), number=1, kind="WEEKLY", created_at=NOW)
    assert opened.range == DATES
    assert opened.summary.response_rate == Rate(1, 2, 0.5)
    assert opened.summary.status_counts[1] == StatusCount(ApplicationStatus.REJECTED, 1)
    before = opened.series[0].previous
    assert before is not None
    assert before.points == (Point(datetime(2026, 2, 22, 23, tzinfo=UTC), 0.0, False),)
    assert opened.funnel.steps == (FunnelStep(FunnelStage.APPLIED, 2, Rate(2, 2, 0.5), Rate(2, 2, 0.5), None),)
    assert opened.skills[0].skill == Skill(SkillName("SQL"), SkillCategory.DATABASE, ("ansi sql",))
    assert opened.changes[0].sentence == "You sent 2 applications, up from none the week before."
