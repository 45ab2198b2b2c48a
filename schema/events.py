"""What became of events that were sent."""

import strawberry

from domain.events import Reason, Verdict
from schema.enums import describe
from schema.errors import payload

describe(
    Verdict,
    "What became of an event.",
    {
        Verdict.ACCEPTED: "It is stored and counts once.",
        Verdict.DUPLICATE: "Its id has been accepted before; nothing changes.",
        Verdict.QUARANTINED: "It cannot be counted as it is, and is kept for an operator.",
        Verdict.DROPPED: "It was not kept at all, at the wish of the person it is about.",
    },
    name="EventVerdictKind",
)
describe(
    Reason,
    "Why an event was not accepted.",
    {
        Reason.NOT_AN_OBJECT: "It is no JSON object.",
        Reason.INVALID_ID: "Its id is missing or no UUID.",
        Reason.INVALID_NAME: "Its name is missing, no lower-case word, or reserved.",
        Reason.INVALID_TIME: "Its moment is missing, or no RFC 3339 with an offset.",
        Reason.IN_THE_FUTURE: "It says that it has not happened yet.",
        Reason.TOO_OLD: "It is older than events are kept; `historical` lets it in.",
        Reason.INVALID_SESSION: "Its session is no short text.",
        Reason.INVALID_USER: "It names somebody who cannot be one.",
        Reason.INVALID_PROPERTIES: "Its properties are not as its name declares them.",
        Reason.TOO_LARGE: "It is larger than events may be.",
        Reason.PRIVACY_SIGNAL: "The browser asks not to be tracked (Sec-GPC or DNT).",
        Reason.NO_CONSENT: "It says that the person does not want to be counted.",
        Reason.ERASED: "The person has had their data erased.",
        Reason.POISONED: "It broke the worker five times.",
    },
    name="EventReason",
)


@strawberry.type(description="The verdict on one event.")
class EventVerdict:
    """Place, id, verdict, reason."""

    index: int = strawberry.field(description="Its place among those sent, from 0.")
    id: strawberry.ID | None = strawberry.field(description="Its id; null when it had none that could be read.")
    verdict: Verdict = strawberry.field(description="What became of it.")
    reason: Reason | None = strawberry.field(description="Why it was not accepted; null when it was.")
    field: str | None = strawberry.field(description="The way to what is wrong with it; null when nothing is.")
    message: str | None = strawberry.field(description="What is wrong and what to do; null when nothing is.")


@strawberry.type(description="What became of the events of one request.")
class EventReceipt:
    """Counts and verdicts."""

    accepted: int = strawberry.field(description="Events that are stored and count.")
    duplicates: int = strawberry.field(description="Events whose ids had been accepted before.")
    quarantined: int = strawberry.field(description="Events kept for an operator to look at.")
    dropped: int = strawberry.field(description="Events not kept, at the wish of whom they are about.")
    verdicts: list[EventVerdict] = strawberry.field(description="One verdict for each event, in their order.")


RecordEventsPayload = payload(
    "RecordEvents", "receipt", EventReceipt, "What became of them; null when there are errors."
)
