"""Leave out those who do not want to be counted, before anything else is done with what they sent."""

from domain.events import Reason
from realtime.work import Work


def respect(work: Work) -> None:
    """Nothing of a browser that asks not to be tracked; no event that says `consent: false`."""
    if work.sender.is_private and not work.sender.may_name_users:
        for candidate in work.candidates:
            work.drop(candidate, Reason.PRIVACY_SIGNAL, "The browser asks not to be tracked (Sec-GPC or DNT).")
        return
    for candidate in work.candidates:
        if candidate.sent.consent is False:
            work.drop(candidate, Reason.NO_CONSENT, "The person has not agreed to be counted.", name="consent")
