"""Tokens that were found genuine a moment ago: checking the signature again would cost more than asking who it is."""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

MOST: Final = 1_000
SECONDS: Final = 60.0


class GenuineTokens:
    """Claims of tokens, known by their hashes: at most `most` of them, the longest unused go first.

    None is believed longer than `seconds`, so that a key that was taken back loses its tokens; nor past its own end.
    """

    def __init__(self, *, most: int = MOST, seconds: float = SECONDS) -> None:
        """Start with none."""
        self._most, self._seconds = most, seconds
        self._known: OrderedDict[bytes, tuple[float, Mapping[str, Any]]] = OrderedDict()

    def claims(self, token: str, *, now: float) -> Mapping[str, Any] | None:
        """What a token says that is known to be genuine at `now` (seconds since the epoch), or None."""
        mark = _mark(token)
        until, claims = self._known.get(mark, (0.0, None))
        if claims is None:
            return None
        if now >= until:
            del self._known[mark]
            return None
        self._known.move_to_end(mark)
        return claims

    def remember(self, token: str, claims: Mapping[str, Any], *, now: float, leeway: float) -> None:
        """A token was just found genuine; its `exp` is a number of seconds since the epoch."""
        self._known[_mark(token)] = min(float(claims["exp"]) + leeway, now + self._seconds), claims
        if len(self._known) > self._most:
            self._known.popitem(last=False)


def _mark(token: str) -> bytes:
    return sha256(token.encode()).digest()
