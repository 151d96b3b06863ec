"""Brings both databases to the schema of this version, one process at a time."""

from __future__ import annotations

import math
from functools import cache
from typing import Final, Literal

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, func, inspect, select

from feedbackpulse.database import UtcDateTime
from feedbackpulse.extensions import Runtime, db
from feedbackpulse.paths import resource_dir
from feedbackpulse.patience import patient_for
from feedbackpulse.standing import Revisions

Store = Literal["main", "box"]
STORES: Final[tuple[Store, ...]] = ("main", "box")
_BURNT: Final = frozenset({"ballot", "code", "roster"})
_LOCK: Final = 0x66_65_65_64
"""The number of the advisory lock; any that nobody else takes in these databases."""


class BrokenReferenceError(Exception):
    """A migration left rows that point at nothing; it was undone."""


def engine_of(app: Flask, store: Store) -> Engine:
    """Return the engine of one store of an application."""
    runtime: Runtime = app.extensions["feedbackpulse"]
    with app.app_context():
        return db.engine if store == "main" else runtime.stores.box().get_bind()  # type: ignore[return-value]  # bound to an engine in the factory


def alembic_config(app: Flask, store: Store) -> Config:
    """Return Alembic's settings for one store."""
    folder = resource_dir("migrations") / store
    config = Config(str(folder / "alembic.ini"))
    config.set_main_option("script_location", str(folder))
    config.attributes["engine"] = engine_of(app, store)
    runtime: Runtime = app.extensions["feedbackpulse"]
    config.attributes["keys"] = runtime.settings.keystore_path
    return config


def upgrade(app: Flask) -> None:
    """Upgrade both stores to the newest revision; a second process waits its turn.

    On one machine for a file; from another one for PostgreSQL, see `run_migrations`.
    """
    runtime: Runtime = app.extensions["feedbackpulse"]
    lock = FileLock(runtime.settings.instance_path / "migrating.lock")
    with lock, patient_for(math.inf):  # a large table takes as long as it takes
        for store in STORES:
            command.upgrade(alembic_config(app, store), "head")


@cache
def written_for(store: Store) -> Revisions:
    """Return the revisions of one store that this program knows; read once, at its start."""
    scripts = ScriptDirectory(str(resource_dir("migrations") / store))
    known = frozenset(script.revision for script in scripts.walk_revisions())
    return Revisions(newest=scripts.get_current_head() or "", known=known)


def is_current(app: Flask) -> bool:
    """Say whether both stores have the schema this version was written for."""
    return all(_is_current(app, store) for store in STORES)


def _is_current(app: Flask, store: Store) -> bool:
    config = alembic_config(app, store)
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine_of(app, store).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def run_migrations(target: MetaData) -> None:
    """Apply what Alembic selected, in one transaction; called by both env.py files.

    SQLite changes a table by rebuilding it. With foreign keys on, dropping the old copy
    would delete the rows that point at it, so they are off meanwhile and checked after.
    """
    engine: Engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _set_foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=target,
            render_as_batch=is_sqlite,
            render_item=_render_item,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                _take_turns(connection)
            context.run_migrations()
            if connection.dialect.name == "postgresql":
                _take_no_samples(connection)
            if is_sqlite:
                _check_references(connection)
        if is_sqlite:
            _set_foreign_keys(connection, "ON")


def _take_turns(connection: Connection) -> None:
    """Let one process at a time migrate this database, whatever machine it is on."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _take_no_samples(connection: Connection) -> None:
    """Keep PostgreSQL from remembering values of rows that will be burnt.

    It samples the columns of every table for its planner, and what it sampled outlives the rows.
    """
    present = set(inspect(connection).get_table_names())
    for table in _BURNT & present:
        for column in inspect(connection).get_columns(table):
            connection.exec_driver_sql(
                f'ALTER TABLE "{table}" ALTER COLUMN "{column["name"]}" SET STATISTICS 0'
            )


def _render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write moments as plain columns, so that a revision needs nothing of this package."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def _set_foreign_keys(connection: Connection, value: str) -> None:
    raw = connection.connection.driver_connection
    if raw is not None:
        raw.execute(f"PRAGMA foreign_keys = {value}")


def _check_references(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        tables = sorted({row[0] for row in broken})
        message = f"rows of {', '.join(tables)} would point at nothing"
        raise BrokenReferenceError(message)
