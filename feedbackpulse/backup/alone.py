"""Have both stores to oneself: nobody else writes, and whoever is still there is noticed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    column,
    create_engine,
    event,
    func,
    select,
    table,
)
from sqlalchemy.exc import OperationalError

from feedbackpulse.backup.domain import InUseError, Store
from feedbackpulse.backup.snapshot import engines_of
from feedbackpulse.backup.writing import tables_of
from feedbackpulse.database import Stores

_PATIENCE: Final = 2.0
"""Seconds to wait until nobody else is there, with either engine."""
_PAUSE: Final = 0.05
_STILL_THERE: Final = (
    "somebody works with the {store} database: stop every web process and worker, and whatever"
    " else has it open, and begin again"
)


@contextmanager
def alone_with(stores: Stores) -> Iterator[dict[Store, Connection]]:
    """Give a connection to each store, and keep everybody else from writing meanwhile.

    Raises InUseError when somebody is connected.
    """
    engines = dict(zip(("main", "box"), engines_of(stores), strict=True))
    with ExitStack() as stack:
        found: dict[Store, Connection] = {}
        for store in ("main", "box"):
            engines[store].dispose()  # of what this process looked at itself
            alone = _alone_on_file if engines[store].dialect.name == "sqlite" else _alone_on_server
            found[store] = stack.enter_context(alone(engines[store], store))
        yield found


@contextmanager
def _alone_on_file(engine: Engine, store: Store) -> Iterator[Connection]:
    """Lock a file. In WAL mode that fails, too, while others have it open and do nothing."""
    exclusive = create_engine(engine.url, poolclass=NullPool, hide_parameters=True)
    event.listen(exclusive, "connect", _want_alone)
    event.listen(exclusive, "begin", _begin_alone)
    try:
        with exclusive.connect() as connection:
            connection.begin()
            yield connection
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        raise InUseError(_STILL_THERE.format(store=store)) from error


def _want_alone(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {_PATIENCE * 1000:.0f}", "locking_mode = EXCLUSIVE"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_alone(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN EXCLUSIVE")


@contextmanager
def _alone_on_server(engine: Engine, store: Store) -> Iterator[Connection]:
    """Lock all tables, after looking who else is connected to the database."""
    with engine.connect() as connection:
        if not _is_alone(connection):
            raise InUseError(_STILL_THERE.format(store=store))
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        quote = connection.dialect.identifier_preparer.format_table
        names = ", ".join(map(quote, tables_of(store)))
        connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")
        yield connection


def _is_alone(connection: Connection) -> bool:
    """Say whether nobody else is connected: what was closed just now leaves the server a bit later."""
    until = time.monotonic() + _PATIENCE
    while connection.scalar(_others()):
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE)
        connection.execute(select(func.pg_stat_clear_snapshot()))  # of who was there at first
    return True


def _others() -> Any:
    activity = table("pg_stat_activity", column("pid"), column("datname"), column("backend_type"))
    return (
        select(func.count())
        .select_from(activity)
        .where(
            activity.c.datname == func.current_database(),
            activity.c.pid != func.pg_backend_pid(),
            activity.c.backend_type == "client backend",
        )
    )
