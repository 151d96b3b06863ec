"""Empty instances to put a backup into, beside the one that it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Table

from feedbackpulse import create_app
from feedbackpulse.backup.columns import columns_of, lines
from feedbackpulse.backup.snapshot import engines_of
from feedbackpulse.backup.writing import all_rows, tables_of
from feedbackpulse.database import Stores
from feedbackpulse.extensions import Runtime
from feedbackpulse.schema import upgrade
from tests.conftest import close
from tests.databases import address_in, drop_databases, make_databases, settings_in


@contextmanager
def empty_beside(folder: Path, *, migrated: bool = False) -> Iterator[Flask]:
    """Give an application with empty databases, on the engine of the instance in *folder*."""
    beside = folder.with_name(f"{folder.name}_beside")
    address = address_in(folder)
    if address is not None:
        make_databases(beside, address.sockets)
    app = create_app(settings_in(beside))
    if migrated:
        upgrade(app)
    try:
        yield app
    finally:
        close(app)
        drop_databases(beside)


def stores_of(app: Flask) -> Stores:
    """Return both stores of an application."""
    found: Stores = app.extensions["feedbackpulse"].stores
    return found


def everything(stores: Stores) -> Mapping[str, list[bytes]]:
    """Return all rows of both stores, as lines in the order of their keys."""
    main, box = engines_of(stores)
    found: dict[str, list[bytes]] = {}
    for engine, tables in ((main, tables_of("main")), (box, tables_of("box"))):
        with engine.connect() as connection:
            for table in tables:
                found[table.name] = _lines(connection, table)
    return found


def _lines(connection: Any, table: Table) -> list[bytes]:
    return sorted(lines(all_rows(connection, table), columns_of(table)))


def runtime_of(app: Flask, *, keys: Path | None = None) -> Runtime:
    """Return what an application was started with; with *keys*, those of another one."""
    runtime: Runtime = app.extensions["feedbackpulse"]
    return runtime if keys is None else replace(runtime, stores=replace(runtime.stores, keys=keys))
