"""E-mail addresses and telephone numbers inside free text."""

import re

REDACTED_EMAIL = "[e-mail]"
REDACTED_PHONE = "[phone]"

_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
# Looked for from the sign in its middle: from the front, every letter of a long text might begin one.
_HOST = re.compile(
    r"\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]{1,63}){1,5}", re.IGNORECASE
)
_NAME_BEFORE = re.compile(r"[\w.+%-]{1,64}\Z")
_LONGEST_NAME = 64
_USER_IN_URL = re.compile(r"(?<=://)[^/\s@]+@|(?<=[=:/])[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# A run of digits with the signs that people put between the groups of a number.
_NUMBER = re.compile(
    r"(?<![\w$€£₽#/.,-])(?:\+|00)?\(?\d[\d\s().\u00a0\u2011/-]{5,22}\d(?![\w%€$£₽]|[.,]\d)(?:\s?(?:x|ext\.?)\s?\d{1,5})?",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?:phone|tel|mobile|mob|cell|call|fax|whats ?app|тел|моб)\w*[.:\s#-]*$", re.IGNORECASE)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?<!\d)(?:(?:19|20)\d{{2}}[-/.]{_DAY}[-/.]{_DAY}|{_DAY}[-/.]{_DAY}[-/.](?:\d{{4}}|\d{{2}})|\d{{8}})(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}\s?[-/]\s?(?:19|20)?\d{2}(?!\d)"
)
_RANGE = re.compile(r"\d\s[-/]\s\d")
_GROUPS = re.compile(r"\d+")


def redact(text: str) -> str:
    """The text with e-mail addresses and telephone numbers replaced by "[e-mail]" and "[phone]".

    Dates, amounts of money, ranges, reference numbers and the digits inside web addresses stay as they are. A number
    counts as a telephone's with 7 to 15 digits in the groups of one: after "+" or a word like "tel", with brackets
    around an area code, or in groups such as 3-3-4; a bare run of digits does not unless such a word stands before
    it.
    """
    kept: list[str] = []
    end = 0
    for match in _URL.finditer(text):
        kept += (_redact_prose(text[end : match.start()]), _USER_IN_URL.sub(REDACTED_EMAIL, match.group()))
        end = match.end()
    kept.append(_redact_prose(text[end:]))
    return "".join(kept)


def _redact_prose(text: str) -> str:
    return _NUMBER.sub(_phone, _redact_emails(text))


def _redact_emails(text: str) -> str:
    kept: list[str] = []
    end, host = 0, _HOST.search(text)
    while host is not None:
        name = _NAME_BEFORE.search(text, max(end, host.start() - _LONGEST_NAME), host.start())
        if name is None:
            host = _HOST.search(text, host.start() + 1)
            continue
        kept += (text[end : name.start()], REDACTED_EMAIL)
        end = host.end()
        host = _HOST.search(text, end)
    return "".join((*kept, text[end:]))


def _phone(match: re.Match[str]) -> str:
    written = match.group()
    groups = _GROUPS.findall(written)
    digits = sum(len(group) for group in groups)
    before = match.string[max(0, match.start() - 12) : match.start()]
    announced = written.startswith(("+", "00")) or _CALLED.search(before) is not None
    if not 7 <= digits <= 15 or (not announced and (_DATE.search(written) or _RANGE.search(written))):
        return written
    bracketed = "(" in written and digits >= 9
    grouped = (
        len(groups) >= 3
        and digits >= 9
        and all(2 <= len(group) <= 5 for group in groups[1:])
        and not _is_amount(groups)
    )
    local = len(groups) == 2 and [len(group) for group in groups] == [3, 4]
    return REDACTED_PHONE if announced or bracketed or grouped or local else written


def _is_amount(groups: list[str]) -> bool:
    """Thousands: one to three digits, then threes throughout ("1 250 000"), which no telephone number needs to be."""
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
