"""Messages that only one browser can read: RFC 8291 (keys), with one record of RFC 8188 (`aes128gcm`)."""

import os
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES: Final = 4096
LONGEST: Final = RECORD_BYTES - 17 - 86
"""Bytes that fit: the tag and the end of the record take 17, the header before it 86 of what services must take."""

_LAST_RECORD: Final = b"\x02"


def encrypted(
    message: bytes,
    p256dh: bytes,
    auth: bytes,
    *,
    salt: bytes | None = None,
    key: EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a request to a push service: header and one record.

    `p256dh` and `auth` are the browser's. `salt` (16 bytes) and `key` are for this message alone, and made by chance
    unless a test gives them. ValueError when the message is too long, or `p256dh` is no key.
    """
    if len(message) > LONGEST:
        raise ValueError(f"{len(message)} bytes do not fit into one record")
    salt, key = salt or os.urandom(16), key or generate_private_key(SECP256R1())
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), p256dh)
    ours = point(key.public_key())
    shared = key.exchange(ECDH(), theirs)
    secret = _derived(shared, salt=auth, info=b"WebPush: info\x00" + p256dh + ours, length=32)
    content_key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    record = AESGCM(content_key).encrypt(nonce, message + _LAST_RECORD, None)
    return salt + RECORD_BYTES.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours + record


def point(key: EllipticCurvePublicKey) -> bytes:
    """A public key as browsers write it: the uncompressed point, 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
