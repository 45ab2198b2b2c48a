"""What must not be kept: how to reach people, where they are, and what opens doors."""

from domain.privacy.addresses import REDACTED_ADDRESS, coarse, redact_addresses
from domain.privacy.contacts import REDACTED_EMAIL, REDACTED_PHONE, redact
from domain.privacy.secrets import REDACTED_SECRET, redact_secrets
from domain.privacy.values import is_any_suspect, is_suspect, is_suspect_text, redact_text, redact_value

__all__ = [
    "REDACTED_ADDRESS",
    "REDACTED_EMAIL",
    "REDACTED_PHONE",
    "REDACTED_SECRET",
    "coarse",
    "is_any_suspect",
    "is_suspect",
    "is_suspect_text",
    "redact",
    "redact_addresses",
    "redact_secrets",
    "redact_text",
    "redact_value",
]
