"""Values that can only be read again by whoever brings the words they were sealed with; the database alone cannot."""

from hashlib import sha256
from os import urandom
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES: Final = 12
_USE: Final = b"career-copilot: an answer kept for its Idempotency-Key"


def name(words: str) -> str:
    """What stands for the words where they must not: their SHA-256 as hexadecimal text."""
    return sha256(words.encode()).hexdigest()


def seal(value: bytes, words: str) -> bytes:
    """The value under AES-256-GCM (NIST SP 800-38D), by a key derived from the words (HKDF, RFC 5869)."""
    nonce = urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key(words)).encrypt(nonce, value, None)


def unseal(sealed: bytes, words: str) -> bytes:
    """The value again. Raises ValueError when these are not the words, or it was changed."""
    try:
        return AESGCM(_key(words)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except InvalidTag:
        raise ValueError("not sealed with these words") from None


def _key(words: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_USE).derive(words.encode())
