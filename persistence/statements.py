"""Statements are values: SQLAlchemy Core, compiled once, with parameters bound by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import asyncpg as dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from persistence.values import refuse_infinity

DIALECT = dialect.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves its dialects untyped


class Statement:
    """One SQL statement, compiled on first use and kept; any number of tasks and threads may share it."""

    __slots__ = ("_clause", "_compiled")

    def __init__(self, clause: ClauseElement) -> None:
        """Keep the clause; nothing is compiled until it is asked for."""
        self._clause = clause
        self._compiled: tuple[str, Sequence[str], Mapping[str, Any]] | None = None

    def bind(self, parameters: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """SQL text with `$n` places and the values in their order.

        Raises KeyError for a missing name, and Refusal for a date at the very end of the calendar.
        """
        sql, names, literals = self._compiled or self._compile()
        values = [parameters[name] if name in parameters else literals[name] for name in names]
        refuse_infinity(values)
        return sql, values

    def _compile(self) -> tuple[str, Sequence[str], Mapping[str, Any]]:
        compiled = self._clause.compile(dialect=DIALECT)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"no statement that takes parameters: {compiled}")
        open_names = [name for name, bind in compiled.binds.items() if bind.required]
        if lists := [name for name in open_names if compiled.binds[name].expanding]:
            raise TypeError(f"IN takes no parameter, its text would change with each list: use `= any_(…)` for {lists}")
        state = compiled.construct_expanded_state(dict.fromkeys(open_names))
        literals = {name: value for name, value in state.parameters.items() if name not in open_names}
        # One assignment, so that no thread ever sees half of it.
        self._compiled = state.statement, tuple(state.positiontup or ()), literals
        return self._compiled
