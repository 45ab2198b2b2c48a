"""Arguments that several fields take, with what the schema says about them."""

from typing import Annotated

import strawberry

from domain.periods import Interval
from resolvers.inputs import MetricFilterInput, RangeInput

Range = Annotated[
    RangeInput | None,
    strawberry.argument(description="When; the field says which range is meant when it is left out."),
]
Filter = Annotated[
    MetricFilterInput | None, strawberry.argument(description="Which applications; all of them when it is left out.")
]
Width = Annotated[
    Interval | None,
    strawberry.argument(description="How wide a bucket is; one that suits the range when it is left out."),
]
First = Annotated[
    int | None, strawberry.argument(description="How many from the start of the list, or after `after`; at least 1.")
]
After = Annotated[
    str | None, strawberry.argument(description="Go on behind this cursor; from the start when it is left out.")
]
Last = Annotated[
    int | None, strawberry.argument(description="How many from the end of the list, or before `before`; at least 1.")
]
Before = Annotated[
    str | None, strawberry.argument(description="Go back from this cursor; from the end when it is left out.")
]
ApplicationId = Annotated[strawberry.ID, strawberry.argument(description="Which application.")]
