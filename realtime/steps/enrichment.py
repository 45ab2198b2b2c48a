"""What the request tells of the circumstances: kind of device, language, country. The same for all its events."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec

from realtime.geography import Geography
from realtime.work import Work

_MOST_KNOWN: Final = 10_000
_LONGEST: Final = 500


def enrichment(geography: Geography | None) -> Callable[[Work], None]:
    """The step `enrich`, with or without a map."""

    def enrich(work: Work) -> None:
        """Say under what circumstances it happened. A key's server says nothing of its user's."""
        sender = work.sender
        if sender.may_name_users:
            return
        place = {} if geography is None else geography.place(sender.address)
        circumstances = {**_of_browser(sender.user_agent, sender.language), **place}
        work.context = msgspec.json.encode(circumstances).decode() if circumstances else None

    return enrich


@lru_cache(maxsize=_MOST_KNOWN)
def _of_browser(user_agent: str | None, language: str | None) -> dict[str, str]:
    found = {"device": device(user_agent), "language": primary_language(language)}
    return {name: value for name, value in found.items() if value}


def device(user_agent: str | None) -> str | None:
    """bot, tablet, mobile or desktop, by the words that browsers use for themselves; None for anything else."""
    if not user_agent:
        return None
    said = user_agent[:_LONGEST].lower()
    if any(word in said for word in ("bot", "crawler", "spider", "headless")):
        return "bot"
    if "ipad" in said or "tablet" in said or ("android" in said and "mobile" not in said):
        return "tablet"
    if "mobi" in said or "iphone" in said:
        return "mobile"
    return "desktop" if said.startswith("mozilla/") else None


def primary_language(accepted: str | None) -> str | None:
    """The first language of an Accept-Language header, without its country: "de" of "de-AT,en;q=0.5"."""
    first = (accepted or "").split(",")[0].split(";")[0].split("-")[0].strip().lower()
    return first if 2 <= len(first) <= 3 and first.isascii() and first.isalpha() else None
