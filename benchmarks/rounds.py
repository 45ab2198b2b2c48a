"""Measuring: every rival in every round, so that whatever the machine does meanwhile happens to all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.clients import load
from benchmarks.machines import family_seconds, processor_seconds
from benchmarks.quantiles import quantile
from benchmarks.stages import Served


@dataclass(slots=True)
class Tally:
    """What one rival did in all rounds at one number of connections; seconds."""

    latencies: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    server: float = 0.0
    database: float = 0.0
    body: bytes = b""

    @property
    def per_second(self) -> float:
        """Answers a second, in the middle one of the rounds."""
        return median(self.rates)

    def quantile(self, share: float) -> float:
        """The latency that this share of the answers keeps below."""
        return quantile(self.latencies, share)

    def each(self, seconds: float) -> float:
        """A sum as milliseconds for each answer."""
        return seconds / len(self.latencies) * 1_000


@dataclass(frozen=True, slots=True)
class Contestant:
    """A rival that is up, and the bytes it is asked with."""

    name: str
    served: Served
    message: bytes


Tallies = Mapping[tuple[str, int], Tally]


async def compete(
    contestants: Sequence[Contestant], postmaster: int, *, rounds: int, seconds: float, connections: Sequence[int]
) -> Tallies:
    """Warm all up, then measure each `rounds` times for `seconds` at each number of connections."""
    tallies = {(each.name, count): Tally() for each in contestants for count in connections}
    for each in contestants:
        await load(each.served.port, each.message, connections=4, seconds=0.5)
    for number in range(rounds):
        # Every other round backwards: nobody always comes after the same one.
        for each in contestants if number % 2 == 0 else reversed(contestants):
            for count in connections:
                await _measure(each, tallies[each.name, count], postmaster, connections=count, seconds=seconds)
    return tallies


async def _measure(each: Contestant, tally: Tally, postmaster: int, *, connections: int, seconds: float) -> None:
    server, database = processor_seconds(each.served.pid), family_seconds(postmaster)
    found = await load(each.served.port, each.message, connections=connections, seconds=seconds)
    tally.latencies += found.latencies
    tally.rates.append(len(found.latencies) / found.seconds)
    tally.server += processor_seconds(each.served.pid) - server
    tally.database += family_seconds(postmaster) - database
    tally.body = found.body
