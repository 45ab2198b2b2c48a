"""Whose an event is: the owner of the token, or whom a key's server names."""

from domain.events import Reason
from realtime.work import Work


def identify(work: Work) -> None:
    """Give every event its owner. What a member says of `userId` is not looked at."""
    if not work.sender.may_name_users:
        return
    for candidate in work.candidates:
        try:
            subject = work.batch.subject(candidate.sent)
        except ValueError:
            message = "`userId` is not a text of 1 to 300 characters. Send the user's subject, or leave it out."
            work.quarantine(candidate, Reason.INVALID_USER, "userId", message)
            continue
        if subject is None:
            continue
        candidate.owner_id = work.owners.get(subject)
        if candidate.owner_id is None:
            work.drop(candidate, Reason.ERASED, "This person's data has been erased.", name="userId")
