"""What became of every row of an import."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Verdict(StrEnum):
    """What became of one row."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    SKIPPED = "SKIPPED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVerdict:
    """The verdict on one row: its line in the file (from 1), and why and in which column when it was not taken.

    `table` names the file or sheet inside an archive or workbook; `warnings` say what was left out of a row that was
    taken.
    """

    line: int
    verdict: Verdict
    reason: str | None = None
    column: str | None = None
    warnings: tuple[str, ...] = ()
    table: str | None = None

    @property
    def needs_attention(self) -> bool:
        """Whether a person would want to see it."""
        return self.verdict in (Verdict.SKIPPED, Verdict.REJECTED) or bool(self.warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTotals:
    """How many rows got each verdict; they add up to `rows`."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """All rows that got a verdict."""
        return self.created + self.updated + self.unchanged + self.skipped + self.rejected

    def plus(self, verdict: Verdict, count: int = 1) -> "ImportTotals":
        """The totals with more rows of one verdict."""
        name = verdict.value.lower()
        return replace(self, **{name: getattr(self, name) + count})
