"""Alerts at rest: rules, what they raised, and how each firing is kept once."""
