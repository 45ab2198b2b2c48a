"""Data at rest: the only place that speaks SQL."""
