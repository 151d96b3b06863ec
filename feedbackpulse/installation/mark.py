"""A file in the instance folder that says when the last backup was made."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

_NAME: Final = "last_backup"


def note_backup(folder: Path, *, now: datetime) -> None:
    """Note that a backup was made."""
    (folder / _NAME).write_text(now.isoformat(), encoding="ascii")


def last_backup(folder: Path) -> datetime | None:
    """Return when the last backup was made, as far as anybody noted it."""
    with suppress(OSError, ValueError):
        found = datetime.fromisoformat((folder / _NAME).read_text(encoding="ascii"))
        return found if found.tzinfo is not None else None
    return None
