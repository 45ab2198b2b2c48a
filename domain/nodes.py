"""Opaque ids: which object of ours a text that an answer gave somebody stands for."""

import base64
import binascii

KINDS = (
    "Alert", "AlertRule", "Application", "Job", "Company", "Transition", "Goal", "Report", "ApiKey", "User",
    "QuarantinedEvent", "Dashboard",
)  # fmt: skip
_LARGEST = 2**63


def encode(kind: str, number: int) -> str:
    """The opaque id of an object."""
    # Letters, digits and colons give no `+` and no `/`: what is safe in a URL is the plain form already.
    return binascii.b2a_base64(f"{kind}:{number}".encode(), newline=False).decode().rstrip("=")


def parse(node_id: str) -> tuple[str, int] | None:
    """(kind, number) of an id; None when the text is no id of ours."""
    if len(node_id) > 100:
        return None
    try:
        text = base64.urlsafe_b64decode(node_id.encode("ascii") + b"=" * (-len(node_id) % 4)).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        return None
    kind, separator, number = text.partition(":")
    if not separator or kind not in KINDS or not number.isascii() or not number.isdigit() or len(number) > 19:
        return None
    return (kind, int(number)) if int(number) < _LARGEST else None
