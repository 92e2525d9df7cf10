"""Statements that are executed for one letter after another: made once for a kind of database, then only given rows.

SQLAlchemy keeps what it has compiled, yet prepares every execution anew: for a row or two that costs several times what
the database does. This keeps its conversions of values and its errors, and leaves out the rest.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

Convert = Callable[[Any], Any]


class Prepared:
    """An INSERT or UPDATE whose values are bound by name; it returns no rows and expands no lists."""

    def __init__(self, statement: sa.Insert | sa.Update) -> None:
        self._statement = statement
        self._made: dict[str, _Made] = {}

    def execute(self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """How many rows of the table it has touched, for all that it was given together."""
        dialect = connection.dialect
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _make(self._statement, dialect)
        cursor = connection.connection.cursor()
        try:
            dialect.do_executemany(cursor, made.text, [made.bind(row) for row in rows])
            return int(cursor.rowcount)
        except dialect.loaded_dbapi.Error as error:
            raise sa.exc.DBAPIError.instance(made.text, None, error, dialect.loaded_dbapi.Error) from error
        finally:
            cursor.close()


class _Value(NamedTuple):
    """Of one name: `constant` when the statement has it, else the row's, converted."""

    name: str
    constant: Any
    convert: Convert

    def of(self, row: Mapping[str, Any]) -> Any:
        return self.convert(row[self.name]) if self.constant is None else self.constant


class _Made(NamedTuple):
    text: str
    values: Sequence[_Value]
    by_place: bool
    """Whether the driver takes them in their order, not by name."""

    def bind(self, row: Mapping[str, Any]) -> Any:
        if self.by_place:
            return [value.of(row) for value in self.values]
        return {value.name: value.of(row) for value in self.values}


def _make(statement: sa.Insert | sa.Update, dialect: sa.Dialect) -> _Made:
    compiled = statement.compile(dialect=dialect)
    values = {}
    for bound, name in compiled.bind_names.items():
        convert = bound.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is
        constant = compiled.params[name]
        values[name] = _Value(name, None if constant is None else convert(constant), convert)
    order = compiled.positiontup if compiled.positional else None
    return _Made(compiled.string, [values[name] for name in order or values], order is not None)


def _as_it_is(value: Any) -> Any:
    return value
