"""What somebody with a copy of the databases has, on either engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.databases import FILES, address_in
from tests.privacy.dumps import Dump, dump, raw_bytes


@contextmanager
def inside(folder: Path, store: str) -> Iterator[psycopg.Connection[Any]]:
    """Open a database on the server as somebody who may do anything in it."""
    address = address_in(folder)
    assert address is not None
    url = address.owners_url(store).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def rows_of(folder: Path, store: str) -> Dump:
    """Return all rows of a database, in the order in which a plain dump prints them."""
    if address_in(folder) is None:
        return dump(folder / FILES[store])
    with inside(folder, store) as database:
        names = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        ).fetchall()
        return {name: select(database, f'SELECT * FROM "{name}"') for (name,) in names}  # noqa: S608  (the database's own names)


def select(database: psycopg.Connection[Any], query: Any) -> list[tuple[Any, ...]]:
    """Return what a query of our own says."""
    return database.execute(query).fetchall()


def run(folder: Path, store: str, *statements: str) -> None:
    """Do something to a database behind the back of the application."""
    if address_in(folder) is None:
        with closing(sqlite3.connect(folder / FILES[store])) as database, database:
            for statement in statements:
                database.execute(statement)
        return
    with inside(folder, store) as server:
        for one in statements:
            query: Any = one
            server.execute(query)


def insert(folder: Path, store: str, table: str, row: Sequence[object]) -> None:
    """Add a row to a table of our own."""
    if address_in(folder) is None:
        marks = ", ".join("?" * len(row))
        with closing(sqlite3.connect(folder / FILES[store])) as database, database:
            database.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608  (our own name)
        return
    with inside(folder, store) as server:
        marks = ", ".join(["%s"] * len(row))
        query: Any = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608  (our own name)
        server.execute(query, row)


def data_folder(folder: Path) -> Path | None:
    """Return where the server of an instance keeps everything, when there is one."""
    address = address_in(folder)
    return None if address is None else address.sockets.parent / "data"


def bytes_of_store(folder: Path, store: str) -> bytes:
    """Return the files of one database: with SQLite its logs too, which PostgreSQL has apart."""
    data = data_folder(folder)
    if data is None:
        return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{FILES[store]}*")))
    with inside(folder, store) as database:
        [(number,)] = select(
            database, "SELECT oid FROM pg_database WHERE datname = current_database()"
        )
    return raw_bytes(data / "base" / str(number))


def bytes_of_log(folder: Path) -> bytes:
    """Return PostgreSQL's write-ahead log."""
    data = data_folder(folder)
    return b"" if data is None else raw_bytes(data / "pg_wal")


def checkpoint(folder: Path) -> None:
    """Let the server write everything out and begin a new piece of its log."""
    if address_in(folder) is not None:
        with inside(folder, "main") as database:
            database.execute("CHECKPOINT")
            database.execute("SELECT pg_switch_wal()")
            database.execute("CHECKPOINT")


def everything(folder: Path) -> bytes:
    """Return the files of an instance and of its databases, PostgreSQL's log of writing apart."""
    checkpoint(folder)
    if data_folder(folder) is None:
        return raw_bytes(folder)
    return raw_bytes(folder) + b"".join(bytes_of_store(folder, store) for store in FILES)
