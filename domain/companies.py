"""A company: who offers the job. Names are typed by many hands, so equality goes by a folded key."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_LONGEST_NAME = 300


class CompanySize(StrEnum):
    """Number of employees, in the buckets that job boards print."""

    SIZE_1_50 = "SIZE_1_50"
    SIZE_51_200 = "SIZE_51_200"
    SIZE_201_500 = "SIZE_201_500"
    SIZE_501_1000 = "SIZE_501_1000"
    SIZE_1001_5000 = "SIZE_1001_5000"
    SIZE_5001_10000 = "SIZE_5001_10000"
    SIZE_10000_PLUS = "SIZE_10000_PLUS"


_UPPER_ENDS: tuple[tuple[int, CompanySize], ...] = (
    (50, CompanySize.SIZE_1_50),
    (200, CompanySize.SIZE_51_200),
    (500, CompanySize.SIZE_201_500),
    (1000, CompanySize.SIZE_501_1000),
    (5000, CompanySize.SIZE_1001_5000),
    (10000, CompanySize.SIZE_5001_10000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """An employer as stored; `size` and `industry` are None when nobody told us."""

    id: int
    name: str
    size: CompanySize | None = None
    industry: str | None = None

    @property
    def key(self) -> str:
        """The folded name, by which two spellings are one company."""
        return fold(self.name)


_LEGAL_FORM_WORDS = """
inc incorporated llc llp lp ltd limited corp corporation co company plc pty pte pvt gmbh mbh ag kg kgaa ug se sa sas
sarl srl spa sl slu bv nv vof oy oyj ab as asa aps oü kk ltda cv sro doo eood ооо оао зао ао пао
"""
_LEGAL_FORMS = frozenset(_LEGAL_FORM_WORDS.split())
_JOINTS = frozenset({"and"})
# Latin and Cyrillic accents only: the Japanese voicing marks (U+3099) tell different names apart.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_INITIALS = re.compile(r"\b\w(?:[./]\w)+\b\.?")
_APOSTROPHES = re.compile(r"['’‘`´]")
_NOT_WORD = re.compile(r"[\W_]+")
_RATING = re.compile(r"\s*[\r\n]+\s*\d(?:[.,]\d)?\s*$")


def clean_name(text: str) -> str:
    """The name on one line, without the rating that some job boards print under it; "" when nothing is left."""
    return " ".join(_RATING.sub("", text[:_LONGEST_NAME].replace("\0", " ")).split())


def fold(name: str) -> str:
    """The key of a company name: "Acme, Inc.", "The ACME" and "acme" fold to the same text.

    Case, accents, punctuation, a leading "the" and trailing legal forms (Inc, LLC, GmbH & Co. KG, S.p.A. …) do not
    count. A name made of nothing else keeps its last word. Folding twice changes nothing.
    """
    cleaned = clean_name(name)
    flat = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", cleaned.casefold())))
    flat = _INITIALS.sub(lambda found: re.sub(r"[./]", "", found.group()), flat.casefold())
    words = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", flat.replace("&", " and "))).split()
    while len(words) > 1 and words[0] == "the":
        words.pop(0)
    while len(words) > 1 and (words[-1] in _LEGAL_FORMS or words[-1] in _JOINTS):
        words.pop()
    return " ".join(words) or cleaned.casefold()


_COUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[, ’']\d{3})+|\d{1,7}(?:\.\d)?)\s*([km]\b)?(?![\d.])", re.IGNORECASE)
_MORE = re.compile(r"\d\s*[km]?\s*\+|(?:more than|over|above|mehr als|>)\s*\d", re.IGNORECASE)
_LESS = re.compile(r"(?:less than|under|fewer than|up to|below|<)\s*\d", re.IGNORECASE)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


def company_size(text: str) -> CompanySize | None:
    """The bucket of a head count as people and boards write it: "1001 to 5000 employees", "11-50", "10,001+", "350".

    A range belongs to the bucket of its middle; "500+" means more than 500; anything without a count is None.
    """
    short = text.strip()[:100]
    if short.startswith("-"):  # "-1" is how one public table says "missing"
        return None
    counts = [float(re.sub(r"[, ’']", "", digits)) * _TIMES[unit.lower()] for digits, unit in _COUNT.findall(short)]
    if not counts or (counts[0] <= 0 and len(counts) == 1):
        return None
    if len(counts) > 1:
        people = (counts[0] + counts[1]) / 2
    elif _LESS.search(short):
        people = counts[0] - 1
    else:
        people = counts[0] + bool(_MORE.search(short))
    return next((size for upper_end, size in _UPPER_ENDS if people <= upper_end), CompanySize.SIZE_10000_PLUS)
