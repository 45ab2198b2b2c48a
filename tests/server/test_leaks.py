"""Nothing of our inside gets out: not in answers, not in headers, not in logs."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from server import logs
from tests.server.house import GRAPHQL, House, raw
from tests.server.towers import SECRET

INTERNAL = "Something went wrong on our side."
LEAKS = (SECRET, "Traceback", "SELECT", "/etc/passwd", ".py", "ValueError", "RuntimeError", "uvicorn", "asyncpg")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log as text, while it is ours."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def entries(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


@pytest.mark.parametrize("field", ["fault", "requiredFault", "wrongType", "notANumber"])
async def test_faults_are_masked_and_logged_under_the_same_request_id(
    home: House, lines: io.StringIO, field: str
) -> None:
    response = await home.ask(f'{{alias_x: {field} hello(name:"literal_y")}}', authorization="Bearer token_z")
    (error,) = response.json()["errors"]
    assert error["message"].startswith(INTERNAL)
    assert error["path"] == ["alias_x"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": response.headers["x-request-id"]}
    assert not [leak for leak in LEAKS if leak in response.text]
    (logged,) = [entry for entry in entries(lines) if entry["event"] == "field failed"]
    assert logged["request_id"] == response.headers["x-request-id"]
    assert logged["field"] == field
    assert logged["frames"]
    assert not [leak for leak in (SECRET, "literal_y", "token_z", "alias_x") if leak in lines.getvalue()]


@pytest.mark.parametrize(("field", "code"), [("unavailable", "UNAVAILABLE"), ("tooSlow", "TOO_SLOW")])
async def test_outages_are_named_without_details(home: House, field: str, code: str) -> None:
    response = await home.ask(f"{{{field}}}")
    assert response.json()["errors"][0]["extensions"]["code"] == code
    assert SECRET not in response.text


@pytest.mark.parametrize("path", ["/crash", "/graphql?query={hello}"])
async def test_a_crash_is_a_500_in_the_one_shape(home: House, lines: io.StringIO, path: str) -> None:
    response = await home.client.get(path, headers={"authorization": "Bearer fault"})
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["message"].startswith(INTERNAL)
    assert error["extensions"] == {"code": "INTERNAL", "requestId": response.headers["x-request-id"]}
    assert not [leak for leak in LEAKS if leak in response.text]
    assert [entry["request_id"] for entry in entries(lines) if entry["event"] == "request failed"] == [
        response.headers["x-request-id"]
    ]
    assert SECRET not in lines.getvalue()


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/none", 404), ("GET", "/echo", 405), ("POST", "/", 404)]
)
async def test_wrong_addresses_and_methods_have_the_one_shape(home: House, method: str, path: str, status: int) -> None:
    response = await home.client.request(method, path)
    assert response.status_code == status
    (error,) = response.json()["errors"]
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]
    assert error["extensions"]["code"] in {"NOT_FOUND", "METHOD_NOT_ALLOWED"}


@pytest.mark.parametrize("path", ["/graphql", "/none", "/crash", "/health/live", "/metrics"])
async def test_every_answer_has_the_safe_headers(home: House, path: str) -> None:
    headers = (await home.client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    assert "x-powered-by" not in headers


async def test_what_is_no_http_is_refused_in_the_one_shape(home: House) -> None:
    for garbage in (b"GARBAGE\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01", b"GET / HTTP/1.1\r\nBad Header\r\n\r\n"):
        answer = await raw(home.port, garbage)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert b"nosniff" in head
        assert b"server:" not in head.lower()
        assert json.loads(body)["errors"][0]["extensions"]["code"] == "MALFORMED_HTTP"


async def test_a_sane_request_id_is_kept_and_any_other_replaced(home: House) -> None:
    assert (await home.ask("{hello}", x_request_id="job-42.a_b")).headers["x-request-id"] == "job-42.a_b"
    for odd in ("x" * 65, "a b", "<script>", 'a"b', ""):
        response = await home.ask("{hello}", x_request_id=odd)
        assert response.headers["x-request-id"] != odd
        assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


async def test_logs_hold_one_line_a_request_and_nothing_of_what_was_sent(home: House, lines: io.StringIO) -> None:
    await home.ask('query Marker_a($v:String!){hello(name:$v) x:hello(name:"marker_b")}', {"v": "marker_c"})
    await home.client.get(
        "/graphql",
        params={"query": '{hello(name:"marker_d")}'},
        headers={"accept": GRAPHQL, "authorization": "Bearer marker_e"},
    )
    await home.client.get("/reset/marker_f?token=marker_g")
    await home.ask("{marker_h}")
    await home.client.post("/graphql", content=b"marker_i", headers={"content-type": "application/json"})
    requests = [entry for entry in entries(lines) if entry["event"] == "request"]
    assert [(entry["method"], entry["path"], entry["status"]) for entry in requests] == [
        ("POST", "/graphql", 200),
        ("GET", "/graphql", 200),
        ("GET", "other", 404),
        ("POST", "/graphql", 400),
        ("POST", "/graphql", 400),
    ]
    assert "arker_" not in lines.getvalue()


async def test_probes_are_not_logged(home: House, lines: io.StringIO) -> None:
    for path in ("/health/live", "/health/ready", "/metrics"):
        await home.client.get(path)
    assert not entries(lines)


async def test_faults_of_forgotten_tasks_are_logged_without_their_words(lines: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    logs.log_loop_faults(loop)
    loop.call_exception_handler({"message": SECRET, "exception": ValueError(SECRET)})
    loop.set_exception_handler(None)
    (entry,) = entries(lines)
    assert (entry["error"], entry["level"]) == ("ValueError", "error")
    assert SECRET not in lines.getvalue()


def test_libraries_log_in_the_same_form_without_exception_texts(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise ValueError(SECRET) from cause
    except ValueError:
        logging.getLogger("library").exception("it broke")
    (entry,) = entries(lines)
    assert (entry["event"], entry["logger"], entry["error"]) == ("it broke", "library", "ValueError")
    assert entry["causes"] == ["KeyError"]
    assert str(entry["frames"]).count("test_leaks.py") == 1
    assert SECRET not in lines.getvalue()
    assert "Traceback" not in lines.getvalue()


async def test_infinities_never_leave(home: House) -> None:
    response = await home.ask("{hiddenInfinity}")
    assert response.json()["data"] == {"hiddenInfinity": {"a": [None, None, None, 1]}}
    literal = await home.ask("{number(of:1e400)}")
    assert literal.json()["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


async def test_a_thousand_rows_that_fail_alike_are_one_line(home: House, lines: io.StringIO) -> None:
    response = await home.ask("{rows(first:10){bad}}")
    assert len(response.json()["errors"]) == 10
    assert len([entry for entry in entries(lines) if entry["event"] == "field failed"]) == 1
