"""How much of a table is read at most."""

MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
