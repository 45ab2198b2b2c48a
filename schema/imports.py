"""What became of an imported file."""

import strawberry

from domain.imports.verdicts import Verdict
from resolvers import imports as resolve
from resolvers.imports import ImportEncoding, ImportFormat
from schema.enums import describe
from schema.errors import payload

describe(
    Verdict,
    "What became of a row.",
    {
        Verdict.CREATED: "A new application.",
        Verdict.UPDATED: "An application that was there says something new.",
        Verdict.UNCHANGED: "An application that was there says the same.",
        Verdict.SKIPPED: "No application; nothing was lost.",
        Verdict.REJECTED: "It could not be understood; put it right and import again.",
    },
    name="RowVerdictKind",
)
describe(
    ImportEncoding,
    "How a file is written into a string.",
    {ImportEncoding.TEXT: "As it is.", ImportEncoding.BASE64: "In base64."},
)
describe(
    ImportFormat,
    "Where a file comes from.",
    {
        ImportFormat.AUTO: "Whatever its columns say.",
        ImportFormat.LINKEDIN: "LinkedIn's export of your data.",
        ImportFormat.SIMPLIFY: "Simplify.",
        ImportFormat.HUNTR: "Huntr.",
        ImportFormat.TEAL: "Teal.",
        ImportFormat.JOBSYNC: "JobSync.",
        ImportFormat.GENERIC: "Any table, understood by the names of its columns.",
    },
)


@strawberry.type(description="How many rows got each verdict.")
class ImportTotals:
    """Counts."""

    rows: int = strawberry.field(description="All rows below the header.")
    created: int = strawberry.field(description="New applications.")
    updated: int = strawberry.field(description="Applications that say something new.")
    unchanged: int = strawberry.field(description="Applications that say the same.")
    skipped: int = strawberry.field(description="Rows that are no applications.")
    rejected: int = strawberry.field(description="Rows that could not be understood.")


@strawberry.type(description="What became of one row that needs a person's eye.")
class RowVerdict:
    """Line, verdict, reason."""

    line: int = strawberry.field(description="Its line in the file, from 1.")
    verdict: Verdict = strawberry.field(description="What became of it.")
    reason: str | None = strawberry.field(description="Why it was skipped or rejected; null otherwise.")
    column: str | None = strawberry.field(description="The column that is to blame; null when none is.")
    warnings: list[str] = strawberry.field(description="What was left out of a row that was taken.")
    table: str | None = strawberry.field(description="The file inside an archive; null for a single table.")


@strawberry.type(description="A column of an imported file.")
class ImportColumn:
    """Name and meaning."""

    name: str = strawberry.field(description="Its name in the file.")
    field: str | None = strawberry.field(
        description="The field it was read as, in the words of a mapping; null when it was not read."
    )
    table: str | None = strawberry.field(description="The file inside an archive; null for a single table.")


@strawberry.type(description="What became of an imported file.")
class Import:
    """Totals and verdicts."""

    is_dry_run: bool = strawberry.field(description="Whether nothing was kept.")
    totals: ImportTotals = strawberry.field(description="How many rows got each verdict.")
    verdicts = strawberry.field(
        resolve.shown,
        graphql_type=list[RowVerdict],
        description="Skipped and rejected rows and those with warnings, the first 1,000 of them.",
    )
    notes: list[str] = strawberry.field(description="What was assumed about the file, such as the order of dates.")
    columns: list[ImportColumn] = strawberry.field(
        description="What was read as what, in the order of the file; see `mapping` to have it otherwise."
    )


ImportApplicationsPayload = payload(
    "ImportApplications", "result", Import, "What became of the file; null when there are errors."
)
