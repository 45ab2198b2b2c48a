"""What flows into a node flows out of it or rests there, and the text says the same as the numbers."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.applications import REACHES, Outcome, Reached, Stage
from domain.flows import Flow, FlowFormat, FlowLink, FlowNode, FlowPath, build_flow
from domain.funnels import build_funnel

SEARCH = {
    FlowPath(Stage.SAVED, None): 7,
    FlowPath(Stage.SAVED, Outcome.WITHDRAWN): 1,
    FlowPath(Stage.APPLIED, None): 20,
    FlowPath(Stage.APPLIED, Outcome.REJECTED): 40,
    FlowPath(Stage.APPLIED, Outcome.GHOSTED): 30,
    FlowPath(Stage.SCREENING, None): 2,
    FlowPath(Stage.SCREENING, Outcome.REJECTED): 3,
    FlowPath(Stage.INTERVIEWING, None): 4,
    FlowPath(Stage.INTERVIEWING, Outcome.REJECTED, is_screened=True): 5,
    FlowPath(Stage.OFFERED, Outcome.DECLINED): 1,
    FlowPath(Stage.OFFERED, Outcome.ACCEPTED, is_screened=True): 1,
}

flows = st.dictionaries(
    st.builds(FlowPath, st.sampled_from(Stage), st.none() | st.sampled_from(Outcome), st.booleans()), st.integers(0, 50)
)


def test_a_whole_search() -> None:
    assert build_flow(SEARCH) == Flow(
        nodes=(
            FlowNode("APPLIED", "Applied", 106, 20),
            FlowNode("SCREENING", "Screening", 11, 2),
            FlowNode("INTERVIEWING", "Interviewing", 11, 4),
            FlowNode("OFFERED", "Offered", 2, 0),
            FlowNode("ACCEPTED", "Accepted", 1, 1),
            FlowNode("DECLINED", "Declined", 1, 1),
            FlowNode("REJECTED", "Rejected", 48, 48),
            FlowNode("GHOSTED", "Ghosted", 30, 30),
        ),
        links=(
            FlowLink("APPLIED", "SCREENING", 11),
            FlowLink("APPLIED", "INTERVIEWING", 5),
            FlowLink("APPLIED", "REJECTED", 40),
            FlowLink("APPLIED", "GHOSTED", 30),
            FlowLink("SCREENING", "INTERVIEWING", 6),
            FlowLink("SCREENING", "REJECTED", 3),
            FlowLink("INTERVIEWING", "OFFERED", 2),
            FlowLink("INTERVIEWING", "REJECTED", 5),
            FlowLink("OFFERED", "ACCEPTED", 1),
            FlowLink("OFFERED", "DECLINED", 1),
        ),
    )


def test_an_acceptance_implies_what_led_to_it() -> None:
    flow = build_flow({FlowPath(Stage.APPLIED, Outcome.ACCEPTED): 1})
    assert [node.id for node in flow.nodes] == ["APPLIED", "INTERVIEWING", "OFFERED", "ACCEPTED"]


def test_nothing_submitted() -> None:
    assert build_flow({FlowPath(Stage.SAVED, None): 3}) == Flow((), ())
    assert build_flow({}).as_text(FlowFormat.SANKEYMATIC) == ""


def test_plain_tuples_are_paths() -> None:
    flow = build_flow({(Stage.APPLIED, None): 3, (Stage.OFFERED, None, True): 2})  # type: ignore[dict-item] # as SQL rows
    assert [(node.id, node.value, node.resting) for node in flow.nodes] == [
        ("APPLIED", 5, 3),
        ("SCREENING", 2, 0),
        ("INTERVIEWING", 2, 0),
        ("OFFERED", 2, 2),
    ]


SMALL = {
    FlowPath(Stage.APPLIED, None): 20,
    FlowPath(Stage.INTERVIEWING, None): 1,
    FlowPath(Stage.INTERVIEWING, Outcome.REJECTED): 4,
}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (
            FlowFormat.SANKEYMATIC,
            "Applied [5] Interviewing\nInterviewing [4] Rejected\n"
            "Applied [20] Still open\nInterviewing [1] Still open\n",
        ),
        (
            FlowFormat.MERMAID,
            "sankey-beta\n\n"
            "Applied,Interviewing,5\nInterviewing,Rejected,4\nApplied,Still open,20\nInterviewing,Still open,1\n",
        ),
    ],
)
def test_as_text(form: FlowFormat, text: str) -> None:
    assert build_flow(SMALL).as_text(form) == text


@given(flows)
def test_nothing_is_lost_or_made_on_the_way(paths: dict[FlowPath, int]) -> None:
    flow = build_flow(paths)
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    for link in flow.links:
        assert link.value > 0
        came[link.target] += link.value
        went[link.source] += link.value
    for node in flow.nodes:
        assert node.value == went[node.id] + node.resting
        assert node.resting >= 0
        if node.id != "APPLIED":
            assert node.value == came[node.id]
        if node.id in Outcome.__members__:
            assert node.resting == node.value
    assert {*came, *went} <= {node.id for node in flow.nodes}
    assert not came["APPLIED"]
    submitted = sum(node.value for node in flow.nodes if node.id == "APPLIED")
    assert sum(node.resting for node in flow.nodes) == submitted


@given(flows)
def test_it_agrees_with_the_funnel(paths: dict[FlowPath, int]) -> None:
    counts: Counter[Reached] = Counter()
    for path, count in paths.items():
        counts[max(REACHES[path.stage], REACHES[path.outcome] if path.outcome else Reached.SAVED)] += count
    applied, _, interviewed, offered, accepted = (
        step.entered for step in build_funnel(counts, maturity=None, median_days={}).steps
    )
    values = Counter({node.id: node.value for node in build_flow(paths).nodes})
    assert values["APPLIED"] == applied
    assert values["INTERVIEWING"] == interviewed
    assert values["OFFERED"] == offered
    assert values["ACCEPTED"] == accepted


@given(flows)
def test_the_text_draws_every_application_once(paths: dict[FlowPath, int]) -> None:
    flow = build_flow(paths)
    ends = {node.label for node in flow.nodes if node.id in Outcome.__members__} | {"Still open"}
    drawn = re.findall(r"^\w+ \[(\d+)\] ([\w ]+)$", flow.as_text(FlowFormat.SANKEYMATIC), flags=re.MULTILINE)
    submitted = sum(node.value for node in flow.nodes if node.id == "APPLIED")
    assert sum(int(count) for count, target in drawn if target in ends) == submitted
