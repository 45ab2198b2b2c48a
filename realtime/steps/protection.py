"""Take out of properties what must not be kept: how to reach people, where they are, what opens doors."""

from typing import Final

import msgspec

from domain.privacy import is_suspect, redact_value
from realtime.pseudonyms import pseudonym
from realtime.work import Work

_REFERENCES: Final = ("applicationId", "jobId")


def protect(work: Work) -> None:
    """Redact; what holds nothing private, and that is nearly everything, passes as it was written."""
    for candidate in work.candidates:
        told = candidate.properties
        if is_suspect(told) and (clean := redact_value(told)) != told:
            for name in _REFERENCES:
                if name in clean and isinstance(reference := told.get(name), str):
                    clean[name] = pseudonym(reference)
            candidate.text = msgspec.json.encode(clean).decode()
        else:
            candidate.text = str(candidate.raw, "utf-8")
