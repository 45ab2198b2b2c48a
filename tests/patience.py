"""How long tests wait for what has to come: only what never comes fails, however busy the machine is.

No test asserts a duration. That something is given up on in time is shown by a peer that never answers, and by the
order in which things happen.
"""

PATIENCE = 120.0
"""Seconds."""
