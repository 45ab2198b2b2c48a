"""The dates written in one cell, before anybody decides which of two numbers is the month."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from domain.imports.dates.months import MONTH_NAME, month_number

__all__ = ["DateToken", "find_dates", "is_missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateToken:
    """One written date. With `numbers` set, which of the two is the month is for the column to say.

    `year` is None when it is not written; `day` None (and no `numbers`) when only a month is named; `instant` is set
    for counts of seconds since 1970, which need no reading.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    numbers: tuple[int, int] | None = None
    separator: str = ""
    clock: time | None = None
    zone: tzinfo | None = None
    has_meridiem: bool = False
    instant: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether a calendar day follows once the order of numbers and the year are known."""
        return self.instant is not None or self.numbers is not None or self.day is not None


_TIME = (
    r"(?:(?:[T,\s]|\s?-\s)\s*(?:at |um |à |a las |в )?(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<meridiem>[ap]\.?\s?m\b\.?)?|\s?(?P<bare>[ap]m)\b)\s*(?P<zone>Z\b|[+-]\d{2}:?\d{2}\b|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?\b)?)?"
)
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/.])(?P<year>\d{{4}})(?P<dash>[-/.])(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}})(?![\d/]){_TIME}",
        rf"(?<!\d)(?P<year>\d{{4}})\s?[年.]\s?(?P<month>\d{{1,2}})\s?[月.]\s?(?P<day>\d{{1,2}})日?(?![\d/]){_TIME}",
        rf"(?<![\d/])(?P<first>\d{{1,2}})(?P<separator>/)(?P<second_number>\d{{1,2}})(?P<year>(?:19|20)\d{{2}})(?![\d/]){_TIME}",
        rf"(?<![\d/.-])(?P<first>\d{{1,2}})\s?(?P<separator>[/.-])(?P=separator)?\s?(?P<second_number>\d{{1,2}})\s?(?P=separator)\s?{_YEAR}(?!\d){_TIME}",
        rf"(?<![\d.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s/,-]*(?:of |de )?(?P<name>{MONTH_NAME})\b\.?"
        rf"(?:[\s/,.-]*(?:de |del )?{_YEAR}(?![\d:/.]|\s?[ap]m\b))?(?:\s?(?:г\.?|года)(?!\w))?{_TIME}",
        rf"\b(?P<name>{MONTH_NAME})\b\.?[\s/]*-?\s?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:(?:,?\s*|\s?[-/]\s?){_YEAR}(?![\d:/.]|\s?[ap]m\b))?{_TIME}",
        rf"\b(?P<name>{MONTH_NAME})\b\.?[\s,/-]*(?P<year>\d{{4}})(?!\d)",
        r"(?<![\d/.-])(?P<month>\d{1,2})[/.](?P<year>(?:19|20)\d{2})(?![\d/.-])",
        r"(?<![\d/.-])(?P<year>(?:19|20)\d{2})[-/](?P<month>\d{1,2})(?![\d/.-])",
        rf"(?<![\d/.-])(?P<first>\d{{1,2}})(?P<separator>/)(?P<second_number>\d{{1,2}})(?![\d/.-]){_TIME}",
        rf"(?<![\d/.-])(?P<first>\d{{1,2}})(?P<separator>\.)\s?(?P<second_number>\d{{1,2}})\.(?!\d){_TIME}",
    )
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?")
_DASHED = re.compile(r"(\d{1,2})([-.])(\d{1,2})")
_MONTH_AND_YEAR = re.compile(rf"({MONTH_NAME})\.?[-'’]\s?'?(\d{{2}})", re.IGNORECASE)
_SECONDS = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
_SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")
_MISSING_WORDS = (
    "|n/a|na|n.a.|tbd|tba|-|--|---|–|—|none|null|nil|nan|nat|unknown|unk|?|??|x|undefined|no date|not applicable"
    "|pending|not yet|never|k.a.|unbekannt|нет|нет данных|0|00/00/0000|0000-00-00|1/0/1900|1/0/00|0-jan-00"
    "|1899-12-30|12/30/1899|1900-01-00"
)
_MISSING = frozenset(_MISSING_WORDS.split("|"))
_LONGEST = 500


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no date (blank, "N/A", "TBD", a spreadsheet's error or its day zero)."""
    word = text.strip().casefold()
    return word in _MISSING or word.startswith("#")


@lru_cache(maxsize=8192)
def find_dates(text: str) -> tuple[DateToken, ...]:
    """Every date written in a cell, in the order of writing; a bare number is a date only when it fills the cell."""
    cell = text.strip()[:_LONGEST]
    alone = _alone(cell)
    if alone is not None:
        return (alone,)
    found: list[tuple[int, DateToken]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(cell):
            token = _token(match)
            if token is not None:
                found.append((match.start(), token))
                cell = cell[: match.start()] + "\x00" * (match.end() - match.start()) + cell[match.end() :]
    return tuple(token for _, token in sorted(found, key=lambda pair: pair[0]))


def _alone(cell: str) -> DateToken | None:
    if (whole := _COMPACT.fullmatch(cell)) is not None:
        clock = time(int(whole[4]) % 24, int(whole[5]) % 60, int(whole[6]) % 60) if whole[4] else None
        zone = UTC if cell.endswith("Z") else None
        return DateToken(year=int(whole[1]), month=int(whole[2]), day=int(whole[3]), clock=clock, zone=zone)
    if _SECONDS.fullmatch(cell) is not None:
        seconds = float(cell) / (1000 if len(cell) == 13 else 1)
        return DateToken(instant=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    if (whole := _SERIAL.fullmatch(cell)) is not None and 20_000 <= int(whole[1]) < 80_000:
        return _from_serial(int(whole[1]), float(f"0.{whole[2] or 0}"))
    if (whole := _DASHED.fullmatch(cell)) is not None:
        return DateToken(numbers=(int(whole[1]), int(whole[3])), separator=whole[2])
    if (whole := _MONTH_AND_YEAR.fullmatch(cell)) is not None:
        return DateToken(month=month_number(whole[1]), year=2000 + int(whole[2]))
    return None


def _from_serial(days: int, fraction: float) -> DateToken:
    """Days since 1899-12-30, as spreadsheets count them."""
    moment = datetime(1899, 12, 30) + timedelta(days=days, minutes=round(fraction * 1440))  # noqa: DTZ001 - local by nature
    clock = moment.time() if fraction else None
    return DateToken(year=moment.year, month=moment.month, day=moment.day, clock=clock)


def _token(match: re.Match[str]) -> DateToken | None:
    part = match.groupdict()
    year = _year(part.get("year"))
    clock = _clock(part)
    zone = _zone(part.get("zone")) if clock is not None else None
    meridiem = bool(part.get("meridiem") or part.get("bare"))
    if part.get("first"):
        numbers = (int(part["first"]), int(part["second_number"]))
        if numbers[0] > 31 and part["year"] and len(part["year"]) == 2:  # 24-03-15: the year leads
            return DateToken(
                year=2000 + numbers[0] % 100, month=numbers[1], day=int(part["year"]), clock=clock, zone=zone
            )
        return DateToken(
            year=year, numbers=numbers, separator=part["separator"], clock=clock, zone=zone, has_meridiem=meridiem
        )
    month = month_number(part["name"]) if part.get("name") else int(part["month"])
    day = int(part["day"]) if part.get("day") else None
    if month is None:
        return None
    return DateToken(year=year, month=month, day=day, clock=clock, zone=zone, has_meridiem=meridiem)


def _year(written: str | None) -> int | None:
    if not written:
        return None
    number = int(written.lstrip("'"))
    if len(written.lstrip("'")) == 4:
        return number
    return number + (2000 if number < 69 else 1900)


def _clock(part: dict[str, str | None]) -> time | None:
    if not part.get("hour"):
        return None
    hour = int(part["hour"] or 0)
    half = (part.get("meridiem") or part.get("bare") or "").casefold()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    minute, second = int(part.get("minute") or 0), int(part.get("second") or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    offset = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", written)
    if offset is None:
        return UTC
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(-ahead if offset[1] == "-" else ahead) if ahead < timedelta(hours=24) else None
