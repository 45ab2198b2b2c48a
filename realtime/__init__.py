"""Data in motion: how events come in, wait, and are worked."""
