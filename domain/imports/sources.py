"""Where an opening was found: one spelling for what differs only in case, spaces and punctuation."""

from domain.imports.words import compact, fold

_BOARDS = """
AngelList|BuiltIn|CareerBuilder|Craigslist|Dice|Facebook|FlexJobs|Glassdoor|Google|Google Jobs|Handshake
hh.ru|Hired|Hacker News|Idealist|Indeed|InfoJobs|Instagram|Job Bank|Jobindex|JobStreet|LinkedIn|Lever
Greenhouse|Workday|Monster|Naukri|Otta|Reddit|Reed|Remote OK|RemoteOK|RippleMatch|SEEK|Simplify
SimplyHired|Snagajob|Stack Overflow|StepStone|TechFetch|Telegram|Totaljobs|Twitter|Upwork|USAJOBS|WayUp
Wellfound|We Work Remotely|Welcome to the Jungle|Workable|XING|Y Combinator|ZipRecruiter|Хабр Карьера
"""
_KNOWN = {compact(name): name for line in _BOARDS.strip().splitlines() for name in line.split("|")}
_HOSTS = {f"{key}{end}": name for key, name in _KNOWN.items() for end in ("com", "de", "ca", "couk")}


class Sources:
    """The spellings of one table. The well-known boards have theirs; of the others the first one met is kept.

    "OtterJobs" and "Otter Jobs" are one; "Company" and "Company Site" stay two, because only their author knows.
    """

    def __init__(self) -> None:
        """No spelling is known yet but the boards'."""
        self._spellings: dict[str, str] = {}

    def canonical(self, text: str) -> str:
        """The spelling to store for a cleaned, non-blank source."""
        key = compact(text)
        if not key:
            return text
        bare = compact(fold(text).removeprefix("https ").removeprefix("http ").removeprefix("www "))
        known = _KNOWN.get(key) or _HOSTS.get(bare)
        return known or self._spellings.setdefault(key, text)
