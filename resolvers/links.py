"""Links to dashboards: whoever holds one sees that dashboard, and nothing else of its owner's."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.dashboards import Dashboard
from domain.keys import LINK_PREFIX, fingerprint, new_secret
from domain.links import Link, check_end
from persistence.links import Links
from resolvers.context import Context, Info
from resolvers.dashboards import TOLD, DashboardId, no_such_dashboard
from resolvers.nodes import decode
from resolvers.payloads import Payload, settle


@strawberry.input(description="For how long a link works.")
class ShareDashboardInput:
    """Until when."""

    expires_at: datetime | None = strawberry.field(
        default=None, description="Until when it works; until it is taken back when this is left out."
    )


async def share_dashboard(
    info: Info,
    id: DashboardId,
    input: Annotated[
        ShareDashboardInput | None, strawberry.argument(description="For how long; until it is taken back if left out.")
    ] = None,
) -> Payload[Link]:
    """Make a link, in the place of the one there was."""
    ends_at = None if input is None else input.expires_at
    return await settle(info.context, _share(info.context, id, ends_at), names=TOLD)


async def unshare_dashboard(info: Info, id: DashboardId) -> Payload[Dashboard]:
    """Take the link back."""
    return await settle(info.context, _unshare(info.context, id), names=TOLD)


async def shared_dashboard(info: Info) -> Dashboard:
    """The dashboard that the caller's link leads to."""
    row = info.context.grant.dashboard
    found = None if row is None else await _links(info.context).dashboard(row, now=info.context.now)
    if found is None:
        raise no_such_dashboard()
    return found


def _links(context: Context) -> Links:
    return Links(context.database, context.owner)


async def _share(context: Context, dashboard_id: str, ends_at: datetime | None) -> Link:
    number = decode(dashboard_id, "Dashboard")
    if ends_at is not None:
        check_end(ends_at, now=context.now)
    secret = new_secret(LINK_PREFIX)
    return Link(await _links(context).put(number, fingerprint(secret), expires_at=ends_at), secret)


async def _unshare(context: Context, dashboard_id: str) -> Dashboard:
    return await _links(context).take_back(decode(dashboard_id, "Dashboard"))
