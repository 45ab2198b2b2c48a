"""Private keys of P-256 as text: 32 bytes in base64url, as every tool for web push writes them.

Apart from what signs with them, which takes far longer to import than settings may.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Final

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_BYTES: Final = 32


def new_private_key() -> str:
    """A key made by chance."""
    number = 1 + secrets.randbelow(_ORDER - 1)
    return urlsafe_b64encode(number.to_bytes(_BYTES, "big")).decode().rstrip("=")


def number_of(private: str) -> int:
    """The number that a key is. ValueError for a text that is none."""
    plain = private.rstrip("=")
    try:
        data = urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except Error:
        raise ValueError("the key is not in base64url") from None
    number = int.from_bytes(data, "big")
    if len(data) != _BYTES or not 0 < number < _ORDER:
        raise ValueError(f"the key is not {_BYTES} bytes of a number below the order of P-256")
    return number
