"""Links to dashboards."""

import strawberry

from schema.dashboards import Dashboard
from schema.errors import payload


@strawberry.type(description="A link by which others may look at a dashboard.")
class DashboardLink:
    """Where it leads, and its secret."""

    dashboard: Dashboard = strawberry.field(description="What it leads to.")
    secret: str = strawberry.field(
        name="token",
        description="What `sharedDashboard` is asked with, as `Authorization: Bearer`. Shown this once: only its hash "
        "is kept. Whoever has it may look, so put it behind the # of an address, which is sent to no server.",
    )


ShareDashboardPayload = payload("ShareDashboard", "link", DashboardLink, "The link; null when there are errors.")
UnshareDashboardPayload = payload(
    "UnshareDashboard", "dashboard", Dashboard, "The dashboard, which has no link now; null when there are errors."
)
