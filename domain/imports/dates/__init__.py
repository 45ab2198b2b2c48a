"""Dates as people write them: found in a cell, ordered by their column, given the year they leave out."""
