"""Do migrations and tables describe the same schema, and can each be undone with data in it?"""

from __future__ import annotations

import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Column, MetaData, Table, func, inspect, select
from sqlalchemy.types import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Time,
    Uuid,
)

from feedbackpulse import create_app
from feedbackpulse.database import UtcDateTime
from feedbackpulse.metadata import ballot_metadata, metadata
from feedbackpulse.schema import STORES, Store, alembic_config, engine_of, is_current, upgrade
from tests.conftest import close
from tests.databases import NOTE, EngineName, drop_databases, make_databases, settings_in

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]
TARGETS: dict[Store, MetaData] = {"main": metadata, "box": ballot_metadata}
SAMPLES: dict[type, Any] = {
    Uuid: uuid.UUID(int=1),
    UtcDateTime: datetime(2026, 3, 2, 9, tzinfo=UTC),
    DateTime: datetime(2026, 3, 2, 9, tzinfo=UTC),
    Date: date(2026, 3, 2),
    Time: time(9),
    Boolean: True,
    Integer: 1,
    Float: 0.5,
    Numeric: 1,
    LargeBinary: b"\x01" * 32,
    JSON: [],
}


@pytest.fixture
def new_app(
    request: pytest.FixtureRequest, engine_name: EngineName, tmp_path: Path
) -> Iterator[Flask]:
    """Return an application whose databases have no tables yet."""
    folder = tmp_path / "new"
    if engine_name == "postgresql":
        make_databases(folder, request.getfixturevalue("postgres_sockets"))
    app = create_app(settings_in(folder))
    yield app
    close(app)
    drop_databases(folder)


def sample(column: Column[Any]) -> Any:
    """Return something the column accepts."""
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    for kind, value in SAMPLES.items():
        if isinstance(column.type, kind):
            return value
    return "x"


def fill(app: Flask, store: Store) -> dict[str, int]:
    """Put one row in every table that has none; return how many rows each has."""
    tables = TARGETS[store].sorted_tables
    with engine_of(app, store).begin() as connection:
        for table in (one for one in tables if not count(connection, one)):
            row = {c.name: sample(c) for c in table.columns if not (c.nullable and c.foreign_keys)}
            connection.execute(table.insert().values(row))
    return counts(app, store)


def counts(app: Flask, store: Store) -> dict[str, int]:
    """Return how many rows each table has."""
    with engine_of(app, store).connect() as connection:
        return {table.name: count(connection, table) for table in TARGETS[store].sorted_tables}


def count(connection: Any, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.mark.parametrize("store", STORES)
def test_upgraded_database_matches_the_tables(new_app: Flask, store: Store) -> None:
    upgrade(new_app)

    with engine_of(new_app, store).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TARGETS[store]) == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize("store", STORES)
def test_ballots_stay_without_hidden_row_numbers(new_app: Flask, store: Store) -> None:
    upgrade(new_app)

    with engine_of(new_app, store).connect() as connection:
        for table in TARGETS[store].sorted_tables:
            if table.dialect_options["sqlite"]["with_rowid"] is False:
                made = connection.exec_driver_sql(
                    "SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)
                ).scalar_one()
                assert "WITHOUT ROWID" in made, table.name


@pytest.mark.parametrize("store", STORES)
def test_every_migration_can_be_undone_and_done_again_with_data(
    new_app: Flask, store: Store
) -> None:
    upgrade(new_app)
    fresh = counts(new_app, store)
    before = fill(new_app, store)
    config = alembic_config(new_app, store)
    revisions = [r.revision for r in ScriptDirectory.from_config(config).walk_revisions()]

    kept = set(before)
    for back in range(1, len(revisions)):
        command.downgrade(config, f"-{back}")
        kept &= set(inspect(engine_of(new_app, store)).get_table_names())
        command.upgrade(config, "head")
    after = counts(new_app, store)
    command.downgrade(config, "base")

    assert "urn" in kept or "person" in kept
    assert after == {
        table: rows if table in kept else fresh[table] for table, rows in before.items()
    }
    assert inspect(engine_of(new_app, store)).get_table_names() == ["alembic_version"]


def test_an_old_schema_is_noticed(new_app: Flask) -> None:
    assert not is_current(new_app)

    upgrade(new_app)

    assert is_current(new_app)


MIGRATE = """
import sys
from pathlib import Path
from feedbackpulse import create_app
from feedbackpulse.schema import upgrade
from tests.databases import settings_in
upgrade(create_app(settings_in(Path(sys.argv[1]))))
"""


def test_several_machines_may_migrate_at_once(new_app: Flask) -> None:
    """Each has a folder, and with it a file to lock, of its own; on SQLite there is one machine."""
    folder = Path(new_app.instance_path)
    places = [folder]
    if (folder / NOTE).exists():
        places += [folder.with_name(f"machine{number}") for number in range(2)]
    for place in places[1:]:
        place.mkdir()
        shutil.copy(folder / NOTE, place / NOTE)

    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, place], cwd=ROOT)
        for place in places
        for _ in range(2 if place == folder else 1)
    ]

    assert [process.wait(timeout=60) for process in started] == [0] * len(started)
    assert is_current(new_app)
