"""What can be wrong around us, told from the error that it led to, and what an operator does then.

Each of these passes without a restart: the next try finds that it is over.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jinja2 import TemplateNotFound
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from feedbackpulse.paths import LostFilesError
from feedbackpulse.secret_files import LostSecretError


class Trouble(StrEnum):
    """What is wrong around us."""

    BUSY = "busy"
    DATABASE_AWAY = "database-away"
    SCHEMA_OLD = "schema-old"
    SCHEMA_NEW = "schema-new"
    DISK_FULL = "disk-full"
    READ_ONLY = "read-only"
    KEY_LOST = "key-lost"
    FILES_LOST = "files-lost"
    CLOCK_WRONG = "clock-wrong"


REMEDIES: Final[Mapping[Trouble, str]] = MappingProxyType(
    {
        Trouble.BUSY: "others write for long; look for a long transaction or a locked file",
        Trouble.DATABASE_AWAY: "see that the database runs, and that its address and rights are"
        " right: `feedbackpulse where` prints them",
        Trouble.SCHEMA_OLD: "the databases are older than this program: run `feedbackpulse migrate`",
        Trouble.SCHEMA_NEW: "the databases are newer than this program: install the version that"
        " migrated them, or restore the backup from before",
        Trouble.DISK_FULL: "make room on the disk, or raise its quota; what was acknowledged is safe",
        Trouble.READ_ONLY: "let the user that runs this write in the instance folder and the keystore",
        Trouble.KEY_LOST: "see that the keystore is mounted, readable and whole:"
        " `feedbackpulse doctor` names what is missing",
        Trouble.FILES_LOST: "templates or static files are gone: install this version again",
        Trouble.CLOCK_WRONG: "set the clock of this machine, and that of the database",
    }
)
"""What an operator does. It stands in the line of the log."""

ERRORS: Final = (
    *(DBAPIError, NoConnectionError, OSError, TemplateNotFound),
    *(LostFilesError, LostSecretError),
)
"""What `trouble_of` may make something of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Folders that tell what an unreadable file means."""

    keys: Path
    program: tuple[Path, ...]
    instance: Path


def trouble_of(error: BaseException, places: Places | None = None) -> Trouble | None:
    """Return what an error says is wrong around us; None when it is a mistake of ours."""
    for kind, trouble in _KINDS:  # a template that is not there is an OSError as well
        if isinstance(error, kind):
            return trouble
    if isinstance(error, DBAPIError):
        found = _of_database(error)
        return Trouble.READ_ONLY if _is_shut(error, places) else found
    return _of_file(error, places) if isinstance(error, OSError) else None


_KINDS: Final[tuple[tuple[type[BaseException], Trouble], ...]] = (
    (NoConnectionError, Trouble.BUSY),
    (LostSecretError, Trouble.KEY_LOST),
    (TemplateNotFound, Trouble.FILES_LOST),
    (LostFilesError, Trouble.FILES_LOST),
)
_SQLITE: Final = (
    ("SQLITE_FULL", Trouble.DISK_FULL),
    ("SQLITE_IOERR", Trouble.DISK_FULL),
    ("SQLITE_READONLY", Trouble.READ_ONLY),
    ("SQLITE_CANTOPEN", Trouble.DATABASE_AWAY),
    ("SQLITE_AUTH", Trouble.DATABASE_AWAY),
    ("SQLITE_NOTADB", Trouble.DATABASE_AWAY),
    ("SQLITE_CORRUPT", Trouble.DATABASE_AWAY),
    ("SQLITE_BUSY", Trouble.BUSY),
    ("SQLITE_LOCKED", Trouble.BUSY),
)
"""By the beginning of SQLite's name for it."""
_POSTGRESQL: Final = (
    ("53100", Trouble.DISK_FULL),
    ("53300", Trouble.BUSY),
    ("55P03", Trouble.BUSY),
    ("57014", Trouble.BUSY),
    ("40", Trouble.BUSY),
    ("25006", Trouble.READ_ONLY),
    ("42P01", Trouble.SCHEMA_OLD),
    ("42703", Trouble.SCHEMA_OLD),
    ("57", Trouble.DATABASE_AWAY),
    ("58", Trouble.DISK_FULL),
    ("08", Trouble.DATABASE_AWAY),
    ("28", Trouble.DATABASE_AWAY),
    ("3D", Trouble.DATABASE_AWAY),
)
"""By the beginning of PostgreSQL's code for it."""
_WITHOUT_TABLE: Final = ("no such table", "no such column", "has no column named")


def _of_database(error: DBAPIError) -> Trouble | None:
    """Return what a database says. Its words are read, and never passed on."""
    if error.connection_invalidated:
        return Trouble.DATABASE_AWAY
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    if name == "SQLITE_ERROR" and any(said in str(error.orig) for said in _WITHOUT_TABLE):
        return Trouble.SCHEMA_OLD
    code = name or getattr(error.orig, "sqlstate", None) or ""
    for begin, trouble in _SQLITE if name else _POSTGRESQL:
        if code.startswith(begin):
            return trouble
    is_of_connection = isinstance(error, OperationalError | InterfaceError)
    return Trouble.DATABASE_AWAY if is_of_connection else None


def _is_shut(error: DBAPIError, places: Places | None) -> bool:
    """Say whether SQLite cannot open a file because it may make none beside it."""
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    if places is None or not name.startswith("SQLITE_CANTOPEN"):
        return False
    return places.instance.is_dir() and not os.access(places.instance, os.W_OK)


_FILES: Final[Mapping[int, Trouble]] = MappingProxyType(
    {
        errno.ENOSPC: Trouble.DISK_FULL,
        errno.EDQUOT: Trouble.DISK_FULL,
        errno.EFBIG: Trouble.DISK_FULL,
        errno.EIO: Trouble.DISK_FULL,
        errno.EROFS: Trouble.READ_ONLY,
        errno.EACCES: Trouble.READ_ONLY,
        errno.EPERM: Trouble.READ_ONLY,
    }
)


def _of_file(error: OSError, places: Places | None) -> Trouble | None:
    in_general = _FILES.get(error.errno or 0)
    if places is None or not isinstance(error.filename, str | Path):
        return in_general
    within: Callable[[Path], bool] = Path(error.filename).is_relative_to
    if any(within(folder) for folder in places.program):
        return Trouble.FILES_LOST
    is_of_keys = within(places.keys) and in_general is not Trouble.DISK_FULL
    return Trouble.KEY_LOST if is_of_keys else in_general
