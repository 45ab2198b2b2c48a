"""Processes and the edges that are not GraphQL."""
