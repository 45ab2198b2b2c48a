"""Who asks: a bearer token of the platform, an API key, or the secret of a link to a dashboard."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from time import monotonic, time
from typing import Any

import jwt

from domain.access import Grant, Role, scopes_of
from domain.keys import LINK_PREFIX, PREFIX, fingerprint
from domain.users import User
from persistence.database import Database
from persistence.erasures import erased
from persistence.keys import live_scopes, owner_of
from persistence.links import behind_link
from persistence.users import Users
from realtime.rates import Rates
from server.problems import AccountErased, Problem, Unauthenticated
from server.tokens import GenuineTokens

SHARED = ["HS256"]
PUBLISHED = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
LONGEST = 8_192
LEEWAY = timedelta(seconds=10)
LOOKS_A_MINUTE = 120
"""Through one link, in one process: whoever it was given to may have passed it on."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The person behind a request, and what the credentials allow; `key` is the hash of the API key, if it was one."""

    user: User
    grant: Grant
    key: bytes | None = None


class Authenticator:
    """Turns the Authorization header into an identity."""

    def __init__(
        self, database: Database, *, secret: str | None, jwks: jwt.PyJWKClient | None, audience: str | None
    ) -> None:
        """At least one of `secret` (HS256) and `jwks` (public keys) says which tokens are genuine."""
        self._users, self._database = Users(database), database
        self._secret, self._jwks, self._audience = secret, jwks, audience
        self._genuine, self.looks = GenuineTokens(), Rates()

    async def identify_visitor(self, authorization: str | None) -> Identity:
        """As `identify`, and whoever holds a link to a dashboard: its owner, who may do nothing but look at that one.

        Raises Problem 429 for a link that too many look through.
        """
        scheme, _, credential = (authorization or "").partition(" ")
        if scheme.lower() == "bearer" and credential.strip().startswith(LINK_PREFIX):
            return await self._by_link(credential.strip())
        return await self.identify(authorization)

    async def _by_link(self, secret: str) -> Identity:
        if len(secret) > LONGEST or not secret.isascii():
            raise Unauthenticated
        digest = fingerprint(secret)
        found = await behind_link(self._database, digest, now=datetime.now(UTC))
        if found is None:
            raise Unauthenticated
        wait = self.looks.take(digest.hex(), 1, per_minute=LOOKS_A_MINUTE, now=monotonic())
        if wait:
            message = "Too many look at this dashboard just now. Look again in a moment."
            raise Problem(429, "RATE_LIMITED", message, {"retry-after": str(max(1, ceil(wait)))})
        user, row = found
        return Identity(user, Grant(Role.MEMBER, frozenset(), dashboard=row))

    async def identify(self, authorization: str | None) -> Identity:
        """The identity; Unauthenticated for anything but one valid bearer credential."""
        scheme, _, credential = (authorization or "").partition(" ")
        credential = credential.strip()
        if scheme.lower() != "bearer" or not credential or len(credential) > LONGEST or not credential.isascii():
            raise Unauthenticated
        if credential.startswith(PREFIX):
            return await self._by_key(credential)
        return await self._by_token(credential)

    async def _by_key(self, secret: str) -> Identity:
        found = await owner_of(self._database, fingerprint(secret))
        if found is None:
            raise Unauthenticated
        user, scopes = found
        # A key may do no more than its owner: a role that was taken back takes its scopes with it.
        return Identity(user, Grant(user.role, scopes & scopes_of(user.role)), key=fingerprint(secret))

    async def reexamined(self, known: Mapping[str | None, Identity]) -> dict[str | None, Grant | None]:
        """What headers that were good a moment ago allow now; None for those no longer good. At most two statements."""
        roles = await self._users.roles({each.user.id for each in known.values()})
        keys = {each.key for each in known.values() if each.key is not None}
        scopes = await live_scopes(self._database, keys) if keys else {}
        found: dict[str | None, Grant | None] = {}
        for authorization, identity in known.items():
            role = roles.get(identity.user.id)
            if role is None:
                found[authorization] = None
            elif identity.key is None:
                found[authorization] = await self._granted_by(authorization, role)
            else:
                allowed = scopes.get(identity.key)
                found[authorization] = None if allowed is None else Grant(role, allowed & scopes_of(role))
        return found

    async def _granted_by(self, authorization: str | None, role: Role) -> Grant | None:
        try:
            claims = await self._genuine_claims((authorization or "").partition(" ")[2].strip())
        except Unauthenticated:
            return None
        return _grant(claims, role)

    async def _by_token(self, token: str) -> Identity:
        claims = await self._genuine_claims(token)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= 300 or not subject.isprintable():
            raise Unauthenticated
        user = await self._users.by_subject(subject)
        if user is None:
            if await erased(self._database, [subject]):
                raise AccountErased
            email, name = claims.get("email"), claims.get("name")
            user = await self._users.ensure(
                subject,
                email=email if isinstance(email, str) and email.isprintable() else None,
                name=name if isinstance(name, str) and name.isprintable() else None,
            )
        return Identity(user, _grant(claims, user.role))

    async def _genuine_claims(self, token: str) -> Mapping[str, Any]:
        now = time()
        claims = self._genuine.claims(token, now=now)
        if claims is None:
            claims = await self._claims(token)
            self._genuine.remember(token, claims, now=now, leeway=LEEWAY.total_seconds())
        return claims

    async def _claims(self, token: str) -> Mapping[str, Any]:
        try:
            # The list of algorithms belongs to the kind of key: a public key is never taken for a shared secret.
            if jwt.get_unverified_header(token).get("alg") in SHARED:
                if self._secret is None:
                    raise Unauthenticated
                return self._decoded(token, self._secret, SHARED)
            if self._jwks is None:
                raise Unauthenticated
            key = await asyncio.to_thread(self._jwks.get_signing_key_from_jwt, token)
            return self._decoded(token, key.key, PUBLISHED)
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Unauthenticated from error

    def _decoded(self, token: str, key: Any, algorithms: list[str]) -> dict[str, Any]:
        return jwt.decode(
            token,
            key,
            algorithms=algorithms,
            audience=self._audience,
            leeway=LEEWAY,
            options={"require": ["exp", "sub"], "verify_aud": self._audience is not None},
        )


def _grant(claims: Mapping[str, Any], own: Role) -> Grant:
    role = claims.get("role")
    granted = Role(role) if isinstance(role, str) and role in Role.__members__ else own
    return Grant(granted, scopes_of(granted))


def issue(subject: str, role: Role, *, secret: str, now: datetime, lifetime: timedelta, audience: str | None) -> str:
    """A token of our own for development, demo and operators."""
    claims: dict[str, Any] = {"sub": subject, "role": role.value, "iat": now, "exp": now + lifetime}
    if audience is not None:
        claims["aud"] = audience
    return jwt.encode(claims, secret, algorithm=SHARED[0])
