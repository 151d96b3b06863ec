"""What SQLite keeps of what was deleted, and who can read its files."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine

from feedbackpulse.doctor.domain import Code, Finding

_BESIDE: Final = ("", "-wal", "-shm", "-journal")
_VERSION, _WAL = 18, 2
"""Where a file says how it is written (https://sqlite.org/fileformat.html), and what WAL is."""


def file_of(engine: Engine) -> Path | None:
    """Return the file of a SQLite store; None for another engine, or in memory."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name).resolve()


def check_one_file(main: Path | None, box: Path | None) -> Iterator[Finding]:
    """Find people and ballots in one file."""
    if main is not None and main == box:
        yield Finding(code=Code.ONE_FILE, value=str(main))


def check_header(box: Path | None) -> Iterator[Finding]:
    """Find a box in WAL mode, before a connection of ours changes that."""
    if box is None or not box.is_file():
        return
    with box.open("rb") as file:
        header = file.read(_VERSION + 1)
    if header[_VERSION:] == bytes([_WAL]):
        yield Finding(code=Code.BOX_IN_WAL, value=str(box))


def check_connection(connection: Connection, store: str) -> Iterator[Finding]:
    """Find a connection that keeps deleted rows, or writes the ballots one after the other."""
    if store == "box" and _pragma(connection, "journal_mode") == "wal":
        yield Finding(code=Code.BOX_IN_WAL, value=str(connection.engine.url.database))
    if _pragma(connection, "secure_delete") != "1":
        yield Finding(code=Code.KEEPS_DELETED, subject=store)


def _pragma(connection: Connection, name: str) -> str:
    return str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()).lower()


def check_rights(file: Path | None) -> Iterator[Finding]:
    """Find databases, and the logs beside them, that other users of the machine can read."""
    for ending in _BESIDE if file is not None else ():
        path = Path(f"{file}{ending}")
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
            yield Finding(code=Code.FILE_OPEN, subject=str(path), value=f"{mode:04o}")
