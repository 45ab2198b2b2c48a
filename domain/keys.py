"""API keys, and links to dashboards: shown once, kept only as a hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from domain.access import Scope

PREFIX = "cca_"
LINK_PREFIX = "ccs_"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is remembered of a key; `prefix` are its first characters, enough to recognise it by."""

    id: int
    owner_id: int
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    revoked_at: datetime | None


def new_secret(prefix: str = PREFIX) -> str:
    """A key with 256 bits of chance in it; with the other prefix, the secret of a link."""
    return prefix + secrets.token_urlsafe(32)


def fingerprint(secret: str) -> bytes:
    """What is stored of a key. It has too much chance in it to be guessed, so a plain SHA-256 needs no salt."""
    return hashlib.sha256(secret.encode()).digest()
