"""How well we do, in numbers."""

from domain.performance.figures import (
    BatchCount,
    CacheUse,
    CheckResult,
    DatabaseActivity,
    Fault,
    IndexUse,
    TableSize,
    VerdictCount,
)
from domain.performance.measured import (
    BOUNDS,
    BUCKETS,
    Ending,
    Measured,
    MomentMeasured,
    OperationMeasured,
    Tally,
    bucket_of,
    measured,
    whole,
)

__all__ = [
    "BOUNDS", "BUCKETS", "BatchCount", "CacheUse", "CheckResult", "DatabaseActivity", "Ending", "Fault", "IndexUse",
    "Measured", "MomentMeasured", "OperationMeasured", "TableSize", "Tally", "VerdictCount", "bucket_of", "measured",
    "whole",
]  # fmt: skip
