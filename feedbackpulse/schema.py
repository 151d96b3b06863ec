"""Brings both databases to the schema of this version."""

from __future__ import annotations

from typing import Final

from alembic import command
from alembic.config import Config
from flask import Flask

from feedbackpulse.extensions import db, stores
from feedbackpulse.paths import resource_dir

STORES: Final = ("main", "box")


def alembic_config(store: str) -> Config:
    """Return Alembic's settings for one store, "main" or "box"."""
    folder = resource_dir("migrations") / store
    config = Config(str(folder / "alembic.ini"))
    config.set_main_option("script_location", str(folder))
    return config


def upgrade(app: Flask, revision: str = "head") -> None:
    """Upgrade both stores; only one process at a time gets to do it."""
    with app.app_context():
        engines = {"main": db.engine, "box": stores().box().get_bind()}
        for store in STORES:
            config = alembic_config(store)
            config.attributes["engine"] = engines[store]
            command.upgrade(config, revision)
