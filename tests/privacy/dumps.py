"""Everything somebody with copies of the files would have."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

Dump = dict[str, list[tuple[Any, ...]]]


def dump(file: Path) -> Dump:
    """Return every row of every table, in the order in which a plain dump prints them."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608  (the file's own names)
            for name in tables
        }


def raw_bytes(folder: Path) -> bytes:
    """Return the contents of every file in a folder, write-ahead logs and journals included."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def spellings(one: UUID) -> list[bytes]:
    """Return the ways in which an id can stand in a file."""
    return [one.bytes, one.hex.encode(), str(one).encode()]
