"""Write a new revision: `python migrations/new.py main "Add plans"` (or `box`)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from feedbackpulse import create_app
from feedbackpulse.config import Settings
from feedbackpulse.schema import STORES, alembic_config, upgrade


def write_revision(store: str, message: str) -> None:
    """Compare the tables with a database made by the migrations so far."""
    if store not in STORES:
        sys.exit(f"The store is one of {', '.join(STORES)}.")
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(instance_path=Path(folder), secret_key="none"))  # noqa: S106  (an application for this moment only)
        upgrade(app)
        config = alembic_config(app, store)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    write_revision(sys.argv[1], sys.argv[2])
