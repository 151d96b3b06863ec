"""Does everything come over to other databases, on another engine too, and only when all is still?"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import create_app
from feedbackpulse.backup.domain import InUseError
from feedbackpulse.backup.loading import is_empty
from feedbackpulse.backup.moving import move
from feedbackpulse.backup.snapshot import engines_of
from feedbackpulse.cycles.service import list_rounds
from feedbackpulse.database import Stores
from feedbackpulse.programme.changes import list_changes
from feedbackpulse.schema import upgrade
from tests.backup.instances import everything, runtime_of, stores_of
from tests.conftest import close
from tests.databases import EngineName, drop_databases, make_databases, settings_in
from tests.jobs.company import Company, anything, found

pytestmark = pytest.mark.both_engines


@pytest.fixture
def company(stores: Stores) -> Company:
    """Return a company with a round that is open, in which somebody answered."""
    made = found(stores)
    round_id = made.plan()
    made.open(round_id)
    made.answer(round_id, "Ovens", [4, 5, 2])
    return made


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, engine_name: EngineName, tmp_path: Path
) -> Iterator[Flask]:
    """Return an application with empty databases on the other engine."""
    folder = tmp_path / "elsewhere"
    if engine_name == "sqlite":
        make_databases(folder, request.getfixturevalue("postgres_sockets"))
    app = create_app(settings_in(folder))
    upgrade(app)
    yield app
    close(app)
    drop_databases(folder)


def test_everything_comes_over_and_stays_where_it_was(company: Company, elsewhere: Flask) -> None:
    before = everything(company.stores)

    moved = move(company.stores, stores_of(elsewhere))

    assert everything(stores_of(elsewhere)) == before
    assert everything(company.stores) == before
    assert {name: content.rows for name, content in moved.items()} == {
        name: len(rows) for name, rows in before.items()
    }


def test_a_round_goes_on_there(company: Company, elsewhere: Flask) -> None:
    move(company.stores, stores_of(elsewhere))
    stores = runtime_of(elsewhere, keys=company.stores.keys).stores
    there = Company(stores=stores, teams=company.teams, people=company.people)
    with stores.main() as session:
        [round_id] = [each.id for each in list_rounds(session)]

    for person in there.people["Mill"]:
        there.send(round_id, person, anything(there.round(round_id), random.Random(2)))  # noqa: S311  (answers of a fictional company)

    assert there.close(round_id)
    with stores.main() as session:
        assert len(list_changes(session)) > 1


def test_nothing_moves_while_somebody_is_connected(
    app: Flask, company: Company, elsewhere: Flask
) -> None:
    other = create_app(runtime_of(app).settings)
    with stores_of(other).main() as session:
        list_changes(session)

        with pytest.raises(InUseError, match="stop every web process and worker"):
            move(company.stores, stores_of(elsewhere))

    close(other)
    assert all(is_empty(engine) for engine in engines_of(stores_of(elsewhere)))


@pytest.mark.sqlite_only
def test_who_is_connected_and_does_nothing_is_noticed_too(
    app: Flask, company: Company, elsewhere: Flask
) -> None:
    other = create_app(runtime_of(app).settings)
    with stores_of(other).main() as session:
        list_changes(session)

    with pytest.raises(InUseError):
        move(company.stores, stores_of(elsewhere))

    close(other)


def test_who_leaves_at_that_moment_is_waited_for(
    app: Flask, company: Company, elsewhere: Flask
) -> None:
    other = create_app(runtime_of(app).settings)
    with stores_of(other).main() as session:
        list_changes(session)
    leaving = threading.Timer(0.2, close, [other])
    leaving.start()

    move(company.stores, stores_of(elsewhere))

    leaving.join()
    assert everything(stores_of(elsewhere)) == everything(company.stores)
