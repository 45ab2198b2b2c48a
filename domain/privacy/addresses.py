"""Network addresses: found in text, and cut to what may be looked at."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

REDACTED_ADDRESS: Final = "[address]"

_FOUR: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_SIX: Final = re.compile(
    r"(?<![\w:.])(?=[0-9a-f]{0,4}:)(?=[0-9a-f:.]*\d)[0-9a-f:.]{3,45}(?:%\w{1,20})?(?![\w:])", re.IGNORECASE
)


def redact_addresses(text: str) -> str:
    """The text with IPv4 and IPv6 addresses replaced by "[address]"; a version with larger parts is none."""
    return _SIX.sub(_six, _FOUR.sub(_four, text))


def _four(match: re.Match[str]) -> str:
    try:
        IPv4Address(match.group())
    except AddressValueError:
        return match.group()
    return REDACTED_ADDRESS


def _six(match: re.Match[str]) -> str:
    written = match.group()
    ends = written.rstrip(".")
    try:
        IPv6Address(ends)
    except AddressValueError:
        return written
    return REDACTED_ADDRESS + written[len(ends) :]


def coarse(address: str | None) -> str | None:
    """The network of an address: the first 24 bits of an IPv4, the first 48 of an IPv6; None for anything else.

    An IPv4 inside an IPv6 ("::ffff:192.0.2.1") is an IPv4.
    """
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv4Address):
        return f"{str(parsed).rpartition('.')[0]}.0"
    return str(IPv6Network((parsed, 48), strict=False).network_address)
