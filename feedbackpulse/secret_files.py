"""Files with secrets: whole or not there, for nobody else, and overwritten before they go."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


class LostSecretError(Exception):
    """A secret that something rests on is not where it should be, or is another one."""


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def write_first(folder: Path, final: Path, content: bytes) -> None:
    """Put a whole file in its place, unless somebody else was first."""
    draft = final.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, final)  # fails when the file is there, and is never seen half written
    except FileExistsError:
        pass
    finally:
        _overwrite_if_alone(draft)
        draft.unlink()
    keep_entries(folder)


def read_secret(path: Path) -> bytes:
    """Return what is in such a file, without a mark of the moment on it.

    A key is read when somebody fetches a stamp or sends something without a name.
    """
    with open(path, "rb", opener=_open_unmarked) as file:
        return file.read()


def destroy(folder: Path, pattern: str) -> None:
    """Overwrite and remove the files of a folder whose names fit a pattern."""
    if not folder.is_dir():
        return
    for path in folder.glob(pattern):
        _overwrite(path)
        path.unlink(missing_ok=True)
    keep_entries(folder)


def keep_entries(folder: Path) -> None:
    """Make the folder's entries survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_unmarked(name: str, flags: int) -> int:
    try:
        return os.open(name, flags | getattr(os, "O_NOATIME", 0))
    except PermissionError:  # only who owns a file may do that
        return os.open(name, flags)


def _overwrite_if_alone(path: Path) -> None:
    if path.stat().st_nlink == 1:
        _overwrite(path)


def _overwrite(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
