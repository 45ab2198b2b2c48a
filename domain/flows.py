"""The flow of a search, for a Sankey diagram: what flows into a node flows out of it or rests there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from domain.applications import REACHES, Outcome, Reached, Stage


class FlowFormat(StrEnum):
    """A text that other programs draw."""

    SANKEYMATIC = "SANKEYMATIC"
    MERMAID = "MERMAID"


class FlowPath(NamedTuple):
    """How far an application came and how it ended (None while open).

    `is_screened` says whether it was ever SCREENING; that is known anyway when SCREENING is its furthest stage.
    """

    stage: Stage
    outcome: Outcome | None
    is_screened: bool = False


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A stage or an ending: `value` applications came by, of which `resting` went no further."""

    id: str
    label: str
    value: int
    resting: int


@dataclass(frozen=True, slots=True)
class FlowLink:
    """`value` applications went from the node `source` to the node `target`."""

    source: str
    target: str
    value: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Nodes that anything came by and links that anything went along, from left to right."""

    nodes: tuple[FlowNode, ...]
    links: tuple[FlowLink, ...]

    def as_text(self, form: FlowFormat) -> str:
        """The flow as source text of SankeyMATIC or Mermaid; what rests at a stage goes to "Still open" there.

        https://sankeymatic.com/manual/syntax.html, https://mermaid.js.org/syntax/sankey.html. Ends with a line break.
        """
        labels = {node.id: node.label for node in self.nodes}
        rows = [(labels[link.source], link.value, labels[link.target]) for link in self.links]
        rows += [(node.label, node.resting, "Still open") for node in self.nodes if node.id in _OPEN and node.resting]
        if form is FlowFormat.MERMAID:
            return "".join(["sankey-beta\n\n", *(f"{source},{target},{value}\n" for source, value, target in rows)])
        return "".join(f"{source} [{value}] {target}\n" for source, value, target in rows)


_OPEN = tuple(stage.value for stage in Stage if stage is not Stage.SAVED)
_ORDER = (*_OPEN, *(outcome.value for outcome in Outcome))


def build_flow(paths: Mapping[FlowPath, int]) -> Flow:
    """The flow of applications counted by path; plain tuples of the same content are paths too.

    All walk APPLIED, INTERVIEWING if they came so far, OFFERED likewise, then the outcome, if there is one; SCREENING
    is on the way of those that are known to have been there. An answer implies the stages it needs, as in the funnel:
    who ACCEPTED or DECLINED was offered and interviewed, so INTERVIEWING and OFFERED agree with the funnel's counts.
    Applications that were only SAVED, also those withdrawn then, are left out.
    """
    passing: Counter[str] = Counter()
    going: Counter[tuple[str, str]] = Counter()
    for path, count in paths.items():
        steps = _steps(FlowPath(*path))
        for step in steps:
            passing[step] += count
        for link in pairwise(steps):
            going[link] += count
    leaving: Counter[str] = Counter()
    for (source, _), count in going.items():
        leaving[source] += count
    return Flow(
        nodes=tuple(
            FlowNode(id=step, label=step.capitalize(), value=passing[step], resting=passing[step] - leaving[step])
            for step in _ORDER
            if passing[step]
        ),
        links=tuple(
            FlowLink(source, target, going[source, target])
            for source in _ORDER
            for target in _ORDER
            if going[source, target]
        ),
    )


def _steps(path: FlowPath) -> tuple[str, ...]:
    reached = max(REACHES[path.stage], REACHES[path.outcome] if path.outcome else Reached.SAVED)
    if reached < Reached.APPLIED:
        return ()
    is_on_the_way = {
        Stage.APPLIED: True,
        Stage.SCREENING: path.is_screened or path.stage is Stage.SCREENING,
        Stage.INTERVIEWING: reached >= Reached.INTERVIEWED,
        Stage.OFFERED: reached >= Reached.OFFERED,
    }
    stages = (stage.value for stage, is_there in is_on_the_way.items() if is_there)
    return (*stages, path.outcome.value) if path.outcome else tuple(stages)
