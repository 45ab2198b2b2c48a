"""Money: an amount with its currency, and how people write currencies."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3, "JOD": 3, "OMR": 3}


def exponent(currency: str) -> int:
    """How many decimal places the minor unit of an ISO 4217 currency has: 2, but 0 for yen and 3 for dinars."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency's minor unit (cents; whole yen) and its ISO 4217 code."""

    amount_minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """The amount in the major unit (dollars)."""
        return Decimal(self.amount_minor).scaleb(-exponent(self.currency))

    @classmethod
    def of(cls, amount: Decimal | int, currency: str) -> "Money":
        """An amount in the major unit, rounded half up to the minor unit."""
        minor = Decimal(amount).scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return cls(int(minor), currency)


_CODE_WORDS = """
AED ARS AUD BGN BHD BRL CAD CHF CLP CNY CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR ISK JOD JPY KES KRW KWD KZT
MXN MYR NGN NOK NZD OMR PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TWD UAH USD UYU UZS VND ZAR
"""
_CODES = frozenset(_CODE_WORDS.split())
_WORDLIKE_CODES = ("ALL", "COP", "MAD", "PEN", "TRY")  # English words unless in capitals

# "$" belongs to several countries; it means the caller's currency when that is one of them.
_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU"))
# Signs in letters must stand alone, the others may touch anything.
_LETTERED = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "cdn$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "s$": "SGD",
    "sg$": "SGD", "hk$": "HKD", "nt$": "TWD", "mx$": "MXN", "r$": "BRL", "cn¥": "CNY", "rmb": "CNY", "rs": "INR",
    "fr": "CHF", "euro": "EUR", "euros": "EUR", "pounds": "GBP", "руб": "RUB", "zł": "PLN", "kč": "CZK",
}  # fmt: skip
_SIGNS = {
    "£": "GBP", "€": "EUR", "₹": "INR", "¥": "JPY", "円": "JPY", "₩": "KRW", "₽": "RUB", "₪": "ILS", "₺": "TRY",
    "₴": "UAH", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN",
}  # fmt: skip


def _alone(words: Iterable[str]) -> str:
    return rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?![^\W\d_])"


CURRENCY = "|".join(
    (_alone(_LETTERED), _alone(_CODES), f"(?-i:{_alone(_WORDLIKE_CODES)})", f"[{''.join(_SIGNS)}]", r"\$")
)
"""A regular expression, to be matched without regard to case, of one written currency."""
_CURRENCY = re.compile(CURRENCY, re.IGNORECASE)


def find_currency(text: str, *, default: str | None = None) -> str | None:
    """The ISO 4217 code that a text writes as code or sign; None when it writes none.

    A bare "$" yields to a code ("$90k CAD"); alone it is the `default` when that is a dollar or a peso, else the US
    dollar.
    """
    signs = [found.group().lower() for found in _CURRENCY.finditer(text)]
    written = next((sign for sign in signs if sign != "$"), "$" if signs else None)
    if written == "$":
        return default if default in _DOLLARS else "USD"
    return written and (_LETTERED.get(written) or _SIGNS.get(written) or written.upper())
