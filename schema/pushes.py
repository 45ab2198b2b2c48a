"""Browsers that are told of alerts."""

from datetime import datetime

import strawberry

from schema.errors import payload


@strawberry.type(description="A browser that is told of your alerts while no page is open.")
class Push:
    """What is remembered of it, but for its keys."""

    endpoint: str = strawberry.field(description="The address it was registered with.")
    service: str = strawberry.field(description="The host of its push service, to recognise it by.")
    created_at: datetime = strawberry.field(description="When it was registered (UTC).")
    delivered_at: datetime | None = strawberry.field(
        description="When its push service last took an alert for it (UTC); null before the first."
    )


RegisterPushPayload = payload("RegisterPush", "push", Push, "The browser; null when there are errors.")
RemovePushPayload = payload("RemovePush", "push", Push, "The browser that was taken away; null when there are errors.")
