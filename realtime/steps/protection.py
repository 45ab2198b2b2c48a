"""Take out of properties what must not be kept: how to reach people, where they are, what opens doors."""

from typing import Final

import msgspec

from domain.privacy import is_any_suspect, is_suspect, redact_value
from realtime.pseudonyms import pseudonym
from realtime.work import Candidate, Work

AT_ONCE: Final = 50
_REFERENCES: Final = ("applicationId", "jobId")


def protect(work: Work) -> None:
    """Redact; what holds nothing private, and that is nearly everything, passes as it was written."""
    candidates = work.candidates
    for start in range(0, len(candidates), AT_ONCE):
        some = candidates[start : start + AT_ONCE]
        protect_one = _redact if is_any_suspect([candidate.properties for candidate in some]) else _pass
        for candidate in some:
            protect_one(candidate)


def _pass(candidate: Candidate) -> None:
    candidate.text = str(candidate.raw, "utf-8")


def _redact(candidate: Candidate) -> None:
    told = candidate.properties
    if not is_suspect(told) or (clean := redact_value(told)) == told:
        _pass(candidate)
        return
    for name in _REFERENCES:
        if name in clean and isinstance(reference := told.get(name), str):
            clean[name] = pseudonym(reference)
    candidate.text = msgspec.json.encode(clean).decode()
