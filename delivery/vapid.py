"""Who is pushing: a signature by our own key over where a message goes, and until when (RFC 8292, VAPID)."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from delivery.encryption import point
from delivery.keys import number_of

# Services refuse more than 24 hours, and the clocks of both sides may differ.
LIFETIME: Final = timedelta(hours=12)


class SigningKey:
    """The private key of this installation, and whom push services may write to about it."""

    def __init__(self, private: str, subject: str) -> None:
        """`private` are 32 bytes in base64url, `subject` a `mailto:` or `https:` address. ValueError for others."""
        self._key = derive_private_key(number_of(private), SECP256R1())
        self._subject = subject
        self.public = _text(point(self._key.public_key()))
        """What browsers subscribe with (`applicationServerKey`), in base64url."""

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The header for a message to this endpoint, sent `now`."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now + LIFETIME, "sub": self._subject}
        return f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')}, k={self.public}"


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
