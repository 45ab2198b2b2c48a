"""References that must not be kept as they are and must still be the same every time."""

from functools import lru_cache
from hashlib import sha256

from domain.privacy import is_suspect_text, redact_text


@lru_cache(maxsize=4_096)  # of the same session come many requests
def pseudonym(reference: str) -> str:
    """The reference; or, when there is something private in it, 32 hexadecimal digits that stand for it.

    Redacting it as other texts would make one out of two.
    """
    if not is_suspect_text(reference) or redact_text(reference) == reference:
        return reference
    return sha256(reference.encode()).hexdigest()[:32]
