"""What would be usual: robust, and by the day of the week."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

LEAST_HISTORY, MOST_HISTORY = 28, 84
SCALE_OF_MAD = 1.4826
SCALE_OF_MEAN = 1.253314
LEAST_HALF_WIDTH = 1.0


@dataclass(frozen=True, slots=True)
class Expected:
    """A range of usual values, both ends belonging to it."""

    low: float
    high: float


def expected(
    history: Sequence[tuple[int, float]], weekday: int, *, deviations: float, is_count: bool
) -> Expected | None:
    """What is usual on a day of this ISO weekday, after `history` of (weekday, value) a day; None with under 28 days.

    Each day less the median of its weekday leaves residuals; the range is the weekday's median plus the residuals'
    median, give or take `deviations` times 1.4826 MAD, which for normal values estimates the standard deviation
    (Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", JASA 88, 1993; 3.5 deviations: Iglewicz and
    Hoaglin, "How to Detect and Handle Outliers", 1993). Where more than half of the residuals are equal the MAD is 0,
    and 1.253314 times their mean absolute deviation stands in, which estimates the same. A count may always differ by
    1, and is never expected below 0.
    """
    recent = history[-MOST_HISTORY:]
    if len(recent) < LEAST_HISTORY:
        return None
    by_day: dict[int, list[float]] = defaultdict(list)
    for day, value in recent:
        by_day[day].append(value)
    middles = {day: median(values) for day, values in by_day.items()}
    if weekday not in middles:
        return None
    residuals = [value - middles[day] for day, value in recent]
    drift = median(residuals)
    distances = [abs(each - drift) for each in residuals]
    spread = SCALE_OF_MAD * median(distances) or SCALE_OF_MEAN * fmean(distances)
    half = max(deviations * spread, LEAST_HALF_WIDTH if is_count else 0.0)
    middle = middles[weekday] + drift
    low = middle - half
    return Expected(max(0.0, low), middle + half)
