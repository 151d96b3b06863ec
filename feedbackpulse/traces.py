"""What a database keeps besides its rows: in which order they came, and what was deleted.

PostgreSQL marks every row with the transaction that wrote it and lays the newest behind the rest;
SQLite fills a page from its end. Whoever reads the files would see who was when. Rewriting all
rows of a table in a random order, in one transaction, is what takes both away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Table,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Session

from feedbackpulse.database import BallotBase, Base

Rows = type[Base] | type[BallotBase]
Writing = Callable[[Session], AbstractContextManager[Session]]


def scramble(session: Session, *rows: Rows, writing: Writing) -> None:
    """Rewrite the tables of *rows* in a random order in one transaction, and let go of what they were before.

    *writing* is the transaction of their store. Nothing is written to the tables meanwhile: they
    are locked in the order given, which has to be the order in which others write to them.
    """
    tables = _tables(rows)
    with writing(session):
        connection = session.connection()
        _keep_writers_out(connection, tables)
        for table in tables:
            _shuffle(connection, table)
    sweep(session, *rows)


def sweep(session: Session, *rows: Rows) -> None:
    """Remove from the files what was deleted of *rows*. Outside any transaction.

    PostgreSQL writes the files of the tables anew. SQLite has overwritten what was deleted, and
    writes the whole database anew, ordered by the rows' keys.
    """
    engine: Any = session.get_bind()
    assert isinstance(engine, Engine)
    statements = ["VACUUM"]
    if engine.dialect.name == "postgresql":
        # FULL: a plain one leaves the bytes in the free space of the pages.
        quote = engine.dialect.identifier_preparer.format_table
        statements = [f"VACUUM (FULL) {quote(table)}" for table in _tables(rows)]
    with _outside_transactions(engine) as execute:
        for statement in statements:
            execute(statement)


@contextmanager
def _outside_transactions(engine: Engine) -> Iterator[Callable[[str], object]]:
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            yield raw.cursor().execute
        finally:
            raw.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection.exec_driver_sql


def _tables(rows: Iterable[Rows]) -> list[Table]:
    tables = [row.__table__ for row in rows]
    assert all(isinstance(table, Table) for table in tables)
    return cast("list[Table]", tables)


def _keep_writers_out(connection: Connection, tables: Sequence[Table]) -> None:
    """Let nobody write to the tables before the end; on SQLite nobody else writes anyway."""
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.format_table
        names = ", ".join(map(quote, tables))
        connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _shuffle(connection: Connection, table: Table) -> None:
    """Put the rows aside in a random order, and back in another.

    Not with TRUNCATE: a backup that was begun a moment earlier would find the table empty.
    """
    names = [column.name for column in table.columns]
    aside = Table(
        f"{table.name}_aside",
        MetaData(),
        *(Column(column.name, column.type) for column in table.columns),
        prefixes=["TEMPORARY"],
    )
    chance = _chance(connection)
    aside.create(connection)
    connection.execute(insert(aside).from_select(names, select(table).order_by(chance)))
    connection.execute(delete(table))
    connection.execute(insert(table).from_select(names, select(aside).order_by(chance)))
    aside.drop(connection)


def _chance(connection: Connection) -> ColumnElement[Any]:
    """Return what nobody can guess, for every row anew."""
    is_sqlite = connection.dialect.name == "sqlite"
    return func.random() if is_sqlite else func.gen_random_uuid()


def forget_deleted(session: Session) -> None:
    """Empty the write-ahead log of the main store, where deleted rows live on. SQLite only.

    While somebody reads an older state it stays, until the next tick.
    """
    engine: Any = session.get_bind()
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA busy_timeout = 250")
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.invalidate()  # the next user gets a connection that waits as usual
        connection.close()
