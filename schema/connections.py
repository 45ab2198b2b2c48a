"""Growing lists, page by page."""

import strawberry


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Whether there is more, and the cursors at both ends."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item; null on an empty page.")
