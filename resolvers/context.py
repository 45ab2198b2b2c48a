"""What every resolver of one request shares: who asks, when, and that person's repositories."""

from collections.abc import Collection
from datetime import datetime
from functools import cached_property

import strawberry

from domain.access import Grant
from domain.metrics import Metric
from domain.pushes import Pushing
from domain.users import User
from persistence.applications import Applications
from persistence.breakdowns import Breakdowns
from persistence.cache import Cache
from persistence.cohorts import Cohorts
from persistence.companies import Companies
from persistence.database import Database
from persistence.goals import Goals
from persistence.imports import Imports
from persistence.jobs import Jobs
from persistence.keys import Keys
from persistence.metrics import Metrics
from persistence.moves import Moves
from persistence.pushes import Pushes
from persistence.reports import Reports
from persistence.skills import Skills
from persistence.transitions import Transitions
from persistence.users import Users
from realtime.announcements import Announce
from realtime.door import Entrance
from realtime.waiting import Waiting
from resolvers.loaders import Loaders


class Context:
    """One request. Every repository is made with the owner, so a query that forgets the owner cannot be written."""

    def __init__(
        self,
        database: Database,
        owner: User,
        grant: Grant,
        now: datetime,
        *,
        cache: Cache | None = None,
        entrance: Entrance | None = None,
        waiting: Waiting | None = None,
        told: str | None = None,
        announce: Announce | None = None,
        pushing: Pushing | None = None,
    ) -> None:
        """`now` (UTC) is the one clock reading that all answers of the request agree on.

        With a `cache`, `owner` must have been read for this request: answers are looked up by their revision.
        `entrance` is where the owner may send events; None where none are taken in. `waiting` knows
        of events that wait elsewhere than in the database. `told` is the last sequence that a subscription
        being asked again was answered with, in the place of its `after`. `announce` tells others of what was changed.
        `pushing` is None where browsers are not told of alerts.
        """
        self.database, self.owner, self.grant, self.now, self.cache = database, owner, grant, now, cache
        self.entrance, self.waiting, self.told, self.announce = entrance, waiting, told, announce
        # What the answer to a subscription was counted from, where the question alone does not say.
        self.reads: Collection[Metric] | None = None
        self.pushing = pushing

    @cached_property
    def applications(self) -> Applications:
        """The owner's applications."""
        return Applications(self.database, self.owner)

    @cached_property
    def transitions(self) -> Transitions:
        """The owner's ledger."""
        return Transitions(self.database, self.owner)

    @cached_property
    def moves(self) -> Moves:
        """What the owner does with applications."""
        return Moves(self.database, self.owner)

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs the owner may see."""
        return Jobs(self.database, self.owner)

    @cached_property
    def companies(self) -> Companies:
        """The companies the owner may see."""
        return Companies(self.database, self.owner)

    @cached_property
    def cohorts(self) -> Cohorts:
        """The owner's cohorts."""
        return Cohorts(self.database, self.owner)

    @cached_property
    def metrics(self) -> Metrics:
        """The owner's tallies."""
        return Metrics(self.database, self.owner)

    @cached_property
    def breakdowns(self) -> Breakdowns:
        """The owner's metrics, split."""
        return Breakdowns(self.database, self.owner)

    @cached_property
    def skills(self) -> Skills:
        """The owner's skills, and what jobs ask for."""
        return Skills(self.database, self.owner)

    @cached_property
    def goals(self) -> Goals:
        """The owner's goals."""
        return Goals(self.database, self.owner)

    @cached_property
    def reports(self) -> Reports:
        """The owner's reports."""
        return Reports(self.database, self.owner)

    @cached_property
    def imports(self) -> Imports:
        """The way in for the owner's files."""
        return Imports(self.database, self.owner)

    @cached_property
    def keys(self) -> Keys:
        """The owner's API keys."""
        return Keys(self.database, self.owner)

    @cached_property
    def pushes(self) -> Pushes:
        """The owner's browsers that are told of alerts."""
        return Pushes(self.database, self.owner)

    @cached_property
    def users(self) -> Users:
        """Accounts: only ever asked about the owner's own."""
        return Users(self.database)

    @cached_property
    def loaders(self) -> Loaders:
        """Look-ups of one level, batched."""
        return Loaders(self.jobs, self.companies, self.transitions, self.applications)

    def forget_lookups(self) -> None:
        """Look up and count anew from here on: something has changed."""
        self.__dict__.pop("loaders", None)
        self.cache = None


Info = strawberry.Info[Context, None]
