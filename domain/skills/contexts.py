"""Names that are also words or letters (R, Go and C, Excel, Spring, Chef, marketing) count beside evidence only.

A candidate counts when what stands around it says that the skill is meant:

1. nothing refutes it ("R&D", "C-level", "Go to market", "vitamin C", "Access to", "Spring 2025"), and
2. words before it introduce a skill ("experience with R", "proficient in Excel", "tools such as Chef"), or
3. words after it only follow a skill ("R programming", "C developer", "Access databases"), or
4. it stands in a list beside a skill that counts ("Python, R", "R/Python", "Word, Excel and PowerPoint"), or two such
   candidates of one kind stand side by side ("Word and Excel").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from domain.skills import evidence
from domain.skills.lexicon import CATEGORIES, FORMS, Form, Sight, SkillCategory

MOST_JUDGED = 1_000
"""Names that need evidence are judged so often in one text; a posting has a dozen, hostile text has millions."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A written form at `text[start:end]` that may mean its skill."""

    form: Form
    start: int
    end: int

    @property
    def category(self) -> SkillCategory:
        """The category of its skill."""
        return CATEGORIES[self.form.skill]


_WINDOW = 48
_UNSURE = frozenset((Sight.IN_CONTEXT, Sight.WORD))
_JUDGED = frozenset(evidence.EVIDENCE) | {form.text for form in FORMS if form.sight in _UNSURE}


def in_context(text: str, candidates: Sequence[Candidate]) -> list[bool]:
    """For each candidate, in the order of the text, whether its skill is meant; linear in their number."""
    judged = (at for at, candidate in enumerate(candidates) if candidate.form.text in _JUDGED)
    overdue = next(islice(judged, MOST_JUDGED, None), len(candidates))
    verdicts = [
        _alone(text, candidate) if at < overdue or candidate.form.text not in _JUDGED else False
        for at, candidate in enumerate(candidates)
    ]
    neighbours = range(len(candidates) - 1)
    for at in neighbours:
        if verdicts[at] is None and verdicts[at + 1] is None and _are_a_pair(text, candidates[at], candidates[at + 1]):
            verdicts[at] = verdicts[at + 1] = True
    for at in neighbours:
        if verdicts[at] and verdicts[at + 1] is None:
            verdicts[at + 1] = _are_listed(text, candidates[at], candidates[at + 1], asked=candidates[at + 1]) or None
    for at in reversed(neighbours):
        if verdicts[at + 1] and verdicts[at] is None:
            verdicts[at] = _are_listed(text, candidates[at], candidates[at + 1], asked=candidates[at]) or None
    return [verdict is True for verdict in verdicts]


def _alone(text: str, candidate: Candidate) -> bool | None:
    """What the words around one candidate say: meant, not meant, or nothing (None)."""
    form = candidate.form
    own = evidence.EVIDENCE.get(form.text)
    if own is None and form.sight not in _UNSURE:
        return True
    before = text[max(0, candidate.start - _WINDOW) : candidate.start]
    after = text[candidate.end : candidate.end + _WINDOW]
    if own is not None and (own.not_before.search(before) or own.not_after.match(after)):
        return False
    if form.sight not in _UNSURE or (own is not None and (own.after.match(after) or own.before.search(before))):
        return True
    return True if _is_evident(candidate, before, after) else None


def _is_evident(candidate: Candidate, before: str, after: str) -> bool:
    if candidate.form.sight is Sight.WORD:
        found = evidence.WORD_INTRODUCED.search(before) or evidence.WORD_FOLLOWED.match(after)
    elif candidate.category is SkillCategory.SPOKEN_LANGUAGE:
        found = evidence.SPOKEN_INTRODUCED.search(before) or evidence.SPOKEN_FOLLOWED.match(after)
    else:
        found = evidence.INTRODUCED.search(before) or evidence.FOLLOWED.match(after)
        if found is None and candidate.form.text in evidence.AFTER_IN and not evidence.CAPITALISED.match(after):
            found = evidence.IN.search(before)
    return found is not None


_REMARK = r"(?:[ \t]\([\w ]{1,20}\))?"
_STRONG = re.compile(
    rf"{_REMARK}[ \t]?(?:[,;/|&+()][ \t]?){{1,3}}(?:and/or |and |or |plus )?(?:\(|e\.g\.,? |MS |Microsoft )?"
    rf"|{_REMARK}[ \t]\(?(?:and/or|and|or|plus|with|&)[ \t](?:MS |Microsoft )?"
)
_LOOSE = re.compile(r"(?:\s?\([^()\n]{1,25}\))?,[ \t](?:[\w.+#/ -]{1,25},[ \t]){0,2}(?:and |or )?")
_SPACE = re.compile(r"[ \t\u00a0]")
_LINES = re.compile(r"[ \t]?[,;]?\s{0,4}[\n•·*][\s•·*–-]{0,6}")
_LIST_ENDS = re.compile(r"[ \t]?(?:[,;/|)\n]|\.(?:\s|\Z)|\Z)|\s(?:and|or|etc)\b")
_LINE_ENDS = re.compile(r"[ \t]?(?:[,;/|(\n]|\.?\Z)")

# A list of these says nothing about the tool beside them: "attention to detail, Access …".
_UNTECHNICAL = frozenset(
    (
        SkillCategory.SOFT,
        SkillCategory.SALES,
        SkillCategory.HEALTH,
        SkillCategory.TRADE,
        SkillCategory.SCIENCE,
        SkillCategory.SPOKEN_LANGUAGE,
    )
)


def _are_a_pair(text: str, first: Candidate, second: Candidate) -> bool:
    named = first.form.sight is second.form.sight is Sight.IN_CONTEXT and len(first.form.text + second.form.text) > len(
        "CR"
    )
    return named and first.category is second.category and _STRONG.fullmatch(text[first.end : second.start]) is not None


def _are_listed(text: str, first: Candidate, second: Candidate, *, asked: Candidate) -> bool:
    """Whether the asked one of two neighbours stands in a list with the other, which counts."""
    ours, theirs = asked.category, (first if asked is second else second).category
    if ours is not theirs and (
        asked.form.sight is Sight.WORD or ours is SkillCategory.SPOKEN_LANGUAGE or theirs in _UNTECHNICAL
    ):
        return False
    between = text[first.end : second.start]
    if len(between) > _WINDOW:
        return False
    if _STRONG.fullmatch(between):
        return True
    if _SPACE.fullmatch(between):
        return asked.form.sight is not Sight.WORD and (
            ours is theirs or (ours is SkillCategory.FRAMEWORK and theirs is SkillCategory.LANGUAGE)
        )
    if _LOOSE.fullmatch(between):
        return _LIST_ENDS.match(text, asked.end) is not None
    return _LINES.fullmatch(between) is not None and _LINE_ENDS.match(text, asked.end) is not None
