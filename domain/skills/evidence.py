"""What proves or refutes that a word or a letter is meant as a skill: the tables behind contexts.py."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What stands right before or right after a form and proves that the skill is meant, or refutes it."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]


def _evidence(
    *, before: str = _NEVER, after: str = _NEVER, not_before: str = _NEVER, not_after: str = _NEVER
) -> Evidence:
    return Evidence(
        before=re.compile(rf"(?:{before})\Z"),
        after=re.compile(after),
        not_before=re.compile(rf"(?:{not_before})\Z", re.IGNORECASE),
        not_after=re.compile(not_after),
    )


# In the middle of a sentence, where a verb or a noun would not have its capital.
_MIDDLE = r"\b(?:on|under|through|over|existing|standard|scale|manage|an|our|your|their|of|for|as|the|and|or|from)\s"
_NUMBERED = (
    r"vitamins?|hepatitis|series|class|grade|level|section|sec\.|parts?|plan|schedule|appendix|exhibit|title|type|groups?"
    r"|category|categories|option|tier|phase|building|bldg\.?|suite|unit|floor|division|rounds?|form|line|column|rated|rating"
    r"|rule|article|chapter|paragraph|item|step|rank|zone|toys"
)
_NOT_BEFORE_LETTER = rf"[.&'’+\-–]|\b(?:{_NUMBERED})\s|\d\s?°?\s?"
_NOT_AFTER_LETTER = (
    r"[&'’+.\-–]\w|\+|\s?&\s?[A-Z]\b|\s(?:Us\b|level\b|suite\b|corp\b|class\b|diff|\d|of\b|section\b)|°|\.\s[A-Z]\w+,"
)

# "C Space", the company.
_NAME_AFTER = r" (?!Program|Develop|Language|Engineer|Cod|Software|Experience|Skill|And|Or|With|For)[A-Z][a-z]"

EVIDENCE: Mapping[str, Evidence] = {
    "C": _evidence(not_before=_NOT_BEFORE_LETTER, not_after=_NOT_AFTER_LETTER + r"|/[ABD-Z]\b|" + _NAME_AFTER),
    "R": _evidence(
        after=r"\s(?:Shiny|statistical|stats|environment|tidyverse|console|for statistic|infrastructure)",
        not_before=_NOT_BEFORE_LETTER,
        not_after=_NOT_AFTER_LETTER + r"|\s(?:value|squared)\b",
    ),
    "Go": _evidence(
        after=r"\s(?:routines?|modules?|micro-?services?|[Bb]ackend|services|concurrency)\b",
        not_before=r"[\-–'’]|\bno[\s-]|\b(?:to|we|you|they|and then|let['’]s|on the|ready|pokémon|pokemon)\s",
        not_after=r"\s?[\-–/]\s?(?:to|live|getter|[Nn]o|[Gg]o)\b"
        r"|\s(?:to|above|beyond|live|ahead|through|green|on|out|back|the|here|online|over|home|public|further|no|big|far"
        r"|get|with)\b",
    ),
    "Rust": _evidence(not_after=r"\s(?:belt|removal|proof|prevention|colou?red)\b"),
    "Swift": _evidence(not_after=r"\s(?:response|action|resolution|transport|messag|payment|codes?)"),
    "Ruby": _evidence(not_after=r"\s(?:Tuesday|red)"),
    "Julia": _evidence(not_after=r"\s[A-Z]"),
    "Dart": _evidence(not_after=r"\s?&|\s[A-Z]"),
    "Ada": _evidence(not_after=r"\s(?:compliance|accommodation|[A-Z])"),
    "Assembly": _evidence(not_after=r"\s(?:line|of|drawing|process|work|plant|room|operation|instruction|department)"),
    "Apex": _evidence(after=r"\s(?:triggers?|class(?:es)?|code)\b"),
    "Less": _evidence(not_after=r"\s(?:than|is)\b"),
    "LESS": _evidence(not_after=r"\s(?:than|THAN|IS)\b"),
    "Bootstrap": _evidence(not_after=r"\s(?:sampl|method|confidence)"),
    "Express": _evidence(
        not_before=r"\b(?:american|pony|holiday inn|service|federal)\s",
        not_after=r"\s(?:Scripts|written|or implied|delivery|shipping|mail)",
    ),
    "Spring": _evidence(
        not_before=r"\b(?:this|next|late|early|in|during|silver|palm|colorado|by|for|the)\s"
        r"|\b(?:engineer|developer|intern|internship|analyst)\s?[-–(,]\s?\(?",
        not_after=r"\s(?:\d|of\b|break|semester|term|season|into|intern|training|quarter|graduat)"
        r"|\s?/\s?(?:Summer|Fall|Winter)|,?\s[A-Z]{2}\b",
    ),
    "Unity": _evidence(
        after=r"\s(?:3D|game|[Ee]ngine|Editor|scripting)\b", not_after=r"\s(?:Point|Health|Catalog|and)\b"
    ),
    "Oracle": _evidence(
        after=r"\s(?:\d+\s?[cgi]\b|DB|DBA|[Dd]atabases?|RAC|RDBMS|PL|SQL|Exadata|Forms|Developer|APEX|Data Guard)",
        not_after=r"\s(?:Corporation|Corp|America|Inc|employees|is\b|offers|HCM|Cloud HCM)",
    ),
    "Spark": _evidence(
        before=_MIDDLE,
        after=r"\s(?:jobs?|clusters?|[Cc]ore|ML\b|GraphX|pipelines?|engine|ecosystem|workloads?|UI\b|Structured)",
        not_after=r"\s(?:Capital\b|Networks|innovation|creativity|joy|interest|change|the|a|your|new|plug)\b",
    ),
    "Lambda": _evidence(after=r"\s(?:function|architecture|expression)", not_after=r"\s(?:School|Chi|Sigma|calculus)"),
    "EMR": _evidence(not_after=r"\s(?:system|software|record|chart|document|application|experience)"),
    "Chef": _evidence(
        after=r"\s(?:cookbook|recipe|automation|[Ss]erver|Automate|InSpec)",
        not_before=r"\b(?:sous|executive|pastry|head|personal|private|line|celebrity|the|a|our|as)\s",
        not_after=r"\s(?:de\b|position|job|experience|skills|required|at\b|in\b|who|will|is\b|must)|['’]s",
    ),
    "Windows": _evidence(
        after=r"\s(?:environments?|platforms?|desktops?|workstations?|systems?|PCs?|administration|XP|Vista|\d|/)",
        not_after=r"\s(?:and doors|treatment|cleaning|installation)",
    ),
    "Sketch": _evidence(not_after=r"\s(?:out|ideas|comedy)"),
    "Excel": _evidence(
        before=_MIDDLE,
        after=r"\s(?:spreadsheet|macro|model|formula|function|workbook|file|report|sheet|chart|VBA|add-in|guru|wizard|user"
        r"|master|based|format|\d{4}|[Pp]ivot|[Pp]ower)",
        not_before=r"\b(?:(?<!limited )to|will|you|they|we|who|can|must)\s",
        not_after=r"\s(?:at\b|as\s(?:a|an|part)\b|in (?:a|an|the|this|your|our|all|fast|dynamic|every)\b"
        r"|(?:under|within|when)\b)",
    ),
    "Word": _evidence(
        not_before=r"\b(?:the|a|every|spoken|written|in a|god['’]s)\s",
        not_after=r"\s(?:of\b|is\b|press|for word|games?)|-of-",
    ),
    "Outlook": _evidence(
        after=r"\s(?:calendar|e-?mail|\d{4})",
        not_before=r"\b(?:positive|economic|market|financial|the|an?|our|overall|job|career|employment)\s",
        not_after=r"\s(?:on|for|of|is)\b",
    ),
    "Access": _evidence(
        after=r"\s(?:databases?|DB|quer(?:y|ies)|VBA|\d{4}|tables?)\b",
        not_before=r"\b(?:the|an?|have|has|get|gain|remote|open|market|patient|grant|full|public|data|user|root|equal"
        r"|information|easy)\s",
        not_after=r"\s(?:to|control|management|and Identity|point|layer|rights?|granted|health|badge|services|programs?"
        r"|points)\b|[\-–]",
    ),
    "Publisher": _evidence(not_before=r"\b(?:the|a|as)\s", not_after=r"\s(?:of|is|relations|development|partner)"),
    "Teams": _evidence(
        after=r"\s(?:meetings?|channels?|calls?)\b",
        not_before=r"\b(?:product|development|scrum|agile|project|engineering|sales|marketing)\s",
        not_after=r"\s(?:of|are|to|in|across|that|who|with|and stakeholder)",
    ),
    "Zoom": _evidence(not_after=r"\s(?:in|out|interview)"),
    "Lean": _evidence(
        after=r"\s(?:tools?|methods?|process|practices|production|thinking|management|startup)",
        not_after=r"\s(?:on|in|into|body)\b",
    ),
    "LEAN": _evidence(after=r"\s(?:tools?|methods?|process|practices|production|thinking|management)"),
    "Waterfall": _evidence(after=r"\s(?:method|model|process|project|environment|SDLC)"),
    "SEM": _evidence(not_after=r"\s(?:imag|microscop)"),
    "CMS": _evidence(
        after=r"\s(?:platforms?|systems?|tools?)\b", not_after=r"\s(?:regulation|guideline|rule|star|data)"
    ),
    "SAN": _evidence(after=r"\s(?:storage|arrays?|switch)", not_after=r"\s[A-Z]{2}"),
    "QC": _evidence(after=r"\s(?:testing|inspection|lab|laborator|data|procedures?|samples?|process)"),
    "Sage": _evidence(not_after=r"\s(?:advice|green|[A-Z])"),
    "Epic": _evidence(
        after=r"\s(?:certifi|EHR|EMR|Systems|Clarity|Caboodle|Willow|Beaker|application|implementation)",
        not_after=r"\s(?:stor|Games|proportion)",
    ),
    "EPIC": _evidence(after=r"\s(?:certifi|EHR|EMR|Systems|Clarity|Caboodle|application|implementation)"),
    "Illustrator": _evidence(not_before=r"\b(?:an?|the|as)\s"),
    "Inventor": _evidence(not_before=r"\b(?:an?|the|as|co)[\s-]", not_after=r"\s(?:of|on|who)"),
    "CAM": _evidence(after=r"\s(?:software|programming)"),
    "Cypress": _evidence(after=r"\s(?:tests?|testing|automation)", not_after=r",\s[A-Z]{2}\b"),
    "Polish": _evidence(not_after=r"\s(?:and|the|your|our|up)\b"),
    "React": _evidence(not_after=r"\s(?:to|quickly|appropriately|well|calmly|positively)\b"),
    "REST": _evidence(not_before=r"\bthe\s", not_after=r"\s(?:of|OF|assured|periods?)\b"),
}
"""By the written form. Forms without an entry have the general evidence below, if they need any."""

_ABILITY = (
    r"(?:experience[ds]?|expertise|expert|proficien\w+|knowledge\w*|familiar\w*|skills?|skilled|fluen\w+|competen\w+"
    r"|background|training|literate|literacy|command|understanding|certifi\w+|exposure|ability|versed|comfortable|mastery"
    r"|strength|strong|course\w*)"
)
_WORK = (
    r"(?:program(?:ming|s)?|cod(?:e|ed|ing)|script(?:s|ing)?|writ(?:e|ing|ten)|develop(?:ed|ing|ment)?|implement(?:ed|ing)?"
    r"|built|build(?:ing)?|prototyp(?:e|es|ing)|analys[ei]s|analytics|model(?:s|ing|ling)?|applications?|services?|software"
    r"|backends?|reports?|spreadsheets?|work(?:ing)?|automation|statistics|tests?|data|queries)"
)
_ADVERB = (
    r"(?:(?:the|both|either|at least|one of|advanced|basic|modern|some|any|microsoft|ms|languages?|tools?|software)\s)?"
)
_LABEL = (
    r"(?:languages?|tools?|software|packages?|technologies|technology|frameworks?|stack|skills?|platforms?|systems?"
    r"|qualifications?|programs|applications|suite|database|proficiencies|environment)"
)
INTRODUCED = re.compile(
    rf"(?:\b{_ABILITY}\s(?:with|in|of|using|on|at)\s{_ADVERB}"
    rf"|\b{_ABILITY}\s(?:with|in|of|using)\s[\w.+#-]{{2,20}}(?:,|\s(?:and|or|and/or))\s"
    rf"|\b{_WORK}\s(?:in|with|using|on)\s{_ADVERB}"
    rf"|\b{_LABEL}\s?[:(–-]\s?\(?"
    r"|\b(?:such as|including|includes?|like|e\.?g\.?,?|i\.?e\.?,?|preferably|ideally|especially)\s?:?\s?(?:in\s)?"
    r"|\b(?:engineer|developer|programmer)s?\s?[-–(,]\s?\(?"
    r"|\b(?:not )?limited to\s"
    r"|\b(?:required|preferred|desired|following|must have)\s?:\s{1,2}"
    r"|\b(?:using|uses?|via|advanced|learn(?:ing)?|intermediate|expert|proficient|fluent|knows?)\s)\Z",
    re.IGNORECASE,
)
"""Words before a name that introduce a skill."""

IN = re.compile(r"\b(?:[Ii]n|[Ww]ith)\s\Z")
"""Enough before the forms of `AFTER_IN`, unless a capitalised word follows ("with C Space")."""
AFTER_IN = frozenset(("R", "C", "Go", "Excel", "Rust", "Swift", "Ruby", "Julia", "Spark"))
CAPITALISED = re.compile(r"\s[A-Z][a-z]")

FOLLOWED = re.compile(
    r"[ \t-](?:programming|languages?|developers?|engineers?|programmers?|scripting|scripts?|code|coding|codebases?"
    r"|packages?|framework|librar(?:y|ies)|is a plus|a plus"
    r"|skills?|proficiency|knowledge|experience|development|preferred)\b"
    r"|:\s\d+\+?\s(?:year|month)|\s\((?:preferred|required|desired)",
    re.IGNORECASE,
)
"""Words after a name that only follow a skill."""

WORD_INTRODUCED = re.compile(
    rf"\b{_ABILITY}\s(?:with|in|of|using|on)\s{_ADVERB}(?:[\w&-]{{3,20}}(?:,|\s(?:and|or|and/or|&))\s)?\Z"
    r"|\b(?:certifi\w+|licensed|specializ\w+|specialis\w+)\sin\s\Z|\b(?:skills|abilities|competencies)\s?(?:[:(–-]|in)\s?\Z",
    re.IGNORECASE,
)
WORD_FOLLOWED = re.compile(
    r"[ \t-](?:skills?|abilit(?:y|ies)|experience|knowledge|expertise|certification|certificate|licen[cs]e|proficiency"
    r"|techniques?|tools?|software|is a plus|a plus)\b",
    re.IGNORECASE,
)
"""The same for common words ("marketing", "insurance"), which postings also use without asking for the ability."""

SPOKEN_INTRODUCED = re.compile(
    r"\b(?:speak\w*|fluen\w+|bilingual|native|proficien\w+|written|write|read\w*|conversational|verbal|spoken|languages?"
    r"|business|knowledge)(?:\s(?:in|of|level|proficiency|with|skills?)){0,2}\s?[:(,]?\s?(?:both\s)?\Z",
    re.IGNORECASE,
)
SPOKEN_FOLLOWED = re.compile(
    r"[ \t-](?:languages?\b|speak\w*|skills?\b|proficien\w*|fluen\w*|communication|required|preferred|is a plus|a plus"
    r"|translat|interpret|level)"
)
"""The same for languages that people speak."""
