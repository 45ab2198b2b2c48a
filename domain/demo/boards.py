"""Where openings are found: among the public postings, or elsewhere and written down by hand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from domain.demo.calendars import ONE_DAY
from domain.demo.companies import hiring
from domain.demo.postings import opening
from domain.demo.rows import PREFIX, DemoCompany, DemoPosting
from domain.demo.searches import Search

_FRESH = 45
_ELSEWHERE = 0.2


class Board:
    """The openings one person can find; none of them is found twice."""

    def __init__(
        self,
        rng: Random,
        search: Search,
        *,
        companies: Mapping[str, Sequence[DemoCompany]],
        postings: Sequence[DemoPosting],
        today: date,
    ) -> None:
        """Keep the public postings that fit; `today` decides what is still open."""
        self._rng, self._search, self._today = rng, search, today
        self._companies = companies[search.market]
        self._written = 0
        self._near: dict[date, list[DemoPosting]] = defaultdict(list)
        self._fitting: dict[date, list[DemoPosting]] = defaultdict(list)
        at_home = set(self._companies)
        for each in postings:
            if each.company in at_home:
                self._near[each.posted_at].append(each)
            if each.company in at_home and each.trade in search.trades and each.level in search.levels:
                self._fitting[each.posted_at].append(each)

    def shown(self, day: date) -> list[DemoPosting]:
        """The public postings of the market that are advertised on that date, fitting or not."""
        return _fresh(self._near, day)

    def take(self, day: date, *, source: str) -> DemoPosting:
        """An opening to apply to on a date, found through a source."""
        fresh = _fresh(self._fitting, day)
        if not fresh or self._rng.random() < _ELSEWHERE:
            return self._write_down(day, source)
        chosen = self._rng.choice(fresh)
        self._fitting[chosen.posted_at].remove(chosen)
        return chosen

    def _write_down(self, day: date, source: str) -> DemoPosting:
        self._written += 1
        return opening(
            self._rng,
            key=f"{PREFIX}{self._search.name}-{self._written:03}",
            company=hiring(self._rng, self._companies),
            trade=self._rng.choice(self._search.trades),
            market=self._search.market,
            level=self._rng.choice(self._search.levels),
            posted_at=day - self._rng.randrange(14) * ONE_DAY,
            today=self._today,
            source=source,
        )


def _fresh(postings: Mapping[date, Sequence[DemoPosting]], day: date) -> list[DemoPosting]:
    return [each for age in range(_FRESH) for each in postings.get(day - age * ONE_DAY, ())]
