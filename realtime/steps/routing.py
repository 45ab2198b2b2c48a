"""Make events of what has come this far, urgent ones marked."""

from uuid import UUID

from domain.events import Event
from domain.events.catalogue import PrivacyClass
from realtime.faults import Broken
from realtime.work import Work


def route(work: Work) -> None:
    """Each id once; what is public belongs to nobody."""
    seen: set[UUID] = set()
    now, context = work.now, work.context
    for candidate in work.candidates:
        sent, known = candidate.sent, candidate.known
        if isinstance(sent, Broken) or sent.id in seen:
            work.duplicate(candidate)
            continue
        seen.add(sent.id)
        is_public = known.privacy is PrivacyClass.PUBLIC
        work.indices.append(candidate.index)
        work.events.append(
            Event(
                id=sent.id,
                name=candidate.name,
                occurred_at=candidate.occurred_at,
                received_at=now,
                properties=candidate.text,
                owner_id=None if is_public else candidate.owner_id,
                session_id=None if is_public else candidate.session_id,
                context=context,
                priority=known.priority,
            )
        )
