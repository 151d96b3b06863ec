"""An organisation with results, made once and copied for every test that looks at it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import create_app
from tests.conftest import close
from tests.databases import EngineName, copy_databases, settings_in
from tests.web.released import World, make_world

Released = tuple[Path, World]


def _release(empty: Path, folder: Path) -> Released:
    copy_databases(empty, folder)
    app = create_app(settings_in(folder))
    world = make_world(app.extensions["feedbackpulse"].stores)
    close(app)
    return folder, world


@pytest.fixture(scope="session")
def released_on_sqlite(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """Return a folder with both databases after two released rounds, and who is in them."""
    return _release(empty_instance, tmp_path_factory.mktemp("released"))


@pytest.fixture(scope="session")
def released_on_postgresql(
    empty_postgres_instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> Released:
    """Return the same as `released_on_sqlite`, with its databases on the server."""
    return _release(empty_postgres_instance, tmp_path_factory.mktemp("released_on_postgresql"))


@pytest.fixture
def released(request: pytest.FixtureRequest, engine_name: EngineName) -> Released:
    """Return an instance with released rounds to copy, on the engine that the test runs on."""
    made: Released = request.getfixturevalue(f"released_on_{engine_name}")
    return made


@pytest.fixture
def world(app: Flask, released: Released) -> World:
    """Return the organisation, after giving the application its databases."""
    folder, found = released
    copy_databases(folder, Path(app.instance_path))
    shutil.copytree(folder / "keystore", Path(app.instance_path) / "keystore")
    return found
