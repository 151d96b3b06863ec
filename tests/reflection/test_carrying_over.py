"""Is what people wrote before notebooks existed still there, and nowhere readable?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask

from feedbackpulse import create_app
from feedbackpulse.config import Settings
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.schema import alembic_config, engine_of
from tests.conftest import close
from tests.privacy.dumps import raw_bytes

OWNER, REFLECTION = UUID(int=7), UUID(int=8)
DAY = date(2026, 3, 2)
SECRET = "I interrupted a tenant on Tuesday"


@pytest.fixture
def old_app(tmp_path: Path) -> Iterator[Flask]:
    """Return an application whose main database is of before."""
    app = create_app(Settings(instance_path=tmp_path / "old", secret_key="only-for-tests"))
    command.upgrade(alembic_config(app, "main"), "0004")
    yield app
    close(app)


def insert(connection: sa.Connection, table: str, **values: object) -> None:
    described = sa.Table(table, sa.MetaData(), autoload_with=connection)
    given = {
        name: value.hex if isinstance(value, UUID) else value for name, value in values.items()
    }
    connection.execute(described.insert().values(**given))


def write_as_before(app: Flask) -> None:
    with engine_of(app, "main").begin() as connection:
        insert(
            connection,
            "person",
            id=OWNER,
            name="Noor",
            email="noor@example.org",
            theme="auto",
            active=True,
            on_paper=False,
        )
        insert(
            connection,
            "reflection",
            id=REFLECTION,
            owner=OWNER,
            number=1,
            started_on=DAY,
            finished_on=DAY,
            checkpoints=["M4"],
        )
        insert(
            connection,
            "reflection_rating",
            reflection_id=REFLECTION,
            owner=OWNER,
            item="M4A-R1",
            item_version=1,
            facet="M4A",
            value=4,
        )
        insert(
            connection,
            "reflection_words",
            reflection_id=REFLECTION,
            owner=OWNER,
            prompt="M4A-O1",
            prompt_version=1,
            facet="M4A",
            text=SECRET,
        )


def test_what_was_written_before_is_carried_over_encrypted(old_app: Flask) -> None:
    write_as_before(old_app)
    command.upgrade(alembic_config(old_app, "main"), "head")
    stores: Stores = old_app.extensions["feedbackpulse"].stores

    with stores.main() as session:
        notebook = open_notebook(session, keys=stores.keys, owner=PersonId(OWNER))
        [one] = reflections.list_reflections(session, notebook=notebook)

    assert (one.id, one.finished_on, one.checkpoints) == (REFLECTION, DAY, ("M4",))
    assert one.scores() == {"M4A": (4,)}
    assert one.words_of("M4A-O1") == SECRET
    close(old_app)
    assert SECRET.encode() not in raw_bytes(Path(old_app.instance_path))
