"""An organisation with results, made once and copied for every test that looks at it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import create_app
from tests.conftest import FILES, close, settings_in
from tests.web.released import World, make_world


@pytest.fixture(scope="session")
def released(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """Return a folder with both databases after two released rounds, and who is in them."""
    folder = tmp_path_factory.mktemp("released")
    for name in FILES:
        shutil.copy(empty_instance / name, folder / name)
    app = create_app(settings_in(folder))
    world = make_world(app.extensions["feedbackpulse"].stores)
    close(app)
    return folder, world


@pytest.fixture
def world(app: Flask, released: tuple[Path, World]) -> World:
    """Return the organisation, after giving the application its databases."""
    folder, found = released
    for name in FILES:
        shutil.copy(folder / name, Path(app.instance_path) / name)
    shutil.copytree(folder / "keystore", Path(app.instance_path) / "keystore")
    return found
