"""A push service of our own on loopback, and browsers subscribed to it: what they are told is really decrypted."""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.pushes import Address
from tests.server.house import running


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(told: str) -> bytes:
    return urlsafe_b64decode(told + "=" * (-len(told) % 4))


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 by hand, for outputs of one block."""
    extracted = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)[:length]


def decrypted(body: bytes, key: EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """RFC 8291 as a browser does it, written apart from ours."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    assert size == 4096
    assert len(body) <= size
    theirs, record = body[21 : 21 + length], body[21 + length :]
    ours = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = key.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
    secret = _hkdf(auth, shared, b"WebPush: info\x00" + ours + theirs, 32)
    content_key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12)
    plain = AESGCM(content_key).decrypt(nonce, record, None).rstrip(b"\x00")
    assert plain[-1:] == b"\x02"
    return plain[:-1]


@dataclass(slots=True)
class Browser:
    """A browser: its keys, and where it is reached once it has subscribed."""

    endpoint: str
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def address(self) -> Address:
        return Address(self.endpoint, self.point, self.auth)

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def told(self) -> dict[str, str]:
        """Its subscription, as the page sends it."""
        return {"endpoint": self.endpoint, "p256dh": text(self.point), "auth": text(self.auth)}


@dataclass(frozen=True, slots=True)
class Told:
    """A message that arrived: for whom, what it says, and its headers."""

    name: str
    message: dict[str, Any]
    headers: dict[str, str]


@dataclass(slots=True)
class PushService:
    """Takes messages, or answers with what was put into `answers` first."""

    url: str
    key: str
    answers: list[Response] = field(default_factory=list)
    browsers: dict[str, Browser] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    asked: int = 0
    connections: set[int] = field(default_factory=set)

    def browser(self, name: str) -> Browser:
        """A new subscription."""
        self.browsers[name] = Browser(f"{self.url}/push/{name}")
        return self.browsers[name]

    async def __call__(self, request: Request) -> Response:
        self.asked += 1
        assert request.client is not None
        self.connections.add(request.client.port)
        if self.answers:
            return self.answers.pop(0)
        name, headers = request.path_params["name"], dict(request.headers)
        self._verify(headers["authorization"])
        assert headers["content-encoding"] == "aes128gcm"
        browser = self.browsers[name]
        message = orjson.loads(decrypted(await request.body(), browser.key, browser.auth))
        self.told.append(Told(name, message, headers))
        return Response(status_code=201, headers={"location": f"{self.url}/message/{len(self.told)}"})

    def _verify(self, authorization: str) -> None:
        scheme, _, parameters = authorization.partition(" ")
        given = dict(each.strip().split("=", 1) for each in parameters.split(","))
        assert (scheme, given["k"]) == ("vapid", self.key)
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), data(given["k"]))
        claims = jwt.decode(given["t"], key, algorithms=["ES256"], audience=self.url, options={"require": ["exp"]})
        assert claims["sub"] == "mailto:operator@example.com"


@asynccontextmanager
async def push_service(key: str) -> AsyncIterator[PushService]:
    """A service for the time of the block, for messages signed with the public `key`."""
    service = PushService("", key)
    routes = [Route("/push/{name}", _endpoint(service), methods=["POST"])]
    async with running(Starlette(routes=routes)) as server:
        service.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield service


def _endpoint(service: PushService) -> Any:
    async def endpoint(request: Request) -> Response:
        return await service(request)

    return endpoint


def statuses(*codes: int, **headers: str) -> Iterator[Response]:
    """Answers of these statuses."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (Response(status_code=code, headers=named) for code in codes)
