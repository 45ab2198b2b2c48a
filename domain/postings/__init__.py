"""Tables of job postings, whoever exported them, understood as openings."""

from domain.postings.columns import PostingColumns, PostingField, recognise_postings
from domain.postings.rows import Posted, Understood, understand_postings

__all__ = ["Posted", "PostingColumns", "PostingField", "Understood", "recognise_postings", "understand_postings"]
