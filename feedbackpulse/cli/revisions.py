"""Which revision the databases have, and bringing empty ones to that of a backup."""

from __future__ import annotations

from collections.abc import Mapping

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from feedbackpulse.schema import STORES, Store, alembic_config, engine_of


def revisions_of(app: Flask) -> dict[Store, str]:
    """Return the revision of each store; it is empty where nothing was migrated yet."""
    found: dict[Store, str] = {}
    for store in STORES:
        with engine_of(app, store).connect() as connection:
            found[store] = MigrationContext.configure(connection).get_current_revision() or ""
    return found


def is_known(app: Flask, revisions: Mapping[Store, str]) -> bool:
    """Say whether this version can come from these revisions to its own."""
    return all(revisions[store] in _known(app, store) for store in STORES)


def _known(app: Flask, store: Store) -> frozenset[str]:
    scripts = ScriptDirectory.from_config(alembic_config(app, store))
    return frozenset(script.revision for script in scripts.walk_revisions())


def bring_to(app: Flask, revisions: Mapping[Store, str]) -> None:
    """Give empty databases the tables of these revisions, older or newer than those they have."""
    now = revisions_of(app)
    for store in STORES:
        if now[store] != revisions[store]:
            config = alembic_config(app, store)
            command.downgrade(config, "base")
            command.upgrade(config, revisions[store])
