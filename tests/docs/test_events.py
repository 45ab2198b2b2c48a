"""The page of events says what the catalogue says."""

from domain.events.page import page
from tests.docs.pages import DOCS

AGAIN = "write it again: python -c 'from domain.events.page import page; print(page(), end=str())' > docs/events.md"


def test_the_page_of_events_is_made_from_the_catalogue() -> None:
    assert (DOCS / "events.md").read_text() == page(), AGAIN
