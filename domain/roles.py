"""The role family of a job title: what is left when level, contract, place and team are taken away."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_LONGEST_TITLE = 200
_LONGEST_ROLE = 80


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What a person can be. The last of these in a part of a title is its head; what follows is a specialisation.
_HEADS = _set(
    "accountant actuary administrator advisor adviser agent analyst architect artist assistant attorney auditor author"
    " barista bartender biologist biostatistician bookkeeper buyer caregiver carer cashier chef chemist cleaner clerk"
    " clinician coach consultant controller cook coordinator copywriter counselor counsellor curator custodian dentist"
    " designer developer director dispatcher driver economist editor educator electrician engineer epidemiologist"
    " estimator evaluator examiner executive expert facilitator generalist geologist guard handyman head hygienist"
    " illustrator inspector installer instructor investigator janitor journalist labeler laborer labourer lawyer"
    " lecturer librarian machinist manager marketer mechanic modeler nurse nutritionist officer operator paralegal"
    " paramedic partner pharmacist photographer physician physicist planner plumber porter practitioner president"
    " producer professor programmer psychologist rater receptionist recruiter registrar representative researcher"
    " salesperson scheduler scientist secretary server specialist statistician steward strategist stylist supervisor"
    " surgeon surveyor teacher technician technologist tester therapist toxicologist trader trainer translator tutor"
    " typist underwriter veterinarian videographer vp waiter waitress warden welder worker writer"
)
_HEAD = f"(?:{'|'.join(sorted(_HEADS))})s?"
_WEAK_HEADS = _set("associate lead principal staff chief apprentice trainee")
_RANKS = _set("director head vp manager chief president lead")
_LEVELS = _set(
    "senior sr snr junior jr jnr lead principal principle staff associate mid intermediate intern interns internship"
    " trainee apprentice graduate grad graduates grads undergrad undergraduate level lvl tier grade i ii iii iv v vi"
    " temp temporary permanent freelance freelancer fulltime parttime remote hybrid onsite on-site"
    " urgent hiring wanted opportunity summer fall autumn winter spring coop co-op experienced"
    " amts mts the a an"
)
_LEVEL_PHRASES = re.compile(
    r"\b(?:new[ -](?:college[ -])?grad(?:uate)?s?|(?:university|college)[ -]grad(?:uate)?s?|college hire"
    r"|early (?:in )?career|early[ -]career|entry[ -]level|mid[ -](?:senior[ -])?level|all levels"
    r"|(?:full|part)[ -]time|(?:fixed|short|long)[ -]term|work from home|\d+ months?|(?:contract|temp)[ -]to[ -]hire"
    r"|[mwfdx](?:/[mwfdx*]){1,2})\b"
)
_CONTRACT = re.compile(rf"(?<!smart )\bcontract(?:or)?\b(?! {_HEAD})")
_LEVEL_NUMBER = re.compile(r"^(?:l|t|ic)?\d{1,4}$")

_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_AFTER_HEAD = re.compile(rf"\b({_HEAD})(?:-| and )")
_BREAKS = re.compile(
    r"\s+-+\s*|\s*-+\s+|\s*[|•·:;@,\n\r\t()\[\]{}]+\s*|(?<!\b\w)\s*/\s*(?!\w\b)|\s+(?:at|for|with|in|to|using)\s+"
)

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


_SPELLINGS = _rules(
    (r"\bfront[ -]?end\b", "frontend"),
    (r"\bback[ -]?end\b", "backend"),
    (r"\bfull[ -]?stack\b", "full stack"),
    (r"\b(?:sde|swe)\b", "software engineer"),
    (r"\bsdet\b|\bengineer in test\b", "test engineer"),
    (r"\bsre\b", "site reliability engineer"),
    (r"\bml\b", "machine learning"),
    (r"\bartificial intelligence\b", "ai"),
    (r"\bbi\b", "business intelligence"),
    (r"\bquality assurance\b", "qa"),
    (r"\bhuman resources\b", "hr"),
    (r"\binformation technology\b", "it"),
    (r"\bsystem (?=engineer|administrator|analyst)", "systems "),
    (r" & ", " and "),
    (r"\bdev[ -]ops\b", "devops"),
    (r"\b(?:dev|coder)\b(?!-)", "developer"),
    (r"\b(?:eng|engr|enginner)\b\.?", "engineer"),
    (r"\bmgr\b\.?", "manager"),
    (r"\bexec\b\.?", "executive"),
    (r"\basst\b\.?", "assistant"),
    (r"\badmin\b\.?", "administrator"),
    (r"\breps?\b\.?", "representative"),
    (r"\b(?:(?:senior |executive )?vice[ -]president|[sea]?v\.?p)\b\.?", "vp"),
    (r"\br\.?n\b\.?", "registered nurse"),
)
_MAKER = "(?:engineer|developer|programmer)$"
_FAMILIES = _rules(
    (rf"\bfrontend (?:\w+ ){{0,2}}{_MAKER}|\bui {_MAKER}", "frontend engineer"),
    (rf"\bbackend (?:\w+ ){{0,2}}{_MAKER}", "backend engineer"),
    (rf"\bfull stack (?:\w+ ){{0,2}}{_MAKER}", "full stack engineer"),
    (rf"\b(?:machine learning|deep learning|ai|mlops) (?:\w+ ){{0,2}}{_MAKER}", "machine learning engineer"),
    (r"\bdata science$|\bdata scientist$", "data scientist"),
    (rf"\bdata (?:\w+ )?{_MAKER}|\betl {_MAKER}|\bdata engineering$", "data engineer"),
    (r"\bdata analyst$|\bdata analytics$", "data analyst"),
    (rf"\bbusiness intelligence (?:\w+ )?(?:analyst|{_MAKER})", "business intelligence analyst"),
    (rf"\bsite reliability {_MAKER}", "site reliability engineer"),
    (rf"\bdevops (?:\w+ )?{_MAKER}", "devops engineer"),
    (rf"\b(?:android|ios|mobile) (?:\w+ ){{0,2}}{_MAKER}", "mobile engineer"),
    (rf"\b(?:qa|test) (?:automation )?(?:analyst|tester|{_MAKER})|^(?:software )?tester$", "test engineer"),
    (rf"\b(?:embedded|firmware) (?:\w+ ){{0,2}}{_MAKER}", "embedded engineer"),
    (r"\bweb (?:developer|engineer|programmer)$", "web developer"),
    (
        rf"\bsoftware (?:\w+ )?{_MAKER}|\bsoftware (?:engineering|development)$|^(?:developer|programmer)$",
        "software engineer",
    ),
)


def role(title: str) -> str:
    """The role family, in lower case: "Senior Software Engineer II - Backend (Remote)" is "software engineer".

    The first part of the title that names what a person can be decides; what follows a dash, a comma or "for" is a
    specialisation and does not count, what stands before the noun does ("Backend Engineer" is "backend engineer").
    Different words for one trade become one ("developer", "programmer", "SDE"). A title in which nothing is recognised
    gives its first part without level words; an empty title gives "".
    """
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", title[:_LONGEST_TITLE]).casefold().replace("_", " "))
    text = _CONTRACT.sub(" ", _LEVEL_PHRASES.sub(" ", _PARENTHESES.sub(" ", folded)))
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    parts = [words for part in _BREAKS.split(_AFTER_HEAD.sub(r"\1 - ", text)) if (words := _words(part))]
    family = " ".join(_headed(parts) or _without_levels(parts[0] if parts else folded.split()))
    for pattern, name in _FAMILIES:
        if pattern.search(family):
            return name
    return family[:_LONGEST_ROLE].strip(" -")


def _words(part: str) -> list[str]:
    words = (word.strip(".'\"!?*&-") for word in part.split())
    return [_singular(word) for word in words if word and not _LEVEL_NUMBER.match(word)]


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and word[:-1] in _HEADS else word


def _without_levels(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _LEVELS] or list(words)


def _headed(parts: Sequence[Sequence[str]]) -> list[str]:
    for heads in (_HEADS, _WEAK_HEADS):
        for place, words in enumerate(parts):
            if "of" in words[1:] and words[words.index("of") - 1] in _RANKS:
                at = words.index("of")
                return [*_without_levels(words[at + 1 :]), words[at - 1]]
            last = _last(words, heads)
            if last is None:
                continue
            found = [*_levelless(words[:last]), words[last]]
            following = parts[place + 1] if place + 1 < len(parts) else ()
            if len(found) == 1 and found[0] in _RANKS and following and _last(following, _HEADS) is None:
                return [*_without_levels(following), found[0]]
            return found
    return []


def _levelless(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _LEVELS]


def _last(words: Sequence[str], heads: frozenset[str]) -> int | None:
    return next((at for at in range(len(words) - 1, -1, -1) if words[at] in heads), None)
