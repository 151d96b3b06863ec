"""Put rows into the empty tables of a store, in one transaction and whatever engine it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Engine, Integer, column, func, insert, inspect, select, table
from sqlalchemy.orm import Session

from feedbackpulse.backup.columns import writing
from feedbackpulse.backup.domain import NOT_OURS, Columns
from feedbackpulse.progress import Report, untold

_AT_ONCE: Final = 1000
_MADE_FULL: Final = frozenset({"signal_door", "tree_edition"})
"""What a migration puts into a database that is otherwise empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filling:
    """What goes into one table."""

    table: str
    columns: Columns
    rows: Iterable[Mapping[str, Any]]


def is_empty(engine: Engine) -> bool:
    """Say whether a database has nothing in it but what migrating puts there."""
    names = [name for name in inspect(engine).get_table_names() if not name.startswith(NOT_OURS)]
    with engine.connect() as connection:
        return not any(_has_rows(connection, name) for name in names if name not in _MADE_FULL)


def _has_rows(connection: Connection, name: str) -> bool:
    one = select(1).select_from(table(name)).limit(1)
    return connection.scalar(one) is not None


def fill(session: Session, fillings: Sequence[Filling], *, report: Report = untold) -> None:
    """Put rows into tables; those that others refer to come first."""
    connection = session.connection()
    names = [each.table for each in fillings]
    for name in _MADE_FULL.intersection(names):
        connection.execute(table(name).delete())
    with _references_wait(connection, names):
        for number, each in enumerate(fillings, 1):
            _fill(connection, each)
            report(number, len(fillings))
    if connection.dialect.name == "postgresql":
        _count_on(connection, names)


def _fill(connection: Connection, filling: Filling) -> None:
    statement = insert(writing(filling.table, filling.columns))
    rows = iter(filling.rows)
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(statement, some)


@contextmanager
def _references_wait(connection: Connection, names: Sequence[str]) -> Iterator[None]:
    """Check only at the end that every row points at another one: some point at later ones."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        yield
        return
    forward = _forward_references(connection, names)
    for each in forward:
        connection.exec_driver_sql(f"{each} DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for each in forward:
        connection.exec_driver_sql(f"{each} NOT DEFERRABLE")


def _forward_references(connection: Connection, names: Sequence[str]) -> list[str]:
    """Return the beginning of a statement about each reference to a table that is not yet filled."""
    place = {name: number for number, name in enumerate(names)}
    quote = connection.dialect.identifier_preparer.quote
    return [
        f"ALTER TABLE {quote(name)} ALTER CONSTRAINT {quote(str(key['name']))}"
        for name in names
        for key in inspect(connection).get_foreign_keys(name)
        if place.get(key["referred_table"], -1) >= place[name]
    ]


def _count_on(connection: Connection, names: Sequence[str]) -> None:
    """Let PostgreSQL number new rows from behind those that were put in."""
    for name in names:
        for each in inspect(connection).get_columns(name):
            if "nextval(" in str(each["default"]):
                own = column(each["name"], Integer)
                highest = connection.scalar(select(func.max(own)).select_from(table(name)))
                if highest is not None:
                    sequence = func.pg_get_serial_sequence(name, each["name"])
                    connection.execute(select(func.setval(sequence, highest)))
