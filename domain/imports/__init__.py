"""Somebody's own log of applications, from named columns to understood rows. No I/O: tables come in as values."""
