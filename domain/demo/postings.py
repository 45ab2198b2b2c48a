"""Openings: what the demo's companies advertise, in sentences of our own."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from random import Random

from domain.demo.calendars import days, eagerness
from domain.demo.companies import hiring
from domain.demo.rows import PREFIX, DemoCompany, DemoPosting
from domain.demo.trades import LEVELS, MARKETS, TRADES, Level, Market, Trade
from domain.jobs import Workplace
from domain.money import Money
from domain.salaries import SalaryRange

HOW_MANY = {"DE": 170, "US": 190, "IN": 150, "GB": 90}
_DEMAND = dict(zip(TRADES, (14, 6, 9, 12, 8, 13, 16, 9, 10, 6, 6, 5), strict=True))
_SENIORITY = (22, 40, 30, 8)
_OPEN_DAYS = 50

_OPENINGS = (
    "{company} is looking for a colleague in {where} to {mission}.",
    "At {company} you will {mission}, together with a small team in {where}.",
    "Our team in {where} is growing, and {company} needs somebody to {mission}.",
    "We need your help to {mission}. That is what {company} is about.",
)
_NEEDS = (
    "You are at home with {core}.",
    "You have worked with {core} and can explain why.",
    "Day to day you use {core}.",
)
_EXTRAS = (
    "It helps if you have also met {extra}.",
    "We also use {extra}; you can learn that here.",
    "Some knowledge of {extra} would be welcome.",
)
_PLACES = {
    Workplace.REMOTE: "This role is fully remote within {where}.",
    Workplace.HYBRID: "This is a hybrid role: two days a week in our office in {where}.",
    Workplace.ONSITE: "This is an on-site role in {where}.",
}
_ENDINGS = (
    "We answer every application.",
    "Tell us in a few lines why you want to come.",
    "No cover letter needed.",
    "Two conversations and a short task, and you will hear from us.",
)


def advertised(
    rng: Random, companies: Mapping[str, Sequence[DemoCompany]], *, today: date, span: int
) -> list[DemoPosting]:
    """The public postings, oldest first, advertised in the `span` days before `today`."""
    calendar = list(days(date.fromordinal(today.toordinal() - span), today))
    weights = [eagerness(day) for day in calendar]
    drafts = []
    for market, number in HOW_MANY.items():
        posted = rng.choices(calendar, weights, k=number)
        trades = rng.choices(list(_DEMAND), list(_DEMAND.values()), k=number)
        drafts += [(day, market, trade) for day, trade in zip(posted, trades, strict=True)]
    numbers = count(1)
    return [
        opening(
            rng,
            key=f"{PREFIX}{next(numbers):04}",
            company=hiring(rng, companies[market]),
            trade=trade,
            market=market,
            level=rng.choices(LEVELS, _SENIORITY)[0],
            posted_at=day,
            today=today,
        )
        for day, market, trade in sorted(drafts)
    ]


def opening(
    rng: Random,
    *,
    key: str,
    company: DemoCompany,
    trade: str,
    market: str,
    level: Level,
    posted_at: date,
    today: date,
    source: str | None = None,
) -> DemoPosting:
    """One opening of a trade in a market; the older, the likelier it is closed. With a `source` it is not public."""
    kind, place = TRADES[trade], MARKETS[market]
    workplace = rng.choices(tuple(Workplace), (3, 4, 3))[0]
    where = place.country if workplace is Workplace.REMOTE else rng.choice(place.cities)
    core = rng.sample(kind.core, k=min(3, len(kind.core)))
    extra = rng.sample(kind.extra, k=rng.randint(2, 3))
    return DemoPosting(
        key=key,
        is_public=source is None,
        company=company,
        trade=trade,
        level=level,
        title=level.title.format(kind.title) + (" (m/f/d)" if market == "DE" and rng.random() < 0.5 else ""),
        location=f"Remote, {place.country}" if workplace is Workplace.REMOTE else f"{where}, {place.country}",
        workplace=workplace,
        source=source or rng.choice(place.boards),
        url=f"https://jobs.demo.example/{key.removeprefix(PREFIX)}",
        salary=_salary(rng, kind, place, level),
        posted_at=posted_at,
        skills=tuple(sorted({*core, *extra})),
        description=" ".join(
            template.format(
                company=company.name, where=where, mission=kind.mission, core=_listed(core), extra=_listed(extra)
            )
            for template in (
                *map(rng.choice, (_OPENINGS, _NEEDS, _EXTRAS)),
                _PLACES[workplace],
                rng.choice(_ENDINGS),
            )
        ),
        is_active=(today - posted_at).days < rng.triangular(10, 2 * _OPEN_DAYS, _OPEN_DAYS),
    )


def _salary(rng: Random, kind: Trade, place: Market, level: Level) -> SalaryRange | None:
    if rng.random() < 0.3:
        return None
    middle = place.pay * kind.pay * level.pay * rng.uniform(0.85, 1.15)
    low, high = (round(middle * share / place.step) * place.step for share in (0.9, 1.1))
    return SalaryRange(Money.of(low, place.currency), Money.of(high, place.currency))


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
