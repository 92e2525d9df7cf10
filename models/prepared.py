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


class _Made(NamedTuple):
    text: str
    constants: Mapping[str, Any]
    converted: Sequence[tuple[str, Convert]]
    order: Sequence[str] | None
    """Of the names, where the driver takes values by their place."""

    def bind(self, row: Mapping[str, Any]) -> Any:
        values = {**self.constants, **row}
        for name, convert in self.converted:
            values[name] = convert(values[name])
        return values if self.order is None else [values[name] for name in self.order]


def _make(statement: sa.Insert | sa.Update, dialect: sa.Dialect) -> _Made:
    compiled = statement.compile(dialect=dialect)
    converted = [
        (name, convert)
        for bound, name in compiled.bind_names.items()
        if (convert := bound.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    ]
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    for name, convert in [pair for pair in converted if pair[0] in constants]:
        constants[name] = convert(constants[name])
    converted = [pair for pair in converted if pair[0] not in constants]
    return _Made(compiled.string, constants, converted, compiled.positiontup if compiled.positional else None)
