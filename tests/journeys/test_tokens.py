"""Who gets in: tokens by shared secret or published keys, and every forgery we know of."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import asyncpg
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.builders import person
from tests.conftest import database_named
from tests.journeys.service import SECRET, Service, serving, token

AUDIENCE = "career-copilot"
WHO = "{ viewer { email role } }"


def claims(**changes: Any) -> dict[str, Any]:
    hour = datetime.now(UTC) + timedelta(hours=1)
    told = {"sub": "somebody", "exp": hour, "aud": AUDIENCE, **changes}
    return {name: value for name, value in told.items() if value is not None}


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def jwks_url(key: rsa.RSAPrivateKey) -> Iterator[str]:
    """The platform's published keys, on this machine."""
    published = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    body = json.dumps({"keys": [{**published, "kid": "first", "use": "sig", "alg": "RS256"}]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name for it
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/jwks.json"
    server.shutdown()
    server.server_close()
    thread.join()


async def database_of(template: str, name: str) -> str:
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_main STRATEGY FILE_COPY")
    finally:
        await admin.close()
    return database_named(template, name)


@pytest.fixture(scope="module")
async def shared(template: str) -> AsyncIterator[Service]:
    """A server that takes tokens signed with its secret, for its audience."""
    async with serving(await database_of(template, "tokens_shared"), auth_jwt_audience=AUDIENCE) as opened:
        yield opened


@pytest.fixture(scope="module")
async def published(template: str, jwks_url: str) -> AsyncIterator[Service]:
    """A server that takes tokens signed with the platform's keys alone."""
    settings = {"auth_jwks_url": jwks_url, "auth_jwt_secret": None, "auth_jwt_audience": AUDIENCE}
    async with serving(await database_of(template, "tokens_published"), **settings) as opened:
        yield opened


def signed(
    secret: str = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changes: Any
) -> str:
    return jwt.encode(claims(**changes), secret, algorithm=algorithm, headers=headers)


def unsigned(algorithm: str = "none") -> str:
    parts = [{"alg": algorithm, "typ": "JWT"}, {**claims(), "exp": 4_000_000_000}]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


async def test_a_token_opens_the_door_and_makes_the_account(shared: Service) -> None:
    found = await shared.ask(WHO, signed(sub="new", email="new@example.com"))
    assert found == {"email": "new@example.com", "role": "MEMBER"}
    again = await shared.ask("{ viewer { id } }", signed(sub="new"))
    assert again == await shared.ask("{ viewer { id } }", signed(sub="new"))


REFUSED: dict[str, Any] = {
    "nothing": None,
    "empty": "",
    "words": "let me in",
    "no signature": unsigned(),
    "no signature, spelt otherwise": unsigned("NoNe"),
    "expired": signed(exp=datetime(2020, 1, 1, tzinfo=UTC)),
    "expired a minute ago": signed(exp=datetime.now(UTC) - timedelta(minutes=1)),
    "without an end": signed(exp=None),
    "not yet valid": signed(nbf=datetime.now(UTC) + timedelta(hours=1)),
    "another secret": signed("another secret, and just as long as the one"),
    "another audience": signed(aud="another"),
    "no audience": signed(aud=None),
    "no subject": signed(sub=None),
    "empty subject": signed(sub=""),
    "subject of control characters": signed(sub="a\nb"),
    "endless subject": signed(sub="a" * 301),
    "another algorithm of the family": signed(algorithm="HS512"),
    "cut": signed()[:-2],
    "longer than any": signed(filler="a" * 9000),
    "not ASCII": "ключ",
    "a key that is none": "cca_" + "a" * 43,
    "a key with a null byte": "cca_\x00",
}


@pytest.mark.parametrize("name", REFUSED)
async def test_every_other_token_is_refused_alike(shared: Service, name: str) -> None:
    bearer = REFUSED[name]
    headers: list[tuple[bytes, bytes]] = [(b"content-type", b"application/json")]
    if bearer is not None:
        headers.append((b"authorization", (b"Bearer " + bearer.encode().replace(b"\x00", b"%00")).strip()))
    response = await shared.client.post("/graphql", content=json.dumps({"query": WHO}), headers=headers)
    assert response.status_code == 401, name
    assert response.headers["www-authenticate"].startswith("Bearer")
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert error["message"] == "Send a valid token: `Authorization: Bearer …`."


async def test_the_scheme_is_bearer_and_there_is_one(shared: Service) -> None:
    good = signed()
    for value in (good, f"Basic {good}", f"Token {good}", f"Bearer {good} {good}", f"Bearer{good}"):
        response = await shared.client.post("/graphql", json={"query": WHO}, headers={"authorization": value})
        assert response.status_code == 401, value
    for value in (f"bearer {good}", f"BEARER  {good}"):
        response = await shared.client.post("/graphql", json={"query": WHO}, headers={"authorization": value})
        assert response.status_code == 200, value


async def test_a_role_of_the_token_is_one_we_know(shared: Service) -> None:
    assert (await shared.ask(WHO, signed(sub="boss", role="EMPEROR")))["role"] == "MEMBER"
    assert (await shared.ask(WHO, signed(sub="boss", role=["OPERATOR"])))["role"] == "MEMBER"
    assert (await shared.ask(WHO, signed(sub="boss", role="ANALYST")))["role"] == "ANALYST"
    assert (await shared.ask(WHO, signed(sub="boss")))["role"] == "MEMBER"


async def test_a_published_key_opens_the_door(published: Service, key: rsa.RSAPrivateKey) -> None:
    good = jwt.encode(claims(sub="by key"), key, algorithm="RS256", headers={"kid": "first"})
    assert (await published.ask(WHO, good))["role"] == "MEMBER"


async def test_confusions_of_keys_are_refused(published: Service, shared: Service, key: rsa.RSAPrivateKey) -> None:
    """The public key is no shared secret, another's is no key of ours, and a secret is nothing where none is set."""
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    header, body = ({"alg": "HS256", "typ": "JWT", "kid": "first"}, {**claims(), "exp": 4_000_000_000})
    told = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, body))
    forged = (told + b"." + base64.urlsafe_b64encode(hmac.digest(pem, told, hashlib.sha256)).rstrip(b"=")).decode()
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def by(signer: rsa.RSAPrivateKey, kid: str | None = "first", **changes: Any) -> str:
        return jwt.encode(claims(**changes), signer, algorithm="RS256", headers={"kid": kid} if kid else None)

    for service, bearer in (
        (published, forged),
        (published, signed()),
        (published, by(stranger)),
        (published, by(key, "second")),
        (published, by(key, None)),
        (published, by(key, aud="another")),
        (published, by(key, exp=datetime(2020, 1, 1, tzinfo=UTC))),
        (published, by(key)[:-9]),
        (published, unsigned()),
        (shared, by(key)),
    ):
        response = await service.post(WHO, bearer)
        assert response.status_code == 401, bearer
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_two_people_at_once_are_two_accounts(shared: Service) -> None:
    """Fifty requests of one new person make one account."""
    answers = await asyncio.gather(*(shared.ask("{ viewer { id } }", signed(sub="at once")) for _ in range(50)))
    assert len({answer["id"] for answer in answers}) == 1


async def test_without_an_audience_set_any_will_do(service: Service) -> None:
    user = await person(service.database)
    assert (await service.ask(WHO, token(user)))["role"] == "MEMBER"
    assert (await service.ask(WHO, signed(aud="anything")))["role"] == "MEMBER"
