"""The skills we can name, their aliases, and how sure a written form is: a table, kept in lexicon.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

SkillName = str
"""The canonical name of a skill of the lexicon, or a name that a person typed and we do not know."""

LONGEST_NAME = 80
"""Characters that are kept of a skill name typed by a person."""


class SkillCategory(StrEnum):
    """What kind of ability a skill is."""

    LANGUAGE = "LANGUAGE"
    FRAMEWORK = "FRAMEWORK"
    DATABASE = "DATABASE"
    DATA = "DATA"
    MACHINE_LEARNING = "MACHINE_LEARNING"
    CLOUD = "CLOUD"
    DEVOPS = "DEVOPS"
    SYSTEMS = "SYSTEMS"
    SECURITY = "SECURITY"
    TESTING = "TESTING"
    DESIGN = "DESIGN"
    OFFICE = "OFFICE"
    BUSINESS = "BUSINESS"
    FINANCE = "FINANCE"
    MARKETING = "MARKETING"
    SALES = "SALES"
    SCIENCE = "SCIENCE"
    HEALTH = "HEALTH"
    ENGINEERING = "ENGINEERING"
    TRADE = "TRADE"
    SPOKEN_LANGUAGE = "SPOKEN_LANGUAGE"
    SOFT = "SOFT"


class Sight(StrEnum):
    """What makes a written form count as the skill."""

    ANY_CASE = "ANY_CASE"
    EXACT = "EXACT"  # in these capitals only
    IN_CONTEXT = "IN_CONTEXT"  # in these capitals, beside evidence
    WORD = "WORD"  # in any case, beside evidence
    TYPED = "TYPED"  # only as a name that a person typed


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a skill."""

    text: str
    skill: SkillName
    sight: Sight


@dataclass(frozen=True, slots=True)
class Skill:
    """A named ability; `name` is the form we show, `aliases` are the others.

    `category` is None for a skill that only its owner knows.
    """

    name: SkillName
    category: SkillCategory | None
    aliases: tuple[str, ...] = ()


_LISTS = {
    "aliases": Sight.ANY_CASE,
    "cased": Sight.EXACT,
    "context": Sight.IN_CONTEXT,
    "words": Sight.WORD,
    "typed": Sight.TYPED,
}


_GAPS = re.compile(r"[\s_\-\u2010-\u2015]+")
_JOINTS = re.compile(r" ?(&| and |/) ?")


def key(text: str) -> str:
    """The comparison key of a written form: lower case, "-" and any white space as one space, "and" as "&"."""
    return _JOINTS.sub(lambda joint: joint[1].replace(" and ", "&"), _GAPS.sub(" ", text.lower())).strip()


def _read() -> Iterator[tuple[Skill, tuple[Form, ...]]]:
    table = tomllib.loads(files("domain.skills").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    for category, skills in table.items():
        for name, entry in skills.items():
            lists = {"aliases": entry} if isinstance(entry, list) else entry
            forms = [Form(text, name, _LISTS[kind]) for kind, texts in lists.items() for text in texts]
            if key(name) not in {key(form.text) for form in forms}:
                forms.insert(0, Form(name, name, Sight.ANY_CASE))
            aliases = tuple(dict.fromkeys(form.text for form in forms if form.text != name))
            yield Skill(name, SkillCategory(category), aliases), tuple(forms)


_ENTRIES = tuple(_read())

LEXICON: Mapping[SkillName, Skill] = MappingProxyType({skill.name: skill for skill, _ in _ENTRIES})
"""Every skill by its canonical name."""

CATEGORIES: Mapping[SkillName, SkillCategory] = MappingProxyType(
    {skill.name: skill.category for skill, _ in _ENTRIES if skill.category is not None}
)
"""The category of every canonical name."""

FORMS: tuple[Form, ...] = tuple(form for _, forms in _ENTRIES for form in forms)
"""Every way to write one."""

_PARENTHESES = re.compile(r"\([^()]*\)")
_VERSION = re.compile(r"[\s/]+v?\d+(?:\.(?:\d+|x))*\+?$")
_EDGES = " \t.,;:!?*•·\"'`“”‘’"


def clean(name: str) -> SkillName:
    """A typed name on one line, without control characters, bullets and closing marks; "" when nothing is left."""
    printable = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in name[: 4 * LONGEST_NAME]
    )
    words = " ".join(unicodedata.normalize("NFC", printable).split())
    return words.lstrip(_EDGES.replace(".", ""))[:LONGEST_NAME].rstrip(_EDGES)


_BY_KEY = {key(clean(form.text)): LEXICON[form.skill] for form in FORMS}


def canonical(name: str) -> Skill | None:
    """The skill that a person means by a typed name, in any case and by any alias; None when we do not know it.

    A version ("Python 3.11") and a remark in parentheses ("Excel (advanced)") do not count.
    """
    whole = clean(name)
    without_remark = clean(_PARENTHESES.sub(" ", whole))
    for attempt in (whole, without_remark, clean(_VERSION.sub("", without_remark))):
        skill = _BY_KEY.get(key(attempt))
        if skill is not None:
            return skill
    return None


def skill_name(typed: str) -> SkillName:
    """The canonical name of a typed skill, or the typed name itself, cleaned, when the lexicon does not know it."""
    skill = canonical(typed)
    return clean(typed) if skill is None else skill.name


def named(name: SkillName) -> Skill:
    """The skill of a stored name; one without category and aliases when only its owner knows it."""
    return LEXICON.get(name) or Skill(name, None)
