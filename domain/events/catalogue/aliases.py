"""What others call the same: event names, property names in snake case, and the words for a status."""

import re
from collections.abc import Mapping
from typing import Any, Final

from domain.events.catalogue.declarations import Properties
from domain.occurrences import status

NAMES: Final = {
    "application_status_changed": "application_status_change",
    "application_update": "application_updated",
    "application_submitted": "job_apply",
    "application_submission": "job_apply",
    "application_withdraw": "application_withdrawn",
    "interview_schedule": "interview_scheduled",
    "offer_rejected": "offer_declined",
    "follow_up_sent": "follow_up",
    "followup": "follow_up",
    "form_submission": "form_submit",
    "filter_usage": "filter",
    "job_bookmarked": "job_bookmark",
    "market_trends": "market_trend",
    "industry_benchmarks": "industry_benchmark",
    "economic_indicators": "economic_indicator",
}

_SNAKE: Final = re.compile(r"_([a-z])")


def with_canonical_properties(properties: Mapping[str, Any], declared: type[Properties]) -> dict[str, Any]:
    """The properties with what others write put right, as far as this name declares it.

    `application_id` becomes `applicationId`, a number there becomes its digits, and a status in anybody's words becomes
    one of ours. What is not understood stays as it is.
    """
    encoded = declared.__struct_encode_fields__
    put_right = dict(properties)
    for key in properties:
        camel = _SNAKE.sub(lambda match: match.group(1).upper(), key)
        if camel != key and camel in encoded and camel not in properties:
            put_right[camel] = put_right.pop(key)
    reference = put_right.get("applicationId")
    if "applicationId" in encoded and isinstance(reference, int) and not isinstance(reference, bool):
        put_right["applicationId"] = str(reference)
    if "status" in encoded and (target := status(put_right.get("status"))) is not None:
        put_right["status"] = target.value
    return put_right
