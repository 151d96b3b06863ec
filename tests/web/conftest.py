"""An organisation with results, made once and copied for every test that looks at it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import create_app
from tests.conftest import close
from tests.databases import copy_databases, settings_in
from tests.web.released import World, make_world


@pytest.fixture(scope="session")
def released(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """Return a folder with both databases after two released rounds, and who is in them."""
    folder = tmp_path_factory.mktemp("released")
    copy_databases(empty_instance, folder)
    app = create_app(settings_in(folder))
    world = make_world(app.extensions["feedbackpulse"].stores)
    close(app)
    return folder, world


@pytest.fixture
def world(app: Flask, released: tuple[Path, World]) -> World:
    """Return the organisation, after giving the application its databases."""
    folder, found = released
    copy_databases(folder, Path(app.instance_path))
    shutil.copytree(folder / "keystore", Path(app.instance_path) / "keystore")
    return found
