"""The broadcast of one process: opened by the settings, and what telemetry shows of it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from realtime import broadcast as broadcasts
from realtime.broadcast import Broadcast, BroadcastStatistics
from server.settings import Settings
from server.telemetry import Telemetry


def opened_broadcast(settings: Settings) -> AbstractAsyncContextManager[Broadcast]:
    """The broadcast for the time of the block; without REDIS_URL it stays within this process."""
    return broadcasts.opened_broadcast(settings.redis_address)


def broadcast_gauges(telemetry: Telemetry, read: Callable[[], BroadcastStatistics | None]) -> None:
    """Show who listens, and how Redis does; nothing before there is a broadcast."""
    telemetry.figures(
        read,
        ("hint_listeners", "Listeners for hints in this process.", lambda found: found.listeners),
        ("hint_channels", "Channels they listen to.", lambda found: found.channels),
        ("hint_losses", "Times that hints of other processes were lost.", lambda found: found.losses),
        ("hints_unsent", "Hints that wait for Redis.", lambda found: found.unsent),
        ("hints_away", "1 while hints of other processes cannot be heard.", lambda found: found.is_away),
    )
