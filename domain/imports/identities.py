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
    """Gives keys to the rows of one import, in their order.

    A row is known by the job board's number in its address; else by company, title, address and day of applying,
    folded. Equal rows are told apart by their place among equals: two equal rows are two applications, and a longer
    log only adds. So are read the same: a reordered log, other capitals, another status. Not the same is a row whose
    company, title or day was corrected: it becomes a new application, because nothing but the text tells which one it
    was. `earlier` softens that for what changes by itself: a saved opening that now has a day of applying, and a day
    whose month and day were read the other way round while the column was still ambiguous. Use an earlier key only
    when no row of the import has it as its own key.

    Keep one per kind of table: rows of a list of saved openings and of the applications made from them are the same
    openings.
    """

    def __init__(self) -> None:
        """No row has been seen."""
        self._seen: Counter[bytes] = Counter()

    def identify(
        self, *, company: str, title: str, url: str | None, applied: date | None, is_swappable: bool = False
    ) -> Identity:
        """The identity of the next row."""
        number = job_id(url)
        if number is not None:
            return Identity(self._numbered(_digest("job", number)))
        where = without_tracking(url) if url else ""
        words = (fold(company), fold(title), where)
        earlier: list[str] = []
        if applied is not None and is_swappable and applied.day <= 12:
            earlier.append(
                f"{_digest('row', *words, applied.replace(month=applied.day, day=applied.month).isoformat()).hex()}:1"
            )
        if applied is not None:
            earlier.append(f"{_digest('row', *words, '').hex()}:1")
        key = self._numbered(_digest("row", *words, applied.isoformat() if applied else ""))
        return Identity(key, tuple(earlier))

    def _numbered(self, digest: bytes) -> str:
        self._seen[digest] += 1
        return f"{digest.hex()}:{self._seen[digest]}"


def _digest(*parts: str) -> bytes:
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
