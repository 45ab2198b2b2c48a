"""The schema: questions, acts, and what can be followed."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema import enums as _registered  # noqa: F401 - importing it registers the enums
from schema.alerts import Alert, AlertRule
from schema.applications import Application
from schema.dashboards import Dashboard
from schema.goals import Goal
from schema.jobs import Company, Job
from schema.mutations import Mutation
from schema.queries import Query
from schema.reports import Report
from schema.scalars import SCALARS
from schema.subscriptions import Subscription
from schema.users import Viewer

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Alert, AlertRule, Application, Job, Company, Dashboard, Goal, Report, Viewer],
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS),
)
