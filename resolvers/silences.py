"""Open applications by how long their employers have said nothing."""

from domain.silences import SilenceBand, silence_bands
from persistence.silences import Silences
from resolvers.arguments import Filter
from resolvers.context import Info
from resolvers.inputs import metric_filter


async def silences(info: Info, filter: Filter = None) -> list[SilenceBand]:
    """The bands, shortest silence first; one statement."""
    context = info.context
    silent = await Silences(context.database, context.owner).by_days(metric_filter(filter), now=context.now)
    return list(silence_bands(silent, limit=context.owner.ghosted_after_days))
