"""Skills found in the text of a posting."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from domain.skills.contexts import Candidate, in_context
from domain.skills.lexicon import FORMS, Form, Sight, SkillName, key

LONGEST_TEXT = 100_000
"""Characters that are read of a text; a posting has a few thousand."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill and where the text names it: `text[start:end]`."""

    skill: SkillName
    start: int
    end: int


def find_skills(text: str) -> frozenset[SkillName]:
    """The canonical names of the skills that a text mentions.

    Whole words only; of overlapping forms the longest counts alone ("SQL Server" is not also "SQL", "Java" is never in
    "JavaScript"). Names that are also words or letters count beside evidence only; see `domain.skills.contexts`.
    """
    return frozenset(mention.skill for mention in find_mentions(text))


def count_skills(text: str) -> Mapping[SkillName, int]:
    """How often a text mentions each skill; skills that it does not mention are absent."""
    return Counter(mention.skill for mention in find_mentions(text))


def find_mentions(text: str) -> Sequence[Mention]:
    """Every mention, in the order of the text, in linear time; what follows `LONGEST_TEXT` is not read."""
    shown = text[:LONGEST_TEXT]
    candidates = list(_candidates(shown))
    accepted = in_context(shown, candidates)
    return [
        Mention(candidate.form.skill, candidate.start, candidate.end)
        for candidate, is_meant in zip(candidates, accepted, strict=True)
        if is_meant
    ]


_ANY_CASE = frozenset((Sight.ANY_CASE, Sight.WORD))


def _candidates(text: str) -> Iterator[Candidate]:
    pattern, forms = _automaton()
    for found in pattern.finditer(_lower(text)):
        if (start := found.start()) == found.end() or _is_in_address(text, start):
            continue
        written = " ".join(text[start : found.end()].split())
        for form in forms.get(key(written), ()):
            if form.sight in _ANY_CASE or form.text == written:
                yield Candidate(form, start, found.end())
                break


def _is_in_address(text: str, start: int) -> bool:
    """Whether a match is the tail of a host or a file name: the "js" of foo.js, the "ai" of acme.ai."""
    return start > 1 and text[start - 1] == "." and text[start - 2].isalnum() and text[start].islower()


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    # A few letters have two in lower case (İ); places in both texts must stay the same.
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


# Addresses are taken whole, so that nothing is found inside them.
_ADDRESSES = r"https?://\S{1,2000}|www\.\S{1,2000}"
_Node = dict[str, "_Node"]


@cache
def _automaton() -> tuple[re.Pattern[str], Mapping[str, Sequence[Form]]]:
    """One regular expression that shares the beginnings of all forms, and the forms by their key."""
    forms: dict[str, list[Form]] = {}
    for form in FORMS:
        if form.sight is not Sight.TYPED:
            forms.setdefault(key(form.text), []).append(form)
    root: _Node = {}
    for text in forms:
        node = root
        for letter in text:
            node = node.setdefault(letter, {})
        node[""] = {}
    return re.compile(rf"{_ADDRESSES}|(?<![\w@]){_pattern(root)}(?![\w@])"), forms


_GAPS = {" ": r"[\s\-\u2010-\u2015]{1,3}", "&": r"\s?(?:&|\band\b)\s?", "/": r" ?/ ?"}


def _pattern(node: _Node) -> str:
    branches = [
        (_GAPS.get(letter) or re.escape(letter)) + _pattern(child) for letter, child in sorted(node.items()) if letter
    ]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{body})?" if "" in node else body
