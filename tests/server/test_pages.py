"""The dashboard's pages and files and the tracker: who gets which, with which headers, and what nobody gets."""

import gzip
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from domain.demo.accounts import ACCOUNTS
from server.guards import Guarded
from server.pages import Pages, Surroundings
from server.problems import error_handlers
from server.telemetry import Telemetry
from tests.patience import PATIENCE
from tests.server.house import raw, running

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PLAIN = {"accept-encoding": "identity"}
SCRIPT = "const answer = 42;\n" * 200
SECRET = "a secret beside the folder"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "secret.json").write_text(SECRET)
    built = {
        "app/index.html": "<!doctype html><title>dashboard</title>",
        "app/assets/main-C0FFEE12.js": SCRIPT,
        "app/assets/.hidden.js": SECRET,
        "app/sw.js": "// worker",
        "app/manifest.webmanifest": "{}",
        "app/icons/icon-192.png": "icon " * 1000,
        "explorer/index.html": "<!doctype html><title>explorer</title>",
        "explorer/assets/editor-C0FFEE12.js": SCRIPT,
        "tracker/tracker.js": "// tracker",
        "tracker/tracker.mjs": "// module",
        "tracker/tracker.d.ts": "// types",
        "secret.json": SECRET,
    }
    for name, text in built.items():
        (tmp_path / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dist" / name).write_text(text)
    (tmp_path / "dist" / "app" / "assets" / "link.js").symlink_to(tmp_path / "secret.json")
    return tmp_path / "dist"


async def answered(request: Request) -> Response:
    return JSONResponse({"answered": request.method})


class Endpoint:
    """What `/` is for programs."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await answered(Request(scope, receive, send))
        await response(scope, receive, send)


@asynccontextmanager
async def serving(folder: Path, surroundings: Surroundings | None = None) -> AsyncIterator[httpx.AsyncClient]:
    pages = Pages(folder, surroundings or Surroundings())
    app = Starlette(
        routes=[Route("/", pages.front(Endpoint()), methods=None), *pages.routes(), Route("/health/live", answered)],
        exception_handlers=error_handlers(),
    )
    app.router.default = pages.rest(app.router.default)
    async with running(Guarded(app, Telemetry())) as server:
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            yield client


@pytest.fixture
async def client(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(dist) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/", "/today", "/applications/42", "/?range=LAST_30_DAYS", "/explorer", "/a/b/c"])
async def test_a_browser_gets_the_page_at_every_address_of_the_dashboard(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path, headers=BROWSER)
    assert (response.status_code, response.text) == (200, "<!doctype html><title>dashboard</title>")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["vary"] == "Accept"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    assert response.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; form-action 'self'; img-src 'self' data:; base-uri 'none'; "
        "frame-ancestors 'self'"
    )


async def test_the_platform_may_frame_the_page_and_hand_over_a_token(dist: Path) -> None:
    async with serving(dist, Surroundings(origins=["https://app.example.com"])) as client:
        response = await client.get("/", headers=BROWSER)
        policy = response.headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://app.example.com")
        assert response.headers["cross-origin-opener-policy"] == "unsafe-none"


async def test_questions_and_programs_go_where_they_went(client: httpx.AsyncClient) -> None:
    for accept in ("application/json", "*/*"):
        response = await client.get("/", headers={"accept": accept})
        assert (response.status_code, response.json()) == (200, {"answered": "GET"})
    assert (await client.get("/", params={"query": "{a}"}, headers=BROWSER)).json() == {"answered": "GET"}
    assert (await client.post("/", json={"query": "{a}"}, headers=BROWSER)).json() == {"answered": "POST"}


async def test_programs_get_no_page_for_an_unknown_address(client: httpx.AsyncClient) -> None:
    for path, headers in (("/today", {"accept": "application/json"}), ("/today.html", BROWSER)):
        response = await client.get(path, headers=headers)
        assert response.status_code == 404
        assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert "default-src 'none'" in response.headers["content-security-policy"]
    assert (await client.post("/today", headers=BROWSER)).status_code == 404
    assert (await client.post("/health/live", headers=BROWSER)).status_code == 405


async def test_without_a_build_everything_is_as_before(tmp_path: Path) -> None:
    async with serving(tmp_path / "none") as client:
        assert (await client.get("/", headers=BROWSER)).json() == {"answered": "GET"}
        for path in ("/today", "/sw.js", "/assets/main.js", "/explorer/assets/editor.js", "/tracker.js"):
            assert (await client.get(path, headers=BROWSER)).status_code == 404


@pytest.mark.parametrize("path", ["/assets/main-C0FFEE12.js", "/explorer/assets/editor-C0FFEE12.js"])
async def test_assets_are_small_on_the_wire_and_kept_forever(client: httpx.AsyncClient, path: str) -> None:
    async with client.stream("GET", path, headers={"accept-encoding": "br, gzip;q=0.5"}) as response:
        body = b"".join([part async for part in response.aiter_raw()])
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["content-length"] == str(len(body))
    assert len(body) < len(SCRIPT) / 10
    assert gzip.decompress(body).decode() == SCRIPT
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"

    plain = await client.get(path, headers=PLAIN)
    assert "content-encoding" not in plain.headers
    assert (plain.text, plain.headers["vary"]) == (SCRIPT, "Accept-Encoding")
    assert plain.headers["etag"] != response.headers["etag"]


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("gzip", True), ("GZIP", True), ("*", True), ("gzip;q=0, *", False), ("gzip; q=0.0", False), ("br", False)],
)
async def test_who_takes_gzip(client: httpx.AsyncClient, accepted: str, is_packed: bool) -> None:
    response = await client.get("/assets/main-C0FFEE12.js", headers={"accept-encoding": accepted})
    assert ("content-encoding" in response.headers) is is_packed


async def test_what_the_build_packed_by_brotli_is_sent_as_it_lies_there(client: httpx.AsyncClient, dist: Path) -> None:
    path = dist / "app" / "assets" / "main-C0FFEE12.js"
    packed = path.with_name(f"{path.name}.br")
    packed.write_bytes(b"as brotli has it")

    async def raw(accepted: str) -> tuple[str | None, bytes]:
        headers = {"accept-encoding": accepted}
        async with client.stream("GET", "/assets/main-C0FFEE12.js", headers=headers) as response:
            return response.headers.get("content-encoding"), b"".join([part async for part in response.aiter_raw()])

    assert await raw("gzip, deflate, br") == ("br", b"as brotli has it")
    assert await raw("gzip, br;q=0") == ("gzip", gzip.compress(SCRIPT.encode(), 9, mtime=0))
    assert await raw("identity") == (None, SCRIPT.encode())
    assert (await client.get("/assets/main-C0FFEE12.js.br", headers=PLAIN)).status_code == 404
    built = packed.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(built, built))
    assert (await raw("br, gzip"))[0] == "gzip"  # what lies there is of the build before


async def test_pictures_are_not_packed_again(client: httpx.AsyncClient) -> None:
    response = await client.get("/icons/icon-192.png")
    assert response.headers["content-type"] == "image/png"
    assert "content-encoding" not in response.headers
    assert response.headers["cache-control"] == "no-cache"


async def test_what_a_browser_has_is_not_sent_again(client: httpx.AsyncClient, dist: Path) -> None:
    tag = (await client.get("/today", headers=BROWSER)).headers["etag"]
    again = await client.get("/today", headers=BROWSER | {"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    (dist / "app" / "index.html").write_text("<!doctype html><title>built anew</title>")
    anew = await client.get("/today", headers=BROWSER | {"if-none-match": tag})
    assert (anew.status_code, anew.text) == (200, "<!doctype html><title>built anew</title>")


async def test_the_service_worker_may_take_the_whole_site_and_ask_it(client: httpx.AsyncClient) -> None:
    response = await client.get("/sw.js")
    assert response.headers["service-worker-allowed"] == "/"
    assert response.headers["cache-control"] == "no-cache"
    assert "connect-src 'self'" in response.headers["content-security-policy"]
    assert (await client.get("/manifest.webmanifest")).headers["content-type"] == "application/manifest+json"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/tracker.js", "text/javascript"), ("/tracker.mjs", "text/javascript"), ("/tracker.d.ts", "text/plain")],
)
async def test_other_sites_may_load_the_tracker(client: httpx.AsyncClient, path: str, kind: str) -> None:
    response = await client.get(path, headers={"origin": "https://anywhere.example"})
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{kind}; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["cache-control"] == "public, max-age=3600"


READABLE = ["/sw.js", "/assets/main-C0FFEE12.js", "/explorer/assets/editor-C0FFEE12.js", "/tracker.js"]


@pytest.mark.parametrize("path", READABLE)
async def test_head_says_what_get_says_without_the_body(client: httpx.AsyncClient, path: str) -> None:
    head, get = await client.head(path), await client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "x-request-id": "", "date": ""} == {**get.headers, "x-request-id": "", "date": ""}
    assert (await client.head("/", headers=BROWSER)).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", READABLE)
async def test_files_are_only_read(client: httpx.AsyncClient, path: str, method: str) -> None:
    response = await client.request(method, path)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/assets/",
        "/assets/../index.html",
        "/assets/..%2findex.html",
        "/assets/%2e%2e/%2e%2e/secret.json",
        "/../secret.json",
        "/..%2fsecret.json",
        "/..%5csecret.json",
        "/assets/..\\..\\secret.json",
        "/assets//etc/passwd",
        "//etc/passwd.txt",
        "/assets/.hidden.js",
        "/assets/link.js",
        "/assets/main-C0FFEE12.js/",
        "/assets/main-C0FFEE12.js%00.png",
        "/secret.json",
        "/explorer/assets/../index.html",
        f"/assets/{'a' * 5000}.js",
        "/assets/%ff%fe.js",
    ],
)
async def test_nothing_outside_is_reached(client: httpx.AsyncClient, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nhost: x\r\naccept: text/html\r\nconnection: close\r\n\r\n"
    answer = await raw(client.base_url.port or 0, request.encode())
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:200]
    assert SECRET.encode() not in answer
    assert b"Traceback" not in answer
    assert b'"requestId"' in answer


async def test_what_the_dashboard_is_told(dist: Path) -> None:
    async with serving(dist) as client:
        response = await client.get("/dashboard.json")
        assert response.json() == {"demo": None, "origins": [], "pushKey": None, "mostBytes": 262_144}
        assert response.headers["cache-control"] == "no-cache"
    surroundings = Surroundings(demo=ACCOUNTS, origins=["https://app.example.com"], push_key="BKey", most_bytes=1_000)
    async with serving(dist, surroundings) as client:
        assert (await client.get("/dashboard.json")).json() == {
            "demo": [
                {"name": "Ada Sommer", "email": "ada@demo.example", "role": "MEMBER"},
                {"name": "Grace Whitfield", "email": "grace@demo.example", "role": "MEMBER"},
                {"name": ACCOUNTS[2].name, "email": "ravi@demo.example", "role": "MEMBER"},
                {"name": "Olive Okafor", "email": "olive@demo.example", "role": "OPERATOR"},
            ],
            "origins": ["https://app.example.com"],
            "pushKey": "BKey",
            "mostBytes": 1_000,
        }
