"""Which stored application a row is: keys that come out the same whenever the same log is read again."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urlsplit

from domain.imports.words import fold

_JOB_IDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("linkedin", re.compile(r"linkedin\.com/.*?(?:jobs/view/(?:[^/?#]*-)?|currentJobId=)(\d{5,})", re.IGNORECASE)),
    ("indeed", re.compile(r"indeed\.[a-z.]+/.*?[?&](?:jk|vjk)=([0-9a-f]{10,})", re.IGNORECASE)),
)
_TRACKING = re.compile(
    r"utm_\w+|gh_src|ref|refid|referrer|referer|trk\w*|trackingid|lipi|src|source|fbclid|gclid|mc_[ce]id|_ga|origin|from|campaign\w*"
    r"|jobboardsource|lever-source\S*|iis|iisn|ebp|position|pagenum|alternatechannel|midtoken|midsig|eid|otptoken|codes|sid|session\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """The key of a row, and keys under which an earlier reading may have stored the same application, best first."""

    key: str
    earlier: tuple[str, ...] = ()


def job_id(url: str | None) -> str | None:
    """The job board's own number in an address, such as "linkedin:3758269446"; None when there is none."""
    for board, pattern in _JOB_IDS if url else ():
        found = pattern.search(url or "")
        if found is not None:
            return f"{board}:{found[1].lower()}"
    return None


def without_tracking(url: str) -> str:
    """What tells openings apart in an address: no scheme, "www.", fragment, last slash or tracking parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name))
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' + urlencode(kept) if kept else ''}"


class Identities:
    """Gives keys to the rows of one import.

    A row is known by the job board's number in its address; else by company, title, address and day of applying,
    folded. Equal rows are told apart by their place among equals: two equal rows are two applications, and a longer
    log only adds. So are read the same: a reordered log, other capitals, another status. Not the same is a row whose
    company, title or day was corrected: it becomes a new application, because nothing but the text tells which one it
    was. `earlier` softens that for what changes by itself: a saved opening that now has a day of applying, a row that
    now has an address, and a day whose month and day were read the other way round while the column was ambiguous.
    Use an earlier key only when no row of the import has it as its own key.

    Equal rows count through all tables of one kind (LinkedIn splits its list), but a row of a list of saved openings
    and one of the applications made from them are the same opening.
    """

    def __init__(self) -> None:
        """No table has been begun."""
        self._tables: dict[tuple[str, str], Numbering] = {}

    def begin(self, table: str, *, kind: str) -> "Numbering":
        """Number the rows of a table from its start; begun again, it and the tables after it get the same keys."""
        names = list(self._tables)
        place = names.index((kind, table)) if (kind, table) in self._tables else len(names)
        before = tuple(self._tables[name] for name in names[:place] if name[0] == kind)
        numbering = self._tables[kind, table] = Numbering(before)
        return numbering


class Numbering:
    """Keys for the rows of one table, in their order."""

    def __init__(self, before: tuple["Numbering", ...] = ()) -> None:
        """Count on from the tables before this one."""
        self._before = before
        self._seen: Counter[bytes] = Counter()

    def identify(
        self, *, company: str, title: str, url: str | None, applied: date | None, is_swappable: bool = False
    ) -> Identity:
        """The identity of the next row."""
        names, day = (fold(company), fold(title)), applied.isoformat() if applied else ""
        where = without_tracking(url) if url else ""
        earlier: list[bytes] = []
        if applied is not None and is_swappable and applied.day <= 12:
            swapped = applied.replace(month=applied.day, day=applied.month)
            earlier.append(_digest("row", *names, where, swapped.isoformat()))
        if applied is not None:
            earlier.append(_digest("row", *names, where, ""))
        if where:
            earlier.append(_digest("row", *names, "", day))
        number = job_id(url)
        digest = _digest("job", number) if number else _digest("row", *names, where, day)
        return Identity(self._numbered(digest), tuple(f"{former.hex()}:1" for former in earlier))

    def _numbered(self, digest: bytes) -> str:
        self._seen[digest] += 1
        return f"{digest.hex()}:{self._seen[digest] + sum(table._seen[digest] for table in self._before)}"


def _digest(*parts: str) -> bytes:
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
